"""Items as they are kept and listed: with an id, a status, and all that a request may leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses.stored import Item

# What ids of items begin with, by the item's type; most as the examples of [openapi-2026].
PREFIXES = {
    "message": "msg",
    "function_call": "fc",
    "function_call_output": "fco",
    "custom_tool_call": "ctc",
    "custom_tool_call_output": "ctco",
    "reasoning": "rs",
    "compaction": "cmp",
    "file_search_call": "fs",
    "web_search_call": "ws",
    "computer_call": "cu",
    "computer_call_output": "cuo",
    "image_generation_call": "ig",
    "code_interpreter_call": "ci",
    "local_shell_call": "lsh",
    "local_shell_call_output": "lsho",
    "mcp_list_tools": "mcpl",
    "mcp_approval_request": "mcpr",
    "mcp_approval_response": "mcpa",
    "mcp_call": "mcp",
    "tool_search_call": "tsc",
    "tool_search_output": "tso",
}
# Types of items that are calls, as errors name them.
CALLS = {
    "function_call": "function call",
    "custom_tool_call": "custom tool call",
    "local_shell_call": "local shell call",
    "shell_call": "shell call",
    "apply_patch_call": "apply patch call",
    "computer_call": "computer call",
}
RESULTS = {f"{name}_output": name for name in CALLS}
# Who instructs the model; a stranger's role may be anything, so this is no set.
INSTRUCTING = ("system", "developer")
# Items that have no status: [openapi-2026] CompactionBody, MCPListTools, MCPApprovalRequest.
_WITHOUT_STATUS = ("compaction", "mcp_list_tools", "mcp_approval_request", "mcp_approval_response")


def complete_items(items: Iterable[Item], names: Naming, first: int) -> list[Item]:
    """Return what a request gave as items; references to other items are left out.

    Args:
        items: its input, or those it adds to a conversation.
        names: makes the ids of those that have none.
        first: number of the first item's id.
    """
    return [
        _complete(item, item.get("id") or names.id(_prefix(item), number))
        for number, item in enumerate(items, first)
        if kind(item) != "item_reference"
    ]


def kind(item: Item) -> str:
    """Return an item's type, which messages may leave out, and references too."""
    return item.get("type") or ("message" if "role" in item else "item_reference")


def texts(item: Item) -> Iterator[str]:
    """Yield the texts of an item, wherever its type has them."""
    for name in ("content", "output", "summary", "arguments", "input"):
        yield from _texts(item.get(name))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        parts = (part for part in value if isinstance(part, dict))
        yield from (part["text"] for part in parts if isinstance(part.get("text"), str))


def _prefix(item: Item) -> str:
    return PREFIXES.get(kind(item), "item")


def _complete(item: Item, name: str) -> Item:
    identity = {"id": name, "type": kind(item)}
    if identity["type"] == "message":
        return identity | _message(item)
    status = {} if identity["type"] in _WITHOUT_STATUS else {"status": "completed"}
    return identity | status | without_nulls(item) | identity


def _message(item: Item) -> Item:
    content, role = item["content"], item["role"]
    parts = [_text(role, content)] if isinstance(content, str) else [_part(one) for one in content]
    phase = {"phase": item["phase"]} if item.get("phase") else {}
    status = item.get("status") or "completed"
    return {"status": status, "content": parts, **phase, "role": role}


def _text(role: str, text: str) -> Item:
    if role != "assistant":
        return {"type": "input_text", "text": text}
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _part(part: Item) -> Item:
    """Return a part of a message with what its listing cannot leave out."""
    if part["type"] == "input_image":
        return {"type": "input_image", "detail": "auto"} | without_nulls(part)
    if part["type"] == "output_text":
        return {"type": "output_text", "annotations": [], "logprobs": []} | without_nulls(part)
    return part


def without_nulls(item: Item) -> Item:
    """Return an item, a part or a tool without the members that are null."""
    return {name: value for name, value in item.items() if value is not None}
