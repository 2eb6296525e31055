"""Tests are for pytest; what several of them need stands in modules of its own."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.imports import imports

TESTS = Path(__file__).resolve().parents[1]
MODULES = sorted(TESTS.rglob("*.py"))


def from_tests(module: Path) -> set[str]:
    """Return what a module imports of test modules."""
    names = imports(ast.parse(module.read_text()))
    return {one for one in names if one.startswith("tests.") and ".test_" in one}


def test_no_module_imports_from_a_test_module() -> None:
    assert {module: names for module in MODULES if (names := from_tests(module))} == {}


def test_an_import_from_a_test_module_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text("from tests.house.test_support import MODULES")

    assert from_tests(tmp_path / "reader.py")
