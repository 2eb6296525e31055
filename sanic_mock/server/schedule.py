"""When each part of an answer must arrive: the server's own plan, made again from the same bytes.

A plan is a function of (seed, body), so nothing has to be asked of the server. Under `load` it is
also one of what else runs; one request at a time, that is nothing, and the plan is known again.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Router
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.chunking import Release
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.draws import of_attempt
from sanic_mock.engine.load.slots import Slots
from sanic_mock.engine.load.steps import Engine
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.silent_timeline import SilentTimeline
from sanic_mock.server.progress import progress_of
from sanic_mock.settings import Load, Settings
from sanic_mock.shared.store import Store

_CHAT = "/v1/chat/completions"
_ANY_SECOND = 1_700_000_000  # of ten digits, as today's: only lengths count


class Schedule(msgspec.Struct):
    """One answer as it is planned.

    Attributes:
        dues: offset in ns of each event with text, non-decreasing.
        last_ns: offset of the answer's end.
        tokens: tokens it bills, reasoning included.
        size: bytes of its events; 0 where they were not rendered.
        head_ns: offset of its head, where that has a time of its own; else None.
        is_stream: whether its parts leave as they are due, else all of them at its end.
    """

    dues: list[int]
    last_ns: int
    tokens: int
    size: int = 0
    head_ns: int | None = None
    is_stream: bool = True

    @property
    def first_ns(self) -> int:
        """Offset of the first text, or of the end where there is none."""
        return self.dues[0] if self.dues else self.last_ns


class Planner:
    """Plans answers as one worker of a server does, one request at a time.

    Args:
        settings: the server's, seed included.
        dialect: reads the requests; None reads chat.
    """

    def __init__(self, settings: Settings, dialect: Dialect | None = None) -> None:
        self._settings = settings
        self._dialect = dialect or _chat(settings)
        self._compiled = Compiled(settings)
        self._rehearse()

    def restart(self) -> None:
        """Forget what earlier requests left behind: a cache of prompts starts anew."""
        self._compiled = self._compiled.again()
        self._rehearse()

    def _rehearse(self) -> None:
        """Answer what a server answers at its start."""
        for body in self._dialect.REHEARSAL:
            self._compiled.simulate(self._dialect.parse(body), bytes(64))

    def plan(self, body: bytes, *, attempt: int = 1, sized: bool = True) -> Schedule:
        """Return the plan of an answer to a body that comes again; `sized` renders it, too."""
        ask = self._dialect.parse(body)
        digest = of_attempt(self._compiled.chance.hash(body), attempt)
        reply = self._compiled.simulate(ask, digest)
        releases = list(self._releases(ask, reply))
        dues = list(self._dues(releases))
        tokens = reply.body.tokens + reply.reasoning_tokens
        size = self._size(ask, reply, releases) if sized else 0
        head_ns = self._head_ns(reply, releases)
        return Schedule(dues, releases[-1][0], tokens, size, head_ns, ask.stream)

    def _head_ns(self, reply: Reply, releases: list[Release]) -> int | None:
        """Return when the head of a stream leaves: at the latest with its first event."""
        timeline, plan = self._compiled.timeline, reply.plan
        if plan is None or not isinstance(timeline, SilentTimeline) or not timeline.is_early:
            return None
        if self._settings.load.model == "slots":
            plan = timeline.stretched(plan, _alone(self._settings.load).ttft_stretch())
        parts = 0 if self._settings.thinking.silence == "summary" else None
        return next(timeline.early(plan, parts), releases[0])[0]

    def _releases(self, ask: Ask, reply: Reply) -> Iterator[Release]:
        pieces, timeline, plan = len(reply.body.pieces), self._compiled.timeline, reply.plan
        if timeline is None or plan is None:
            return iter([(0, pieces)])
        load = self._settings.load
        if load.model == "step":
            return self._stepped(ask, reply, plan.first_ns)
        if load.model == "slots":
            slots = _alone(load)
            plan = timeline.stretched(plan, slots.ttft_stretch())
            return timeline.releases(plan, pieces, slots.gap_stretch)
        return timeline.releases(plan, pieces)

    def _stepped(self, ask: Ask, reply: Reply, joins_ns: int) -> Iterator[Release]:
        """Run an engine for this answer alone; it joins when the time in front of it passed."""
        engine = Engine(self._settings.load, 1 / self._settings.time_scale)
        hidden = reply.reasoning_tokens
        alone = Alone(ask.prompt_tokens - reply.cached_tokens, reply.cached_tokens)
        alone.wanted = hidden + max(1, len(reply.body.pieces))
        engine.join(alone)
        end_ns = engine.start(joins_ns)
        while end_ns:
            engine.finish()
            end_ns = engine.start(end_ns)
        return ((due, ready) for ready, due in enumerate(alone.emitted[hidden:], 1))

    def _dues(self, releases: list[Release]) -> Iterator[int]:
        """Yield the offset of each event with text."""
        sent = 0
        for due, ready in releases:
            if ready > sent:
                yield from [due] if self._is_grouped else [due] * (ready - sent)
            sent = ready

    def _size(self, ask: Ask, reply: Reply, releases: list[Release]) -> int:
        answer = self._dialect.events(ask, reply, _ANY_SECOND)
        progress = progress_of(answer, self._is_grouped)
        return sum(len(progress.take(ready)) for _, ready in releases) + len(progress.rest())

    @property
    def _is_grouped(self) -> bool:
        timeline = self._compiled.timeline
        return timeline is not None and timeline.is_grouped


def _chat(settings: Settings) -> Dialect:
    admission = Router(State(settings, Store())).admit(RequestHead("POST", _CHAT))
    assert admission is not None
    return admission.dialect


def _alone(load: Load) -> Slots:
    """Return slots of which one is taken."""
    slots = Slots(load)
    slots.running = 1
    return slots


class Alone:
    """The only request in an engine; see engine.load.steps.Sequence."""

    def __init__(self, prefill_tokens: int, kept_tokens: int) -> None:
        self.prefill_tokens = prefill_tokens
        self.kept_tokens = kept_tokens
        self.wanted = 0
        self.emitted: list[int] = []

    def emit(self, now_ns: int) -> bool:
        """Note when a token came."""
        self.emitted.append(now_ns)
        return len(self.emitted) < self.wanted
