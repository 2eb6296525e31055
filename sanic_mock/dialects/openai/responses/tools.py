"""Tools of a request: read, told again with what was left out, compiled for the engine.

Functions and custom tools are called; all others are accepted and told again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.billing import Count, function_tokens
from sanic_mock.dialects.openai.grammars import grammar_in
from sanic_mock.dialects.openai.responses.items import without_nulls
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.tool_validation import (
    check_kind,
    check_name,
    check_required,
)
from sanic_mock.dialects.openai.schemas import ANY_OBJECT, FEW, KEPT_BYTES, compiled, weigh
from sanic_mock.dialects.openai.validation import got
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker

# What is told of a server's address: where it is [pydantic-2026].
_SERVER = re.compile(r"^(\w+://[^/?#]*).*", re.DOTALL)
KNOWN_TOOLS = 512
# Exact for two requests with one function, and one with a custom tool [pydantic-2026].
_BASE_TOKENS = 8
_CUSTOM_TOKENS = 23

_PLACE = {"type": "approximate", "city": None, "country": "US", "region": None, "timezone": None}
# What is told of a tool where the request left it out [pydantic-2026].
_DEFAULTS: Mapping[str, Item] = {
    "web_search": {"filters": None, "search_context_size": "medium", "user_location": _PLACE},
    "web_search_preview": {"search_context_size": "medium", "user_location": _PLACE},
    "file_search": {
        "filters": None,
        "max_num_results": 20,
        "ranking_options": {"ranker": "auto", "score_threshold": 0.0},
    },
    "image_generation": {
        "background": "auto",
        "moderation": "auto",
        "output_compression": 100,
        "output_format": "png",
        "quality": "auto",
        "size": "auto",
    },
    "mcp": {
        "allowed_tools": None,
        "headers": None,
        "require_approval": "always",
        "server_description": None,
    },
}


class _Read(NamedTuple):
    """One tool: as it is repeated, as the engine calls it or those in it, and what it bills."""

    repeated: Item
    tools: tuple[Tool, ...]
    tokens: int


class Offered(NamedTuple):
    """The tools of one request.

    Attributes:
        repeated: as the response has them.
        callable: those the engine may call.
        tokens: what they add to the prompt's bill.
    """

    repeated: tuple[Item, ...] = ()
    callable: tuple[Tool, ...] = ()
    tokens: int = 0


NOTHING = Offered()


def offered(specs: Sequence[Item], count: Count | None) -> Offered:
    """Read tools; most come again and again, and are known by their bytes.

    Args:
        specs: the tools as they came.
        count: counts tokens; None where nobody asks for them.

    Raises:
        Problem: one of them is incomplete, or its schema is refused.
    """
    if len(specs) > FEW:
        weigh([msgspec.json.encode(one["parameters"]) for one in specs if one.get("parameters")])
    found = [_read_known(f"tools[{place}]", spec, count) for place, spec in enumerate(specs)]
    tokens = sum(one.tokens for one in found)
    return Offered(
        tuple(one.repeated for one in found),
        tuple(tool for one in found for tool in one.tools),
        tokens + _BASE_TOKENS if tokens else 0,
    )


def is_search(kind: str) -> bool:
    """Return whether a kind of tool searches the web."""
    return kind.startswith("web_search")


def _read_known(path: str, spec: Item, count: Count | None) -> _Read:
    raw = msgspec.json.encode(spec)
    return (_kept if len(raw) <= KEPT_BYTES else _read_raw)(path, raw, count)


def _read_raw(path: str, raw: bytes, count: Count | None) -> _Read:
    spec: Item = msgspec.json.decode(raw)
    told, tools = _read(path, spec)
    return _Read(told, tools, 0 if count is None else _tokens(spec, count))


_kept = lru_cache(KNOWN_TOOLS)(_read_raw)


def _tokens(spec: Item, count: Count) -> int:
    if spec["type"] == "namespace":
        return sum(_tokens(one, count) for one in spec["tools"])
    if spec["type"] not in ("function", "custom"):
        return 0
    own = _CUSTOM_TOKENS if spec["type"] == "custom" else 0
    return own + function_tokens(
        spec["name"], spec.get("description"), spec.get("parameters"), count
    )


def _read(path: str, spec: Item) -> tuple[Item, tuple[Tool, ...]]:
    kind = check_kind(path, spec)
    if kind == "namespace":
        return _namespace(path, spec)
    if kind in ("function", "custom"):
        told, tool = (_function if kind == "function" else _custom)(path, spec)
        return told, (tool,)
    check_required(path, kind, spec)
    told = _DEFAULTS.get(kind.split("_2025")[0], {}) | without_nulls(spec)
    if isinstance(url := told.get("server_url"), str):
        told["server_url"] = _SERVER.sub(r"\1/<redacted>", url)
    return {"type": kind} | dict(sorted(told.items())), ()


def _namespace(path: str, spec: Item) -> tuple[Item, tuple[Tool, ...]]:
    """Read a group of tools, which are called by their own names and the group's."""
    check_required(path, "namespace", spec)
    name = check_name(path, spec)
    if not isinstance(members := spec["tools"], list):
        raise errors.wrong_type(f"{path}.tools", "an array of objects", got(members))
    if not members:
        raise errors.empty_array(f"{path}.tools")
    found = [_read(f"{path}.tools[{place}]", one) for place, one in enumerate(members)]
    tools = (structs.replace(tool, namespace=name) for _, some in found for tool in some)
    told = {"description": spec["description"], "name": name, "tools": [one for one, _ in found]}
    return {"type": "namespace"} | told, tuple(tools)


def _function(path: str, spec: Item) -> tuple[Item, Tool]:
    name = check_name(path, spec)
    parameters = spec.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise errors.wrong_type(f"{path}.parameters", "an object", "another type")
    raw = ANY_OBJECT if parameters is None else msgspec.json.encode(parameters)
    maker, is_strict = _maker(f"{path}.parameters", name, raw, spec.get("strict"))
    told = {
        "type": "function",
        "description": spec.get("description"),
        "name": name,
        "parameters": parameters,
        "strict": is_strict,
    }
    return told | {key: one for key, one in spec.items() if key not in told}, Tool(name, maker)


def _maker(param: str, name: str, raw: bytes, strict: Any) -> tuple[Maker, bool]:
    """Return what makes arguments, and whether the schema is held strictly.

    Where nothing is said it is, if the schema allows it ([openapi-2026] FunctionTool).
    """
    if strict is None:
        try:
            return compiled(raw, "strict"), True
        except SchemaError:
            strict = False
    try:
        return compiled(raw, "strict" if strict is True else "function"), strict is True
    except SchemaError as error:
        raise errors.bad_function_schema(name, param, error.message) from None


def _custom(path: str, spec: Item) -> tuple[Item, Tool]:
    name = check_name(path, spec)
    told = {
        "type": "custom",
        "description": spec.get("description"),
        "format": spec.get("format") or {"type": "text"},
        "name": name,
    }
    if told["description"] is None:
        del told["description"]
    return told, Tool(name, None, grammar=grammar_in(spec.get("format")))
