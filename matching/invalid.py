"""The one error of this room: a value that no rule can work with."""


class InvalidValue(ValueError):
    """A value was refused; `pointer` (RFC 6901) says which field, `code` and `params` say why."""

    def __init__(self, pointer: str, code: str, **params: object) -> None:
        super().__init__(f"{pointer or '/'}: {code}")
        self.pointer = pointer
        self.code = code
        self.params = params

    def under(self, prefix: str) -> "InvalidValue":
        """The same refusal, seen from a document in which the value lies below `prefix`."""
        return InvalidValue(prefix + self.pointer, self.code, **self.params)
