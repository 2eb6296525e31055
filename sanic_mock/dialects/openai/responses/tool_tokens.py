"""What the tools of a response bill: functions, groups of them, the vendor's own, and searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

import msgspec

from sanic_mock.dialects.openai.billing import (
    INTRODUCTION_TOKENS,
    TITLE_TOKENS,
    Count,
    Function,
    function_tokens,
)
from sanic_mock.dialects.openai.billing.functions import function_list
from sanic_mock.dialects.openai.billing.typescript import Paper, declaration
from sanic_mock.dialects.openai.responses.hosted_tokens import listed_tokens, own_tokens
from sanic_mock.dialects.openai.responses.meter import Meter
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.tool_search import CALL, OUTPUT
from sanic_mock.dialects.openai.responses.tools import Offered

# The search for tools that a server makes, beside those that it may find; a search that was made,
# beside what was looked for; and what is told of what it found, beside that [billed-2026].
_SEARCH_TOKENS = 354
_CALL_TOKENS = 22
_FOUND_TOKENS = 15
# What an answer bills of a search beside what it looks for: four of four.
_SAID_TOKENS = 13
# What is billed beside a search that is made in the answer itself.
_READ_ON_TOKENS = 2
# What stands between groups of tools.
_GROUP_TOKENS = 1
# What a message is billed that instructs, which tools are that come later.
_MESSAGE_TOKENS = 4
# What is billed of a name that must be called.
_CHOICE_TOKENS = 7

_LOADING = ("additional_tools", OUTPUT)

_encode = msgspec.json.Encoder().encode


def offered_tokens(
    offered: Offered, meter: Meter, items: Sequence[Item], *, is_one: bool, listed: Sequence[Item]
) -> int:
    """Return what tools bill; 0 where nobody counts.

    Args:
        offered: the tools of the request.
        meter: counts for the model.
        items: all that the model reads.
        is_one: whether calls are not made in parallel.
        listed: the items of the answer that list servers' tools.
    """
    count = meter.count
    if count is None:
        return 0
    is_later = meter.prompting.has_definitions
    loaded = loaded_names(items)
    key = offered.raw + _encode(sorted(loaded)) if loaded else offered.raw
    tokens = function_tokens(
        key, lambda: _shown(offered.repeated, loaded), count, is_later=is_later
    )
    has_functions = tokens > 0
    if has_functions and is_one and is_later:
        tokens += INTRODUCTION_TOKENS
    if has_functions and meter.prompting.instructs and not is_later:
        tokens += TITLE_TOKENS
    if offered.repeated:
        tokens += own_tokens((one["type"] for one in offered.repeated), is_later=is_later)
        tokens += listed_tokens([*items, *listed], meter, is_first=not has_functions)
    return tokens + _loaded(items, count) + _hidden(offered.repeated, loaded, count)


def choice_tokens(names: Sequence[str], meter: Meter) -> int:
    """Return what the name bills of a function that must be called; 0 where there are several."""
    if meter.count is None or meter.prompting.has_definitions or len(names) != 1:
        return 0
    return _CHOICE_TOKENS + meter.count(names[0])


def search_tokens(searched: Sequence[Item], meter: Meter) -> int:
    """Return what an answer bills of a search that it makes, as it bills what it says."""
    calls = [one for one in searched if one["type"] == CALL]
    if meter.count is None:
        return 0
    said = (meter.count(_encode(one["arguments"]).decode()) for one in calls)
    return sum(said) + _SAID_TOKENS * len(calls)


def search_result_tokens(searched: Sequence[Item], meter: Meter) -> int:
    """Return what a search bills that is made in the answer itself: the model reads on."""
    if meter.count is None or not searched:
        return 0
    return _READ_ON_TOKENS + _loaded(searched, meter.count)


def loaded_names(items: Iterable[Item]) -> Set[str]:
    """Return the names of the functions that were found, or came later."""
    return {one.name for item in items for one in _brought(item)}


def _brought(item: Item) -> list[Function]:
    """Return the functions that an item brings."""
    tools = item.get("tools") if item.get("type") in _LOADING else None
    listed = tools if isinstance(tools, list) else ()
    return [_function(one) for one in listed if isinstance(one, dict)]


def _shown(specs: Iterable[Item], loaded: Set[str]) -> Iterator[Function]:
    """Yield the functions that the model is shown at once, those of groups as well."""
    for spec in specs:
        if spec["type"] == "namespace":
            yield from _shown(spec["tools"], loaded)
        elif spec["type"] in ("function", "custom") and not _is_later(spec, loaded):
            yield _function(spec)


def _is_later(spec: Item, loaded: Set[str]) -> bool:
    """Return whether a function is shown later, or was where it was loaded."""
    return spec.get("defer_loading") is True or spec["name"] in loaded


def _function(spec: Item) -> Function:
    return Function(
        str(spec.get("name")),
        spec.get("description"),
        spec.get("parameters"),
        spec.get("type") == "custom",
    )


def _loaded(items: Sequence[Item], count: Count) -> int:
    """Return what searches bill, and functions that are loaded later."""
    total = 0
    for item in items:
        kind = item.get("type")
        if kind == CALL:
            total += _CALL_TOKENS + count(_encode(item.get("arguments")).decode())
        elif kind in _LOADING:
            total += _FOUND_TOKENS if kind == OUTPUT else 0
            paper = Paper(len(_encode(item.get("tools"))))
            text = function_list(_brought(item), paper, is_later=True)
            total += _MESSAGE_TOKENS + INTRODUCTION_TOKENS + count(text)
    return total


def _hidden(specs: Sequence[Item], loaded: Set[str], count: Count) -> int:
    """Return what functions bill that are not loaded, with the search for them."""
    search = next((one for one in specs if one["type"] == "tool_search"), None)
    deferred = [one for one in specs if one.get("defer_loading") is True]
    left = [_function(one) for one in deferred if one["name"] not in loaded]
    if search is None or not left:
        return 0
    if search.get("execution") == "client":
        own = Function("tool_search", search.get("description"), search.get("parameters"))
        text = function_list([own], Paper(len(_encode(search))), is_later=True)
        return _GROUP_TOKENS + count(text)
    paper = Paper(len(_encode(deferred)))
    declared = (declaration(one.name, one.description, one.parameters, paper) for one in left)
    return _SEARCH_TOKENS + count("\n\n".join(declared))
