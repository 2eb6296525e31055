"""The package's own source: its modules by their dotted names, and what each imports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.house.imports import dotted_name, imports, parsed

PACKAGE = Path(__file__).resolve().parents[2] / "sanic_mock"
MODULES = {dotted_name(path, PACKAGE): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return what a module imports, but for its types."""
    return tuple(imports(parsed(path)))


def modules_in(folder: Path) -> list[Path]:
    """Return the modules of a room, or of a folder in it; AssertionError where there are none."""
    found = [path for path in MODULES.values() if path.is_relative_to(folder)]
    assert found, f"no module in {folder}"
    return found
