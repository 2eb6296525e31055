"""Fixed texts are picked by the rule that would be chosen otherwise."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.picks import Pick, compile_picks
from sanic_mock.engine.answers.rules import Rules
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.scripted import text_body
from sanic_mock.engine.tokens import ENCODING
from tests.rules import FixedConversation, counting, entries

FEW = """
- {match: {user: one, model: "a*"}, text: first}
- {match: {user: {contains: on}, key: "sk-*"}, text: second}
- {match: {user: {regex: "t.o"}, share: 0.5}, text: third}
"""
MANY = FEW + "".join(f"- {{match: {{user: u{one}}}, text: t{one}}}\n" for one in range(9))
LONG = MANY + "".join(
    f"- {{match: {{user: {{contains: question number {one}}}, share: 0.7}}, text: q{one}}}\n"
    f"- {{match: {{user: {{contains: is the question number {one}}}}}, text: r{one}}}\n"
    for one in range(100, 120)
)
QUESTIONS = st.tuples(
    st.sampled_from(["", "What is the ", "so on: "]), st.integers(95, 125), st.text(max_size=9)
).map(lambda parts: f"{parts[0]}question number {parts[1]}{parts[2]}")
TEXTS = st.sampled_from(["one", "on", "two", "u3", "u8", "", "t"]) | st.text(max_size=5) | QUESTIONS


def rules(yaml: str) -> Rules:
    return Rules(entries(yaml))


def scripts(given: Rules) -> list[ScriptedAnswer]:
    return [ScriptedAnswer(str(one.entry.text[0])) for one in given.rules if one.entry.text]


@cache
def compiled(yaml: str) -> tuple[Rules, Pick]:
    """Return rules that count nothing, and what picks by them."""
    some = rules(yaml)
    pick = compile_picks(some, scripts(some))
    assert pick is not None
    return some, pick


@pytest.mark.parametrize("yaml", [FEW, MANY, LONG], ids=["few", "many", "long"])
@given(
    user=TEXTS,
    model=st.sampled_from(["a1", "b"]),
    key=st.sampled_from(["", "sk-1"]),
    digest=st.binary(min_size=64, max_size=64),
)
def test_the_text_is_that_of_the_rule_that_is_chosen(
    yaml: str, user: str, model: str, key: str, digest: bytes
) -> None:
    some, pick = compiled(yaml)
    conversation = FixedConversation(model=model, user=user)

    picked = pick(conversation, digest, key)

    wanted = some.choose(Asked(conversation, key), digest, counting())
    number = wanted.rule.number if hasattr(wanted, "rule") else None
    text = None if number is None else scripts(some)[number].text
    assert (None if picked is None else b"".join(picked.pieces).decode()) == text


def test_what_is_more_than_a_text_is_not_picked() -> None:
    some = rules("[{match: {user: a}, text: A}, {match: {user: b}, text: B}]")
    pick = compile_picks(some, [ScriptedAnswer("A"), ScriptedAnswer("B", thought="Hm")])

    assert pick is not None
    assert pick(FixedConversation(user="a"), bytes(64), "") is not None
    assert pick(FixedConversation(user="b"), bytes(64), "") is None


@pytest.mark.parametrize(
    ("yaml", "script"),
    [
        ("[{match: {user: a}, text: A}]", None),
        ("[{match: {user: a}, text: A}]", ScriptedAnswer("x" * 2000)),
        ("[{match: {user: a}, text: A}]", ScriptedAnswer("")),
        ("[{match: {header: {x-a: b}}, text: A}]", ScriptedAnswer("A")),
    ],
)
def test_where_nothing_can_be_picked_there_is_no_short_way(
    yaml: str, script: ScriptedAnswer | None
) -> None:
    assert compile_picks(rules(yaml), [script]) is None


@given(digest=st.binary(min_size=64, max_size=64))
def test_what_no_rule_matches_is_one_of_the_others_by_chance(digest: bytes) -> None:
    some = rules(FEW)
    others = [text_body(text, ENCODING) for text in ("a", "b", "c")]
    pick = compile_picks(some, scripts(some), others)

    assert pick is not None
    picked = pick(FixedConversation(user="none of them"), digest, "")
    assert picked is others[first_integer(digest) % 3]
