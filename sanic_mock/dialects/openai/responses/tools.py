"""Tools of a request: read, told again with what was left out, compiled for the engine.

Functions and custom tools are called; all others are accepted and told again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import structs

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.dialects.openai.grammars import grammar_in
from sanic_mock.dialects.openai.kept_lists import KeptLists
from sanic_mock.dialects.openai.responses import hosted_validation
from sanic_mock.dialects.openai.responses.function_tools import in_order, read_function
from sanic_mock.dialects.openai.responses.items import without_nulls
from sanic_mock.dialects.openai.responses.members import undated
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.tool_validation import (
    check_kind,
    check_name,
    check_required,
)
from sanic_mock.dialects.openai.validation import got, typed
from sanic_mock.engine.ask import Tool, described
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.errors import Problem

# What is told of a server's key, and of each header field that it is sent [cassettes-2026].
_REDACTED = "<redacted>"
# The order in which kinds of tools are told again, whatever a request's was: 62 of 62 that have
# several [replay-2026] [cassettes-2026]. All others are between functions and custom tools.
_PLACES = {"function": 0, "custom": 2, "tool_search": 3, "namespace": 4}
_OTHERS_PLACE = 1

_is_object = typed(dict)
# a tool as it is told again, and what of it can be called
_Read = tuple[Item, tuple[Tool, ...]]

_NOWHERE = dict.fromkeys(("city", "country", "region", "timezone"))
_PLACE = {"type": "approximate"} | _NOWHERE | {"country": "US"}
# What is not told of a tool: whatever the request says [replay-2026] [cassettes-2026], or where it
# says this [cassettes-2026].
_UNTOLD = frozenset(("action", "external_web_access", "input_fidelity", "input_image_mask"))
_UNTOLD_VALUES = frozenset((("partial_images", 0),))
_SEARCHED = {
    "search_content_types": ["text"],
    "search_context_size": "medium",
    "user_location": _PLACE,
}
# What is told of a tool where the request left it out [pydantic-2026] [replay-2026].
_DEFAULTS: Mapping[str, Item] = {
    "web_search": _SEARCHED | {"return_token_budget": "default"},
    "web_search_preview": _SEARCHED,
    "file_search": {
        "filters": None,
        "max_num_results": 20,
        "ranking_options": {"ranker": "auto", "score_threshold": 0.0},
    },
    "image_generation": {
        "background": "auto",
        "moderation": "auto",
        "n": 1,
        "output_compression": 100,
        "output_format": "png",
        "quality": "auto",
        "size": "auto",
    },
    "tool_search": {"description": None, "parameters": None},
    "mcp": {
        "allowed_tools": None,
        "headers": None,
        "require_approval": "always",
        "server_description": None,
        "server_url": None,
    },
}


class Offered(NamedTuple):
    """The tools of one request.

    Attributes:
        repeated: as the response has them.
        callable: those the engine may call.
        raw: as they came: what is made of the same bytes is known.
    """

    repeated: tuple[Item, ...] = ()
    callable: tuple[Tool, ...] = ()
    raw: bytes = b""


NOTHING = Offered()


def offered(specs: Sequence[Item], allowance: Allowance, *, is_strict: bool = True) -> Offered:
    """Read tools; most come again and again, and are known by their bytes.

    Args:
        specs: the tools as they came.
        allowance: what all schemas of the request may cost; nothing of it is used yet.
        is_strict: whether to refuse what OpenAI refuses; else such a tool is left out, and a
            schema is used as far as it is understood.

    Raises:
        Problem: one of them is incomplete, or its schema is refused.
        Lengthy: they are to be read on a thread.
    """
    raw = msgspec.json.encode(specs)
    key = raw, is_strict
    known = _kept.get(key)
    if known is None:
        known = _offered(specs, raw, allowance, is_strict=is_strict), allowance.paid
        _kept.keep(key, known, len(raw))
    else:
        allowance.pay(known[1])
    return known[0]


_kept: KeptLists[tuple[Offered, int]] = KeptLists()


def _offered(
    specs: Sequence[Item], raw: bytes, allowance: Allowance, *, is_strict: bool
) -> Offered:
    found = _read_each("tools", specs, allowance, is_strict=is_strict)
    return Offered(
        tuple(sorted((repeated for repeated, _ in found), key=_place)),
        tuple(tool for _, tools in found for tool in tools),
        raw,
    )


def _place(tool: Item) -> int:
    return _PLACES.get(tool["type"], _OTHERS_PLACE)


def _read_each(
    path: str, specs: Sequence[Item], allowance: Allowance, *, is_strict: bool
) -> list[_Read]:
    """Read tools; where not strict, those that can be read."""
    found = []
    for place, spec in enumerate(specs):
        try:
            found.append(_read(f"{path}[{place}]", spec, allowance, is_strict=is_strict))
        except Problem:
            if is_strict:
                raise
    return found


def _read(path: str, spec: Item, allowance: Allowance, *, is_strict: bool) -> _Read:
    if problem := _is_object(path, spec):
        raise problem
    kind = check_kind(path, spec)
    if kind == "namespace":
        return _namespace(path, spec, allowance, is_strict=is_strict)
    if kind == "function":
        told, tool = read_function(path, spec, allowance, is_strict=is_strict)
        return told, (tool,)
    if kind == "custom":
        told, tool = _custom(path, spec, is_strict=is_strict)
        return told, (tool,)
    spec = spec if is_strict else hosted_validation.fitting(path, spec)
    check_required(path, kind, spec)
    told = _DEFAULTS.get(undated(kind), {}) | without_nulls(spec)
    if "authorization" in told:
        told["authorization"] = _REDACTED
    if isinstance(fields := told.get("headers"), dict):
        told["headers"] = dict.fromkeys(fields, _REDACTED)
    if isinstance(place := told.get("user_location"), dict):
        told["user_location"] = {"type": "approximate"} | _NOWHERE | place
    return in_order({name: one for name, one in told.items() if _is_echoed(name, one)}), ()


def _is_echoed(name: str, value: object) -> bool:
    return name not in _UNTOLD and not any((name, value) == one for one in _UNTOLD_VALUES)


def _namespace(path: str, spec: Item, allowance: Allowance, *, is_strict: bool) -> _Read:
    """Read a group of tools, which are called by their own names and the group's."""
    check_required(path, "namespace", spec)
    name = check_name(path, spec, is_strict=is_strict)
    if not isinstance(members := spec["tools"], list):
        raise errors.wrong_type(f"{path}.tools", "an array of objects", got(members))
    if not members:
        raise size_errors.empty_array(f"{path}.tools")
    found = _read_each(f"{path}.tools", members, allowance, is_strict=is_strict)
    tools = (structs.replace(tool, namespace=name) for _, some in found for tool in some)
    told = {"description": spec["description"], "name": name, "tools": [one for one, _ in found]}
    return {"type": "namespace"} | told, tuple(tools)


def _custom(path: str, spec: Item, *, is_strict: bool) -> tuple[Item, Tool]:
    name = check_name(path, spec, is_strict=is_strict)
    told = {
        "type": "custom",
        "description": spec.get("description"),
        "format": spec.get("format") or {"type": "text"},
        "name": name,
    }
    if told["description"] is None:
        del told["description"]
    grammar, description = grammar_in(spec.get("format")), described(told.get("description"))
    return told, Tool(name, None, grammar=grammar, description=description)
