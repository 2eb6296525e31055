"""Facts of the wire name their sources by ids, each of which the table explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "spec" / "SOURCES.md"
MODULES = sorted((ROOT / "sanic_mock").rglob("*.py"))
IDS = set(re.findall(r"^\| `([a-z]+-20\d\d)` \|", TABLE.read_text(encoding="utf-8"), re.M))

# What says that somebody saw it, and not who.
NAMES_NOTHING = re.compile(r"record(ed|ing)s?\s+(traffic|answer|chunk)|probes?\s+of|openai-openapi")


def named(module: Path) -> set[str]:
    """Return the ids that a module names."""
    return set(re.findall(r"\[([a-z]+-20\d\d)\]", module.read_text(encoding="utf-8")))


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_an_id_is_in_the_table(module: Path) -> None:
    assert named(module) <= IDS


def test_each_row_of_the_table_is_used() -> None:
    assert set().union(*map(named, MODULES)) == IDS


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_fact_is_not_just_recorded_somewhere(module: Path) -> None:
    text = re.sub(r"\s*\n\s*#?\s*", " ", module.read_text(encoding="utf-8"))

    assert [match[0] for match in NAMES_NOTHING.finditer(text)] == []
