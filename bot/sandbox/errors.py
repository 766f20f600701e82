"""What may go wrong: refusals told to the bot, and things an actor cannot do."""

from typing import Any


class ApiError(Exception):
    """A refusal in the Bot API's words: code, description, parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(words: str, **parameters: Any) -> ApiError:
    """A 400 in Telegram's form."""
    return ApiError(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> ApiError:
    """A 403 in Telegram's form."""
    return ApiError(403, f"Forbidden: {words}")


class NotPossible(Exception):
    """An actor tried what a person could not do: a button out of sight, a chat they are not in."""


class NotSettled(Exception):
    """Updates stayed undelivered, or a notice never came, within the time given."""
