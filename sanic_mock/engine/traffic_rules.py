"""Rules of traffic, compiled: what they want of a head is asked once for it, the rest of each body.

Most rules want nothing of bodies. Of the others those that want a model look for it alone, and only
texts and shares make somebody read a body, or draw, and that once for all rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sanic_mock.engine.answers.conditions import Test, any_test, glob_test, text_test
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.draws import is_met
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.model_suffix import split_suffix
from sanic_mock.profile.sections.match.entry import TrafficEntry


class TrafficHead(NamedTuple):
    """What rules see of a head.

    Attributes:
        key: the key that its client gave, "" for none.
        fields: the header fields that rules name, by name in lower case; those that it has.
        endpoint: where it is asked; "" where no model answers.
    """

    key: str
    fields: Mapping[str, str]
    endpoint: str


class BodyReader(Protocol):
    """Who reads bodies: an endpoint of a vendor."""

    def asked_model(self, body: bytes) -> str:
        """Return the model that a request asks for."""

    def conversation(self, body: bytes) -> ConversationView | None:
        """Return what a request says; None for nothing."""


class TrafficBody:
    """What rules see of a body, read as they ask for it, and once.

    Args:
        reader: reads it.
        body: likewise.
        digest: its chance.

    Attributes:
        digest: likewise.
    """

    __slots__ = ("_body", "_conversation", "_is_read", "_model", "_reader", "digest")

    def __init__(self, reader: BodyReader, body: bytes, digest: bytes) -> None:
        self._reader = reader
        self._body = body
        self._model: str | None = None
        self._is_read = False
        self.digest = digest

    def model(self) -> str:
        """Return the model that it asks for, without what is asked for behind it."""
        if self._model is None:
            asked = self._reader.asked_model(self._body)
            self._model = split_suffix(asked)[0] if "@" in asked else asked
        return self._model

    def conversation(self) -> ConversationView | None:
        """Return what it says; None for nothing."""
        if not self._is_read:
            self._conversation = self._reader.conversation(self._body)
            self._is_read = True
        return self._conversation


# Returns whether a body is as wanted.
BodyTest = Callable[[TrafficBody], bool]


class TrafficRule:
    """One rule, compiled.

    Args:
        entry: what the profile says of it.
        number: its place in the list.

    Attributes:
        number: likewise.
        of_body: what it wants of a body, what costs least first; nothing for most.
        fits_body: returns whether a body is so; raises what reading it does.
        is_drawn: whether it is for a share of the requests that fit otherwise.
    """

    def __init__(self, entry: ListEntry[TrafficEntry], number: int) -> None:
        rule = entry.value
        self.number = number
        self._key = None if rule.api_key is None else glob_test(rule.api_key)
        named = () if rule.header is None else rule.header.fields
        self._fields = [(name, glob_test(pattern)) for name, pattern in named]
        self._endpoint = rule.endpoint
        self.is_drawn = rule.share < 1
        self.of_body: Sequence[BodyTest] = tuple(_of_body(rule, b"match%d" % number))
        self.fits_body: BodyTest = _all_of(self.of_body)

    def fits_head(self, head: TrafficHead) -> bool:
        """Return whether a head is as wanted; one that no model answers has no body to look at."""
        if self._key is not None and not self._key(head.key):
            return False
        if self._endpoint is not None and self._endpoint != head.endpoint:
            return False
        if self.of_body and not head.endpoint:
            return False
        return all(_has(head.fields, name, test) for name, test in self._fields)


def _all_of(tests: Sequence[BodyTest]) -> BodyTest:
    """Return whether a body is as all tests want it; most rules have one, if any."""
    if len(tests) == 1:
        return tests[0]
    return lambda body: all(test(body) for test in tests)


def _has(fields: Mapping[str, str], name: str, test: Test) -> bool:
    found = fields.get(name)
    return found is not None and test(found)


def _of_body(rule: TrafficEntry, purpose: bytes) -> Iterator[BodyTest]:
    if rule.model is not None:
        is_model = glob_test(rule.model)
        yield lambda body: is_model(body.model())
    if rule.user is not None:
        is_user = text_test(rule.user)
        yield _of_texts(lambda conversation: is_user(conversation.user))
    if rule.system is not None:
        is_system = text_test(rule.system)
        yield _of_texts(lambda conversation: is_system(conversation.system))
    if rule.any_text is not None:
        is_any = any_test(rule.any_text)
        yield _of_texts(lambda conversation: is_any(conversation.texts))
    if rule.share < 1:
        yield lambda body: is_met(body.digest, rule.share, purpose)


def _of_texts(test: Callable[[ConversationView], bool]) -> BodyTest:
    def is_said(body: TrafficBody) -> bool:
        conversation = body.conversation()
        return conversation is not None and test(conversation)

    return is_said


class Traffic:
    """The rules of one profile.

    Args:
        entries: in the order in which they were written.
    """

    def __init__(self, entries: Sequence[ListEntry[TrafficEntry]]) -> None:
        self._rules = [TrafficRule(one, number) for number, one in enumerate(entries)]

    def candidates(self, head: TrafficHead) -> Sequence[TrafficRule]:
        """Return the rules that a head may fit, in order; behind one that it fits, there is none.

        Whether it fits the others, a body decides.
        """
        found: list[TrafficRule] = []
        for rule in self._rules:
            if rule.fits_head(head):
                found.append(rule)
                if not rule.of_body:
                    break
        return found
