"""Models that go on with a text, whoever made them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any

from msgspec import Meta

from sanic_mock.dialects import prompted
from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.converse.blocks import blocks_of
from sanic_mock.dialects.bedrock.invoke import metrics, omitting
from sanic_mock.dialects.bedrock.invoke.chunks import ChunkEvents
from sanic_mock.dialects.bedrock.invoke.validation import explain
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.bedrock.usage import billed_of
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask, Options
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.kept_property import kept_property
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.timeline import is_immediate

Count = Annotated[int, Meta(ge=1)]


class PromptView(ConversationView):
    """What rules see of a prompt that is one text.

    Args:
        model: the model that is asked.
        prompt: the text.
    """

    calls_tools = False

    def __init__(self, model: str, prompt: str) -> None:
        super().__init__("invoke", model)
        self._prompt = prompt

    @kept_property
    def user(self) -> str:
        """See ConversationView."""
        return self._prompt

    @kept_property
    def texts(self) -> Sequence[str]:
        """See ConversationView."""
        return (self._prompt,)


class PromptAsk(Ask, gc=False, kw_only=True):
    """The Ask of a model that goes on with a text.

    Attributes:
        asked: the text.
    """

    asked: str


class TextInvocation(ModelOperation[PromptAsk], ABC):
    """InvokeModel of a model that goes on with a text; see ModelOperation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    NAME = "invoke"

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        settings = state.settings
        super().__init__(settings, model, is_stream=is_stream, is_strict=is_strict)
        is_counted = settings.prompt_tokens == "counted" or not is_immediate(settings)
        self._count = counter() if is_counted else len
        self._keeps_prompt = settings.load.cache_blocks > 0

    @abstractmethod
    def decode(self, body: bytes) -> Any:
        """Read a request; raises what its reader raises."""

    @abstractmethod
    def prompt(self, request: Any) -> str:
        """Return the text that is gone on with."""

    @abstractmethod
    def limits(self, request: Any) -> tuple[int | None, Sequence[str]]:
        """Return the most tokens of an answer, and the texts that end it."""

    @abstractmethod
    def json(self, ask: PromptAsk, reply: Reply) -> bytes:
        """Return the JSON of a whole answer."""

    @abstractmethod
    def renderer(self, ask: PromptAsk, reply: Reply) -> ChunkEvents:
        """Return what makes the events of a stream."""

    def parse(self, body: bytes) -> PromptAsk:
        """See Dialect."""
        request = self._decoded(body)
        prompt, (cap, stops) = self.prompt(request), self.limits(request)
        tokens = self._count(prompt)
        ask = PromptAsk(self.answers_as, tokens, cap, self.is_stream, is_dated=True, asked=prompt)
        ask.options = _options(prompt, stops)
        if self.converses:
            ask.conversation = PromptView(self.model, prompt)
        if self._keeps_prompt:
            ask.prompt = prompt
        return ask

    def conversation(self, body: bytes) -> PromptView:
        """See Dialect."""
        return PromptView(self.model, self.prompt(self._decoded(body)))

    def whole(self, ask: PromptAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = metrics.fields(now_s, reply, billed_of(reply), caches=self.family.caches)
        return Whole(200, fields, self.json(ask, reply))

    def events(self, ask: PromptAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        fields = metrics.stream_fields(now_s, reply.digest)
        return Events(fields, _pieces(reply), self.renderer(ask, reply), BINARY)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return omitting.without(event, what)

    def _decoded(self, body: bytes) -> Any:
        try:
            return self.decode(body)
        except UNREADABLE as refused:
            raise explain(str(refused), body) from None


def _options(prompt: str, stops: Sequence[str]) -> Options | None:
    options = Options(stop=tuple(stops), prompt=prompt)
    if prompted.may_ask(prompt):
        prompted.ask(options, [prompt])
    return options if options.stop or options.maker is not None else None


def _pieces(reply: Reply) -> Sequence[bytes]:
    return [piece for block in blocks_of(reply) if block.kind == "text" for piece in block.pieces]


def text_of(reply: Reply) -> bytes:
    """Return what an answer says, as inside a JSON string."""
    return b"".join(_pieces(reply)) if reply.choices else reply.body.escaped


def length_or_stop(reply: Reply) -> bytes:
    """Return why an answer ended, in JSON, as models tell it that know two reasons."""
    return b'"length"' if reply.finish_reason == "length" else b'"stop"'
