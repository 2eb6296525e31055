"""Converse's answer in one piece: compact JSON, its keys in alphabetical order [bedrock-2026]."""

from __future__ import annotations

import json

from sanic_mock.dialects.bedrock.converse.blocks import ConverseBlock, blocks_of, stop_reason
from sanic_mock.dialects.bedrock.ids import signature
from sanic_mock.dialects.bedrock.models import BedrockFamily
from sanic_mock.dialects.bedrock.usage import billed_of, latency_ms, usage_member
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.content import plain_text

KNOWN_ENDS = 4096

_START = b'{"metrics":{"latencyMs":%d},"output":{"message":{"content":['
_TEXT, _TEXT_END = b'{"text":"', b'"}'
_END = b'],"role":"assistant"}},"stopReason":"%b",%b}'
_CALL = b'{"toolUse":{"input":%b,"name":%b,"toolUseId":"%b"%b}}'
_TYPE = b',"type":"tool_use"'
_REASONING = b'{"reasoningContent":{"reasoningText":{"signature":"%b","text":"%b"}}}'


def text(reply: Reply, family: BedrockFamily) -> bytes:
    """Return the JSON of an answer that is one text."""
    before, after = around(reply, family)
    return b"%b%b%b" % (before, reply.body.escaped, after)


def around(reply: Reply, family: BedrockFamily) -> tuple[bytes, bytes]:
    """Return the JSON before and after a text, which is not joined with them."""
    return _START % latency_ms(reply) + _TEXT, _TEXT_END + end(reply, family)


def blocks(reply: Reply, family: BedrockFamily) -> bytes:
    """Return the JSON of an answer of whatever blocks."""
    shown = b",".join(_block(one, reply.digest, family) for one in blocks_of(reply))
    return _START % latency_ms(reply) + shown + end(reply, family)


def end(reply: Reply, family: BedrockFamily) -> bytes:
    """Return the JSON behind the blocks of an answer."""
    usage = usage_member(billed_of(reply), caches=family.caches)
    return _END % (stop_reason(reply), usage)


def _block(block: ConverseBlock, digest: bytes, family: BedrockFamily) -> bytes:
    if block.kind == "reasoning":
        return _REASONING % (signature(digest), block.body.escaped)
    if block.kind == "text":
        return _TEXT + block.body.escaped + _TEXT_END
    kind = _TYPE if family.typed_calls else b""
    return _CALL % (call_input(block), block.name, block.id, kind)


def call_input(block: ConverseBlock) -> bytes:
    """Return what a call is given: JSON; what is none, as it may be cut, is told as text."""
    given = plain_text(block.body)
    try:
        json.loads(given)
    except ValueError:
        return b'"%b"' % block.body.escaped
    return given.encode()
