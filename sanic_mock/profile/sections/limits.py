"""What clients may use: requests and tokens in a minute and a day, requests at once, and money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args

from sanic_mock.profile.amounts import NumberKind, WholeKind
from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import ChoiceKind, TextKind

LimitedBy = Literal["key", "model", "key_and_model", "server"]
ChargeRule = Literal["estimate", "actual"]
LimitsStore = Literal["memory", "redis"]
OnStoreFailure = Literal["open", "closed"]

MOST_TOKENS = 10**12
MINUTES_OF_DAY = 1440

_REQUESTS = WholeKind(1, 10**9)
_TOKENS = WholeKind(1, MOST_TOKENS)
_PRICE = NumberKind(0, 10_000)


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry: what it bounds, for whom. None is no bound."""

    rpm: int | None = key("rpm", _REQUESTS, "requests a minute")
    tpm: int | None = key("tpm", _TOKENS, "tokens a minute")
    rpd: int | None = key("rpd", _REQUESTS, "requests a day")
    tpd: int | None = key("tpd", _TOKENS, "tokens a day")
    concurrency: int | None = key(
        "concurrency", WholeKind(1, 1_000_000), "requests at once, each to its answer's end"
    )
    budget_tokens: int | None = key(
        "budget_tokens", _TOKENS, "tokens of a day, then `insufficient_quota` until the next one"
    )
    budget_dollars: float | None = key(
        "budget_dollars", NumberKind(0, 100_000, above=True), "likewise, in money"
    )
    # of gpt-4o-mini, both [prices-2026]
    input_price: float = key(
        "input_price",
        _PRICE,
        "dollars for a million prompt tokens; gpt-4o-mini's if not given",
        0.15,
        switch="budget_dollars",
    )
    output_price: float = key(
        "output_price",
        _PRICE,
        "dollars for a million tokens of answers, likewise",
        0.6,
        switch="budget_dollars",
    )
    per: LimitedBy = key(
        "per", ChoiceKind(get_args(LimitedBy)), "what has a limit of its own", "key"
    )
    model: str = key("model", TextKind("a model's name, with * and ?"), "whose requests count", "*")
    charge: ChargeRule = key(
        "charge",
        ChoiceKind(get_args(ChargeRule)),
        "tokens that a request needs: prompt and `max_tokens`, corrected to what it used when it "
        "ends; or its prompt, and its answer when that ends",
        "estimate",
    )
    burst: float = key(
        "burst", NumberKind(0, 1, above=True), "share of a limit that may be used in one go", 1.0
    )


RATES = ("rpm", "tpm", "rpd", "tpd")
BOUNDS = (*RATES, "concurrency", "budget_tokens", "budget_dollars")


def _check(entries: tuple[ListEntry[Limit], ...]) -> Iterator[str]:
    """Yield what bounds nothing, or never before something else does."""
    for place, one in enumerate(entries):
        yield from _idle(one)
        yield from _hidden(one)
        yield from _doubled(one, entries[:place])


def _idle(entry: ListEntry[Limit]) -> Iterator[str]:
    """Yield what does nothing in an entry."""
    limit = entry.value
    given = set(_bounds(limit))
    if not given:
        yield entry.problem(f"it bounds nothing; want one of {', '.join(BOUNDS)}")
        return
    if not given.intersection(RATES):
        yield from _why_idle(entry, "burst", RATES)
    tokens = ("tpm", "tpd", "budget_tokens", "budget_dollars")
    if not given.intersection(tokens):
        yield from _why_idle(entry, "charge", tokens)
    if limit.budget_dollars is not None and not (limit.input_price or limit.output_price):
        yield entry.problem("is never spent: both prices are 0", "budget_dollars")


def _why_idle(entry: ListEntry[Limit], name: str, wanted: tuple[str, ...]) -> Iterator[str]:
    if name in _words(entry):
        yield entry.problem(f"does nothing without one of {', '.join(wanted)}", name)


def _hidden(entry: ListEntry[Limit]) -> Iterator[str]:
    """Yield each rate that is never reached, as another one of the same entry is before.

    A bucket that holds no less and fills no slower than another is never the first to be empty.
    """
    for minute, day in (("rpm", "rpd"), ("tpm", "tpd")):
        a_minute, a_day = getattr(entry.value, minute), getattr(entry.value, day)
        if a_minute is None or a_day is None:
            continue
        if a_day >= a_minute * MINUTES_OF_DAY:
            yield entry.problem(f"is never reached: {minute} {a_minute} is reached first", day)
        elif a_minute >= a_day:
            yield entry.problem(f"is never reached: {day} {a_day} is reached first", minute)


def _doubled(entry: ListEntry[Limit], others: tuple[ListEntry[Limit], ...]) -> Iterator[str]:
    """Yield each bound that an earlier entry for the same requests has, too, or the stricter."""
    for other in others:
        if not _is_for_the_same(entry.value, other.value):
            continue
        for name in _bounds(entry.value):
            own, its = getattr(entry.value, name), getattr(other.value, name)
            if its is not None:
                looser, strict = (entry, other) if own >= its else (other, entry)
                bound, line = getattr(strict.value, name), strict.node_of(name).line
                yield looser.problem(f"does nothing beside {name} {bound} of line {line}", name)


def _is_for_the_same(one: Limit, other: Limit) -> bool:
    return _kind_of(one) == _kind_of(other)


def _kind_of(limit: Limit) -> tuple[object, ...]:
    return tuple(getattr(limit, one.name) for one in fields(limit) if one.name not in BOUNDS)


def _bounds(limit: Limit) -> tuple[str, ...]:
    return tuple(name for name in BOUNDS if getattr(limit, name) is not None)


def _words(entry: ListEntry[Limit]) -> frozenset[str]:
    """Return the keys that were given in an entry."""
    return frozenset(entry.node.value) if isinstance(entry.node.value, dict) else frozenset()


def bounds_concurrency(limits: Iterable[Limit]) -> bool:
    """Return whether an answer under way holds a place that others may wait for."""
    return any(one.concurrency for one in limits)


class StoreUrlKind(TextKind):
    """Where a store is; a password in it is nobody's to read."""

    is_secret = True

    def show(self, value: str) -> str:
        return re.sub(r"(//[^/@]*:)[^/@]*@", r"\1***@", value)


STORE_URL = StoreUrlKind("redis://HOST:PORT/DB, rediss:// or unix://PATH", r"(rediss?|unix)://\S+")
LIMITS: EntriesKind[Limit] = EntriesKind(Limit, check=_check, may_be_one=True)
