"""Names in the package: one class name is one class; names say what a function does, and where."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.house.imports import parsed
from tests.house.sources import MODULES, PACKAGE, modules_in

# Words that nobody searches for, and that say neither what a function does nor what it returns.
SAYS_NOTHING = {"told", "made", "found", "said", "manners", "wants", "desk"}
USUAL = {"not_found"}  # HTTP's


def classes() -> Iterator[tuple[str, str]]:
    """Yield each class of the package, wherever in its module, and the module."""
    for name, path in MODULES.items():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                yield node.name, name


def functions() -> Iterator[tuple[str, str]]:
    """Yield the modules' own functions, and the module of each."""
    for name, path in MODULES.items():
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, name


def test_no_two_classes_bear_one_name() -> None:
    modules = defaultdict(list)
    for name, module in classes():
        modules[name].append(module)

    assert {name: where for name, where in modules.items() if len(where) > 1} == {}


def says_nothing(name: str) -> bool:
    """Return whether a name, of whatever kind, has a word that says nothing."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}
    return bool(words & SAYS_NOTHING) and name not in USUAL


def test_functions_are_named_for_what_they_return() -> None:
    names = [(name.strip("_"), module) for name, module in functions()]

    assert [one for one in names if says_nothing(one[0]) or one[0] == "listed"] == []


def test_classes_and_modules_are_named_by_words_that_are_searched_for() -> None:
    assert [one for one in classes() if says_nothing(one[0])] == []
    assert [name for name in MODULES if any(map(says_nothing, name.split(".")))] == []


def test_a_name_that_says_nothing_would_be_seen() -> None:
    assert list(map(says_nothing, ["_told_in", "FoundPage", "foundation_model", "not_found"])) == [
        *(True, True, False, False)
    ]


def test_what_openai_answers_is_worded_in_errors_and_refusals() -> None:
    others = [
        module
        for module in modules_in(PACKAGE / "dialects" / "openai")
        if not module.stem.endswith(("errors", "refusals"))
    ]

    assert [module for module in others if calls(module, "Problem")] == []


def calls(module: Path, name: str) -> bool:
    """Return whether a module calls something by a name."""
    found = (node.func for node in ast.walk(parsed(module)) if isinstance(node, ast.Call))
    return any(isinstance(one, ast.Name) and one.id == name for one in found)
