"""Rewrites: an answer is no JSON, no UTF-8, no event or no chunk any more, once, at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances, Reframing
from sanic_mock.engine.faults.breaking import broken_event, with_half_character, with_half_json
from sanic_mock.engine.faults.fault_place import FaultPlace
from sanic_mock.engine.faults.server_events import first_changed
from sanic_mock.engine.flow import FlowPart, PassiveStage, Stage
from sanic_mock.profile.sections.faults.rewriting import MalformedFault

# What is broken where a stream ends before the place.
_OWN_EVENT = b'data: {"text":"and so on"}\n\n'
_NO_NUMBER = b"size"


class MalformedEvent(PassiveStage):
    """Breaks the first event behind a place.

    Args:
        place: in a stream.
        change: breaks one event.
    """

    def __init__(self, place: FaultPlace, change: Callable[[bytes], bytes]) -> None:
        self._place = place
        self._change = change
        self._is_over = False

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if self._is_over or part.kind == "head" or part.ending != "keep":
            yield part
        elif part.kind != "content":
            self._is_over = True
            yield FlowPart(part.due_ns, self._change(_OWN_EVENT), part.tokens)
            yield part
        else:
            self._is_over = self._place.is_before(part)
            content = part.content
            broken = first_changed(content, self._change) if self._is_over else content
            yield part._replace(content=broken)


class MalformedBody(PassiveStage):
    """Breaks an answer of one piece at a place; of one that has been split, its first part.

    Args:
        place: in its body.
        change: breaks a body, behind so many bytes.
    """

    def __init__(self, place: FaultPlace, change: Callable[[bytes, int], bytes]) -> None:
        self._place = place
        self._change = change
        self._is_over = False

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if part.kind == "content" and not self._is_over:
            self._is_over = True
            size = self._place.size_in(part)
            part = part._replace(content=self._change(part.content, size))
        yield part


def _stage(entry: MalformedFault, circumstances: Circumstances) -> Stage | None:
    place = FaultPlace(entry.after, circumstances)
    match entry.what, circumstances.is_stream:
        case "json", True:
            return MalformedEvent(place, with_half_json)
        case "json", False:
            return MalformedBody(place, _cut)
        case "utf8", True:
            return MalformedEvent(place, with_half_character)
        case "utf8", False:
            return MalformedBody(place, with_half_character)
        case "sse", True:
            return MalformedEvent(place, partial(broken_event, digest=circumstances.digest))
    return None


def _cut(body: bytes, size: int) -> bytes:
    return body[:size]


def _reframing(entry: MalformedFault, circumstances: Circumstances) -> Reframing | None:
    if entry.what != "chunk":
        return None
    place, is_over = FaultPlace(entry.after, circumstances), False

    def size(part: FlowPart, told: bytes) -> bytes:
        nonlocal is_over
        if is_over or not (part.kind == "end" or place.is_before(part)):
            return told
        is_over = True
        return _NO_NUMBER

    return Reframing(size=size)


BEHAVIOUR = Behaviour("rewrites", stage=_stage, standing="content", reframing=_reframing)
