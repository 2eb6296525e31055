"""Rules of traffic: which of them a request fits, by rows and against a naive reading of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.traffic_rules import Traffic, TrafficBody, TrafficHead
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.nodes import parse
from sanic_mock.profile.sections.match.checks import MATCH
from sanic_mock.profile.sections.match.entry import TrafficEntry
from tests.rules import FixedConversation, read_by

NAMES = ("a", "b", "ab", "")
GLOBS = ("a", "a*", "*b", "*")


class Reader:
    """Reads one model and one text of every body.

    Attributes:
        asked: what was read.
    """

    def __init__(self, model: str, conversation: ConversationView | None) -> None:
        self._model = model
        self._conversation = conversation
        self.asked: list[str] = []

    def asked_model(self, body: bytes) -> str:
        """See BodyReader."""
        self.asked.append("model")
        return self._model

    def conversation(self, body: bytes) -> ConversationView | None:
        """See BodyReader."""
        self.asked.append("conversation")
        return self._conversation


def entries(yaml: str) -> tuple[ListEntry[TrafficEntry], ...]:
    return read_by(MATCH, yaml)


def chosen(
    rules: Sequence[ListEntry[TrafficEntry]],
    head: TrafficHead,
    reader: Reader,
    digest: bytes = bytes(64),
) -> int | None:
    """Return the number of the rule that a request fits."""
    body = TrafficBody(reader, b"", digest)
    found = Traffic(rules).candidates(head)
    return next((one.number for one in found if one.fits_body(body)), None)


def said(user: str, model: str = "gpt-4o") -> Reader:
    texts = ["be kind", user]
    return Reader(model, FixedConversation("chat", model, user=user, system="be kind", texts=texts))


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ('key: "sk-a*"', True),
        ('key: "sk-b*"', False),
        ("endpoint: chat", True),
        ("endpoint: responses", False),
        ('header: {x-team: "r*"}', True),
        ('header: {x-team: "r*", x-other: "*"}', False),
        ("model: gpt-4o", True),
        ('model: "gpt-4"', False),
        ('user: "what weather"', True),
        ('user: "weather"', False),
        ("user: {contains: weather}", True),
        ('user: {regex: "^w.*r$"}', True),
        ("system: {contains: kind}", True),
        ("any: {contains: kind}", True),
        ("any: {contains: rude}", False),
        ('key: "sk-a*", user: {contains: rude}', False),
        ('key: "sk-a*", user: {contains: weather}, model: "gpt*", endpoint: chat', True),
    ],
)
def test_all_that_a_rule_wants_must_hold(rule: str, fits: bool) -> None:
    head = TrafficHead("sk-abc", {"x-team": "red"}, "chat")

    found = chosen(entries(f"[{{{rule}, profile: fast}}]"), head, said("what weather"))

    assert (found == 0) == fits


def test_what_no_model_answers_fits_rules_of_heads_alone() -> None:
    rules = entries('[{user: "x", profile: fast}, {model: "*", profile: fast}, {profile: fast}]')

    assert [one.number for one in Traffic(rules).candidates(TrafficHead("", {}, ""))] == [2]


def test_a_body_is_read_only_where_a_rule_asks_and_once() -> None:
    rules = entries(
        '[{key: k, profile: fast}, {model: x, profile: fast}, {user: "y", profile: fast},'
        ' {any: "z", profile: fast}]'
    )
    of_head, of_body = said("hello"), said("hello")

    assert chosen(rules, TrafficHead("k", {}, "chat"), of_head) == 0
    assert chosen(rules, TrafficHead("", {}, "chat"), of_body) is None
    assert of_head.asked == []
    assert of_body.asked == ["model", "conversation"]


def test_who_says_nothing_fits_no_rule_of_texts() -> None:
    rules = entries('[{user: {regex: ".*"}, profile: fast}]')

    assert chosen(rules, TrafficHead("", {}, "embeddings"), Reader("m", None)) is None


def test_shares_are_drawn_each_for_itself() -> None:
    rules = entries("[{share: 0.25, profile: fast}, {share: 0.5, profile: fast}]")
    chance, head, numbers = Chance(7), TrafficHead("", {}, "chat"), []
    for _ in range(4000):
        numbers.append(chosen(rules, head, said("hello"), chance.draw(b"the same")))

    assert numbers.count(0) / 4000 == pytest.approx(0.25, abs=0.03)
    assert numbers.count(1) / 4000 == pytest.approx(0.375, abs=0.03)


FIELDS = st.sampled_from(("x-a", "x-b"))
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "key": st.sampled_from(GLOBS),
        "model": st.sampled_from(GLOBS),
        "endpoint": st.sampled_from(("chat", "responses")),
        "header": st.dictionaries(
            st.sampled_from(("x-a", "x-b")), st.sampled_from(GLOBS), min_size=1
        ),
        "user": st.one_of(
            st.sampled_from(NAMES), st.builds(lambda text: {"contains": text}, st.just("b"))
        ),
    },
)


def naive(rule: Mapping[str, object], key: str, model: str, user: str, team: str | None) -> bool:
    """Return whether a request of a chat fits a rule, read as the documentation says it."""
    for name, wanted in rule.items():
        if name == "header":
            assert isinstance(wanted, dict)
            fields = {} if team is None else {"x-a": team}
            if not all(one in fields and fnmatchcase(fields[one], wanted[one]) for one in wanted):
                return False
        elif name == "user":
            is_met = wanted["contains"] in user if isinstance(wanted, dict) else wanted == user
            if not is_met:
                return False
        else:
            found = {"key": key, "model": model, "endpoint": "chat"}[name]
            if not fnmatchcase(found, str(wanted)):
                return False
    return True


@given(
    st.lists(CONDITIONS, max_size=4),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from((None, *NAMES)),
)
def test_the_first_rule_that_a_request_fits_is_found(
    rules: list[dict[str, object]], key: str, model: str, user: str, team: str | None
) -> None:
    """Those that can never match are left out, and are never the first that one fits."""
    kept: list[dict[str, object]] = []
    listed: list[dict[str, object]] = []
    for rule in rules:
        node, problems = parse(json.dumps([*kept, {**rule, "profile": "fast"}]), "my.yaml")
        MATCH.read(node, problems)
        if problems:
            earlier = [one for one in listed if one is not None]
            assert not naive(rule, key, model, user, team) or any(
                naive(one, key, model, user, team) for one in earlier
            ), problems
        else:
            kept.append({**rule, "profile": "fast"})
            listed.append(rule)
    head = TrafficHead(key, {} if team is None else {"x-a": team}, "chat")
    reader = Reader(model, FixedConversation("chat", model, user=user, texts=[user]))

    found = chosen(entries(json.dumps(kept)), head, reader)

    expected = (place for place, one in enumerate(listed) if naive(one, key, model, user, team))
    assert found == next(expected, None)
