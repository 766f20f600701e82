"""The schemas of the document: pydantic's, gathered once under #/components/schemas."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import TypeAdapter

from backend.api.inputs import Nothing
from backend.api.problems import Problem
from backend.api.routing import Route

Mode = Literal["validation", "serialization"]
_REF = "#/components/schemas/{model}"
_Key = tuple[str, str]


class Schemas:
    """Every schema that a table needs, by route."""

    def __init__(self, table: Sequence[Route]) -> None:
        wanted = dict(_wanted(table))
        adapters = {kind: TypeAdapter(kind) for _mode, kind in wanted.values()}
        found, shared = TypeAdapter.json_schemas(
            [(key, mode, adapters[kind]) for key, (mode, kind) in wanted.items()], ref_template=_REF
        )
        self._found = {key: schema for (key, _mode), schema in found.items()}
        self._models = dict(shared.get("$defs", {}))
        self._spread = {route.query.__name__ for route in table}

    @property
    def components(self) -> dict[str, Any]:
        """All shared schemas by name, in the order of the alphabet, but for queries: those are parameters."""
        return {name: _tidy(self._models[name]) for name in sorted(self._models.keys() - self._spread)}

    def parameters(self, route: Route) -> Iterator[dict[str, Any]]:
        """The parameters of the route's query."""
        if route.query is Nothing:
            return
        model = self._model(self._found[("query", route.operation_id)])
        for name, schema in model["properties"].items():
            parameter = {"name": name, "in": "query", "required": name in model.get("required", ())}
            about = schema.get("description")
            bare = {key: value for key, value in schema.items() if key not in {"description", "title"}}
            yield (
                parameter
                | ({"description": about} if about else {})
                | {"schema": _tidy(_present(bare))}
                | ({"style": "form", "explode": False} if bare.get("type") == "array" else {})
            )

    def body(self, route: Route) -> Any:
        """The schema of the route's body; a file has none."""
        return {} if route.takes else self._found[("body", route.operation_id)]

    def answer(self, route: Route, status: int) -> Any:
        """The schema of an answer."""
        if route.gives is bytes:
            return {}
        return _tidy(self._found[(str(status), route.operation_id)])

    def _model(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        return self._models[name] if name else schema


def _wanted(table: Sequence[Route]) -> Iterator[tuple[_Key, tuple[Mode, Any]]]:
    yield ("problem", "problem"), ("serialization", Problem)
    for route in table:
        if route.query is not Nothing:
            yield ("query", route.operation_id), ("validation", route.query)
        if route.body is not None and not route.takes:
            yield ("body", route.operation_id), ("validation", route.body)
        for status, kind in sorted(route.answers.items()):
            if kind is not None and kind is not bytes:
                yield (str(status), route.operation_id), ("serialization", kind)


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or not there; it is never null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) != 1:
        return schema
    kept: dict[str, Any] = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    kept.update(choices[0])
    return kept


def _tidy(schema: Any) -> Any:
    """Without the titles that only repeat a field's name."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _tidy(_untitled(inner)) for name, inner in value.items()} if key == "properties" else _tidy(value)
        for key, value in schema.items()
    }


def _untitled(schema: Any) -> Any:
    return {key: value for key, value in schema.items() if key != "title"} if isinstance(schema, dict) else schema
