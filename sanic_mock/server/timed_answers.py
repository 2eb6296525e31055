"""Answers requests in one call each where answers take time: to a response, and when it is due.

The steps are those of `Variant.answer`, without the values between them, for the requests that a
load test sends most: plain ones, answered in one piece by a profile that says when, and that has
nothing else to say. Such a response waits for its time with nothing but its connection.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Protocol

from sanic_mock.dialects.vendor import Dialect, ShortWay
from sanic_mock.engine.answers.phrases import MARK, SIGN
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.simulator import invented_bodies
from sanic_mock.errors import Lengthy, WishInBody
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.delivery import Observe
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.response_bytes import WHOLE
from sanic_mock.server.result import Label
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.short_ways import ShortWays

# Answers a request's body with its response and the offset in ns at which that is due, or in steps;
# raises Lengthy where that takes long.
AnswerInTime = Callable[[bytes], tuple[bytes, int] | Planned]


class TimedAnswers:
    """What answers in its time, by the dialect that reads and renders.

    Args:
        chance: draws for each request.
        wanted: what dialects' short ways are to know, `times` among it.
        planner: plans what goes in steps.
        has_phrases: whether bodies may ask for something.
    """

    def __init__(
        self, chance: Chance, wanted: ShortWay, planner: AnswerPlanner, *, has_phrases: bool
    ) -> None:
        self._chance = chance
        self._short = ShortWays(lambda dialect: dialect.in_time(wanted)).of
        self._planner = planner
        self._has_phrases = has_phrases

    def by(self, dialect: Dialect, label: Label) -> AnswerInTime | None:
        """Return what answers a client's requests, None where a dialect knows no short way."""
        short = self._short(dialect)
        if short is None:
            return None
        draw, undo, key = self._chance.draw, self._chance.undo, label.account
        plan = self._planner.plan
        has_phrases = self._has_phrases

        def answer_in_time(body: bytes) -> tuple[bytes, int] | Planned:
            if has_phrases and SIGN in body and MARK in body:
                raise WishInBody
            digest = draw(body)
            try:
                answer = short(body, digest, int(time()))
                if isinstance(answer, tuple):
                    return answer
                planned = plan(dialect, key, answer, digest)
                if planned.plan is None:
                    refuse_large(planned)
                return planned
            except Lengthy:
                undo(body)
                raise
            except Exception as error:
                return Planned(error_answer(dialect, error, digest))

        return answer_in_time


def timed_answers(served: ServedProfile, planner: AnswerPlanner) -> TimedAnswers | None:
    """Return what answers each request in one call; None where more than its text decides when.

    Args:
        served: a profile without rules, whose answers take time and are not changed on their way
            out.
        planner: plans what goes in steps.
    """
    settings, timeline = served.settings, served.compiled.timeline
    bodies = invented_bodies(settings, served.compiled.texts)
    is_counted = served.limiter is not None or served.observe is not None
    is_cached = settings.load.cache_blocks > 0 or (
        settings.ttft is not None and settings.ttft.cached == "billed"
    )
    if timeline is None or bodies is None or is_counted or is_cached:
        return None
    if settings.load.model != "none":
        return None
    has_phrases = settings.steering.phrases
    wanted = ShortWay(bodies, WHOLE, times=timeline.whole)
    return TimedAnswers(served.chance, wanted, planner, has_phrases=has_phrases)


class ResponseSink(Protocol):
    """A connection that sends a response when it is due."""

    def is_blocked(self) -> bool:
        """Return whether the client does not read what it was sent."""

    def send_response(self, response: bytes) -> None:
        """Send all of a response, and look at what came meanwhile."""

    def reset(self) -> None:
        """End the connection."""


class HeldResponse:
    """A response that waits for its time; see delivery.Delivery, and pacer.Sender.

    Args:
        response: all of it.
        sink: the connection.
        pacer: who wakes, once it was added.
    """

    __slots__ = ("_is_parked", "_pacer", "_response", "_sink")

    def __init__(self, response: bytes, sink: ResponseSink, pacer: Pacer) -> None:
        self._response = response
        self._sink: ResponseSink | None = sink
        self._pacer = pacer
        self._is_parked = False

    def send_due(self, now_ns: int) -> int:
        """See pacer.Sender; while its client does not read, it is parked."""
        sink = self._sink
        if sink is None:
            return 0
        if sink.is_blocked():
            self._is_parked = True
            return 0
        sink.send_response(self._response)
        self._sink = None
        return 0

    def resume(self) -> None:
        """Go on: the client reads again."""
        if self._is_parked:
            self._is_parked = False
            self._pacer.add(self._pacer.now_ns(), self)

    def tell_by(self, wrap: Callable[[Observe], Observe]) -> None:
        """See half_closed.UnderWay: nobody is told of it."""

    def leave(self, now_ns: int, left_seen_ns: int = 0) -> None:
        """Send nothing: the client left; the pacer may know this for minutes from here."""
        self._sink, self._response = None, b""

    def fail(self) -> None:
        """See pacer.Sender."""
        if self._sink is not None:
            self._sink.reset()
