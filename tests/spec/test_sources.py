"""Facts of the wire name their sources by ids, each of which the table explains."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "spec" / "SOURCES.md"
TEXTS = {
    str(one.relative_to(ROOT)): one.read_text(encoding="utf-8")
    for one in sorted((ROOT / "sanic_mock").rglob("*.py"))
}
IDS = set(re.findall(r"^\| `([a-z]+-20\d\d)` \|", TABLE.read_text(encoding="utf-8"), re.M))

# What says that somebody saw it, and not who.
NAMES_NOTHING = re.compile(r"record(ed|ing)s?\s+(traffic|answer|chunk)|probes?\s+of|openai-openapi")


def named(text: str) -> set[str]:
    """Return the ids that a module names."""
    return set(re.findall(r"\[([a-z]+-20\d\d)\]", text))


def nameless(text: str) -> list[str]:
    """Return where a module says that something was seen, and not by whom."""
    return [match[0] for match in NAMES_NOTHING.finditer(re.sub(r"\s*\n\s*#?\s*", " ", text))]


def test_an_id_is_in_the_table() -> None:
    assert {name: odd for name, text in TEXTS.items() if (odd := named(text) - IDS)} == {}


def test_each_row_of_the_table_is_used() -> None:
    assert set().union(*map(named, TEXTS.values())) == IDS


def test_a_fact_is_not_just_recorded_somewhere() -> None:
    assert {name: odd for name, text in TEXTS.items() if (odd := nameless(text))} == {}


def test_a_fact_that_names_nobody_would_be_seen() -> None:
    assert nameless("# as in a recorded\n    # answer") == ["recorded answer"]
