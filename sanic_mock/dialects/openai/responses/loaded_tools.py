"""Functions that come to be in a conversation: found by a search, or given in a later turn.

Echoes of such requests [pydantic-2026]: what is loaded has no `defer_loading`; last come groups of
one: what a server's search has found, and before gpt-5.6 what a client has given, too. Calls of
such a function name its group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.openai.responses.function_tools import in_order
from sanic_mock.dialects.openai.responses.request import Item

ADDED, SEARCH_OUTPUT = "additional_tools", "tool_search_output"
_DEFERRED = "defer_loading"


class Loaded(NamedTuple):
    """What a conversation has loaded.

    Attributes:
        specs: the functions, by their names.
        groups: names of those that are a group each.
    """

    specs: dict[str, Item]
    groups: frozenset[str]


NOTHING = Loaded({}, frozenset())


def loaded(items: Sequence[Item], *, groups_given: bool) -> Loaded:
    """Return what a conversation has loaded.

    Args:
        items: all that the model reads.
        groups_given: whether a function that the client gives is a group, too.
    """
    found = [(item, tool) for item in items for tool in _tools(item)]
    if not found:
        return NOTHING
    groups = (tool["name"] for item, tool in found if groups_given or _is_servers(item))
    return Loaded({tool["name"]: tool for _, tool in found}, frozenset(groups))


def with_loaded(tools: Sequence[Item], items: Loaded) -> list[Item]:
    """Return the tools that there are: those of a request, and what the conversation adds."""
    asked = [_given(tool, items) for tool in tools]
    names = {tool.get("name") for tool in asked}
    return [*asked, *(_shown(one) for name, one in items.specs.items() if name not in names)]


def repeated(tools: Sequence[Item], items: Loaded) -> tuple[Item, ...]:
    """Return tools, in the order in which they are told, as a response has them."""
    if not items.groups:
        return tuple(tools)
    groups = [tool for tool in tools if _is_function(tool) and tool["name"] in items.groups]
    others = [tool for tool in tools if tool not in groups]
    return (*others, *map(_group, groups))


def _given(tool: Item, items: Loaded) -> Item:
    is_loaded = _is_function(tool) and tool["name"] in items.specs
    return _shown(tool) if is_loaded else tool


def _shown(tool: Item) -> Item:
    return {name: one for name, one in tool.items() if name != _DEFERRED}


def _group(tool: Item) -> Item:
    shown = {"description": tool.get("description"), "name": tool["name"], "tools": [tool]}
    return in_order({"type": "namespace", **shown})


def _tools(item: Item) -> Iterator[dict[str, Any]]:
    """Yield the functions that an item brings."""
    if item.get("type") in (ADDED, SEARCH_OUTPUT) and isinstance(tools := item.get("tools"), list):
        yield from (tool for tool in tools if isinstance(tool, dict) and _is_function(tool))


def _is_function(tool: Item) -> bool:
    return tool.get("type") == "function" and isinstance(tool.get("name"), str)


def _is_servers(item: Item) -> bool:
    return item["type"] == SEARCH_OUTPUT and item.get("execution") != "client"
