"""No file, function or list of arguments grows past what is read at one look (limits in CONTRIBUTING.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("backend", "bot", "matching", "models", "tests")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _arguments(function: Function) -> list[ast.arg]:
    given = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    return [argument for argument in given if argument.arg not in {"self", "cls"}]


def _is_given(function: Function, source: list[str]) -> bool:
    """A library decides these arguments; the exception and its reason stand beside the name."""
    return "noqa: PLR09" in source[function.lineno - 1]


def _faults(function: Function, source: list[str]) -> Iterator[str]:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    arguments = _arguments(function)
    if lines > 30:
        yield f"{function.name} has {lines} lines: split it until each part has at most 30"
    if len(arguments) > 5 and not _is_given(function, source):
        yield f"{function.name} takes {len(arguments)} arguments: gather what belongs together, at most 5"
    if function.returns is None or any(argument.annotation is None for argument in arguments):
        yield f"{function.name} is not fully annotated: name every type, the result's as well"
    if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
        yield f"{function.name} imports inside: move the import to the head of the file"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_can_be_read_at_one_look(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = text.splitlines()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]

    faults = [f"{path}:{function.lineno}: {fault}" for function in functions for fault in _faults(function, source)]
    if (length := len(source)) > 300:
        faults.append(f"{path}:301: the file has {length} lines: find its second subject and give it a file")

    assert not faults, "\n".join(faults)
