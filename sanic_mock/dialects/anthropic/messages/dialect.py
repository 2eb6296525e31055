"""Messages: a request's bytes to an Ask, a Reply to Anthropic's bytes."""

from __future__ import annotations

from copy import copy
from typing import Self

from sanic_mock.dialects.answer import Events, Renderer, Whole
from sanic_mock.dialects.anthropic import envelope, errors, refusals
from sanic_mock.dialects.anthropic.http import EVENTS, EXPOSED, JSON, AnthropicHead
from sanic_mock.dialects.anthropic.ids import message_id
from sanic_mock.dialects.anthropic.messages import (
    caching,
    constraints,
    container,
    deferral,
    documents,
    history_validation,
    images,
)
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.at_once import (
    OneTextSteps,
    asks_one_text,
    compile_at_once,
)
from sanic_mock.dialects.anthropic.messages.attached import attach
from sanic_mock.dialects.anthropic.messages.caching import Prefixes
from sanic_mock.dialects.anthropic.messages.content import blocks, ending_of
from sanic_mock.dialects.anthropic.messages.context import edit_context
from sanic_mock.dialects.anthropic.messages.conversation import MessagesConversation
from sanic_mock.dialects.anthropic.messages.counting import PromptCount, cap
from sanic_mock.dialects.anthropic.messages.events import MessageEvents
from sanic_mock.dialects.anthropic.messages.layout import SHIFTS, last_events, padded, start_json
from sanic_mock.dialects.anthropic.messages.omitting import without
from sanic_mock.dialects.anthropic.messages.options import read_options
from sanic_mock.dialects.anthropic.messages.reading import read
from sanic_mock.dialects.anthropic.messages.request import (
    MessagesRequest,
    PlainMessagesRequest,
    decode_plain,
)
from sanic_mock.dialects.anthropic.messages.sources import read_sources
from sanic_mock.dialects.anthropic.messages.streamed_block import StreamedBlock
from sanic_mock.dialects.anthropic.messages.surface import MessagesSurface
from sanic_mock.dialects.anthropic.messages.thought import read_thought
from sanic_mock.dialects.anthropic.messages.usage import (
    final_usage,
    first_usage,
    output_tokens,
)
from sanic_mock.dialects.anthropic.messages.whole import edits_member, message, start
from sanic_mock.dialects.anthropic.models import ANY_MODEL, ModelRow
from sanic_mock.dialects.anthropic.served_models import ServedModels
from sanic_mock.dialects.base import BodyDialect
from sanic_mock.dialects.in_time import in_time_by
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.terms import Terms
from sanic_mock.errors import Problem


class Messages(BodyDialect[MessagesAsk]):
    """The endpoint of one worker; see dialects.vendor.Dialect.

    Args:
        state: what all endpoints share.

    Attributes:
        surface: how it is asked.
    """

    NAME = "messages"

    def __init__(self, state: State) -> None:
        self.state = state
        settings = state.settings
        self.surface = MessagesSurface()
        self.converses = bool(settings.answers)
        self.any_model = settings.model or next(iter(settings.models), ANY_MODEL)
        self._own = settings.model
        self._keeps_prompt = settings.load.cache_blocks > 0
        self._models = ServedModels(settings)
        self._prompts = PromptCount(is_counted=settings.prompt_tokens == "counted")
        self._prefixes = Prefixes()
        self._head = AnthropicHead()

    def on(self, surface: MessagesSurface) -> Self:
        """Return the same endpoint, asked in another way."""
        other = copy(self)
        other.surface = surface
        other._head = AnthropicHead(is_exposed=surface.is_exposed)
        return other

    # Requests

    def parse(self, body: bytes) -> MessagesAsk:
        """See Dialect."""
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return self._rich(self._read(body))
        row = self._models[request.model]
        if self.converses or self._keeps_prompt or not asks_one_text(request, row):
            return self._rich(self._read(body))
        return self._plain(request, row, self._prompts.plain(request, row.generation))

    def _plain(self, request: PlainMessagesRequest, row: ModelRow, tokens: int) -> MessagesAsk:
        """Return the Ask of one free text."""
        ask = self._ask(request, row, tokens)
        ask.reasons = False
        return ask

    def _read(self, body: bytes) -> MessagesRequest:
        return read(body, self.any_model, is_strict=self.surface.is_strict)

    def _rich(self, request: MessagesRequest) -> MessagesAsk:
        row = self._models[request.model]
        attach(request, self.state, is_strict=self.surface.is_strict)
        if self.surface.is_strict:
            self._check(request, row)
        ask = self._ask(request, row, self._prompts.rich(request, row.generation))
        edit_context(request, ask)
        ask.container = container.read(request.container)
        read_sources(request, ask, is_counted=self._prompts.is_counted)
        loads = () if ask.run is None else ask.run.loads
        ask.options = read_options(request, is_strict=self.surface.is_strict, loads=loads)
        read_thought(request, ask)
        if self._prompts.is_counted and ask.compaction is None:
            self._use_cache(request, ask)
        if self.converses:
            ask.conversation = MessagesConversation(request, request.model or self.any_model)
            ask.may_show_thought = True
        if self._keeps_prompt:
            texts = MessagesConversation(request, request.model).texts
            ask.prompt = "\n".join(texts)
        return ask

    def _check(self, request: MessagesRequest, row: ModelRow) -> None:
        """Refuse what Anthropic refuses of a request that is right in its form."""
        history_validation.check(request.messages, is_new=self.surface.is_new)
        history_validation.check_texts("system", request.system)
        caching.check(request)
        images.check(request.messages)
        deferral.check(request)
        documents.check(request)
        constraints.check(request, row, is_new=self.surface.is_new)

    def _ask(
        self, request: PlainMessagesRequest | MessagesRequest, row: ModelRow, tokens: int
    ) -> MessagesAsk:
        """Return the Ask of a request, as far as all have it."""
        if self.surface.is_strict:
            constraints.check_limit(request.max_tokens, row)
            constraints.check_length(tokens, row)
        limit = request.max_tokens
        most = cap(limit, row.generation) if limit else 0
        ask = MessagesAsk(self._own or row.name, tokens, most, row=row, limit=limit)
        ask.stream = request.stream is True
        if self.surface.is_batched:
            if ask.stream:  # worded by analogy
                raise errors.at("stream", "streaming is not supported in batches")
            ask.tier = b"batch"
        return ask

    def _use_cache(self, request: MessagesRequest, ask: MessagesAsk) -> None:
        ask.cache = self._prefixes.use(request, ask.row, self.state.up_s())
        if ask.cache.read:
            ask.terms = ask.terms or Terms()
            ask.terms.cached = ask.cache.read

    def conversation(self, body: bytes) -> MessagesConversation:
        """See Dialect."""
        request = self._read(body)
        return MessagesConversation(request, request.model or self.any_model)

    # Answers

    def whole(self, ask: MessagesAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = self._head.fields(JSON, now_s, reply)
        return Whole(200, fields, message(ask, reply, now_s))

    def completion_tokens(self, ask: MessagesAsk, reply: Reply) -> int:
        """See Dialect."""
        return output_tokens(ask, reply)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Dialect."""
        if self._keeps_prompt or self.converses or not self._prompts.is_counted:
            return None
        steps = OneTextSteps(
            self.parse,
            self._plain,
            self._models,
            self._prompts.plain,
            self._head,
        )
        return compile_at_once(steps, wanted)

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See Dialect."""
        return in_time_by(self.at_once, wanted)

    def events(self, ask: MessagesAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        choice, digest = first_choice(reply), reply.digest
        shift = digest[46] % SHIFTS
        streamed = [
            StreamedBlock(block, index, shift, digest)
            for index, block in enumerate(blocks(ask, choice, reply))
        ]
        edited = edits_member(ask)
        usage_told = final_usage(ask, reply, output_tokens(ask, reply))
        members = container.member(ask, digest, now_s) + ending_of(ask, choice).members
        end = last_events(members, usage_told, edited, shift, digest[47])
        name = message_id(digest, now_s)
        first = start_json(start(ask.model), name, first_usage(ask, reply))
        begun = padded(b"message_start", first, 0)
        script = MessageEvents(begun, streamed, end, now_s)
        return Events(self._head.fields(EVENTS, now_s, reply), script.pieces, script)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return without(event, what)

    # Errors

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """See Dialect."""
        return refusals.refused(refusal, model)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Dialect."""
        answer = envelope.error(problem, digest, now_s)
        if not self.surface.is_exposed:
            return answer
        return Whole(answer.status, answer.fields + EXPOSED, answer.body)

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """See Dialect; nothing ends the message."""
        assert isinstance(renderer, MessageEvents)
        return envelope.event(problem, digest, renderer.now_s)
