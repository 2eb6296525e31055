"""Answers that are more than one text: several candidates, calls, thoughts, what was blocked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any, NamedTuple

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.gemini.content import (
    FINISHES,
    blocked,
    call_part,
    candidate,
    further_of,
    text_part,
)
from sanic_mock.dialects.gemini.ids import answer_name, signature
from sanic_mock.dialects.gemini.layout import JsonLayout
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.shapes import top
from sanic_mock.dialects.gemini.usage import ON_DEMAND, TokenSums, bill_of, usage
from sanic_mock.dialects.rendering import StepEvents
from sanic_mock.engine.ask import Choice, Reply
from sanic_mock.engine.choice_timing import only_choice
from sanic_mock.engine.content import Body

Json = dict[str, Any]


class RichStep(NamedTuple):
    """What one candidate says in a step of a stream: its parts, and the tokens that they bill."""

    parts: Sequence[Json]
    tokens: int

    @property
    def is_said(self) -> bool:
        """Whether it says anything."""
        return bool(self.parts)


class RichAnswer:
    """One answer that is more than a text.

    Args:
        model: how it answers.
        reply: what it says.
        now_s: the time of day, unix seconds.
        is_vertex: of which surface.
    """

    def __init__(self, model: GeminiTraits, reply: Reply, now_s: int, *, is_vertex: bool) -> None:
        self._model, self._reply, self._is_vertex = model, reply, is_vertex
        self._choices = reply.choices or (only_choice(reply),)
        self._name = answer_name(reply.digest, now_s, is_timed=is_vertex)
        self._bill = bill_of(reply)

    @cached_property
    def _all_steps(self) -> list[list[RichStep]]:
        """What each candidate says, step by step."""
        return [list(self._steps(place, one)) for place, one in enumerate(self._choices)]

    def whole(self) -> Json:
        """Return it in one piece."""
        if self._is_blocked():
            return self._blocked()
        candidates = [
            self._ended(place, one, self._parts(place, one))
            for place, one in enumerate(self._choices)
        ]
        return self._top(candidates, self._usage(self._bill))

    def steps(self) -> Iterator[Json | None]:
        """Yield what is sent step by step, and what ends it; None where nothing is told."""
        yield from self._rows()
        yield self._closing()

    def _rows(self) -> Iterator[Json | None]:
        """Yield the object of each step; None where nothing is told."""
        if self._is_blocked():
            yield from [None] * len(self._reply.body.pieces)
            return
        given, bill = 0, self._bill
        rows = list(zip_longest(*self._all_steps))
        for row in rows:
            given += sum(step.tokens for step in row if step)
            told = [self._told(n, step) for n, step in enumerate(row) if step and step.is_said]
            is_end = row is rows[-1] and not self._model.ends_apart
            usage = self._usage(bill) if is_end else self._running(given)
            yield self._top(told, usage) if told else None

    def _told(self, place: int, step: RichStep) -> Json:
        """Return what a candidate says in a step; the last one may end it."""
        is_end = step is self._all_steps[place][-1] and not self._model.ends_apart
        if is_end:
            return self._ended(place, self._choices[place], step.parts)
        return candidate(self._model, step.parts, is_vertex=self._is_vertex, index=place)

    def _closing(self) -> Json | None:
        """Return the object that ends those candidates which no step has; None for none."""
        if self._is_blocked():
            return self._blocked()
        is_apart = self._model.ends_apart
        left = [
            self._ended(place, one, self._last(one) if is_apart else ())
            for place, one in enumerate(self._choices)
            if is_apart or not self._all_steps[place]
        ]
        return self._top(left, self._usage(self._bill)) if left else None

    def _running(self, given: int) -> Json:
        if self._is_vertex:
            return ON_DEMAND
        return self._usage(self._bill._replace(candidates=given))

    def _usage(self, bill: TokenSums) -> Json:
        has_details = not self._model.is_indexed
        return usage(bill, is_vertex=self._is_vertex, has_details=has_details)

    def _top(self, candidates: list[Json], billed: Json) -> Json:
        return top(
            candidates, billed, self._model.name, self._name.id.decode(), self._name.time.decode()
        )

    def _is_blocked(self) -> bool:
        """Return whether the filters have answered in the place of the model."""
        (first, *_) = self._choices
        return first.finish_reason == "content_filter" and not first.body.tokens

    def _blocked(self) -> Json:
        told = {"promptFeedback": blocked("PROHIBITED_CONTENT", is_vertex=self._is_vertex)}
        bill = self._bill._replace(candidates=0, thoughts=0)
        return told | self._top([], self._usage(bill))

    def _ended(self, place: int, one: Choice, parts: Sequence[Json]) -> Json:
        finish = FINISHES[one.finish_reason]
        digest, is_vertex = self._reply.digest, self._is_vertex
        further = further_of(self._model, one, finish, digest, is_vertex=is_vertex)
        return candidate(
            self._model, parts, is_vertex=is_vertex, finish=finish, index=place, further=further
        )

    def _parts(self, place: int, one: Choice) -> list[Json]:
        """Return all that a candidate says."""
        parts = [] if one.thought is None else [text_part(one.thought, thought=True)]
        if one.body.tokens and not one.calls:
            parts.append(text_part(one.body, **self._signed()))
        return parts + self._calls(place, one)

    def _calls(self, place: int, one: Choice) -> list[Json]:
        return [
            call_part(self._model, call, self._reply, place, number)
            for number, call in enumerate(one.calls)
        ]

    def _signed(self) -> Json:
        is_signed = self._model.names_calls
        return {"thoughtSignature": signature(self._reply.digest).decode()} if is_signed else {}

    def _last(self, one: Choice) -> list[Json]:
        """Return the part of the chunk that ends a candidate: a text without a letter."""
        return [{"text": ""} | ({} if one.calls else self._signed())]

    def _steps(self, place: int, one: Choice) -> Iterator[RichStep]:
        """Yield what a candidate says, step by step; a call comes whole, with its last token."""
        if one.thought is not None:
            yield from _texts(one.thought, is_thought=True)
        if not one.calls:
            yield from _texts(one.body)
        for call, part in zip(one.calls, self._calls(place, one), strict=True):
            for tokens in _counts(call.arguments)[:-1]:
                yield RichStep((), tokens)
            yield RichStep((part,), (_counts(call.arguments) or [0])[-1])


def _texts(body: Body, *, is_thought: bool = False) -> Iterator[RichStep]:
    further = {"thought": True} if is_thought else {}
    for piece, tokens in zip(body.pieces, _counts(body), strict=True):
        yield RichStep((text_part(Body((piece,)), **further),), 0 if is_thought else tokens)


def _counts(body: Body) -> Sequence[int]:
    return body.counts or [1] * len(body.pieces)


def printed_events(
    objects: Iterable[Json | None], printed: Callable[[Json], bytes], layout: JsonLayout
) -> tuple[Sequence[bytes], Renderer]:
    """Return what is sent step by step, and the renderer that makes it events.

    Args:
        objects: of each step, and of what ends it; None where nothing is told.
        printed: prints one.
        layout: what is around each.
    """
    told, opening = list[bytes](), layout.first
    for one in objects:
        if one is None:
            told.append(b"")
            continue
        told.append(opening + printed(one) + layout.after)
        opening = layout.between
    *pieces, last = told
    return tuple(pieces), StepEvents(closing=(last,), end=layout.end)
