"""InvokeModel of models whose bodies have one of several shapes: a member tells which [aws-2026].

Of an ARN that does not say which model it names, any of these is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import Any, NamedTuple, Self

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.bedrock.converse.ask import ConverseAsk
from sanic_mock.dialects.bedrock.invoke import omitting
from sanic_mock.dialects.bedrock.invoke.anthropic import VERSION, AnthropicInvocation
from sanic_mock.dialects.bedrock.invoke.chat import ChatInvocation
from sanic_mock.dialects.bedrock.invoke.llama import Llama
from sanic_mock.dialects.bedrock.invoke.nova import NovaInvocation
from sanic_mock.dialects.bedrock.invoke.one_output import DeepSeekInvocation, MistralInvocation
from sanic_mock.dialects.bedrock.invoke.texts import PromptAsk
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.reply import Reply

MakeOperation = Callable[..., ModelOperation[Any]]
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class BodyKind(NamedTuple):
    """One of the shapes that bodies may have.

    Attributes:
        member: that only bodies of this shape have; "" is that of all others.
        make: makes the operation that reads it.
        ask: what that makes of it.
    """

    member: str
    make: MakeOperation
    ask: type[Ask]


class InvocationByBody(ModelOperation[Ask]):
    """InvokeModel by any of several bodies; see ModelOperation.

    Args:
        kinds: the shapes, the last of which is that of all other bodies.
        state: of the server.
        model: its id.
        more: what its operations are made with.
    """

    NAME = "invoke"

    def __init__(self, kinds: Sequence[BodyKind], state: State, model: str, **more: bool) -> None:
        super().__init__(state.settings, model, **more)
        self._kinds = kinds
        self._take([kind.make(state, model, **more) for kind in kinds])

    def conversing(self) -> Self:
        """See Dialect."""
        other = copy(self)
        other._take([operation.conversing() for operation in self._operations])
        return other

    def parse(self, body: bytes) -> Ask:
        """See Dialect."""
        ask: Ask = self._by(body).parse(body)
        return ask

    def conversation(self, body: bytes) -> ConversationView | None:
        """See Dialect."""
        return self._by(body).conversation(body)

    def completion_tokens(self, ask: Ask, reply: Reply) -> int:
        """See Dialect."""
        return self._of(ask).completion_tokens(ask, reply)

    def whole(self, ask: Ask, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        return self._of(ask).whole(ask, reply, now_s)

    def events(self, ask: Ask, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        return self._of(ask).events(ask, reply, now_s)

    def without(self, event: bytes, what: Omission) -> bytes:
        """See Dialect."""
        return omitting.without(event, what)

    def _by(self, body: bytes) -> ModelOperation[Any]:
        """Return who reads a body."""
        try:
            members = _members(body)
        except UNREADABLE:
            return self._operations[-1]
        pairs = zip(self._kinds, self._operations, strict=True)
        return next(one for kind, one in pairs if not kind.member or kind.member in members)

    def _take(self, operations: Sequence[ModelOperation[Any]]) -> None:
        self._operations = operations
        pairs = [(kind.ask, one) for kind, one in zip(self._kinds, operations, strict=True)]
        self._readers = [pair for pair in pairs if pair[0] is not Ask]
        self._chat = next(one for ask, one in pairs if ask is Ask)

    def _of(self, ask: Ask) -> ModelOperation[Any]:
        """Return who has read a request, by what was made of it; a chat is what is nothing else."""
        return next((one for kind, one in self._readers if isinstance(ask, kind)), self._chat)


_CHAT = BodyKind("messages", ChatInvocation, Ask)
_ANY = (
    BodyKind(VERSION, AnthropicInvocation, MessagesAsk),
    BodyKind("schemaVersion", NovaInvocation, ConverseAsk),
    BodyKind("prompt", Llama, PromptAsk),
    _CHAT._replace(member=""),
)
_MISTRALS = (
    _CHAT._replace(make=partial(ChatInvocation, is_mistrals=True)),
    BodyKind("", MistralInvocation, PromptAsk),
)
_DEEPSEEKS = (_CHAT, BodyKind("", DeepSeekInvocation, PromptAsk))
make_any = partial(InvocationByBody, _ANY)
make_mistrals = partial(InvocationByBody, _MISTRALS)
make_deepseeks = partial(InvocationByBody, _DEEPSEEKS)
