"""The blocks of an answer: reasoning, text and calls, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from sanic_mock.dialects.bedrock.ids import tool_use_id
from sanic_mock.engine.ask import Choice, FinishReason, Reply, ToolCall
from sanic_mock.engine.choice_timing import only_choice
from sanic_mock.engine.content import Body

BlockKind = Literal["reasoning", "text", "call"]

_REASONS: dict[FinishReason, bytes] = {
    "stop": b"end_turn",
    "length": b"max_tokens",
    "content_filter": b"content_filtered",
    "tool_calls": b"tool_use",
    "function_call": b"tool_use",
}
_encode = msgspec.json.Encoder().encode


class ConverseBlock(NamedTuple):
    """One block.

    Attributes:
        kind: what it is.
        body: its text, or the input of a call.
        name: of a call's tool, as JSON.
        id: of a call.
        shift: by how much the index is wrong under which its input is streamed.
    """

    kind: BlockKind
    body: Body
    name: bytes = b""
    id: bytes = b""
    shift: int = 0

    @property
    def pieces(self) -> Sequence[bytes]:
        """What is streamed of it; a call without input has a piece too."""
        return self.body.pieces or ((b"",) if self.kind == "call" else ())


def stop_reason(reply: Reply) -> bytes:
    """Return why an answer ends, as Converse says it."""
    if reply.choices and reply.choices[0].stop:
        return b"stop_sequence"
    return _REASONS[reply.finish_reason]


def blocks_of(reply: Reply) -> list[ConverseBlock]:
    """Return the blocks of an answer; of several choices, the first one's."""
    return list(_blocks(reply.choices[0] if reply.choices else only_choice(reply), reply.digest))


def _blocks(choice: Choice, digest: bytes) -> Iterator[ConverseBlock]:
    if choice.thought is not None:
        yield ConverseBlock("reasoning", choice.thought)
    if choice.body.pieces:
        yield ConverseBlock("text", choice.body)
    for number, call in enumerate(choice.calls):
        yield _call_block(call, number, digest)


def _call_block(call: ToolCall, number: int, digest: bytes) -> ConverseBlock:
    made = tool_use_id(digest, call.named(number))
    return ConverseBlock("call", call.arguments, _encode(call.name), made, call.shift)
