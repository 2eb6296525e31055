"""InvokeModel of Anthropic's models: Messages as Anthropic answers them, in Bedrock's clothes.

What differs [bedrock-2026]: the version stands in the body and the model does not, ids have
`bdrk` in them, keys come in another order, events are no lines, none is a ping, none is padded by
itself, and the last one tells what the answer took.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.dialect import Messages
from sanic_mock.dialects.anthropic.messages.surface import MessagesSurface
from sanic_mock.dialects.bedrock import errors
from sanic_mock.dialects.bedrock.binary_format import BINARY
from sanic_mock.dialects.bedrock.invoke import metrics
from sanic_mock.dialects.bedrock.invoke.borrowed import BorrowedInvocation
from sanic_mock.dialects.bedrock.invoke.line_events import LineEvents
from sanic_mock.dialects.bedrock.models import anthropic_name
from sanic_mock.dialects.bedrock.usage import BilledTokens
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.reply import Reply

VERSION = "anthropic_version"
_ONLY_HERE = (VERSION, "anthropic_beta")
_MEMBERS = ("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage")
_CACHED = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
_UNCACHED = ("input_tokens",)

Json = dict[str, Any]
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_object = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


def make_messages(state: State) -> Messages:
    """Return Anthropic's own endpoint, which serves whatever Bedrock lets in."""
    settings = replace(state.settings, models=(), model=None)
    return Messages(replace(state, settings=settings))


class AnthropicInvocation(BorrowedInvocation[MessagesAsk]):
    """InvokeModel of one of Anthropic's models; see BorrowedInvocation.

    Args:
        state: of the server.
        model: its id.
        is_stream: whether it answers in events.
        is_strict: whether what Bedrock refuses is refused.
    """

    def __init__(self, state: State, model: str, *, is_stream: bool, is_strict: bool) -> None:
        messages = state.part(make_messages).on(MessagesSurface(is_strict=is_strict))
        modes = {"is_stream": is_stream, "is_strict": is_strict}
        super().__init__(state.settings, model, messages, **modes)
        self._name = anthropic_name(model)

    def parse(self, body: bytes) -> MessagesAsk:
        """See Dialect."""
        return self._parsed(self._as_asked(body))

    def conversation(self, body: bytes) -> ConversationView | None:
        """See Dialect."""
        return self._viewed(self._as_asked(body))

    def whole(self, ask: MessagesAsk, reply: Reply, now_s: int) -> Whole:
        """See Dialect."""
        fields = metrics.fields(now_s, reply, self._billed(ask, reply), caches=self.family.caches)
        told = _object(self._endpoint.whole(ask, reply, now_s).body)
        return Whole(200, fields, _encode(self._message(told)))

    def events(self, ask: MessagesAsk, reply: Reply, now_s: int) -> Events:
        """See Dialect."""
        answer = self._endpoint.events(ask, reply, now_s)
        metered = metrics.member(reply, self._billed(ask, reply), caches=False)

        def contents(lines: bytes) -> Iterator[bytes]:
            return map(_encode, self._told(_data(lines), _object(b"{%b}" % metered)))

        fields = metrics.stream_fields(now_s, reply.digest)
        renderer = LineEvents(answer.renderer, contents, reply.digest)
        return Events(fields, answer.pieces, renderer, BINARY)

    def _as_asked(self, body: bytes) -> bytes:
        """Return a body as Anthropic's own endpoint would be sent it."""
        try:
            members = _members(body)
        except UNREADABLE:
            raise errors.malformed() from None
        if self.is_strict and VERSION not in members:
            raise errors.malformed(f"#: required key [{VERSION}] not found")
        for name in _ONLY_HERE:
            members.pop(name, None)
        own = {"model": self._name, "stream": self.is_stream}
        return _encode({**members, **own})

    def _billed(self, ask: MessagesAsk, reply: Reply) -> BilledTokens:
        tokens = self._endpoint.completion_tokens(ask, reply)
        return BilledTokens(reply.prompt_tokens, tokens, ask.cache)

    def _told(self, events: Iterable[Json], metered: Json) -> Iterator[Json]:
        """Yield what events tell here."""
        for told in events:
            match told["type"]:
                case "ping":
                    continue
                case "message_start":
                    told["message"] = self._message(told["message"])
                case "content_block_start":
                    told["content_block"] = _block(told["content_block"])
                case "message_delta":
                    told["delta"].pop("stop_details", None)
                    told["usage"] = {"output_tokens": told["usage"]["output_tokens"]}
                case "message_stop":
                    told |= metered
            yield told

    def _message(self, told: Json) -> Json:
        """Return a message in Bedrock's order, with what it has there."""
        counts = _CACHED if self.family.caches else _UNCACHED
        usage = {name: told["usage"][name] for name in (*counts, "output_tokens")}
        own = {
            "id": told["id"].replace("msg_", "msg_bdrk_", 1),
            "content": list(map(_block, told["content"])),
            "usage": usage,
        }
        return {name: own[name] if name in own else told[name] for name in _MEMBERS}


def _block(block: Json) -> Json:
    """Return a block as it is told here: calls do not say who made them."""
    if block["type"] != "tool_use":
        return block
    block.pop("caller", None)
    return {**block, "id": block["id"].replace("toolu_", "toolu_bdrk_", 1)}


def _data(lines: bytes) -> Iterator[Json]:
    """Yield what server-sent events tell."""
    for event in lines.split(b"\n\n")[:-1]:
        yield _object(event.rpartition(b"\ndata: ")[2])
