"""Rewrites: an answer is no JSON, no UTF-8, no event or no chunk any more, once, at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sanic_mock.engine.event_format import ChangeData, EventFormat, first_changed
from sanic_mock.engine.faults.behaviour import Behaviour, Circumstances, Reframing
from sanic_mock.engine.faults.breaking import half, with_half_character
from sanic_mock.engine.faults.fault_place import FaultPlace
from sanic_mock.engine.flow import FlowPart, PassiveStage, Stage
from sanic_mock.profile.sections.faults.rewriting import MalformedFault

# What is broken where a stream ends before the place.
_OWN_DATA = b'{"text":"and so on"}'
_NO_NUMBER = b"size"


class MalformedEvent(PassiveStage):
    """Breaks the first event behind a place.

    Args:
        place: in a stream.
        form: of the stream.
        change: breaks one event.
    """

    def __init__(self, place: FaultPlace, form: EventFormat, change: ChangeData) -> None:
        self._place = place
        self._format = form
        self._change = change
        self._is_over = False

    def feed(self, part: FlowPart) -> Iterator[FlowPart]:
        """See Stage."""
        if self._is_over or part.kind == "head" or part.ending != "keep":
            yield part
        elif part.kind != "content":
            self._is_over = True
            yield FlowPart(part.due_ns, self._change(self._format.event(_OWN_DATA)), part.tokens)
            yield part
        else:
            self._is_over = self._place.is_before(part)
            content = part.content
            if self._is_over:
                content = first_changed(self._format, content, self._change)
            yield part._replace(content=content)


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
    place, form = FaultPlace(entry.after, circumstances), circumstances.format
    match entry.what, circumstances.is_stream:
        case "json", True:
            return MalformedEvent(place, form, partial(form.with_data, change=half))
        case "json", False:
            return MalformedBody(place, _cut)
        case "utf8", True:
            return MalformedEvent(place, form, partial(form.with_data, change=with_half_character))
        case "utf8", False:
            return MalformedBody(place, with_half_character)
        case "sse", True:
            return MalformedEvent(place, form, partial(form.broken, digest=circumstances.digest))
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
