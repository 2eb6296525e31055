"""Files that messages name: each block that names one gets what it holds."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from sanic_mock.dialects.anthropic.files import kept
from sanic_mock.dialects.anthropic.messages.blocks import DocumentBlock, ImageBlock
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, sent_blocks
from sanic_mock.dialects.operation import State
from sanic_mock.engine.offload import takes
from sanic_mock.errors import Problem

_BYTE_US = 0.1  # to count what a byte of text comes to


def attach(request: MessagesRequest, state: State, *, is_strict: bool) -> None:
    """Put what files hold in the place of their names.

    Args:
        request: the request.
        state: keeps the files.
        is_strict: whether to refuse a file that is not there; else the block stays as it is.

    Raises:
        Problem: there is no such file.
    """
    for block in sent_blocks(request):
        if isinstance(block, DocumentBlock | ImageBlock) and block.source.get("type") == "file":
            try:
                block.source = _source(str(block.source.get("file_id")), state)
            except Problem:
                if is_strict:
                    raise


def _source(name: str, state: State) -> dict[str, Any]:
    """Return what a file holds as a block has it, and its name."""
    file = kept.load(state, name)
    takes(file.size * _BYTE_US)
    content = kept.content_of(state, file)
    if file.mime_type.startswith("text/"):
        text = content.decode("utf-8", "replace")
        return {"type": "text", "media_type": "text/plain", "data": text, "file_id": name}
    return {
        "type": "base64",
        "media_type": file.mime_type,
        "data": b64encode(content).decode(),
        "file_id": name,
    }
