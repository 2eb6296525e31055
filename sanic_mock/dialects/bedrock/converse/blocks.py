"""The blocks of an answer: reasoning, text and calls, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from sanic_mock.dialects.anthropic.messages import thinking
from sanic_mock.dialects.bedrock.converse.thinking import (
    AskedThought,
    HiddenThought,
    hidden_thought,
)
from sanic_mock.dialects.bedrock.ids import tool_use_id
from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.reply import FinishReason, Reply, ToolCall

BlockKind = Literal["reasoning", "hidden", "text", "call"]

_REASONS: dict[FinishReason, bytes] = {
    "stop": b"end_turn",
    "length": b"max_tokens",
    "content_filter": b"content_filtered",
    "tool_calls": b"tool_use",
    "function_call": b"tool_use",
}
_NO_TEXT = Body(())
_encode = msgspec.json.Encoder().encode


class ConverseBlock(NamedTuple):
    """One block.

    Attributes:
        kind: what it is.
        body: its text, or the input of a call.
        name: of a call's tool, as JSON.
        id: of a call.
        shift: by how much the index is wrong under which its input is streamed.
        signature: of a thought; empty for none.
        hidden: what stands for a thought that is not told; None where there is no such thing.
    """

    kind: BlockKind
    body: Body
    name: bytes = b""
    id: bytes = b""
    shift: int = 0
    signature: bytes = b""
    hidden: HiddenThought | None = None

    @property
    def pieces(self) -> Sequence[bytes]:
        """What is streamed of it; a call without input has a piece too."""
        return self.body.pieces or ((b"",) if self.kind == "call" else ())


def is_thought(block: ConverseBlock) -> bool:
    """Return whether a block tells of thought."""
    return block.kind in ("reasoning", "hidden")


def stop_reason(reply: Reply) -> bytes:
    """Return why an answer ends, as Converse says it."""
    if reply.choices and reply.choices[0].stop:
        return b"stop_sequence"
    return _REASONS[reply.finish_reason]


def blocks_of(
    reply: Reply, asked: AskedThought | None = None, *, is_signed: bool = False
) -> list[ConverseBlock]:
    """Return the blocks of an answer.

    Args:
        reply: the answer.
        asked: how much is thought, as its request asks; None where it asks for nothing.
        is_signed: whether its model signs what it thinks.
    """
    return list(_blocks(reply, asked, is_signed=is_signed))


def _blocks(
    reply: Reply, asked: AskedThought | None, *, is_signed: bool
) -> Iterator[ConverseBlock]:
    choice, digest = first_choice(reply), reply.digest
    hidden = None if asked is None else hidden_thought(asked, digest)
    if hidden is not None:
        yield ConverseBlock("hidden", _NO_TEXT, hidden=hidden)
    elif choice.thought is not None:
        seal = thinking.signature(plain_text(choice.thought).encode(), digest) if is_signed else ""
        yield ConverseBlock("reasoning", choice.thought, signature=seal.encode())
    if choice.body.pieces:
        yield ConverseBlock("text", choice.body)
    for number, call in enumerate(choice.calls):
        yield _call_block(call, number, digest)


def _call_block(call: ToolCall, number: int, digest: bytes) -> ConverseBlock:
    made = tool_use_id(digest, call.named(number))
    return ConverseBlock("call", call.arguments, _encode(call.name), made, call.shift)
