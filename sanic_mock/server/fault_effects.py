"""What faults do to an answer before it is handed in: errors of a dialect, and its content."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sanic_mock.dialects.answer import Events, Renderer
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.timeline import Timeline
from sanic_mock.server.planned import Planned


def failure_of(faults: Iterable[Fault]) -> Refusal | None:
    """Return the first error that would be in a stream's midst; None for none."""
    return next((fault.failure for fault in faults if fault.failure is not None), None)


def with_failure(
    planned: Planned, dialect: Dialect, ask: Ask, digest: bytes, faults: Iterable[Fault]
) -> Planned:
    """Return what was planned with the words for an error in its midst, where one comes."""
    answer = planned.answer
    if not isinstance(answer, Events) or failure_of(faults) is None:
        return planned
    fail = _StreamError(dialect, ask.model, answer.renderer, digest)
    return msgspec.structs.replace(planned, fail=fail)


def shaped_by(
    planned: Planned, dialect: Dialect, digest: bytes, faults: Iterable[Fault]
) -> Planned:
    """Return what was planned with the faults that change it on its way out, behind those it has.

    Args:
        planned: the answer.
        dialect: whose it is.
        digest: the request's chance.
        faults: of which only some do so.
    """
    shaping = tuple(fault for fault in faults if fault.is_shaping)
    if not shaping:
        return planned
    return msgspec.structs.replace(
        planned,
        is_shaped=True,
        faults=(*planned.faults, *shaping),
        digest=digest,
        without=dialect.without,
    )


def change_content(
    reply: Reply, ask: Ask, faults: Iterable[Fault], timeline: Timeline | None
) -> None:
    """Change what an answer says, in the order of the faults; what is left has its own time."""
    for fault in faults:
        if (change := fault.behaviour.change) is not None:
            change(fault.entry, ask, reply)
    if reply.lasts_ns and reply.plan is not None and timeline is not None:
        reply.lasts_ns = timeline.last(reply.plan, len(reply.body.pieces))


class _StreamError:
    """Words an error in the midst of one stream; see behaviour.Fail."""

    __slots__ = ("_dialect", "_digest", "_model", "_renderer")

    def __init__(self, dialect: Dialect, model: str, renderer: Renderer, digest: bytes) -> None:
        self._dialect = dialect
        self._model = model
        self._renderer = renderer
        self._digest = digest

    def __call__(self, refusal: Refusal, sent: int) -> bytes:
        """See Fail."""
        problem = self._dialect.refused(refusal, self._model)
        return self._dialect.stream_error(problem, self._digest, self._renderer, sent)
