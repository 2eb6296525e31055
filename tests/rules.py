"""Rules of answers, and requests that they see, without a server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.rules import AnswerRule, ChosenRule, Rules
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.nodes import parse
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.sections.answers.listed import ANSWERS
from sanic_mock.profile.table import Kind

DIGEST = bytes(range(64))

T = TypeVar("T")


class FixedConversation(ConversationView):
    """What one test says that a request says."""

    user = ""
    texts: Sequence[str] = ()
    system = ""
    tools: Sequence[str] = ()
    results: Sequence[str] = ()
    turn = 1

    def __init__(self, endpoint: str = "chat", model: str = "gpt-4o", **said: object) -> None:
        super().__init__(endpoint, model)
        for name, value in said.items():
            setattr(self, name, value)


def entries(yaml: str) -> tuple[ListEntry[AnswerEntry], ...]:
    """Return rules as a profile has them; they must be right."""
    return read_by(ANSWERS, yaml)


def read_by(kind: Kind[T], yaml: str) -> T:
    """Return a value of a profile, which must be right."""
    node, problems = parse(yaml, "my.yaml")
    read = kind.read(node, problems)
    assert problems == []
    assert read is not None
    return read


def asked(key: str = "", fields: Mapping[str, str] | None = None, **said: object) -> Asked:
    """Return a request that says this."""
    return Asked(FixedConversation(**said), key, fields or {})  # type: ignore[arg-type]


def counting() -> Callable[[AnswerRule], int]:
    """Return what counts the matches of each rule."""
    counts: Counter[int] = Counter()

    def count(rule: AnswerRule) -> int:
        counts[rule.number] += 1
        return counts[rule.number]

    return count


def chosen(
    rules: Rules,
    request: Asked,
    count: Callable[[AnswerRule], int] | None = None,
    digest: bytes = DIGEST,
) -> int | None:
    """Return the number of the rule that a request matches, None for none."""
    found = rules.choose(request, digest, count or counting())
    return found.rule.number if isinstance(found, ChosenRule) else None
