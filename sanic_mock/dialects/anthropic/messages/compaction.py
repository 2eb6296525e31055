"""Conversations that are summarized before they are answered, as they are long [messages-2026].

What is summarized is billed by itself; a summary that is told again stands for all that came before
it. One that is asked for alone has nothing behind it [sdk-2026].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.anthropic.messages import history, thinking
from sanic_mock.dialects.anthropic.messages.counting import input_billed, output_billed
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.dialects.anthropic.models import ModelRow
from sanic_mock.engine.tokens import encoding

KIND = "compact_20260112"
USUAL_TRIGGER = 150_000
_PAUSES = "pause_after_compaction"
_LONGEST_QUOTE = 200
_FRAME = 100  # what frames a summary that is read instead of a conversation
_encode = msgspec.json.Encoder().encode


class AskedCompaction(NamedTuple):
    """When a conversation is summarized, and what follows.

    Attributes:
        trigger: tokens of a prompt from which on it is.
        is_last: whether nothing follows.
        is_signed: whether the summary is signed.
    """

    trigger: int
    is_last: bool = False
    is_signed: bool = False


class Compaction(NamedTuple):
    """What became of a conversation.

    Attributes:
        summary: what stands for it, in JSON.
        read: tokens of it.
        written: tokens that the summary bills.
        left: tokens of what is read behind that.
        is_last: whether nothing follows.
        is_signed: whether the summary is signed.
    """

    summary: bytes
    read: int
    written: int
    left: int
    is_last: bool
    is_signed: bool

    def members(self, digest: bytes) -> bytes:
        """Return the members of its block behind its type."""
        if not self.is_signed:
            return b'"content":%b' % self.summary
        signed = thinking.signature(self.summary, digest).encode()
        return b'"content":%b,"signature":"%b"' % (self.summary, signed)


def asked_compaction(request: MessagesRequest) -> AskedCompaction | None:
    """Return when a request's conversation is summarized; None for never."""
    if request.compaction is not None:
        return AskedCompaction(0, is_last=True, is_signed=True)
    edit = next((one for one in edits_of(request) if one.get("type") == KIND), None)
    if edit is None:
        return None
    return AskedCompaction(value_of(edit, "trigger", USUAL_TRIGGER), bool(edit.get(_PAUSES)))


def compact(
    request: MessagesRequest, asked: AskedCompaction, tokens: int, row: ModelRow
) -> Compaction | None:
    """Return what becomes of a conversation of so many tokens; None where it stays as it is."""
    if tokens < max(1, asked.trigger):
        return None
    turns, said = request.messages, history.last_user_text(request.messages)
    text = f"A conversation of {len(turns)} messages, the last of which says: "
    text += said[:_LONGEST_QUOTE]
    counted = encoding().count(text)
    written = output_billed(counted, row.generation)
    left = 0 if asked.is_last else input_billed(counted, row.generation) + _FRAME
    return Compaction(
        _encode(text), tokens, written, min(left, tokens), asked.is_last, asked.is_signed
    )


def edits_of(request: MessagesRequest) -> list[Mapping[str, Any]]:
    """Return what is to become of a request's context."""
    edits = (request.context_management or {}).get("edits")
    return [one for one in edits if isinstance(one, dict)] if isinstance(edits, list) else []


def value_of(edit: Mapping[str, Any], name: str, otherwise: int) -> int:
    """Return the number in a member of an edit, or another where there is none."""
    found = edit.get(name)
    value = found.get("value") if isinstance(found, dict) else None
    return value if isinstance(value, int) else otherwise
