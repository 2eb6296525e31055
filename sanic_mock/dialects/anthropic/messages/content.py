"""The blocks of an answer, and why it ended [messages-2026]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from sanic_mock.dialects.anthropic.ids import random_id
from sanic_mock.dialects.anthropic.messages import thinking
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.citing import cited_texts
from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.reply import Choice, Reply, ToolCall
from sanic_mock.engine.vocabulary import body_of

BlockKind = Literal[
    "text",
    "thinking",
    "redacted_thinking",
    "tool_use",
    "server_tool_use",
    "server_tool_result",
    "compaction",
]

_REASONS: Mapping[str, bytes] = {
    "stop": b"end_turn",
    "length": b"max_tokens",
    "tool_calls": b"tool_use",
    "function_call": b"tool_use",
    "content_filter": b"refusal",
}
_REFUSED = b'{"type":"refusal","category":null,"explanation":null}'
_encode = msgspec.json.Encoder().encode


class AnswerBlock(NamedTuple):
    """One block of an answer.

    Attributes:
        kind: its type; a server tool's result has its own in `head`.
        body: what is told of it piece by piece.
        head: its JSON up to what is told piece by piece; all of it where nothing is.
        signed: what signs a thought; "" for no thought.
        citations: what a text stands on, each in JSON.
        tail: its JSON behind what a call is made with.
    """

    kind: BlockKind
    body: Body
    head: bytes = b""
    signed: str = ""
    citations: tuple[bytes, ...] = ()
    tail: bytes = b',"caller":{"type":"direct"}}'


class Ending(NamedTuple):
    """Why an answer ends, in JSON: the reason, the stop sequence, and what is told of it."""

    reason: bytes
    sequence: bytes = b"null"
    details: bytes = b"null"

    @property
    def members(self) -> bytes:
        """Return the members that tell it."""
        told = self.reason, self.sequence, self.details
        return b'"stop_reason":"%b","stop_sequence":%b,"stop_details":%b' % told


def ending_of(ask: MessagesAsk, choice: Choice) -> Ending:
    """Return why an answer ends: one that is a summary alone by that."""
    return Ending(b"compaction") if ask.is_summary else ending(choice)


def ending(choice: Choice) -> Ending:
    """Return why what a model says ends."""
    if choice.stop:
        return Ending(b"stop_sequence", _encode(choice.stop))
    if choice.calls and choice.finish_reason == "stop":
        return Ending(b"tool_use")
    if choice.finish_reason == "content_filter" or choice.is_refusal:
        return Ending(b"refusal", details=_REFUSED)
    return Ending(_REASONS[choice.finish_reason])


def blocks(ask: MessagesAsk, choice: Choice, reply: Reply) -> Sequence[AnswerBlock]:
    """Return the blocks of an answer: a summary, thought, what was run, text, calls."""
    found = list(_summary(ask, reply))
    if ask.is_summary:
        return found
    found += [*_thought(ask, choice, reply), *_run(ask, reply)]
    if choice.body.pieces:
        found += _text(ask, choice, reply)
    for number, call in enumerate(choice.calls):
        found.append(AnswerBlock("tool_use", call.arguments, call_head(call, number, reply)))
    return found


def _summary(ask: MessagesAsk, reply: Reply) -> Iterator[AnswerBlock]:
    """Yield the block of what a conversation was summarized to."""
    if ask.compaction is not None:
        told = b'{"type":"compaction",%b}' % ask.compaction.members(reply.digest)
        yield AnswerBlock("compaction", Body(()), told)


def _run(ask: MessagesAsk, reply: Reply) -> Iterator[AnswerBlock]:
    """Yield the blocks of what was run for an answer."""
    if ask.run is not None:
        arguments, use = body_of(ask.run.arguments), ask.run.use_block(reply.digest)
        yield AnswerBlock("server_tool_use", arguments, use, tail=ask.run.use_tail)
        yield AnswerBlock("server_tool_result", Body(()), ask.run.result_block(reply.digest))


def _text(ask: MessagesAsk, choice: Choice, reply: Reply) -> Iterable[AnswerBlock]:
    """Yield the blocks of a text: one, unless it cites."""
    if not ask.sources:
        return (AnswerBlock("text", choice.body),)
    texts = cited_texts(choice.body, ask.sources, reply.digest)
    return (AnswerBlock("text", one.body, citations=one.citations) for one in texts)


def call_head(call: ToolCall, number: int, reply: Reply) -> bytes:
    """Return the JSON of a call up to what it is called with."""
    name = random_id(b"toolu_", reply.digest, call.named(number))
    return b'{"type":"tool_use","id":"%b","name":%b,"input":' % (name, _encode(call.name))


def _thought(ask: MessagesAsk, choice: Choice, reply: Reply) -> Sequence[AnswerBlock]:
    """Return the block that tells what was thought, if anything was."""
    thought, nothing = choice.thought, Body(())
    if not ask.thinks and thought is None:
        return ()
    if ask.is_redacted:
        head = b'{"type":"redacted_thinking","data":"%b"}'
        told = head % thinking.redacted(reply.digest).encode()
        return (AnswerBlock("redacted_thinking", thought or nothing, told),)
    if thought is None and not ask.omits_thought:
        return ()
    shown = thought or nothing
    signed = thinking.signature(plain_text(shown).encode(), reply.digest)
    return (AnswerBlock("thinking", shown, signed=signed),)
