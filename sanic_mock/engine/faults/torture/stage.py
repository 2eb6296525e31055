"""Rewrites: an answer is put into other bytes, in the ways that an entry names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sanic_mock.engine.draws import Draws, first_integer, more
from sanic_mock.engine.event_format import SERVER_SENT
from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances, Reframing
from sanic_mock.engine.faults.torture.chunks import sizes
from sanic_mock.engine.faults.torture.lines import LinesStage
from sanic_mock.engine.faults.torture.losses import (
    AfterEndStage,
    OmittingStage,
    OnceStage,
    doubled,
    without_blank,
)
from sanic_mock.engine.faults.torture.writes import WritesStage
from sanic_mock.engine.flow import FlowPart, PassiveStage, Stage, through
from sanic_mock.profile.sections.faults.torturing import (
    CHUNK_WAYS,
    LINE_WAYS,
    WRITE_WAYS,
    TortureFault,
    TortureWay,
)

W = TypeVar("W", bound=TortureWay)


class TorturedStage(PassiveStage):
    """Several stages as one.

    Args:
        stages: in their order.
    """

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = stages

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        return through(self._stages, (part,))


def _stage(entry: TortureFault, circumstances: Circumstances) -> TorturedStage:
    stages = [*_of_events(entry, circumstances)] if circumstances.is_stream else []
    if ways := _drawn(entry, WRITE_WAYS, circumstances, b"writes"):
        draws = Draws(more(circumstances.digest, b"places"))
        is_stream = circumstances.is_stream
        has_comments = is_stream and circumstances.format is SERVER_SENT
        stages.append(WritesStage(ways, draws, has_comments=has_comments))
    return TorturedStage(stages)


def _of_events(entry: TortureFault, circumstances: Circumstances) -> Iterator[Stage]:
    what, form = entry.what, circumstances.format
    is_server_sent = form is SERVER_SENT  # else there are no lines that could be otherwise
    if "duplicate" in what:
        yield OnceStage(form, doubled, _token(circumstances, b"duplicate"))
    if "missing_blank" in what and is_server_sent:
        yield OnceStage(form, without_blank, _token(circumstances, b"blank"))
    if "missing_finish" in what:
        yield OmittingStage(form, circumstances.without, "finish")
    if "missing_usage" in what:
        yield OmittingStage(form, circumstances.without, "usage")
    has_data, has_end = "after_done" in what, "done_twice" in what
    if has_data or has_end:
        yield AfterEndStage(form, has_data=has_data, has_end=has_end)
    ways = _drawn(entry, LINE_WAYS, circumstances, b"lines")
    if ways and is_server_sent:
        yield LinesStage(ways)


def _token(circumstances: Circumstances, purpose: bytes) -> int:
    """Return a token that is drawn, from 1; not the first, whose part has what opens a stream."""
    later = max(1, circumstances.tokens - 1)
    place = first_integer(more(circumstances.digest, purpose)) % later
    return min(circumstances.tokens, 2 + place)


def _drawn(
    entry: TortureFault, ways: Sequence[W], circumstances: Circumstances, purpose: bytes
) -> list[W]:
    """Return those of some ways that an entry names, in an order that is drawn."""
    named = [way for way in ways if way in entry.what]
    Draws(more(circumstances.digest, purpose)).shuffle(named)
    return named


def _reframing(entry: TortureFault, circumstances: Circumstances) -> Reframing | None:
    ways = _drawn(entry, CHUNK_WAYS, circumstances, b"chunks")
    return Reframing(size=sizes(ways)) if ways else None


BEHAVIOUR = Behaviour("rewrites", stage=_stage, standing="content", reframing=_reframing)
