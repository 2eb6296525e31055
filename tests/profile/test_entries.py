"""Lists of mappings, by a section that is made up: each entry typed, each message with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
import yaml

from sanic_mock.distributions import Constant, Distribution, Uniform
from sanic_mock.profile import nodes
from sanic_mock.profile.amounts import DurationKind, NumberKind, WholeKind
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.keys import fill, key, section
from sanic_mock.profile.kinds import ChoiceKind, TextKind
from sanic_mock.profile.mappings import mapping_schema, read_mapping
from sanic_mock.profile.schema import definitions, markdown_table
from sanic_mock.profile.table import Key


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an answer."""

    tokens: int = key("at.tokens", WholeKind(0, 1000), "after so many tokens", 0)
    bytes: int = key("at.bytes", WholeKind(0, 1000), "after so many bytes", 0)


@dataclass(frozen=True, slots=True)
class Pause:
    """One that has a key of each sort."""

    p: float = key("p", NumberKind(0, 1), "share of answers", is_required=True)
    length: Distribution = key("length", TIME, "how long", unset=Constant(0.0))
    place: Place = section(Place, lambda chosen: fill(Place, chosen), Place())
    ends: str = key("ends", ChoiceKind(("never", "late")), "how it ends", "never")
    late_s: float = key(
        "late",
        DurationKind(),
        "how late",
        1.0,
        switch="ends",
        only_with=("late",),
        required_for=("late",),
    )


@dataclass(frozen=True, slots=True)
class Say:
    """Another one."""

    text: str = key("text", TextKind(), "what to say", is_required=True)
    p: float = key("p", NumberKind(0, 1), "share of answers", 1.0)


PAUSES: EntriesKind[Pause] = EntriesKind(Pause, most=3)
BOTH: EntriesKind[Pause | Say] = EntriesKind({"pause": Pause, "say": Say})


def keys(kind: EntriesKind[Any]) -> dict[str, Key]:
    return {"odd": Key("odd", kind, "what is odd", ())}


def read(kind: EntriesKind[Any], text: str) -> tuple[tuple[ListEntry[Any], ...], list[str]]:
    root, problems = nodes.parse(text, "profiles/x.yaml")
    assert isinstance(root.value, dict)
    values = read_mapping(keys(kind), root.value, problems)
    return values["odd"].value, problems


def schema(kind: EntriesKind[Any]) -> dict[str, Any]:
    return {**mapping_schema(keys(kind)), "$defs": definitions([kind])}


READ = [
    (PAUSES, "odd: []", ()),
    (PAUSES, "odd:\n- p: 0.5", (Pause(0.5),)),
    (PAUSES, "odd: [{p: 1, length: 20, at: {tokens: 5}}]", (Pause(1, Constant(0.02), Place(5)),)),
    (
        PAUSES,
        "odd: [{p: 0}, {length: {dist: uniform, min: 1, max: 2}, p: 1, ends: late, late: 5s}]",
        (Pause(0), Pause(1, Uniform(0.001, 0.002), ends="late", late_s=5.0)),
    ),
    (BOTH, "odd:\n- {type: say, text: hello}\n- {p: 1, type: pause}", (Say("hello"), Pause(1))),
]


@pytest.mark.parametrize(("kind", "text", "entries"), READ)
def test_each_entry_is_a_value_of_its_own_type(
    kind: EntriesKind[Any], text: str, entries: tuple[Any, ...]
) -> None:
    value, problems = read(kind, text)

    assert problems == []
    assert tuple(one.value for one in value) == entries


REFUSED = [
    (
        PAUSES,
        "odd: 5",
        ["1: odd: 5 is not a list; want a list, each with p, length, at, ends, late"],
    ),
    (PAUSES, "odd:\n- 5", ["2: odd[0]: 5 is not a mapping; want p, length, at, ends, late"]),
    (PAUSES, f"odd: [{'{p: 1}, ' * 4}]", ["1: odd: 4 entries; want at most 3"]),
    (PAUSES, "odd:\n- p: 1\n- p: 2", ["3: odd[1].p: 2 is out of range; want 0 to 1"]),
    (
        PAUSES,
        "odd:\n- p: 1\n- p: 1\n  lenght: 2",
        ["4: odd[1].lenght: unknown key; nearest is length"],
    ),
    (PAUSES, "odd:\n- length: 1", ["2: odd[0]: p is missing; want 0 to 1"]),
    (PAUSES, "odd:\n- {p: 1, tokens: 5}", ["2: odd[0].tokens: unknown key; nearest is at.tokens"]),
    (
        PAUSES,
        "odd:\n- p: 1\n  at:\n    toknes: 2",
        ["4: odd[0].at.toknes: unknown key; nearest is at.tokens"],
    ),
    (
        PAUSES,
        "odd:\n- p: 1\n  late: 2s",
        ["3: odd[0].late: does nothing with ends never; want ends late"],
    ),
    (PAUSES, "odd:\n- {p: 1, ends: late}", ["2: odd[0].ends: late needs late"]),
    (
        PAUSES,
        "odd:\n- p: x\n- {p: 1,\n  length: {dist: uniform, min: 3}}",
        [
            '2: odd[0].p: "x" is not a number; want 0 to 1',
            "4: odd[1].length.max: missing; want a number >= 0",
        ],
    ),
    (BOTH, "odd:\n- p: 1", ["2: odd[0]: type is missing; want type: one of pause, say"]),
    (BOTH, "odd:\n- 5", ["2: odd[0]: 5 is not a mapping; want type: one of pause, say"]),
    (
        BOTH,
        "odd:\n- p: 1\n  type: puase",
        ['3: odd[0].type: "puase" is not known; want pause, say (nearest is pause)'],
    ),
    (
        BOTH,
        "odd:\n- {type: say, length: 5}",
        [
            "2: odd[0].length: unknown key; known: p, text",
            "2: odd[0]: text is missing; want text",
        ],
    ),
    (
        BOTH,
        "odd: {type: say}",
        ["1: odd: a mapping is not a list; want a list, each with a type: pause, say"],
    ),
]


@pytest.mark.parametrize(("kind", "text", "lines"), REFUSED)
def test_what_is_wrong_is_said_with_line_and_place(
    kind: EntriesKind[Any], text: str, lines: list[str]
) -> None:
    _, problems = read(kind, text)

    assert problems == [f"profiles/x.yaml:{line}" for line in lines]


def test_a_list_of_mappings_cannot_be_said_in_a_flag() -> None:
    problems: list[str] = []

    assert PAUSES.read(nodes.given_node("p=1", "-odd", "flag -odd"), problems) is None
    assert problems == [
        '-odd: "p=1" is not a list; want a list, each with p, length, at, ends, late'
    ]


def shadowed(entries: tuple[ListEntry[Pause], ...]) -> Iterator[str]:
    """Yield a problem for each entry that comes after one that leaves it nothing."""
    for place, one in enumerate(entries):
        for earlier in entries[:place]:
            if earlier.value.p == 1:
                yield one.problem(f"shadowed by the entry at line {earlier.node.line}")


def test_what_is_wrong_between_entries_names_the_line_of_both() -> None:
    kind: EntriesKind[Pause] = EntriesKind(Pause, check=shadowed)

    _, problems = read(kind, "odd:\n- p: 0.5\n- p: 1\n\n- p: 0.5")

    assert problems == ["profiles/x.yaml:5: odd[2]: shadowed by the entry at line 3"]
    assert read(kind, "odd:\n- p: 0.5\n- p: 1")[1] == []


def test_entries_are_held_against_each_other_though_one_cannot_be_read() -> None:
    kind: EntriesKind[Pause] = EntriesKind(Pause, check=shadowed)

    value, problems = read(kind, "odd:\n- p: 1\n- p: 7\n- p: 0.5")

    assert problems == [
        "profiles/x.yaml:3: odd[1].p: 7 is out of range; want 0 to 1",
        "profiles/x.yaml:4: odd[2]: shadowed by the entry at line 2",
    ]
    assert [one.value.p for one in value] == [1, 0.5]


# --- editors and people -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [PAUSES, BOTH])
def test_its_schema_is_a_schema(kind: EntriesKind[Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize(("kind", "text", "entries"), READ)
def test_what_is_read_is_valid(kind: EntriesKind[Any], text: str, entries: object) -> None:
    jsonschema.validate(yaml.safe_load(text), schema(kind))


@pytest.mark.parametrize(
    ("kind", "text", "lines"), [row for row in REFUSED if "does nothing" not in row[2][0]]
)
def test_what_is_refused_is_invalid(kind: EntriesKind[Any], text: str, lines: list[str]) -> None:
    if "needs" not in lines[0]:  # what one key asks of another only a check knows
        assert not jsonschema.Draft202012Validator(schema(kind)).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (PAUSES, "odd: []", "none"),
        (
            PAUSES,
            "odd: [{p: 1}, {p: 0.5, length: 2s, at: {bytes: 7}}]",
            "p 1; p 0.5, length 2s, at.bytes 7",
        ),
        (
            BOTH,
            "odd: [{type: say, text: a b, p: 0.1}, {type: pause, p: 1}]",
            "say, text a b, p 0.1; pause, p 1",
        ),
    ],
)
def test_entries_are_shown_by_what_differs_from_the_default(
    kind: EntriesKind[Any], text: str, shown: str
) -> None:
    value, _ = read(kind, text)

    assert kind.show(value) == shown


def test_the_table_of_keys_has_a_row_for_each_inside() -> None:
    rows = markdown_table(keys(BOTH)).splitlines()[2:]

    assert [row.split("`")[1] for row in rows] == [
        "odd",
        "odd[type: pause].p",
        "odd[type: pause].length",
        "odd[type: pause].at.tokens",
        "odd[type: pause].at.bytes",
        "odd[type: pause].ends",
        "odd[type: pause].late",
        "odd[type: say].text",
        "odd[type: say].p",
    ]
    assert rows[0] == "| `odd` | a list, each with a type: pause, say | none | what is odd |"
    assert rows[1] == "| `odd[type: pause].p` | 0 to 1 | required | share of answers |"
    assert markdown_table(keys(PAUSES)).splitlines()[3].startswith("| `odd[].p` |")
