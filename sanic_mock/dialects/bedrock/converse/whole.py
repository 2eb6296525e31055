"""Converse's answer in one piece: compact JSON, its keys in alphabetical order [bedrock-2026]."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock
from sanic_mock.dialects.bedrock.converse.ending import ConverseEnding
from sanic_mock.dialects.bedrock.usage import latency_ms
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.reply import Reply

_START = b'{%b"metrics":{"latencyMs":%d},"output":{"message":{"content":['
_TEXT, _TEXT_END = b'{"text":"', b'"}'
_END = b'],"role":"assistant"}},%b"stopReason":"%b",%b%b}'
_CALL = b'{"toolUse":{"input":%b,"name":%b,"toolUseId":"%b"%b}}'
_TYPE = b',"type":"tool_use"'
_THOUGHT = b'{"reasoningContent":{"reasoningText":{"text":"%b"}}}'
_SIGNED = b'{"reasoningContent":{"reasoningText":{"signature":"%b","text":"%b"}}}'


def text(reply: Reply, told: ConverseEnding) -> bytes:
    """Return the JSON of an answer that is one text."""
    before, after = around(reply, told)
    return b"%b%b%b" % (before, reply.body.escaped, after)


def around(reply: Reply, told: ConverseEnding) -> tuple[bytes, bytes]:
    """Return the JSON before and after a text, which is not joined with them."""
    return _start(reply, told) + _TEXT, behind(told)


def behind(told: ConverseEnding) -> bytes:
    """Return the JSON after a text."""
    return _TEXT_END + _end(told)


def blocks(
    reply: Reply, told: ConverseEnding, shown: Iterable[ConverseBlock], *, is_typed: bool
) -> bytes:
    """Return the JSON of an answer of whatever blocks.

    Args:
        reply: the answer.
        told: what is told beside them.
        shown: the blocks.
        is_typed: whether a call says of which type it is.
    """
    content = b",".join(_block(one, is_typed=is_typed) for one in shown)
    return _start(reply, told) + content + _end(told)


def thought(block: ConverseBlock) -> bytes:
    """Return the JSON of what is told of a thought."""
    if block.hidden is not None:
        return block.hidden.whole
    if block.signature:
        return _SIGNED % (block.signature, block.body.escaped)
    return _THOUGHT % block.body.escaped


def _start(reply: Reply, told: ConverseEnding) -> bytes:
    return _START % (told.fields, latency_ms(reply))


def _end(told: ConverseEnding) -> bytes:
    return _END % (told.settings, told.reason, told.trace, told.usage)


def _block(block: ConverseBlock, *, is_typed: bool) -> bytes:
    if block.kind == "text":
        return _TEXT + block.body.escaped + _TEXT_END
    if block.kind != "call":
        return thought(block)
    kind = _TYPE if is_typed else b""
    return _CALL % (call_input(block), block.name, block.id, kind)


def call_input(block: ConverseBlock) -> bytes:
    """Return what a call is given: JSON; what is none, as it may be cut, is told as text."""
    given = plain_text(block.body)
    try:
        json.loads(given)
    except ValueError:
        return b'"%b"' % block.body.escaped
    return given.encode()
