"""Chat completions: a Reply to OpenAI's bytes; `asking` reads what it is asked.

All that a model, a second or a piece of text decides is rendered once and kept; an answer is one
joining of ready parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import cast

import msgspec

from sanic_mock.dialects.answer import Events, SlicedWhole, Undo, Whole
from sanic_mock.dialects.openai import chat_stored
from sanic_mock.dialects.openai.chat import rich
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.asking import ChatAsking
from sanic_mock.dialects.openai.chat.at_once import Render, Steps, compile_at_once
from sanic_mock.dialects.openai.chat.options import tier
from sanic_mock.dialects.openai.chat.shapes import DEFAULT_TIER, ChatShapes
from sanic_mock.dialects.openai.chat.stored_form import stored_form
from sanic_mock.dialects.openai.chat.whole import is_simple
from sanic_mock.dialects.openai.http import EVENTS, JSON, with_images
from sanic_mock.dialects.openai.live_limits import head_of
from sanic_mock.dialects.openai.models import traits
from sanic_mock.dialects.openai.running_usage import with_running_usage
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.body import LongBody
from sanic_mock.engine.reply import Reply


class Chat(ChatAsking):
    """The chat completions endpoint of one worker."""

    NAME = "chat"
    PICKS = True
    REHEARSAL: tuple[bytes, ...] = (
        b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}',
        b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"stream":true}',
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._head = head_of(state.settings)
        self._shapes = ChatShapes()

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See Endpoint."""
        return self.at_once_by(wanted, None)

    def at_once_by(self, wanted: ShortWay, render: Render | None) -> AtOnce | None:
        """Return the same for a service that reads as OpenAI does, and whose answers it renders."""
        if self._keeps_prompt or not self._is_counted:
            return None
        return cast(AtOnce, compile_at_once(self._steps(), wanted, render))

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See Endpoint; the same way, which looks at the times that are wanted."""
        return cast(InTime | None, self.at_once(wanted))

    def _steps(self) -> Steps:
        return Steps(
            self._rich,
            self._plain,
            self._models,
            self._prompts.plain,
            self._prompts.count_short,
            self._shapes.whole,
            self._head,
            self._model,
            self.any_model,
        )

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, escaped for JSON."""
        self._shapes.learn(vocabulary)

    def whole(self, ask: ChatAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        fields = self._fields(JSON, ask, reply, now_s)
        shape = self._shapes.whole(ask.model)
        if not reply.choices:
            return Whole(200, fields, shape.text(reply, now_s))
        if shape.is_plain and is_simple(ask, reply):
            return Whole(200, fields, shape.choice(reply, now_s))
        content = rich.content(now_s, traits(ask.model), ask, reply)
        undo = self._keep(ask, reply, content) if _is_kept(ask) else None
        return Whole(200, fields, rich.printed(content), undo)

    def sliced(self, ask: ChatAsk, reply: Reply, now_s: int) -> Whole:
        """Render an answer whose text is long; plain ones share it."""
        if reply.choices or not isinstance(reply.body, LongBody):
            return self.whole(ask, reply, now_s)
        before, after = self._shapes.whole(ask.model).around(reply, now_s)
        parts = (before, *reply.body.parts, after)
        return SlicedWhole(200, self._fields(JSON, ask, reply, now_s), b"", parts=parts)

    def events(self, ask: ChatAsk, reply: Reply, now_s: int) -> Events:
        """Render an answer as events, one for each piece of text, plus start and end."""
        fields = self._fields(EVENTS, ask, reply, now_s)
        if not reply.choices:
            events = self._shapes.streamed(ask.model, now_s).events(fields, ask, reply)
            return with_running_usage(events, reply) if ask.usage_running else events
        name = DEFAULT_TIER if ask.request is None else tier(ask.request)
        events = self._shapes.streamed(ask.model, now_s, name).rich(fields, ask, reply)
        if ask.usage_running:
            events = with_running_usage(events, reply, reply.choices)
        if not _is_kept(ask):
            return events
        content = rich.content(now_s, traits(ask.model), ask, reply)
        return msgspec.structs.replace(events, undo=self._keep(ask, reply, content))

    def _fields(self, content_type: bytes, ask: ChatAsk, reply: Reply, now_s: int) -> bytes:
        fields = self._head.fields(content_type, now_s, reply)
        return with_images(fields) if ask.has_images else fields

    def _keep(self, ask: ChatAsk, reply: Reply, content: rich.Json) -> Undo:
        assert ask.request is not None
        shown = stored_form(content, ask.request, reply)
        chat_stored.keep(self.state, shown, list(ask.messages))
        take_back = partial(chat_stored.take_back, self.state, content["id"])
        return partial(self.state.afterwards, take_back)


def _is_kept(ask: ChatAsk) -> bool:
    return ask.request is not None and ask.request.store is True
