"""Every way this door says no: one table from a code to a status, one shape for all of them (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.language import fault as fault_in_words
from backend.language import mark, reason, refusal, sentence
from backend.language.refusals import REFUSALS
from models.errors import Fault, Invalid, Refused

(_INVALID,) = REFUSALS["invalid"]
PROBLEM_JSON = "application/problem+json"


class Unfit(Exception):
    """The request cannot be read, or is not for this door; it never reaches a service."""

    def __init__(self, code: str, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.headers = dict(headers or {})


# The status of each refusal of the rules …
REFUSED: Mapping[str, HTTPStatus] = {
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_signed_in": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "gone": HTTPStatus.GONE,
    "conflict": HTTPStatus.CONFLICT,
    "taken": HTTPStatus.CONFLICT,
    "not_now": HTTPStatus.CONFLICT,
    "unavailable": HTTPStatus.CONFLICT,
    "in_progress": HTTPStatus.CONFLICT,
    "key_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "stale": HTTPStatus.PRECONDITION_FAILED,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "media_refused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "refused": HTTPStatus.CONFLICT,
}

# … and of each way in which a request is unfit, with what to do about it.
UNFIT: Mapping[str, tuple[HTTPStatus, str]] = {
    "bad_request": (HTTPStatus.BAD_REQUEST, mark("This is not a request that can be read.")),
    "empty_body": (HTTPStatus.BAD_REQUEST, mark("Please send a JSON body.")),
    "not_json": (HTTPStatus.BAD_REQUEST, mark("The body is not JSON as RFC 8259 has it. Please correct it.")),
    "bad_cursor": (
        HTTPStatus.BAD_REQUEST,
        mark("This cursor does not belong to this list. Please start again without it."),
    ),
    "bad_key": (
        HTTPStatus.BAD_REQUEST,
        mark("Please send an Idempotency-Key of 1 to 255 visible characters, new for each thing you want done."),
    ),
    "bad_if_match": (HTTPStatus.BAD_REQUEST, mark("Please send one ETag, as you got it, in If-Match.")),
    "no_such_path": (HTTPStatus.NOT_FOUND, mark("There is nothing at this address. /docs lists what there is.")),
    "method_not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, mark("This address does not know that method.")),
    "timeout": (HTTPStatus.REQUEST_TIMEOUT, mark("The request took too long to arrive. Please send it again.")),
    "too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, mark("The body is too large. Please send less.")),
    "media_type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, mark("Please send the body as JSON, in UTF-8.")),
    "precondition_required": (
        HTTPStatus.PRECONDITION_REQUIRED,
        mark("Please read it first and send its ETag in If-Match, so that nobody's change is lost."),
    ),
    "headers_too_large": (
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        mark("The headers are too large. Please send less."),
    ),
    "internal": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        mark("Something went wrong on our side. Please try again; if it stays, tell us the request id."),
    ),
}


class Error(BaseModel):
    """One fault of the request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    pointer: str
    """Where: a JSON pointer into the body, or the name of a parameter."""
    where: Literal["body", "query"] = Field(serialization_alias="in")
    """Which part of the request the pointer points into."""
    code: str
    """What is wrong; stable."""
    detail: str
    """The same in words."""


class Because(BaseModel):
    """One reason for a refusal."""

    code: str
    params: dict[str, Any]
    detail: str


class Instead(BaseModel):
    """Something that would have worked."""

    kind: str
    params: dict[str, Any]


class Problem(BaseModel):
    """What went wrong and what to do about it (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = Field(examples=["/problems/taken"])
    """A stable name of the kind of problem."""
    title: str
    """The kind of problem, as the status has it."""
    status: int
    code: str = Field(examples=["taken"])
    """The last part of `type`."""
    detail: str
    """What to do, in the caller's language."""
    instance: str
    """The id of the request, which the logs know."""
    params: dict[str, Any] | None = None
    """What the refusal is about, such as the `state` that a thing is in."""
    errors: list[Error] | None = None
    """Every fault of the request at once."""
    reasons: list[Because] | None = None
    alternatives: list[Instead] | None = None


def of_refused(refused: Refused, *, language: str, instance: str, where: str = "body") -> dict[str, Any]:
    """The problem that a refusal of the rules is."""
    status = REFUSED.get(refused.code, HTTPStatus.CONFLICT)
    if isinstance(refused, Invalid):
        return _problem(refused.code, status, sentence(language, _INVALID), instance) | {
            "errors": _errors(refused.faults, language, where)
        }
    problem = _problem(refused.code, status, refusal(language, refused), instance)
    if refused.params:
        problem["params"] = refused.params
    if refused.reasons:
        problem["reasons"] = [
            {"code": because.code, "params": because.params, "detail": reason(language, because)}
            for because in refused.reasons
        ]
    if refused.alternatives:
        problem["alternatives"] = [{"kind": other.kind, "params": other.params} for other in refused.alternatives]
    return problem


def of_unfit(unfit: Unfit, *, language: str, instance: str) -> dict[str, Any]:
    """The problem that an unreadable request is."""
    status, detail = UNFIT[unfit.code]
    problem = _problem(unfit.code, status, sentence(language, detail), instance)
    if unfit.faults:
        problem["errors"] = _errors(unfit.faults, language, "body")
    return problem


def retry_after_s(refused: Refused) -> int | None:
    """After how many seconds the same request may work, where that is known or likely."""
    if "retry_after_s" in refused.params:
        return max(1, round(float(str(refused.params["retry_after_s"]))))
    return 1 if refused.code in {"busy", "in_progress", "too_many"} else None


def _problem(code: str, status: HTTPStatus, detail: str, instance: str) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        "instance": instance,
    }


def _errors(faults: tuple[Fault, ...], language: str, where: str) -> list[dict[str, Any]]:
    return [
        _located(fault, where) | {"code": fault.code, "detail": fault_in_words(language, fault)} for fault in faults
    ]


def _located(fault: Fault, where: str) -> dict[str, Any]:
    """A pointer with a slash leads into the body, or where there is none names a parameter, as one without does."""
    if where == "body" and (fault.pointer.startswith("/") or not fault.pointer):
        return {"pointer": fault.pointer, "in": "body"}
    return {"pointer": fault.pointer.removeprefix("/"), "in": "query"}
