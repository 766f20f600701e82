"""Telegram's end of the wire, in memory: keeps every call, gives plausible answers, fails when told to."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import orjson
from telegram.error import NetworkError
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.frame import PtbApplication

TOKEN = "123456789:AAtestAAtestAAtestAAtestAAtestAAtes"
ME = {"id": 123456789, "is_bot": True, "first_name": "Borrowdale", "username": "borrowdale_bot"}

Call = tuple[str, dict[str, Any]]
Answer = tuple[int, dict[str, Any]]
Fault = Callable[[], Answer]


def refused(code: int, description: str, **parameters: int) -> Fault:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return lambda: (code, body)


def cut_off() -> Answer:
    raise NetworkError("ServerDisconnectedError")


class Wire(BaseRequest):
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: deque[Fault | None] = deque()
        self.meanwhile: Callable[[str, dict[str, Any]], Answer | None] = lambda _method, _params: None
        self._message_ids = count(1000)

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        params = dict(request_data.parameters) if request_data else {}
        if name == "getMe":
            return 200, orjson.dumps({"ok": True, "result": ME})
        self.calls.append((name, params))
        fault = self.faults.popleft() if self.faults else None
        status, body = (fault and fault()) or self.meanwhile(name, params) or (200, self._answer(name, params))
        return status, orjson.dumps(body)

    def sent(self, name: str) -> list[dict[str, Any]]:
        return [params for method, params in self.calls if method == name]

    def _answer(self, name: str, params: dict[str, Any]) -> dict[str, Any]:
        if name == "answerCallbackQuery":
            return {"ok": True, "result": True}
        message_id = params.get("message_id") or next(self._message_ids)
        chat = {"id": params["chat_id"], "type": "private"}
        return {
            "ok": True,
            "result": {"message_id": message_id, "date": 1, "chat": chat, "text": params.get("text", "")},
        }


def application_on(wire: Wire) -> PtbApplication:
    return (
        ApplicationBuilder().token(TOKEN).request(wire).get_updates_request(wire).updater(None).job_queue(None).build()
    )


class Clock:
    """A clock that is moved by hand; sleeping on it moves it."""

    def __init__(self, start: datetime = datetime(2030, 5, 4, 12, tzinfo=UTC)) -> None:
        self.start = start
        self.passed_s = 0.0

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=self.passed_s)

    def monotonic(self) -> float:
        return self.passed_s

    async def sleep(self, for_s: float) -> None:
        self.passed_s += max(0.0, for_s)


def chat(user: int) -> dict[str, Any]:
    return {"id": user, "type": "private", "first_name": f"N{user}"}


def sender(user: int, language: str = "en") -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": f"N{user}", "language_code": language}


def typed(update_id: int, user: int, text: str, **more: Any) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": update_id,
        "date": 1,
        "chat": chat(user),
        "from": sender(user),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"update_id": update_id, "message": {**message, **more}}


def pressed(update_id: int, user: int, data: str, *, on: int = 500) -> dict[str, Any]:
    card = {"message_id": on, "date": 1, "chat": chat(user), "from": ME, "text": "a card"}
    query = {"id": f"q{update_id}", "from": sender(user), "chat_instance": "1", "message": card, "data": data}
    return {"update_id": update_id, "callback_query": query}
