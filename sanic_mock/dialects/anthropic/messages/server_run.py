"""What tools that Anthropic runs for an answer have in common: when they run, and how that is told.

One of them is run for an answer, where it is forced, or where the prompt asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.anthropic.ids import random_id
from sanic_mock.dialects.anthropic.messages import history
from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest, OfferedTool

# What ids of calls begin with: of tools of Anthropic's own, and of servers that are connected.
OWN_CALL, MCP_CALL = b"srvtoolu_", b"mcptoolu_"
_CALLER = {"type": "direct"}
_encode = msgspec.json.Encoder().encode


class ServerRun(NamedTuple):
    """A tool that is run for an answer.

    Attributes:
        name: by which it is called.
        arguments: what it is called with, in JSON.
        tokens: what its result bills as input.
        result_block: makes, of an answer's chance, the JSON of the block that tells what became
            of it.
        sources: what the text may cite of it.
        billed: the member of the bill that counts it, in JSON; nothing where none does.
        has_container: whether it runs in a container.
        loads: the names of the tools that it has found.
        server: whose tool it is, of those that are connected; "" for Anthropic's own.
        reads_again: whether the prompt is billed once more with its result.
    """

    name: str
    arguments: str
    tokens: int
    result_block: Callable[[bytes], bytes]
    sources: tuple[CitationSource, ...] = ()
    billed: bytes = b""
    has_container: bool = False
    loads: tuple[str, ...] = ()
    server: str = ""
    reads_again: bool = False

    def use_block(self, digest: bytes) -> bytes:
        """Return the JSON of the block that calls it, up to what it is called with."""
        kind = b"mcp_tool_use" if self.server else b"server_tool_use"
        prefix = MCP_CALL if self.server else OWN_CALL
        told = kind, call_id(digest, prefix), _encode(self.name)
        return b'{"type":"%b","id":"%b","name":%b,"input":' % told

    @property
    def use_tail(self) -> bytes:
        """Return the JSON behind what it is called with."""
        return b',"server_name":%b}' % _encode(self.server) if self.server else b"}"


def billed(*, searches: int = 0, fetches: int = 0) -> bytes:
    """Return the member of a bill that counts what was run of the web's tools."""
    told = b'"server_tool_use":{"web_search_requests":%d,"web_fetch_requests":%d}'
    return told % (searches, fetches)


def result_json(kind: str, content: Any, digest: bytes, **further: Any) -> bytes:
    """Return the JSON of a result."""
    named = {"type": kind, "tool_use_id": call_id(digest).decode(), "content": content}
    return _encode(named | further)


def caller_result_json(kind: str, content: Any, digest: bytes) -> bytes:
    """Return the JSON of a result that says who called: the model itself."""
    return result_json(kind, content, digest, caller=_CALLER)


def call_id(digest: bytes, prefix: bytes = OWN_CALL) -> bytes:
    """Return the id of the one call of an answer."""
    return random_id(prefix, digest)


def used(request: MessagesRequest, kind: str, asks: Callable[[str], object]) -> OfferedTool | None:
    """Return the tool of a kind that is run for an answer, whatever the day of its type.

    Args:
        request: the request.
        kind: the kind.
        asks: says whether a prompt asks for it; called where nothing else decides.
    """
    tools = request.tools or ()
    spec = next((one for one in tools if (one.type or "").startswith(f"{kind}_")), None)
    return None if spec is None or not _is_used(spec, request, asks) else spec


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


def _is_used(spec: OfferedTool, request: MessagesRequest, asks: Callable[[str], object]) -> bool:
    """Return whether a tool is run: by a choice, or as the prompt asks for it."""
    choice = request.tool_choice
    kind = "auto" if choice is None else choice.type
    if choice is not None and kind == "tool":
        return choice.name == spec.name
    if kind == "none":
        return False
    if kind == "any" and not any(tool.is_own for tool in request.tools or ()):
        return True
    if history.findings(request.messages):
        return False
    return bool(asks(history.last_user_text(request.messages)))
