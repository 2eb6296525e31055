"""Which rule a request matches, and what is said of the nearest where it matches none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.rules import ChosenRule, Missed, Rules
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.header_match import HeaderMatch
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.text_match import TextMatch
from tests.rules import DIGEST, asked, chosen, counting, entries

# A condition, a request that meets it, one that does not, and what is said of that.
CONDITIONS = [
    ("user: hello", {"user": "hello"}, {"user": "hello!"}, 'user is "hello!", not "hello"'),
    ("user: {contains: ell}", {"user": "hello"}, {"user": "ELL"}, 'not contains "ell"'),
    ("user: {regex: '^h.llo$'}", {"user": "hallo"}, {"user": "hullo "}, "not regex"),
    ("any: {contains: x}", {"texts": ["a", "xy"]}, {"texts": ["a"]}, 'any is "a"'),
    ("system: {contains: be}", {"system": "be good"}, {}, 'system is ""'),
    ("model: gpt-4o*", {"model": "gpt-4o-mini"}, {"model": "gpt-4"}, "not gpt-4o*"),
    ("model: 'a[1]?'", {"model": "a[1]?"}, {"model": "a1b"}, 'model is "a1b"'),
    ("endpoint: chat", {}, {"endpoint": "responses"}, 'endpoint is "responses", not chat'),
    ("tools: get_*", {"tools": ["x", "get_it"]}, {"tools": ["x"]}, 'tools is "x", not get_*'),
    ("tool_result: true", {"results": ["42"]}, {}, "tool_result is nothing, not one"),
    ("tool_result: false", {}, {"results": ["42"]}, 'tool_result is "42", not none'),
    ("tool_result: '42'", {"results": ["1", "42"]}, {"results": ["42", "1"]}, 'is "1", not "42"'),
    ("turn: 2-3", {"turn": 3}, {"turn": 4}, 'turn is "4", not 2-3'),
    ("turn: 2-", {"turn": 9}, {"turn": 1}, 'turn is "1", not 2-'),
    ("header: {x-a: '1*'}", {"fields": {"x-a": "12"}}, {"fields": {"x-a": "2"}}, 'x-a is "2"'),
    ("header: {X-A: '*'}", {"fields": {"x-a": ""}}, {}, "header x-a is nothing, not *"),
    ("key: sk-a*", {"key": "sk-abc"}, {"key": "sk-b"}, "key is"),
]


@pytest.mark.parametrize(("condition", "met", "unmet", "why"), CONDITIONS)
def test_a_condition_decides_and_says_why(
    condition: str, met: dict[str, object], unmet: dict[str, object], why: str
) -> None:
    rules = Rules(entries(f"[{{match: {{{condition}}}, text: hi}}]"))
    assert chosen(rules, asked(**met)) == 0  # type: ignore[arg-type]
    assert chosen(rules, asked(**unmet)) is None  # type: ignore[arg-type]
    explained = rules.explain(asked(**unmet), ())  # type: ignore[arg-type]
    assert explained.startswith("nearest is answers[0] (my.yaml:1): ")
    assert why in explained


def test_no_explanation_tells_a_key() -> None:
    rules = Rules(entries("[{match: {key: sk-secret}, text: hi}]"))
    explained = rules.explain(asked(key="sk-other"), ())
    assert "sk-" not in explained


def test_the_first_rule_that_matches_answers_and_all_that_is_given_must_hold() -> None:
    rules = Rules(
        entries(
            "- {match: {user: {contains: a}, model: m1}, text: one}\n"
            "- {match: {user: {contains: a}, model: m2}, text: two}\n"
            "- {text: rest}\n"
        )
    )
    assert chosen(rules, asked(user="a", model="m1")) == 0
    assert chosen(rules, asked(user="a", model="m2")) == 1
    assert chosen(rules, asked(user="a", model="m3")) == 2
    assert chosen(rules, asked(user="b", model="m1")) == 2


def test_the_nearest_rule_is_the_one_that_lacks_least() -> None:
    rules = Rules(
        entries(
            "- {match: {user: {contains: the capital of France}, model: m1}, text: Paris}\n"
            "- {match: {user: {contains: the capital of Norway}, model: m2}, text: Oslo}\n"
            "- {match: {user: something else}, text: x}\n"
        )
    )
    explained = rules.explain(asked(user="what is the capital of Norway", model="m1"), ())
    assert "answers[1]" in explained
    assert 'model is "m1", not m2' in explained


def test_a_call_is_for_who_can_be_called() -> None:
    rules = Rules(entries("[{call: {name: f}}]"))
    request = asked(endpoint="completions", calls_tools=False)
    assert chosen(rules, request) is None
    assert "not one that calls tools" in rules.explain(request, ())


def test_counts_go_on_only_where_all_else_matches() -> None:
    rules = Rules(
        entries(
            "- {match: {user: a, count: 1-2}, status: 429}\n"
            "- {match: {user: a, count: 3}, text: third of all}\n"
            "- {match: {user: a}, text: ok}\n"
        )
    )
    count = counting()
    assert chosen(rules, asked(user="b"), count) is None
    # the second rule counts those that the first one leaves it
    assert [chosen(rules, asked(user="a"), count) for _ in range(6)] == [0, 0, 2, 2, 1, 2]


@pytest.mark.parametrize(
    ("then", "given"),
    [
        ("repeat", [0, 1, 2, 0, 1, 2, 0]),
        ("last", [0, 1, 2, 2, 2, 2, 2]),
        ("stop", [0, 1, 2, None, None, None, None]),
    ],
)
def test_texts_are_given_one_after_another(then: str, given: list[int | None]) -> None:
    rules = Rules(entries(f"[{{text: [a, b, c], then: {then}}}]"))
    count = counting()
    found = [rules.choose(asked(), DIGEST, count) for _ in range(7)]
    places = [one.rule.place(one.number) if isinstance(one, ChosenRule) else None for one in found]
    assert places == given


def test_what_stopped_is_named_as_the_nearest() -> None:
    rules = Rules(
        entries("- {match: {user: a}, text: [x, y], then: stop}\n- {match: {user: b}, text: z}\n")
    )
    count = counting()
    found = [rules.choose(asked(user="a"), DIGEST, count) for _ in range(3)][-1]
    assert isinstance(found, list)
    assert isinstance(found[0], Missed)
    assert "up to 2, where its texts stop" in rules.explain(asked(user="a"), found)


def test_a_share_is_a_share_and_the_same_for_the_same_chance() -> None:
    rules = Rules(entries("[{match: {share: 0.3}, text: a}, {text: b}]"))
    digests = [number.to_bytes(8, "little") * 8 for number in range(4000)]
    taken = [chosen(rules, asked(), digest=digest) for digest in digests]
    assert 0.27 < taken.count(0) / 4000 < 0.33
    assert taken == [chosen(rules, asked(), digest=digest) for digest in digests]


# --- against a naive oracle --------------------------------------------------------------------

WORDS = st.text("abc ", min_size=1, max_size=12)
MATCHES = st.builds(TextMatch, st.sampled_from(["exact", "contains"]), WORDS) | st.builds(
    TextMatch, st.just("regex"), st.sampled_from(["^a", "b+c", "c$", "a.b"])
)
GLOBS = st.sampled_from(["1", "1*", "*", "*2"])
ENTRIES = st.builds(
    AnswerEntry,
    user=st.none() | MATCHES,
    model=st.none() | st.sampled_from(["m1", "m2", "m*"]),
    system=st.none() | MATCHES,
    header=st.none() | st.builds(lambda glob: HeaderMatch((("x-a", glob),)), GLOBS),
    text=st.just(()),
)


def naive(
    entry: AnswerEntry, user: str, model: str, system: str, fields: Mapping[str, str]
) -> bool:
    for name, glob in () if entry.header is None else entry.header.fields:
        if name not in fields or not fnmatchcase(fields[name], glob):
            return False
    pairs = ((entry.user, user), (entry.system, system))
    return (entry.model is None or fnmatchcase(model, entry.model)) and all(
        wanted is None or fits(wanted, text) for wanted, text in pairs
    )


def fits(wanted: TextMatch, text: str) -> bool:
    if wanted.by == "regex":
        return re.search(wanted.text, text) is not None
    return wanted.text == text if wanted.by == "exact" else text.find(wanted.text) >= 0


@settings(max_examples=300, deadline=None)
@given(
    st.lists(ENTRIES, max_size=30),
    st.text("abc ", max_size=60),
    st.sampled_from(["m1", "m3"]),
    st.sampled_from([{}, {"x-a": "1"}, {"x-a": "12"}]),
)
def test_the_rule_is_that_of_a_look_at_all_of_them(
    given_rules: list[AnswerEntry], user: str, model: str, fields: dict[str, str]
) -> None:
    node = ValueNode("my.yaml:1", "my.yaml:1", None)
    rules = Rules([ListEntry(one, node) for one in given_rules])
    system = user[::-1]
    fitting = (naive(one, user, model, system, fields) for one in given_rules)
    wanted = next((place for place, fits_all in enumerate(fitting) if fits_all), None)
    request: Asked = asked(fields=fields, user=user, model=model, system=system)
    assert chosen(rules, request) == wanted
    if wanted is None and given_rules:
        assert rules.explain(request, ()).startswith("nearest is ")
        assert not rules.explain(request, ()).endswith(": ")
