"""Answers requests in one call each where answers wait: for their time, or for a network.

The steps are those of `Variant.answer`, without the values between them, for the requests that a
load test sends most: plain ones, answered in one piece, whatever else the profile has. Such a
response waits with nothing but its connection, and what its end comes to. A request that gets a
fault, and every other one, goes in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time
from typing import Any, cast

from sanic_mock.dialects.vendor import (
    CountedTimed,
    Dialect,
    InTime,
    ShortWay,
    Timed,
)
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.simulator import invented_bodies
from sanic_mock.errors import Lengthy
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.answer_steps import AnswerSteps
from sanic_mock.server.drawn_faults import drawn_answers
from sanic_mock.server.held_end import HeldEnd
from sanic_mock.server.limiter import Limiter, Settle
from sanic_mock.server.marked_answers import noticed_now
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.response_bytes import WHOLE
from sanic_mock.server.result import Label
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.scripted_answers import ScriptedAnswers
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.short_ways import ShortWays

# The offset of a response that is due when its request comes, and waits for a network alone.
AT_ONCE = -1
# A response, the offset in ns at which it is due, its request's chance, and what its end comes to;
# None for nothing.
Held = tuple[bytes, int, bytes, HeldEnd | None]
# Answers a request's body with what is held, or in steps; raises Lengthy where that takes long.
AnswerInTime = Callable[[bytes], Held | Planned]


class HeldCharges:
    """Lets requests in whose answers are held, and keeps what that took until they are there.

    Args:
        limiter: decides.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._hold = limiter.hold
        self._last: Settle | None = None

    def let_in(self, key: str, model: str, prompt: int, most: int, answered: int) -> Standing:
        """Let a request in; see vendor.LetIn, and raises as that does."""
        if self._last is not None:  # its answer could not be made
            self._last()
            self._last = None
        standing, self._last = self._hold(key, model, prompt, most, answered)
        return standing

    def take(self) -> Settle | None:
        """Return what settles what the last one has taken, once."""
        last, self._last = self._last, None
        return last


class TimedAnswers:
    """What answers in its time, by the dialect that reads and renders.

    Args:
        served: the profile.
        planner: plans what was read and goes in steps.
        steps: answers all else that does.
        bodies: the texts of which chance chooses one.
        pick: picks texts by rules; None where chance chooses them.
    """

    def __init__(
        self,
        served: ServedProfile,
        planner: AnswerPlanner,
        steps: AnswerSteps,
        bodies: Sequence[Body],
        pick: Pick | None,
    ) -> None:
        self._served, self._steps, self._plan = served, steps, planner.plan
        self._charges = None if served.limiter is None else HeldCharges(served.limiter)
        self._has_end = self._charges is not None or served.observe is not None
        let_in = None if self._charges is None else self._charges.let_in
        timeline = served.compiled.timeline
        times = _no_times if timeline is None else timeline.compile_whole()
        self._wanted = ShortWay(bodies, WHOLE, let_in, self._has_end, pick, times)
        self._short = ShortWays(self._make).of

    def by(self, terms: RouteTerms) -> AnswerInTime | None:
        """Return what answers a client's requests, None where a dialect knows no short way."""
        short = self._short(terms.dialect)
        if short is None:
            return None
        hold, steps, plan = self._holding(terms.label), self._steps, self._plan
        key = terms.label.account

        def answer(body: bytes, digest: bytes) -> Held | Planned:
            try:
                found: Any = short(body, digest, int(time()), key)  # whose class tells
                if found.__class__ is tuple:  # as it mostly is
                    return hold(found, digest)
                if isinstance(found, Ask):
                    planned = plan(terms.dialect, key, found, digest)
                    return _unless_large(steps.finished(planned, terms, body, digest))
                return answer_faulty(body, digest, ())
            except Lengthy:
                raise
            except Exception as error:
                return steps.refuse(terms, body, digest, error)

        def answer_faulty(body: bytes, digest: bytes, faults: tuple[Fault, ...]) -> Held | Planned:
            return _unless_large(steps.answer_faulty(terms, body, digest, faults))

        return noticed_now(drawn_answers(self._served, terms, answer, answer_faulty), self._served)

    def _holding(self, label: Label) -> Callable[[Timed | CountedTimed, bytes], Held]:
        """Return what holds a response with its request's chance."""
        served, charges, has_end = self._served, self._charges, self._has_end
        mark = None if served.phased is None else served.phased.marked_bytes
        observe, is_timed = served.observe, served.compiled.timeline is not None
        keep = served.keeping_held(label)

        def hold(answer: Timed, digest: bytes) -> Held:
            response, due_ns = answer
            return response, due_ns, digest, None

        def hold_marked(answer: Timed, digest: bytes) -> Held:
            response, due_ns = answer
            assert mark is not None
            return mark(response), due_ns, digest, None

        def hold_ending(answer: CountedTimed, digest: bytes) -> Held:
            response, model, prompt, completion, thought, size, due_ns, pieces = answer
            if mark is not None:
                response = mark(response)
            settle = None if charges is None else charges.take()
            billed = model, prompt, completion, 0, thought
            end = HeldEnd(
                label, billed, digest, pieces, size, settle, observe, keep, is_timed=is_timed
            )
            return response, due_ns, digest, end

        if has_end:
            return cast(Callable[..., Held], hold_ending)
        return cast(Callable[..., Held], hold if mark is None else hold_marked)

    def _make(self, dialect: Dialect) -> InTime | None:
        if self._wanted.pick is not None and not dialect.PICKS:
            return None
        return dialect.in_time(self._wanted)


def _unless_large(planned: Planned) -> Planned:
    if planned.plan is None:
        refuse_large(planned)
    return planned


def _no_times(digest: bytes, fresh: int, pieces: int) -> tuple[int, int]:
    """Let an answer be due when its request comes; see timeline.WholeTimes."""
    return 0, AT_ONCE


def timed_answers(
    served: ServedProfile,
    planner: AnswerPlanner,
    scripted: ScriptedAnswers | None,
    steps: AnswerSteps,
) -> TimedAnswers | None:
    """Return what answers each request in one call; None where more than that decides.

    Args:
        served: the profile, whose answers wait for their time or for a network.
        planner: plans what was read and goes in steps.
        scripted: answers by rules; None where there are none.
        steps: answers all else that goes in steps.
    """
    settings, pick = served.settings, None
    bodies = invented_bodies(settings, served.compiled.texts)
    if scripted is not None:
        pick, bodies = scripted.picks(bodies), ()
    if bodies is None or (scripted is not None and pick is None) or _decides_more(served):
        return None
    return TimedAnswers(served, planner, steps, bodies, pick)


def _decides_more(served: ServedProfile) -> bool:
    """Return whether times depend on what came before, or more is told of them."""
    settings = served.settings
    is_cached = settings.load.cache_blocks > 0 or (
        settings.ttft is not None and settings.ttft.cached == "billed"
    )
    is_scripted = any(one.value.is_timed for one in settings.answers)
    is_told = settings.trace or settings.observe.writes or served.onlooker is not None
    return is_cached or is_scripted or is_told or settings.load.model != "none"
