"""What can never come to be in a list of rules, each of them right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from fnmatch import fnmatchcase
from typing import Any

from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.header_match import HeaderMatch
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections.answers.entry import AnswerEntry, MatchKeys

AnswerList = Sequence[ListEntry[AnswerEntry]]
_WAYS = ("text", "pieces", "echo", "file", "call", "json", "status", "tokens")
# What a rule says itself, so that it may be thought of and end as it wants.
_SAID = ("text", "pieces", "echo", "file", "call", "json")
# Beside an error, nothing of an answer is left.
_OF_ANSWERS = ("reasoning", "finish_reason", "prompt_tokens", "completion_tokens", "itl")
MOST_COMPARED = 100
LONGEST_COMPARED = 256


def wrong_rules(entries: AnswerList) -> Iterator[str]:
    """Yield what is wrong, at the line of the rule that it is said by."""
    for one in entries:
        yield from map(one.problem, _wrong_alone(one.value))
    yield from (why for _, why in shadowed(entries))


def idle_gaps(values: Values) -> Iterator[str]:
    """Yield each rule with gaps of its own where an engine decides when tokens are due."""
    if given(values, "load.model") != "step":
        return
    for one in given(values, "answers") or ():
        if one.value.itl is not None:
            yield one.problem("itl does nothing with load.model step")


def _wrong_alone(rule: AnswerEntry) -> Iterator[str]:
    ways = [name for name in _WAYS if getattr(rule, name) is not None]
    others = ("reasoning", "finish_reason", "prompt_tokens", "completion_tokens", "fault")
    if len(ways) > 1:
        yield f"says {' and '.join(ways)}; want one of them"
    if not ways and not rule.is_timed and not any(getattr(rule, name) for name in others):
        yield f"says no answer; want one of {', '.join(_WAYS)}"
    if not ways or rule.tokens is not None:
        idle = [name for name in ("reasoning", "finish_reason") if getattr(rule, name) is not None]
        yield from (f"{name} does nothing without one of {', '.join(_SAID)}" for name in idle)
    if rule.then is not None and not rule.is_sequence:
        yield "then does nothing without several texts"
    if rule.per != "server" and not rule.is_numbered:
        yield "per does nothing without count, several texts or {{ count }}"
    if rule.status is not None:
        idle = [name for name in _OF_ANSWERS if getattr(rule, name) is not None]
        idle += ["fault"] if rule.fault else []
        yield from (f"{name} does nothing beside status" for name in idle)
    yield from _wrong_places(rule)


def _wrong_places(rule: AnswerEntry) -> Iterator[str]:
    """Yield each place in its texts that nothing will ever fill."""
    regex = rule.matched_regex
    groups = frozenset() if regex is None else regex.groups
    for place in (place for one in rule.templates() for place in one.places()):
        if place.name == "match" and regex is None:
            yield f"{{{{ match.{place.path} }}}} names nothing without a regex in match"
        elif place.name == "match" and place.path not in groups:
            known = ", ".join(sorted(groups))
            yield f"{{{{ match.{place.path} }}}} names no group of the regex; known: {known}"
        elif place.name == "tool_result" and rule.tool_result is False:
            yield "{{ tool_result }} names nothing where match says that there is none"


def shadowed(entries: AnswerList) -> Iterator[tuple[ListEntry[AnswerEntry], str]]:
    """Yield each rule that an earlier one leaves no request, and the problem."""
    seen = _Earlier()
    for one in entries:
        earlier = seen.covering(one.value)
        if earlier is not None:
            yield one, one.problem(f"can never match: {place(earlier, one)} matches before it")
        elif _is_lasting(one.value):
            seen.add(one)


def place(one: ListEntry[Any], other: ListEntry[Any]) -> str:
    """Return where a rule is, for somebody who looks at another one."""
    files = [entry.node.origin.rpartition(":")[0] for entry in (one, other)]
    return f"line {one.node.line}" if files[0] == files[1] else one.node.origin


class _Earlier:
    """The rules before another: thousands, so that only those are compared that may cover it.

    Of rules that look at no text of a user, the first MOST_COMPARED are.
    """

    def __init__(self) -> None:
        self._same: dict[tuple[object, ...], ListEntry[AnswerEntry]] = {}
        self._contained: dict[str, list[ListEntry[AnswerEntry]]] = {}
        self._lengths: set[int] = set()
        self._others: list[ListEntry[AnswerEntry]] = []

    def add(self, one: ListEntry[AnswerEntry]) -> None:
        """Know a rule."""
        user = one.value.user
        self._same.setdefault(_conditions(one.value), one)
        if user is None and len(self._others) < MOST_COMPARED:
            self._others.append(one)
        elif user is not None and user.by != "regex":
            self._contained.setdefault(user.text, []).append(one)
            self._lengths.add(len(user.text))

    def covering(self, rule: AnswerEntry) -> ListEntry[AnswerEntry] | None:
        """Return a rule that matches all that this one matches, if there is one."""
        found = self._same.get(_conditions(rule))
        tried = (one for one in self._candidates(rule) if _covers(one.value, rule))
        return found or next(tried, None)

    def _candidates(self, rule: AnswerEntry) -> Iterator[ListEntry[AnswerEntry]]:
        yield from self._others
        if rule.user is None or rule.user.by == "regex":
            return
        text = rule.user.text[:LONGEST_COMPARED]
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                yield from self._contained.get(text[start : start + length], ())


def _is_lasting(rule: AnswerEntry) -> bool:
    """Return whether a rule goes on to match what it matched once."""
    return rule.share == 1 and rule.count is None and rule.then != "stop"


def _conditions(rule: AnswerEntry) -> tuple[object, ...]:
    names = (one.name for one in fields(MatchKeys) if one.name not in ("share", "count"))
    return tuple(getattr(rule, name) for name in names)


def _covers(one: AnswerEntry, other: AnswerEntry) -> bool:
    """Return whether certainly all that another rule matches is matched by one."""
    return all(
        mine is None or implies(mine, his)
        for mine, his in zip(_conditions(one), _conditions(other), strict=True)
    )


def implies(mine: object, his: object) -> bool:
    """Return whether what fits one condition certainly fits another."""
    if his is None or mine == his:
        return mine == his
    if isinstance(mine, str) and isinstance(his, str):
        return "*" not in his and fnmatchcase(his, mine)
    if isinstance(mine, HeaderMatch) and isinstance(his, HeaderMatch):
        others = dict(his.fields)
        return all(implies(glob, others.get(name)) for name, glob in mine.fields)
    text = getattr(his, "text", None)
    if mine is True:
        return text is not None
    if text is None or getattr(mine, "by", "") != "contains":
        return False
    return getattr(his, "by", "") != "regex" and getattr(mine, "text", "") in text
