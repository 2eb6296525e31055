"""Moderations: texts and images to verdicts, in OpenAI's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from msgspec import UNSET, UnsetType

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.ids import random_part
from sanic_mock.dialects.openai import envelope, size_errors
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.envelope import Layout
from sanic_mock.dialects.openai.http import JSON, NS_PER_MS, moderation_fields
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.dialects.openai.known_models import KnownModels
from sanic_mock.dialects.openai.models import family_of, row_of
from sanic_mock.dialects.openai.moderations import errors as moderations_errors
from sanic_mock.dialects.openai.moderations import lenient
from sanic_mock.dialects.openai.moderations.ask import ModerationAsk
from sanic_mock.dialects.openai.moderations.request import (
    ModerationImage,
    ModerationRequest,
    ModerationText,
    Part,
    decode,
)
from sanic_mock.dialects.openai.moderations.validation import check_kinds, explain
from sanic_mock.dialects.openai.moderations.whole import OMNI, TEXT, Generation, Judged, whole
from sanic_mock.dialects.openai.verdicts import judge
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.draws import first_integer, more
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.moderation import Verdict
from sanic_mock.engine.offload import step, takes
from sanic_mock.engine.reply import Reply
from sanic_mock.errors import Problem

# OpenAI tells no limit; an answer to so many has 40 MB.
MOST_INPUTS = 20_000
# What each input and each of its letters take, measured on one machine and rounded up.
_INPUT_US = 60
_LETTER_US = 0.5

_IDS = 10_000

DEFAULT_MODEL = "omni-moderation-latest"


class Moderations(Endpoint[ModerationAsk]):
    """The moderations endpoint of one worker."""

    NAME = "moderations"
    REHEARSAL: tuple[bytes, ...] = (b'{"input":"Hello"}',)
    ANY_MODEL = DEFAULT_MODEL

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._model = state.settings.model
        self._models: KnownModels[str] = KnownModels(state.settings, _snapshot, self._check)
        self._count = counter()
        self._names_long = wire_of(state.settings).names_verdicts_long

    def lenient(self) -> Self:
        """See Endpoint."""
        other = super().lenient()
        other._models = self._models.unchecked(self.any_model)
        return other

    def layout(self, problem: Problem) -> Layout:
        """See Endpoint; who is not let in is told in another layout, and nobody of limits."""
        if problem.status == 401:
            return envelope.MODERATIONS
        return envelope.of_chat(problem, envelope.REFUSED_UNCOUNTED)

    def parse(self, body: bytes) -> ModerationAsk:
        """Read a request, and judge its inputs.

        Raises:
            Problem: what OpenAI would answer to a body it refuses, or too many inputs.
            Lengthy: they are too many for the event loop.
        """
        try:
            request = decode(body)
        except UNREADABLE as refused:
            if self.is_strict:
                raise explain(body, str(refused)) from None
            request = lenient.read(body)
        model = self._answering(request.model)
        generation = _generation(model)
        texts, judged = self._judged(request, generation)
        tokens = sum(map(self._count, texts))
        name = self._model or model
        return ModerationAsk(name, tokens, 0, generation=generation, judged=judged)

    def whole(self, ask: ModerationAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        is_long = self._names_long or not ask.generation.reads_images
        name = _id(reply.digest, now_s, is_long=is_long)
        body = whole(name, ask.model, ask.generation, ask.judged)
        took_ms = reply.first_ns // NS_PER_MS
        return Whole(200, moderation_fields(JSON, now_s, reply.digest, took_ms), body)

    def _answering(self, name: str | UnsetType) -> str:
        """Return the model that answers for a name, or where there is none."""
        if name is UNSET or (not name and not self.is_strict):
            name = self._model or DEFAULT_MODEL
        if not name:
            raise moderations_errors.bad_model("")
        return self._models[name]

    def _check(self, name: str) -> None:
        if row_of(name).judging is None and name not in self.state.settings.models:
            raise moderations_errors.bad_model(name)

    def _judged(
        self, request: ModerationRequest, generation: Generation
    ) -> tuple[list[str], list[Judged]]:
        """Return the texts, and a verdict on each; parts are one input together."""
        given = [request.input] if isinstance(request.input, str) else request.input
        _check_size(given)
        texts = [one for one in given if isinstance(one, str)]
        if len(texts) == len(given):
            if self.is_strict and not given:
                raise size_errors.empty_array("input")
            return texts, [Judged(_verdict(text)) for text in texts]
        if not self.is_strict:
            return self._together(lenient.parts(given))
        check_kinds(given, reads_images=generation.reads_images)
        return self._together([one for one in given if not isinstance(one, str)])

    def _together(self, parts: list[Part]) -> tuple[list[str], list[Judged]]:
        texts = [one.text for one in parts if isinstance(one, ModerationText)]
        images = [one.image_url.url for one in parts if isinstance(one, ModerationImage)]
        if self.is_strict and len(images) > 1:
            raise moderations_errors.too_many_images(len(images))
        verdict = judge("\n".join(texts), "\n".join(images))
        return texts, [Judged(verdict, bool(texts), bool(images))]


def _verdict(text: str) -> Verdict:
    step()
    return judge(text)


def _check_size(given: Sequence[str | Part]) -> None:
    """Check that the verdicts are not too many, and do not take too long, to print them too.

    Raises:
        Problem: there are more than are made, which only sanic-mock minds.
        Lengthy: it takes too long for the event loop.
    """
    if len(given) > MOST_INPUTS:
        raise moderations_errors.too_many_inputs(len(given), MOST_INPUTS)
    letters = sum(len(one) if isinstance(one, str) else len(_text_of(one)) for one in given)
    takes(len(given) * _INPUT_US + letters * _LETTER_US)


def _text_of(part: Part) -> str:
    return part.text if isinstance(part, ModerationText) else part.image_url.url


def _snapshot(name: str) -> str:
    """Return the model that answers under a name."""
    judging = row_of(name).judging
    return name if judging is None else judging.answers_as


def _generation(model: str) -> Generation:
    return OMNI if family_of(model).judges_images else TEXT


def _id(digest: bytes, now_s: int, *, is_long: bool) -> str:
    """Return an answer's id: up to four digits [replay-2026], of older models as chat's.

    ([openapi-2026] examples of createModeration)
    """
    if is_long:
        return (time_prefix(now_s) + random_part(digest)).decode()
    return str(first_integer(more(digest, b"moderation")) % _IDS)
