"""Answers that are more than one text: several candidates, calls, thoughts, what was blocked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

from sanic_mock.dialects.gemini.content import (
    FINISHES,
    blocked,
    call_part,
    candidate,
    further_of,
    signed,
    text_part,
)
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.dialects.gemini.probabilities import probabilities
from sanic_mock.dialects.gemini.server_tools import ServerTools, code_parts, grounding
from sanic_mock.dialects.gemini.shapes import top
from sanic_mock.dialects.gemini.steps import RichStep, likely_steps, text_steps
from sanic_mock.dialects.gemini.usage import ON_DEMAND, Media, TokenSums, bill_of, usage
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.choice_timing import only_choice
from sanic_mock.engine.lengths import token_counts
from sanic_mock.engine.reply import Choice, Logprob, Reply

Json = dict[str, Any]


class RichAnswer:
    """One answer that is more than a text.

    Args:
        model: how it answers.
        reply: what it says.
        now_s: the time of day, unix seconds.
        is_vertex: of which surface.
        used: the tools that Google runs for it; None where none were offered.
        media: what of the prompt's tokens is no text.
    """

    def __init__(
        self,
        model: GeminiTraits,
        reply: Reply,
        now_s: int,
        *,
        is_vertex: bool,
        used: ServerTools | None = None,
        media: Media = (),
    ) -> None:
        self._model, self._reply, self._is_vertex = model, reply, is_vertex
        self._media = media if sum(count for _, count in media) <= reply.prompt_tokens else ()
        self._choices = reply.choices or (only_choice(reply),)
        self._used = used = None if self._is_blocked() else used
        self._name = answer_name(reply.digest, now_s, is_timed=is_vertex)
        self._bill = bill_of(reply)._replace(tool_use=0 if used is None else used.tokens)

    @property
    def name(self) -> bytes:
        """What its client calls it by."""
        return self._name.id

    @cached_property
    def _all_steps(self) -> list[list[RichStep]]:
        """What each candidate says, step by step."""
        return [list(self._steps(place, one)) for place, one in enumerate(self._choices)]

    def whole(self) -> Json:
        """Return it in one piece."""
        if self._is_blocked():
            return self._blocked()
        candidates = [
            self._ended(place, one, self._parts(place, one), one.logprobs)
            for place, one in enumerate(self._choices)
        ]
        return self._top(candidates, self._usage(self._bill))

    def opening(self) -> Iterator[Json]:
        """Yield what is sent before the first step: what programs were run."""
        for part in self._programs():
            told = [self._begun(place, (part,)) for place in range(len(self._choices))]
            yield self._top(told, self._running(0))

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
            return self._ended(place, self._choices[place], step.parts, step.likely)
        return self._begun(place, step.parts, step.likely)

    def _begun(
        self, place: int, parts: Sequence[Json], likely: Sequence[Logprob] | None = None
    ) -> Json:
        """Return what a candidate says that goes on."""
        further = {} if likely is None else probabilities(likely)
        if self._used is not None and self._used.is_search_offered:
            further = {"groundingMetadata": {}, **further}
        return candidate(
            self._model, parts, is_vertex=self._is_vertex, index=place, further=further
        )

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
        return usage(bill, is_vertex=self._is_vertex, has_details=has_details, media=self._media)

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

    def _ended(
        self,
        place: int,
        one: Choice,
        parts: Sequence[Json],
        likely: Sequence[Logprob] | None = None,
    ) -> Json:
        finish = FINISHES[one.finish_reason]
        digest, is_vertex = self._reply.digest, self._is_vertex
        further = self._grounded(one)
        further |= further_of(self._model, one, finish, digest, is_vertex=is_vertex)
        further |= {} if likely is None else probabilities(likely)
        return candidate(
            self._model, parts, is_vertex=is_vertex, finish=finish, index=place, further=further
        )

    def _grounded(self, one: Choice) -> Json:
        """Return what grounds a candidate; Vertex AI says so where a search was not used."""
        used = self._used
        if used is None or not used.is_search_offered:
            return {}
        if used.query and one.body.tokens and not one.calls:
            text, digest = plain_text(one.body), self._reply.digest
            return {"groundingMetadata": grounding(used, text, digest, is_vertex=self._is_vertex)}
        return {"groundingMetadata": {}} if self._is_vertex else {}

    def _programs(self) -> list[Json]:
        if self._used is None or not self._used.code:
            return []
        return code_parts(self._model, self._used, self._reply.digest)

    def _parts(self, place: int, one: Choice) -> list[Json]:
        """Return all that a candidate says."""
        parts = [] if one.thought is None else [text_part(one.thought, thought=True)]
        parts += self._programs()
        if one.body.tokens and not one.calls:
            parts.append(text_part(one.body, **self._signed()))
        return parts + self._calls(place, one)

    def _calls(self, place: int, one: Choice) -> list[Json]:
        return [
            call_part(self._model, call, self._reply, place, number)
            for number, call in enumerate(one.calls)
        ]

    def _signed(self) -> Json:
        return signed(self._model, self._reply.digest)

    def _last(self, one: Choice) -> list[Json]:
        """Return the part of the chunk that ends a candidate: a text without a letter."""
        return [{"text": ""} | ({} if one.calls else self._signed())]

    def _steps(self, place: int, one: Choice) -> Iterator[RichStep]:
        """Yield what a candidate says, step by step; a call comes whole, with its last token."""
        if one.thought is not None:
            yield from text_steps(one.thought, is_thought=True)
        if not one.calls:
            yield from likely_steps(one) if one.logprobs is not None else text_steps(one.body)
        for call, part in zip(one.calls, self._calls(place, one), strict=True):
            for tokens in token_counts(call.arguments)[:-1]:
                yield RichStep((), tokens)
            yield RichStep((part,), (token_counts(call.arguments) or [0])[-1])
