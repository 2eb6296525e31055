"""Functions that are found by a search before they are called: those with `defer_loading`.

Under `tool_search` the server finds them in the same answer, or the client is asked to, and gives
them in the next request. What was found once is called at once. A function that the server finds is
a group of its own: its calls have its name as their namespace too [pydantic-2026].
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
from msgspec import structs

from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses import history
from sanic_mock.dialects.openai.responses.parts import Part
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.tool_choice import Chosen
from sanic_mock.dialects.schemas import compiled_anyway
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.calls import find_meant, is_meant
from sanic_mock.engine.reply import ToolCall
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.hints import hints_from

CALL, OUTPUT = "tool_search_call", "tool_search_output"
_KIND = "tool_search"
# What a search is given where its tool does not say [pydantic-2026].
_QUERIES = {
    "type": "object",
    "properties": {"queries": {"type": "array", "items": {"type": "string"}, "maxItems": 1}},
    "required": ["queries"],
}

Specs = Mapping[str, Item]


def with_search(
    chosen: Chosen, specs: Sequence[Item], items: Sequence[Item], groups: Collection[str]
) -> tuple[Chosen, Specs]:
    """Return which tools are used where some are found first, and those that the server finds.

    Args:
        chosen: which tools are used.
        specs: all that are offered.
        items: all that the model reads.
        groups: names of functions that are loaded, and a group each.
    """
    if groups:
        tools = [_grouped(tool) if tool.name in groups else tool for tool in chosen.tools]
        chosen = chosen._replace(tools=tuple(tools))
    search = next((one for one in specs if one["type"] == _KIND), None)
    if search is None or not chosen.tools:
        return chosen, {}
    deferred = {one["name"]: one for one in specs if one.get("defer_loading") is True}
    if not deferred:
        return chosen, {}
    hidden = {name: one for name, one in deferred.items() if name not in _searched_names(items)}
    if search.get("execution") == "client":
        return _with_client_search(chosen, chosen.tools, search, hidden, items), {}
    tools = [_grouped(tool) if tool.name in deferred else tool for tool in chosen.tools]
    if chosen.calls == "may":  # nobody searches for what was not spoken of
        prompt = history.last_user_text(items)
        tools = [tool for tool in tools if tool.name not in hidden or is_meant(tool, prompt)]
    return chosen._replace(tools=tuple(tools), calls=chosen.calls if tools else "never"), hidden


def _with_client_search(
    chosen: Chosen, tools: Sequence[Tool], search: Item, hidden: Specs, items: Sequence[Item]
) -> Chosen:
    """Return which tools are used where the client finds some: a search, if one of those is."""
    shown = tuple(tool for tool in tools if tool.name not in hidden)
    others = [tool for tool in tools if tool.name in hidden]
    prompt = history.last_user_text(items)
    is_meant_later = not shown or any(is_meant(tool, prompt) for tool in others)
    if others and is_meant_later and not _was_searched(items):
        return chosen._replace(tools=(_searching(search),))
    return chosen._replace(tools=shown, calls=chosen.calls if shown else "never")


def looked_for(chosen: Chosen, hidden: Specs, items: Sequence[Item]) -> list[Item]:
    """Return what the answer will probably look for, to be billed before it is made."""
    if not hidden or chosen.calls == "never" or history.answered(items):
        return []
    hints = hints_from(history.last_user_text(items))
    called = find_meant(chosen.tools, hints)[0].name
    found = hidden.get(called)
    if found is None:
        return []
    return [
        {"type": CALL, "arguments": {"paths": [called]}},
        {"type": OUTPUT, "tools": [found]},
    ]


def searches(hidden: Specs, calls: Sequence[ToolCall], names: Naming, first: int) -> Iterator[Part]:
    """Yield the search for what is called, and what it finds; none where nothing is hidden.

    Args:
        hidden: what the server finds.
        calls: those of the answer.
        names: give items their ids.
        first: number of the first id.
    """
    found = list(dict.fromkeys(call.name for call in calls if call.name in hidden))
    if not found:
        return
    told = {"call_id": None, "execution": "server"}
    call = {"id": names.id("tsc", first), "type": CALL, "status": "completed"}
    yield Part(call | {"arguments": {"paths": found}} | told, is_paced=False)
    output = {"id": names.id("tso", first + 1), "type": OUTPUT, "status": "completed"}
    yield Part(output | told | {"tools": [hidden[name] for name in found]}, is_paced=False)


def _searched_names(items: Sequence[Item]) -> set[str]:
    """Return the names of the functions that were found, or called, before."""
    tools = (one.get("tools") for one in items if one.get("type") == OUTPUT)
    given = (tool for some in tools if isinstance(some, list) for tool in some)
    called = (one for one in items if one.get("type") == "function_call")
    return {str(one.get("name")) for one in (*given, *called) if isinstance(one, dict)}


def _was_searched(items: Sequence[Item]) -> bool:
    """Return whether a search was made since the user spoke."""
    for item in reversed(items):
        if item.get("role") == "user":
            return False
        if item.get("type") == CALL:
            return True
    return False


def _grouped(tool: Tool) -> Tool:
    return structs.replace(tool, namespace=tool.name)


def _searching(search: Item) -> Tool:
    """Return the tool whose call asks the client for a search."""
    schema = search.get("parameters") or _QUERIES
    maker = compiled_anyway(msgspec.json.encode(schema), Allowance())
    return Tool(_KIND, maker, form=CALL)
