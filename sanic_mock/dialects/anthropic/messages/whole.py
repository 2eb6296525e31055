"""A message in one piece: compact JSON, without a newline at its end [messages-2026]."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.anthropic.ids import message_id
from sanic_mock.dialects.anthropic.messages import container
from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.content import AnswerBlock, blocks, ending_of
from sanic_mock.dialects.anthropic.messages.usage import output_tokens, usage
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.cut_json import whole_members
from sanic_mock.engine.reply import Reply

_MIDDLE = b'","type":"message","role":"assistant","content":['
_TEXT = b'{"type":"text","text":"'
_EDITED = b',"context_management":{"applied_edits":[%b]}'
TO_TEXT = _MIDDLE + _TEXT
_encode = msgspec.json.Encoder().encode


def start(name: str) -> bytes:
    """Return what a message of a model begins with, up to its id."""
    return b'{"model":%b,"id":"' % _encode(name)


def edits_member(ask: MessagesAsk) -> bytes:
    """Return the member that tells what was done to a context, where that was asked for."""
    return _EDITED % ask.applied_edits if ask.edits_context else b""


def message(ask: MessagesAsk, reply: Reply, now_s: int) -> bytes:
    """Return the JSON of a message."""
    choice = first_choice(reply)
    content = b",".join(map(_block, blocks(ask, choice, reply)))
    return b"".join(
        (
            start(ask.model),
            message_id(reply.digest, now_s),
            _MIDDLE,
            content,
            b"],",
            container.member(ask, reply.digest, now_s),
            ending_of(ask, choice).members,
            b',"usage":',
            usage(ask, reply, output_tokens(ask, reply)),
            edits_member(ask),
            b"}",
        )
    )


def _block(block: AnswerBlock) -> bytes:
    match block.kind:
        case "text" if block.citations:
            told = b",".join(block.citations), block.body.escaped
            return b'{"citations":[%b],"type":"text","text":"%b"}' % told
        case "text":
            return _TEXT + block.body.escaped + b'"}'
        case "thinking":
            told = block.body.escaped, block.signed.encode()
            return b'{"type":"thinking","thinking":"%b","signature":"%b"}' % told
        case "tool_use" | "server_tool_use":
            # cut, it has the keys that arrived [issues-2026] pydantic-ai#3118, haystack-core#3982
            arguments = whole_members(plain_text(block.body))
            return block.head + arguments.encode("utf-8", "replace") + block.tail
    return block.head
