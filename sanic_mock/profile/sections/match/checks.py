"""What can never come to be in a list of rules of traffic, each of them right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.sections.answers.checks import implies, place
from sanic_mock.profile.sections.match.entry import TrafficConditions, TrafficEntry

_CONDITIONS = tuple(one.name for one in fields(TrafficConditions))
_SILENT = ("embeddings", "moderations")


def wrong_traffic(entries: Sequence[ListEntry[TrafficEntry]]) -> Iterator[str]:
    """Yield what is wrong, at the line of the rule that it is said by."""
    earlier: list[ListEntry[TrafficEntry]] = []
    for one in entries:
        yield from map(one.problem, _wrong_alone(one.value))
        yield from _beside(one, earlier)
        earlier.append(one)


def _wrong_alone(rule: TrafficEntry) -> Iterator[str]:
    if rule.profile is None and rule.values is None:
        yield "says nothing; want profile or values"
    if rule.texts and rule.endpoint in _SILENT:
        yield f"can never match: {rule.endpoint} has no user, system or any"


def _beside(
    one: ListEntry[TrafficEntry], earlier: Sequence[ListEntry[TrafficEntry]]
) -> Iterator[str]:
    for other in earlier:
        if one.value.name and one.value.name == other.value.name:
            yield one.problem(f"is also the name of line {other.node.line}", "name")
    if (before := _covering(one, earlier)) is not None:
        yield one.problem(f"can never match: {place(before, one)} matches before it")


def shadowed_traffic(
    entries: Sequence[ListEntry[TrafficEntry]],
) -> Iterator[tuple[ListEntry[TrafficEntry], str]]:
    """Yield each rule that an earlier one leaves no request, and the problem."""
    for number, one in enumerate(entries):
        if (other := _covering(one, entries[:number])) is not None:
            yield one, one.problem(f"can never match: {place(other, one)} matches before it")


def _covering(
    one: ListEntry[TrafficEntry], earlier: Sequence[ListEntry[TrafficEntry]]
) -> ListEntry[TrafficEntry] | None:
    """Return the first rule that leaves another one no request."""
    covering = (
        other for other in earlier if other.value.share == 1 and _covers(other.value, one.value)
    )
    return next(covering, None)


def _covers(one: TrafficEntry, other: TrafficEntry) -> bool:
    """Return whether certainly all that another rule fits is fitted by one."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in _CONDITIONS)
    return all(mine is None or implies(mine, his) for mine, his in pairs)


class TrafficKind(EntriesKind[TrafficEntry]):
    """A list of rules of traffic."""

    def show(self, value: tuple[ListEntry[TrafficEntry], ...]) -> str:
        if not value:
            return "none"
        return f"{len(value)} rule{'s' if len(value) > 1 else ''}"


MATCH = TrafficKind(TrafficEntry, check=wrong_traffic)
