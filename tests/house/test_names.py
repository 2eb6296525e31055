"""Names in the package: one class name is one class; names say what a function does, and where."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "sanic_mock"
MODULES = sorted(PACKAGE.rglob("*.py"))
# Participles that say neither what a function does nor what it returns.
SAYS_NOTHING = {"told", "made", "found", "said", "listed"}


def classes() -> Iterator[tuple[str, str]]:
    """Yield each class of the package, wherever in its module, and the module."""
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ClassDef):
                yield node.name, str(module.relative_to(PACKAGE))


def functions(module: Path) -> Iterator[str]:
    """Yield the names of a module's own functions."""
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def test_no_two_classes_bear_one_name() -> None:
    modules = defaultdict(list)
    for name, module in classes():
        modules[name].append(module)

    assert {name: where for name, where in modules.items() if len(where) > 1} == {}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_a_function_is_named_for_what_it_returns(module: Path) -> None:
    assert not {name.strip("_") for name in functions(module)} & SAYS_NOTHING


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_what_openai_answers_is_worded_in_errors_and_refusals(module: Path) -> None:
    if module.is_relative_to(PACKAGE / "dialects" / "openai"):
        is_named = module.stem.endswith(("errors", "refusals"))
        assert is_named or "Problem" not in called(module)


def called(module: Path) -> set[str]:
    """Return the names that a module calls."""
    calls = (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call))
    return {node.func.id for node in calls if isinstance(node.func, ast.Name)}
