"""What is wrong with an item that a client gives, in OpenAI's words [adapter-2026]."""

from __future__ import annotations

import re
from typing import Any

from sanic_mock.dialects.openai import errors, validation
from sanic_mock.dialects.openai.responses import stored_errors
from sanic_mock.dialects.openai.responses.items import kind
from sanic_mock.errors import Problem

TYPES = (
    "additional_tools",
    "agent_message",
    "apply_patch_call",
    "apply_patch_call_output",
    "code_interpreter_call",
    "compaction",
    "compaction_trigger",
    "computer_call",
    "computer_call_output",
    "configuration_update",
    "custom_tool_call",
    "custom_tool_call_output",
    "file_search_call",
    "function_call",
    "function_call_output",
    "image_generation_call",
    "item_reference",
    "local_shell_call",
    "local_shell_call_output",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "mcp_list_tools",
    "message",
    "multi_agent_call",
    "multi_agent_call_output",
    "program",
    "program_output",
    "reasoning",
    "shell_call",
    "shell_call_output",
    "tool_search_call",
    "tool_search_output",
    "web_search_call",
)
_ID = re.compile("[A-Za-z0-9_-]+")
ROLES = ("assistant", "system", "developer", "user")

# What an item cannot do without: [openapi-2026] Item.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "message": ("content",),
    "function_call": ("call_id", "name", "arguments"),
    "function_call_output": ("call_id", "output"),
    "custom_tool_call": ("call_id", "name", "input"),
    "custom_tool_call_output": ("call_id", "output"),
    "reasoning": ("summary",),
    "compaction": ("encrypted_content",),
    "item_reference": ("id",),
}


def check_id(param: str, value: str, prefix: str) -> Problem | None:
    """Check an id's form."""
    if not _ID.fullmatch(value):
        what = (
            "contains letters, numbers, underscores, or dashes, but this value contained "
            "additional characters"
        )
        return stored_errors.bad_id(param, value, what)
    if not value.startswith(prefix):
        return stored_errors.bad_id(param, value, f"begins with '{prefix}'")
    return None


def check_item(param: str, item: Any) -> Problem | None:
    """Check one item of an input."""
    if not isinstance(item, dict):
        return errors.wrong_type(param, "an input item", validation.got(item))
    if item.get("type") is not None and item["type"] not in TYPES:
        return errors.bad_choice(param, _text_or_nothing(item["type"]), TYPES)
    if _is_message(item) and item.get("role") not in ROLES:
        return errors.bad_choice(param, _text_or_nothing(item.get("role")), ROLES)
    for name in _REQUIRED.get(kind(item), ()):
        if item.get(name) is None:
            return errors.missing(f"{param}.{name}")
    typed = _TYPED | (_OUTPUT if kind(item) in _OF_CALLS else {})
    if kind(item).startswith("tool_search"):  # what it gives is JSON, of no call [pydantic-2026]
        typed = {"id": typed["id"]}
    return validation.first_error(item, typed, param)


def _is_message(item: dict[str, Any]) -> bool:
    """Return whether an item is one, or would be: a reference without its type has an id alone."""
    return kind(item) == "message" or ("type" not in item and "id" not in item)


def _text_or_nothing(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _parts(param: str, value: Any) -> Problem | None:
    """Check texts, or parts that say their type."""
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.wrong_type(
            param, "one of a string or array of objects", validation.got(value)
        )
    return validation.first(_part(f"{param}[{place}]", part) for place, part in enumerate(value))


def _part(param: str, part: Any) -> Problem | None:
    if not isinstance(part, dict):
        return errors.wrong_type(param, "an object", validation.got(part))
    if "type" not in part:
        return errors.missing(f"{param}.type")
    if part["type"] in ("input_text", "output_text") and "text" not in part:
        return errors.missing(f"{param}.text")
    return validation.first_error(part, _STRINGS, param)


_STRINGS = {name: validation.typed(str) for name in ("type", "text")}
_TYPED: dict[str, validation.Check] = {
    "content": validation.optional(_parts),
    "call_id": validation.typed(str),
    "name": validation.optional(validation.typed(str)),
    "arguments": validation.typed(str),
    "id": validation.optional(validation.typed(str)),
}
_OF_CALLS = ("function_call_output", "custom_tool_call_output")
_OUTPUT: dict[str, validation.Check] = {"output": _parts}
