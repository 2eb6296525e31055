"""Tests are for pytest; what several of them need stands in modules of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.imports import imports

TESTS = Path(__file__).resolve().parents[1]
MODULES = sorted(TESTS.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(TESTS)))
def test_no_module_imports_from_a_test_module(module: Path) -> None:
    names = imports(ast.parse(module.read_text()))
    ours = {one for one in names if one.startswith("tests.") and ".test_" in one}

    assert not ours
