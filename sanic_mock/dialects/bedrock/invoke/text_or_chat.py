"""InvokeModel of models that go on with a text, or converse: as the body is [aws-2026]."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, Self

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.bedrock.invoke import omitting
from sanic_mock.dialects.bedrock.invoke.chat import ChatInvocation
from sanic_mock.dialects.bedrock.invoke.one_output import DeepSeekInvocation, MistralInvocation
from sanic_mock.dialects.bedrock.invoke.texts import PromptAsk, TextInvocation
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.faults.behaviour import Omission


class _Kind(msgspec.Struct):
    """What tells a conversation."""

    messages: msgspec.Raw = msgspec.Raw()


_decode = msgspec.json.Decoder(_Kind).decode


class TextOrChat(ModelOperation[Ask]):
    """InvokeModel by either body; see ModelOperation.

    Args:
        make_text: makes the operation that goes on with a text.
        make_chat: makes the one that converses.
        state: of the server.
        model: its id.
        more: what both are made with.
    """

    NAME = "invoke"

    def __init__(
        self,
        make_text: Callable[..., TextInvocation],
        make_chat: Callable[..., ChatInvocation],
        state: State,
        model: str,
        **more: bool,
    ) -> None:
        super().__init__(state.settings, model, **more)
        self._text: TextInvocation = make_text(state, model, **more)
        self._chat: ChatInvocation = make_chat(state, model, **more)

    def conversing(self) -> Self:
        """See Dialect."""
        other = copy(self)
        other._text, other._chat = self._text.conversing(), self._chat.conversing()
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
        """Return who reads a body; one that cannot be read is told of as a text's."""
        try:
            return self._chat if len(_decode(body).messages) else self._text
        except UNREADABLE:
            return self._text

    def _of(self, ask: Ask) -> ModelOperation[Any]:
        return self._text if isinstance(ask, PromptAsk) else self._chat


make_mistrals = partial(TextOrChat, MistralInvocation, partial(ChatInvocation, is_mistrals=True))
make_deepseeks = partial(TextOrChat, DeepSeekInvocation, ChatInvocation)
