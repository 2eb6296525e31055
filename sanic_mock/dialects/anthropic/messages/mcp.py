"""A tool of somebody's MCP server, as Anthropic's connector calls it for an answer [messages-2026].

Nobody is asked: which tools a server has is known where the request names some, and what they
answer is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.request import McpServer, MessagesRequest, OfferedTool
from sanic_mock.dialects.anthropic.messages.server_run import ServerRun
from sanic_mock.engine.long_runs import count_tokens
from sanic_mock.engine.offload import step, takes

_TOOLSET = "mcp_toolset"
_ANY_TOOL = "search"
_LETTER_US = 0.002  # to look for a tool's names, of each letter, measured on one machine
_FRAME = 48  # what frames a call and its result
_BILLED = server_run.billed()
_encode = msgspec.json.Encoder().encode


class ConnectedTool(NamedTuple):
    """A tool that may be called, and whose it is."""

    server: str
    name: str


def read_mcp(request: MessagesRequest) -> ServerRun | None:
    """Return the call of a server's tool that an answer makes; None for none.

    Raises:
        Lengthy: the prompt is too long for the event loop to look for so many tools in it.
    """
    if not request.mcp_servers or history.findings(request.messages):
        return None
    prompt, tools = history.last_user_text(request.messages), list(_tools(request))
    if not tools:
        return None
    mentions = _mentions(tools, prompt.lower())
    most = max(mentions)
    if not _is_asked(request, prompt, is_named=most > 0):
        return None
    return _run(tools[mentions.index(most)], hosted_tools.query_of(prompt))


def _run(tool: ConnectedTool, query: str) -> ServerRun:
    arguments = _encode({"query": query}).decode()
    text = f"This was made up for {tool.name} of {tool.server}, which nobody has asked."
    tokens = _FRAME + count_tokens(arguments) + count_tokens(text)
    result = partial(_result_block, [{"type": "text", "text": text}])
    return ServerRun(
        tool.name,
        arguments,
        tokens,
        result,
        billed=_BILLED,
        server=tool.server,
        reads_again=True,
    )


def _result_block(content: Sequence[Any], digest: bytes) -> bytes:
    name = server_run.call_id(digest, server_run.MCP_CALL).decode()
    told = {"type": "mcp_tool_result", "tool_use_id": name, "is_error": False, "content": content}
    return _encode(told)


def _tools(request: MessagesRequest) -> Iterator[ConnectedTool]:
    """Yield the tools that may be called: of a server that names none, one."""
    toolsets = {tool.mcp_server_name: tool for tool in request.tools or () if tool.type == _TOOLSET}
    for server in request.mcp_servers or ():
        for name in _names(server, toolsets.get(server.name)):
            yield ConnectedTool(server.name, name)


def _names(server: McpServer, toolset: OfferedTool | None) -> Sequence[str]:
    """Return the names of a server's tools, as its older or its newer configuration has them."""
    older = server.tool_configuration
    if older is not None and older.enabled is False:
        return ()
    if older is not None and older.allowed_tools is not None:
        return older.allowed_tools
    return (_ANY_TOOL,) if toolset is None else _configured(toolset)


def _configured(toolset: OfferedTool) -> Sequence[str]:
    usual = _is_enabled(toolset.default_config, otherwise=True)
    configs = toolset.configs if isinstance(toolset.configs, dict) else {}
    named = [name for name, one in configs.items() if _is_enabled(one, otherwise=usual)]
    return named or ((_ANY_TOOL,) if usual else ())


def _is_enabled(config: Any, *, otherwise: bool) -> bool:
    found = config.get("enabled") if isinstance(config, Mapping) else None
    return found if isinstance(found, bool) else otherwise


def _is_asked(request: MessagesRequest, prompt: str, *, is_named: bool) -> bool:
    choice = request.tool_choice
    if choice is not None and choice.type in ("none", "tool"):
        return False
    if choice is not None and choice.type == "any":
        return not any(tool.is_own for tool in request.tools or ())
    return is_named or hosted_tools.is_asked_for("mcp", prompt)


def _mentions(tools: Sequence[ConnectedTool], prompt: str) -> list[int]:
    """Return how many of each tool's names, and its server's, a prompt in small letters has."""
    takes(len(tools) * len(prompt) * _LETTER_US)
    return [_count_mentions(tool, prompt) for tool in tools]


def _count_mentions(tool: ConnectedTool, prompt: str) -> int:
    step()
    names = tool.server, tool.name, tool.name.replace("_", " ")
    return sum(name.lower() in prompt for name in dict.fromkeys(names) if name)
