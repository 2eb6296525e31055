"""What tools that Anthropic runs for an answer have in common: when they run, and how that is told.

One of them is run for an answer, where it is forced, or where the prompt asks for it.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from sanic_mock.dialects.anthropic.ids import random_id
from sanic_mock.dialects.anthropic.messages import history
from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool

_CALLER = {"type": "direct"}
_encode = msgspec.json.Encoder().encode


class ServerRun(Protocol):
    """A tool that is run for an answer."""

    @property
    def tokens(self) -> int:
        """What its result bills as input."""

    @property
    def sources(self) -> tuple[CitationSource, ...]:
        """What the text may cite of it."""

    @property
    def arguments(self) -> str:
        """What it is called with, in JSON."""

    @property
    def billed(self) -> bytes:
        """The member of the bill that counts it, in JSON; nothing where none does."""

    @property
    def has_container(self) -> bool:
        """Whether it runs in a container."""

    def use_block(self, digest: bytes) -> bytes:
        """Return the JSON of the block that calls it, up to what it is called with."""

    def result_block(self, digest: bytes) -> bytes:
        """Return the JSON of the block that tells what became of it."""


def call_head(name: str, digest: bytes) -> bytes:
    """Return the JSON of a call up to what it is made with."""
    told = call_id(digest), name.encode()
    return b'{"type":"server_tool_use","id":"%b","name":"%b","input":' % told


def result_json(kind: str, content: Any, digest: bytes, **further: Any) -> bytes:
    """Return the JSON of a result."""
    named = {"type": kind, "tool_use_id": call_id(digest).decode(), "content": content}
    return _encode(named | further)


def caller_result_json(kind: str, content: Any, digest: bytes) -> bytes:
    """Return the JSON of a result that says who called: the model itself."""
    return result_json(kind, content, digest, caller=_CALLER)


def call_id(digest: bytes) -> bytes:
    """Return the id of the one call of an answer."""
    return random_id(b"srvtoolu_", digest)


def offered(request: MessagesRequest, kind: str) -> OfferedTool | None:
    """Return the tool of a kind that a request offers, whatever the day of its type."""
    tools = request.tools or ()
    return next((one for one in tools if (one.type or "").startswith(f"{kind}_")), None)


def is_within(host: str, path: str, domain: str) -> bool:
    """Return whether a page is of a domain, or of one below it.

    Args:
        host: of the page, in small letters.
        path: of the page; "" where all of the host is meant.
        domain: may go on with the beginning of a path: "example.com/docs".
    """
    name, _, beginning = domain.partition("/")
    is_of_host = host == name.lower() or host.endswith(f".{name.lower()}")
    return is_of_host and path.removeprefix("/").startswith(beginning)


def is_used(spec: OfferedTool, request: MessagesRequest, *, is_asked_for: bool) -> bool:
    """Return whether a tool is run: by a choice, or as the prompt asks for it."""
    choice = request.tool_choice
    kind = "auto" if choice is None else choice.type
    if choice is not None and kind == "tool":
        return choice.name == spec.name
    if kind == "none":
        return False
    if kind == "any" and not any(tool.is_own for tool in request.tools or ()):
        return True
    return is_asked_for and not history.findings(request.messages)
