"""Finds the first rule that a request matches, or the nearest one and why it does not match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sanic_mock.engine.answers.conditions import (
    Asked,
    Condition,
    Mismatch,
    compile_conditions,
)
from sanic_mock.engine.answers.literals import Literals
from sanic_mock.engine.draws import unit_for
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.sections.answers.entry import AnswerEntry

_WORDS = re.compile(r"\w+")


class AnswerRule:
    """One rule, compiled.

    Args:
        entry: what the profile says of it, and where.
        number: its place in the list.
        label: what its chance and its matches are its own by: its place in the profile's list, or
            its id where it was added to that.

    Attributes:
        entry: what the profile says of it.
        number: its place in the list.
        label: likewise.
        name: where it stands.
        conditions: what it wants of a request.
        is_numbered: whether it matters how often it matched.
    """

    def __init__(self, entry: ListEntry[AnswerEntry], number: int, label: str) -> None:
        self.entry = entry.value
        self.number = number
        self.label = label
        self.name = f"answers[{label}] ({entry.node.origin})"
        self.conditions: Sequence[Condition] = compile_conditions(entry.value)
        self.is_numbered = entry.value.is_numbered
        self._purpose = b"answer" + label.encode()
        self._first = 1 if self.entry.count is None else self.entry.count.first
        self._last = self._last_number()

    def mismatch(self, asked: Asked) -> Mismatch | None:
        """Return the first reason why it does not match a request; None where it does."""
        for condition in self.conditions:
            if (found := condition(asked)) is not None:
                return found
        return None

    def mismatches(self, asked: Asked) -> Iterator[Mismatch]:
        """Yield all reasons why it does not match a request."""
        for condition in self.conditions:
            if (found := condition(asked)) is not None:
                yield found

    def misdrawn(self, digest: bytes) -> Mismatch | None:
        """Return why a request is not of its share; None where it is."""
        share = self.entry.share
        if share == 1:
            return None
        drawn = unit_for(digest, self._purpose)
        return None if drawn < share else Mismatch("draw", f"below {share:g}", f"{drawn:.4f}")

    def miscount(self, number: int) -> Mismatch | None:
        """Return why it does not match for the n-th time; None where it does."""
        wanted = self.entry.count
        if wanted is not None and number not in wanted:
            return Mismatch("count", wanted, str(number))
        if self._last is not None and number > self._last:
            return Mismatch("count", f"up to {self._last}, where its texts stop", str(number))
        return None

    def place(self, number: int) -> int:
        """Return which of its texts is given when it matches for the n-th time."""
        place, texts = number - self._first, self.entry.texts
        return min(place, texts - 1) if self.entry.then == "last" else place % texts

    def _last_number(self) -> int | None:
        """Return after which match its texts stop; None where they go on."""
        if self.entry.then != "stop":
            return None
        return self._first - 1 + self.entry.texts


class ChosenRule(NamedTuple):
    """The rule that a request matches, and for which time it is matched."""

    rule: AnswerRule
    number: int


class Missed(NamedTuple):
    """A rule that a request matches but for what is drawn or counted, and why it does not."""

    rule: AnswerRule
    why: Mismatch


# Counts a match of a rule; returns its number, from 1.
CountMatch = Callable[[AnswerRule], int]


def _labels(entries: Sequence[ListEntry[AnswerEntry]]) -> Iterator[tuple[int, str]]:
    """Yield the number and the label of each rule; what is added renames no other one."""
    own = 0
    for number, one in enumerate(entries):
        yield number, one.id or str(own)
        own += not one.id


class Rules:
    """The rules of one profile.

    Args:
        entries: in the order in which they were written.
    """

    def __init__(self, entries: Sequence[ListEntry[AnswerEntry]]) -> None:
        labels = _labels(entries)
        self.rules = [AnswerRule(one, *place) for one, place in zip(entries, labels, strict=True)]
        self._literals = Literals([one.value.user for one in entries])

    def choose(
        self, asked: Asked, digest: bytes, count: CountMatch
    ) -> ChosenRule | Sequence[Missed]:
        """Return the first rule that matches; where none does, those that nearly do.

        Args:
            asked: the request.
            digest: its chance.
            count: asked for each rule that matches but for its number, where that matters.
        """
        missed: list[Missed] = []
        for number in self._literals.candidates(asked.conversation.user):
            rule = self.rules[number]
            if rule.mismatch(asked) is not None:
                continue
            matched = 1
            why = rule.misdrawn(digest)
            if why is None and rule.is_numbered:
                matched = count(rule)
                why = rule.miscount(matched)
            if why is None:
                return ChosenRule(rule, matched)
            missed.append(Missed(rule, why))
        return missed

    def explain(self, asked: Asked, missed: Sequence[Missed]) -> str:
        """Return which rule is nearest to a request that matches none, and why it does not."""
        if missed:
            return f"nearest is {missed[0].rule.name}: {missed[0].why}"
        words = frozenset(_WORDS.findall(asked.conversation.user.lower()))
        nearest = min(self.rules, key=lambda rule: _distance(rule, asked, words))
        why = "; ".join(map(str, nearest.mismatches(asked)))
        return f"nearest is {nearest.name}: {why}"


def _distance(rule: AnswerRule, asked: Asked, words: frozenset[str]) -> tuple[float, float]:
    """Return how far a rule is from a request: unmet conditions, then words that are lacking."""
    unmet = sum(1 for _ in rule.mismatches(asked))
    wanted = rule.entry.user
    own = frozenset(_WORDS.findall(wanted.text.lower())) if wanted is not None else frozenset()
    alike = len(own & words) / len(own | words) if own else 0.0
    return unmet - alike, -len(rule.conditions)
