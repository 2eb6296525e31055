"""Values of a vendor's own tools, and of grammars, in a request: [openapi-2026] Tool.

That a tool has what it needs, and no more, is held by `tool_validation` and `members`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses.members import undated
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.validation import (
    Check,
    each,
    first_error,
    one_of,
    optional,
    ranged,
    typed,
)
from sanic_mock.errors import Problem

Checks = Mapping[str, Check]

_STRINGS = each("strings", typed(str))
_CONNECTORS = ("dropbox", "gmail", "googlecalendar", "googledrive", "microsoftteams",
               "outlookcalendar", "outlookemail", "sharepoint")  # fmt: skip


def check(path: str, tools: Sequence[Item]) -> None:
    """Check the values of tools; raises Problem for the first that OpenAI refuses."""
    for place, tool in enumerate(tools):
        kind = undated(str(tool.get("type")))
        if problem := first_error(tool, _CHECKS.get(kind, {}), f"{path}[{place}]"):
            raise problem


def fitting(path: str, tool: Item) -> Item:
    """Return a tool with those of its values that OpenAI takes."""
    checks = _CHECKS.get(undated(str(tool.get("type"))), {})
    return {
        name: value
        for name, value in tool.items()
        if name not in checks or checks[name](f"{path}.{name}", value) is None
    }


def _object(**checks: Check) -> Check:
    """Return what checks an object and what is in it."""

    def check_inside(param: str, value: Any) -> Problem | None:
        return typed(dict)(param, value) or first_error(value, checks, param)

    return check_inside


def _either(kind: type, first: Check, second: Check) -> Check:
    """Return what checks a value of a type by one check, and any other by another."""
    return lambda param, value: (first if isinstance(value, kind) else second)(param, value)


def _grammar(param: str, value: Any) -> Problem | None:
    """Check a custom tool's format; a grammar is written in something."""
    checks = {"type": one_of("text", "grammar"), "syntax": one_of("lark", "regex"),
              "definition": typed(str)}  # fmt: skip
    if problem := _object(**checks)(param, value):
        return problem
    if value.get("type") != "grammar":
        return None
    lacking = next((name for name in ("definition", "syntax") if name not in value), None)
    return None if lacking is None else errors.missing(f"{param}.{lacking}")


_PLACE = optional(
    _object(
        type=one_of("approximate"),
        city=optional(typed(str)),
        country=optional(typed(str)),
        region=optional(typed(str)),
        timezone=optional(typed(str)),
    )
)
_SEARCH: dict[str, Check] = {
    "search_context_size": optional(one_of("low", "medium", "high")),
    "user_location": _PLACE,
}
_TOOL_NAMES = _either(list, _STRINGS, _object(tool_names=optional(_STRINGS)))
_CHECKS: Mapping[str, Checks] = {
    "web_search": _SEARCH
    | {
        "filters": optional(_object(allowed_domains=optional(_STRINGS))),
        "external_web_access": optional(typed(bool)),
    },
    "web_search_preview": _SEARCH,
    "file_search": {
        "vector_store_ids": each("strings", typed(str)),
        "max_num_results": optional(ranged(int, 1, 50)),
        "ranking_options": optional(_object(score_threshold=optional(ranged(float, 0, 1)))),
        "filters": optional(typed(dict)),
    },
    "computer_use_preview": {
        "display_width": ranged(int, 1),
        "display_height": ranged(int, 1),
        "environment": one_of("windows", "mac", "linux", "ubuntu", "browser"),
    },
    "mcp": {
        "server_label": typed(str),
        "server_url": optional(typed(str)),
        "connector_id": optional(one_of(*(f"connector_{one}" for one in _CONNECTORS))),
        "authorization": optional(typed(str)),
        "server_description": optional(typed(str)),
        "headers": optional(typed(dict)),
        "allowed_tools": optional(_TOOL_NAMES),
        "require_approval": optional(_either(str, one_of("always", "never"), typed(dict))),
    },
    "code_interpreter": {
        "container": _either(str, typed(str), _object(type=one_of("auto"))),
    },
    "image_generation": {
        "model": optional(typed(str)),
        "quality": optional(one_of("low", "medium", "high", "auto")),
        "size": optional(typed(str)),
        "output_format": optional(one_of("png", "webp", "jpeg")),
        "output_compression": optional(ranged(int, 0, 100)),
        "moderation": optional(one_of("auto", "low")),
        "background": optional(one_of("transparent", "opaque", "auto")),
        "input_fidelity": optional(one_of("high", "low")),
        "partial_images": optional(ranged(int, 0, 3)),
        "action": optional(one_of("generate", "edit", "auto")),
    },
    "shell": {
        "environment": optional(
            _object(type=one_of("container_auto", "local", "container_reference"))
        ),
    },
    "tool_search": {"execution": optional(one_of("server", "client"))},
    "custom": {"format": optional(_grammar)},
}
