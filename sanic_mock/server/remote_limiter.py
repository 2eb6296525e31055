"""Limits that several machines share: kept by a Redis or Valkey server, and decided there.

That takes a round trip, so nothing is let in on the event loop: what would be answered there goes
to a thread, as what takes long does (`offload`), and what has ended is noted by a thread of its
own. What the store says is told as limits are anywhere (`Decision`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from secrets import token_hex
from time import monotonic, monotonic_ns
from typing import Any
from urllib.parse import urlsplit

from sanic_mock.engine.limits.decision import unlimited
from sanic_mock.engine.limits.rule import WORDS, Cost
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.refusal import Refusal, RefusedError
from sanic_mock.errors import Sliced, StartError
from sanic_mock.server.charge import Charge
from sanic_mock.server.limit_group import LimitGroup
from sanic_mock.server.limit_script import SCRIPT
from sanic_mock.server.limiter import Limiter, Settle
from sanic_mock.server.script_values import (
    NOW_NS,
    BucketNeeds,
    BudgetNeeds,
    admitted,
    arguments,
    ended,
    spent,
    states,
    unspent,
)
from sanic_mock.settings import Settings
from sanic_mock.shared.buckets import Buckets
from sanic_mock.shared.moment import Moment

log = logging.getLogger("sanic_mock")

TIMEOUT_S = 0.25
# A store that is away is not asked again for so long, and said to be away for so much longer.
PAUSE_S = 1.0
RECENT_NS = 10 * 10**9
# Who takes longer, or was killed, is under way no more.
LONGEST_US = 3600 * 10**6


class RemoteLimiter(Limiter):
    """Lets requests in, or not, as a store says that other machines use as well.

    Args:
        settings: the profile.
        buckets: names scopes.
        row: see Limiter.
        away: when the store last was, of all workers.
    """

    def __init__(self, settings: Settings, buckets: Buckets, row: int, away: Moment) -> None:
        super().__init__(settings, buckets, row)
        self._script = _script(settings.limits_url)
        self._place = _place(settings.limits_url)
        self._is_open = settings.on_store_failure == "open"
        self._away = away
        self._retry_at_s = 0.0
        self._notes = ThreadPoolExecutor(1, "limits")

    @property
    def trouble(self) -> str:
        """See Limiter."""
        is_recent = self._away.ns and monotonic_ns() - self._away.ns < RECENT_NS
        return self._sentence() if is_recent else ""

    def let_in(self, key: str, model: str, prompt: int, most: int, answered: int) -> Standing:
        """See Limiter; raises Sliced, as it takes a thread."""
        raise Sliced

    def hold(
        self, key: str, model: str, prompt: int, most: int, answered: int
    ) -> tuple[Standing, Settle]:
        """See Limiter."""
        charge = self.charge_cost(key, model, Cost(prompt, most, answered, is_over=False))
        return charge.standing, charge.settle

    def charge_cost(self, key: str, model: str, cost: Cost) -> Charge:
        """See Limiter; raises Sliced on the event loop."""
        if not is_patient():
            raise Sliced
        group, name = self._group_of(key, model), token_hex(8)
        needs, spends = partial(admitted, cost), partial(spent, cost)
        lasts_us = 0 if cost.is_over else LONGEST_US
        found = self._ask("admit", name, group, needs, spends, lasts_us)
        if found is None:
            return Charge(_nothing, self._without_store(model, cost))
        words, running = states(group.decision, found[1:])
        places = range(0, len(words), WORDS)
        if not found[0]:
            refusal = group.decision.refused(words, places, running, NOW_NS, cost)
            raise RefusedError(refusal, model)
        standing = group.decision.left(words, places, NOW_NS, cost.prompt)
        return Charge(partial(self._end, name, group, cost), standing)

    def _end(self, name: str, group: LimitGroup, cost: Cost, is_undone: bool) -> None:
        if is_undone or not cost.is_over:
            taken, further = partial(ended, cost, is_undone), partial(unspent, cost, is_undone)
            with suppress(RuntimeError):  # this process ends
                self._notes.submit(self._ask, "note", name, group, taken, further)

    def _without_store(self, model: str, cost: Cost) -> Standing:
        if self._is_open:
            return unlimited(cost.prompt)
        raise RefusedError(Refusal("overloaded", retry_s=PAUSE_S), model)

    def _ask(
        self,
        action: str,
        name: str,
        group: LimitGroup,
        needs: BucketNeeds,
        spends: BudgetNeeds,
        lasts_us: int = 0,
    ) -> list[float] | None:
        """Return the script's answer; None where the store cannot be asked.

        Args:
            action: "admit" or "note".
            name: of the request.
            group: the limits.
            needs: of each bucket.
            spends: of each budget.
            lasts_us: how long it is under way at most; 0 is not.
        """
        rules = group.decision.rules
        if not rules:
            return [1.0]
        if monotonic() < self._retry_at_s:
            return None
        keys, counts, numbers = arguments(rules, group.tags, needs, spends, lasts_us)
        try:
            answer = self._script(keys=keys, args=[action, name, *counts, *numbers])
        except Exception as error:  # whatever it is, it must not keep clients waiting
            self._note_away(error)
            return None
        return [float(one) for one in answer]

    def _note_away(self, error: Exception) -> None:
        self._retry_at_s = monotonic() + PAUSE_S
        is_first = not self._away.ns
        self._away.set(monotonic_ns())
        if is_first:
            log.warning("sanic-mock: %s, which is not repeated: %s", self._sentence(), error)

    def _sentence(self) -> str:
        done = "let in" if self._is_open else "refused with 503"
        return f"the store of limits at {self._place} cannot be asked: requests are {done}"


def check_client(settings: Settings) -> None:
    """Raise StartError where a store is wanted, and what speaks to it is not installed."""
    if any(one.limits and one.limits_store == "redis" for one in settings.every):
        try:
            import redis  # noqa: F401
        except ImportError:
            raise StartError(
                "limits_store: redis needs the package redis: pip install 'sanic-mock[redis]'"
            ) from None


def _script(url: str) -> Callable[..., Any]:
    """Return what runs the script on a server, once, and in one round trip."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        url,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
    return client.register_script(SCRIPT)


def _place(url: str) -> str:
    """Return where a URL leads, without a name and a password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def _nothing(is_undone: bool) -> None:
    """Note nothing: the store knows of no request."""


def limiter_of(settings: Settings, buckets: Buckets, row: int, away: Moment) -> Limiter | None:
    """Return what limits a profile's clients, None where nothing does; `away` as above."""
    if not settings.limits:
        return None
    if settings.limits_store == "redis":
        return RemoteLimiter(settings, buckets, row, away)
    return Limiter(settings, buckets, row)
