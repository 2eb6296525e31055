"""From an Ask to a planned answer: what a profile's requests have in common, whoever asks.

What a profile does not have costs nothing: without a limiter nobody is asked to let a request in,
without a scheduler nothing is full.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, thought_tokens
from sanic_mock.errors import Sliced
from sanic_mock.server.fault_effects import change_content
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Billed
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.trace_fields import traced


class AnswerPlanner:
    """Plans the answers of one variant.

    Args:
        compiled: its profile.
        scheduler: lets answers begin in their time; None where nothing takes time.
        limiter: lets requests in; None lets in all.
        has_links: whether a network is between the server and its clients.
        is_counted: whether it is counted what answers bill.
    """

    def __init__(
        self,
        compiled: Compiled,
        scheduler: Scheduler | None,
        limiter: Limiter | None,
        *,
        has_links: bool,
        is_counted: bool = False,
    ) -> None:
        self._settings = settings = compiled.settings
        self._simulate, self._timeline = compiled.simulate, compiled.timeline
        self._scheduler = scheduler
        self._limiter = limiter
        self._has_links = has_links
        self._is_counted = is_counted
        self._may_be_full = scheduler is not None and settings.load.model != "none"

    def plan(
        self,
        dialect: Dialect,
        key: str | None,
        ask: Ask,
        digest: bytes,
        faults: tuple[Fault, ...] = (),
    ) -> Planned:
        """Plan an answer, which may take time.

        Args:
            dialect: whose request it is.
            key: its client's; None is nobody's, who has no limits.
            ask: the request.
            digest: its chance.
            faults: those that change the answer on its way out.
        """
        if self._limiter is None:
            if self._may_be_full:
                self._refuse_full(dialect, ask)
            return self._timed(dialect, ask, self._reply(ask, digest, faults))
        reply = self._reply(ask, digest, faults)

        def plan_admitted() -> Planned:
            if self._may_be_full:
                self._refuse_full(dialect, ask)
            return self._timed(dialect, ask, reply)

        is_timed = reply.plan is not None and (ask.stream or not ask.is_deferred)
        is_over = not is_timed and not self._takes_time(faults)
        billed = dialect.completion_tokens(ask, reply)
        return self._limiter.limited(key, ask, reply, billed, plan_admitted, is_over=is_over)

    def _reply(self, ask: Ask, digest: bytes, faults: tuple[Fault, ...]) -> Reply:
        reply = self._simulate(ask, digest)
        if faults:
            change_content(reply, ask, faults, self._timeline)
        return reply

    def _takes_time(self, faults: tuple[Fault, ...]) -> bool:
        """Return whether an answer may take time on its way out."""
        return self._has_links or (bool(faults) and any(fault.is_shaping for fault in faults))

    def _refuse_full(self, dialect: Dialect, ask: Ask) -> None:
        """Refuse a request that can neither run nor wait."""
        assert self._scheduler is not None
        if full := self._scheduler.refusal():
            raise dialect.refused(full, ask.model)

    def _timed(self, dialect: Dialect, ask: Ask, reply: Reply) -> Planned:
        if ask.is_deferred and reply.plan is not None:  # else it is over when it begins
            reply.begun_s = time()
        answer = _renderer(dialect, ask, reply)(ask, reply, int(time()))
        if self._settings.trace:
            answer = traced(answer, reply, self._settings)
        planned = _planned(answer, ask, reply)
        return _billed(planned, dialect, ask, reply) if self._is_counted else planned


def _planned(answer: Whole | Events, ask: Ask, reply: Reply) -> Planned:
    if ask.is_deferred and not ask.stream:
        return Planned(answer)
    return Planned(
        answer,
        reply.plan,
        len(answer.pieces if isinstance(answer, Events) else reply.body.pieces),
        ask.prompt_tokens - reply.cached_tokens,
        reply.cached_tokens,
        reply.reasoning_tokens,
    )


def _billed(planned: Planned, dialect: Dialect, ask: Ask, reply: Reply) -> Planned:
    """Return what was planned with what it bills, and the request's chance."""
    completion, cached = dialect.completion_tokens(ask, reply), cached_tokens(reply)
    billed = Billed(ask.model, reply.prompt_tokens, completion, cached, thought_tokens(reply))
    return msgspec.structs.replace(planned, billed=billed, digest=reply.digest)


def _renderer(
    dialect: Dialect, ask: Ask, reply: Reply
) -> Callable[[Ask, Reply, int], Whole | Events]:
    """Return what renders an answer; raises Sliced where that is for the Sanic lane alone."""
    if ask.stream:
        return dialect.events
    if not isinstance(reply.body, LongBody):
        return dialect.whole
    if not is_patient():
        raise Sliced
    return dialect.sliced
