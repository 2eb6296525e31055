"""Chat completions: a request's bytes to an Ask, a Reply to OpenAI's bytes.

All that a model, a second or a piece of text decides is rendered once and kept; an answer is one
joining of ready parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai import access, errors
from sanic_mock.dialects.openai.chat import rich
from sanic_mock.dialects.openai.chat.events import EventShapes, Shelf
from sanic_mock.dialects.openai.chat.faults import explain, refuse_sampling
from sanic_mock.dialects.openai.chat.request import (
    ChatRequest,
    Message,
    PlainRequest,
    StreamOptions,
    decode,
    decode_plain,
)
from sanic_mock.dialects.openai.chat.tools import tool_tokens
from sanic_mock.dialects.openai.chat.wants import check_turns, prompt_text, texts, wants
from sanic_mock.dialects.openai.chat.whole import WholeShape
from sanic_mock.dialects.openai.endpoint import Endpoint
from sanic_mock.dialects.openai.http import EVENTS, JSON, Head
from sanic_mock.dialects.openai.models import Traits, traits
from sanic_mock.dialects.operation import State
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.engine.tokens import encoding

KNOWN_MODELS = 256
LONGEST_NAME = 256


class Chat(Endpoint):
    """The chat completions endpoint of one worker."""

    REHEARSAL: tuple[bytes, ...] = (
        b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}',
        b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"stream":true}',
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        # a prompt that is neither billed nor waited for need not be tokenised
        is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self._count = encoding().count if is_counted else None
        self._keeps_prompt = settings.load.cache_blocks > 0
        self._model = settings.model
        self._obfuscates = settings.chunking.obfuscation
        self._head = Head()
        self._second = -1
        self._shelf = Shelf()
        self._wholes: dict[str, WholeShape] = {}
        self._shapes: dict[str, EventShapes] = {}

    def parse(self, body: bytes) -> Ask:
        """Read a request.

        Raises:
            Problem: what OpenAI would answer to a body it refuses.
        """
        try:
            asked = decode_plain(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            rich = _elaborate(body)
            return self._with_wants(self._ask(rich), rich)
        return self._ask(asked)

    def _ask(self, asked: PlainRequest) -> Ask:
        name, messages = asked.model, asked.messages
        if not name:
            raise errors.no_model()
        if len(name) > LONGEST_NAME:
            raise access.no_such_model(name[:LONGEST_NAME])
        model = traits(name)
        if model.is_reasoning:
            refuse_sampling(asked)
        if len(messages) > 1 or messages[0].role == "tool":
            check_turns(messages)
        ask = Ask(
            self._model or name,
            self._prompt_tokens(messages, model) if self._count else 0,
            asked.max_completion_tokens or asked.max_tokens,
        )
        if asked.stream:
            self._read_stream(asked.stream_options, ask)
        if self._keeps_prompt:
            ask.prompt = prompt_text(asked)
        return ask

    def _with_wants(self, ask: Ask, asked: ChatRequest) -> Ask:
        ask.wants = wants(asked)
        if asked.tools and self._count:
            ask.prompt_tokens += tool_tokens(asked.tools, self._count)
        return ask

    def _read_stream(self, options: StreamOptions | None, ask: Ask) -> None:
        ask.stream = True
        ask.obfuscated = self._obfuscates
        if options is not None:
            ask.usage_wanted = options.include_usage is True
            ask.obfuscated &= options.include_obfuscation is not False

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, escaped for JSON."""
        self._shelf.learn(vocabulary)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        fields = self._head.fields(JSON, now_s, reply)
        if reply.choices:
            return Whole(200, fields, rich.whole(now_s, traits(ask.model), reply))
        shape = self._wholes.get(ask.model) or self._whole_shape(ask.model)
        return Whole(200, fields, shape.text(reply, now_s))

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """Render an answer as events, one for each piece of text, plus start and end."""
        if now_s != self._second:
            self._second, self._shapes = now_s, {}
        shapes = self._shapes.get(ask.model) or self._event_shapes(ask.model)
        fields = self._head.fields(EVENTS, now_s, reply)
        return (
            shapes.rich(fields, ask, reply) if reply.choices else shapes.events(fields, ask, reply)
        )

    def _prompt_tokens(self, messages: Sequence[Message], model: Traits) -> int:
        """Count a prompt as OpenAI bills it.

        3 + sum over messages(3 + tokens(role) + tokens(content)), a name adds 1 + its tokens;
        every role is one token, and the gpt-5 family does not bill it (recorded traffic).
        """
        count = self._count
        assert count is not None
        total = 3 + (4 if model.bills_role else 3) * len(messages)
        for message in messages:
            content = message.content
            if type(content) is str:
                total += count(content)
            else:
                total += sum(map(count, texts(message)))
            if message.name:
                total += 1 + count(message.name)
        return total

    def _whole_shape(self, model: str) -> WholeShape:
        if len(self._wholes) >= KNOWN_MODELS:
            self._wholes.clear()
        self._wholes[model] = shape = WholeShape(traits(model))
        return shape

    def _event_shapes(self, model: str) -> EventShapes:
        if len(self._shapes) >= KNOWN_MODELS:
            self._shapes.clear()
        self._shapes[model] = shapes = EventShapes(self._shelf, traits(model), self._second)
        return shapes


def _elaborate(body: bytes) -> ChatRequest:
    """Read a request with all that few use, or say what is wrong with it."""
    try:
        return decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        raise explain(body, str(refused)) from None
