"""What is wrong with the input of a response: its items, their members and their parts.

Wording: [adapter-2026]. Items that no answer depends on are looked at by their type alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic_mock.dialects.openai import errors, media_validation, size_errors
from sanic_mock.dialects.openai.responses import client_turns
from sanic_mock.dialects.openai.responses.item_validation import ROLES, check_id, check_item
from sanic_mock.dialects.openai.responses.items import PREFIXES, kind
from sanic_mock.dialects.openai.responses.members import ITEMS, PARTS, unknown_member
from sanic_mock.dialects.openai.validation import (
    Check,
    first,
    first_error,
    got,
    name_string,
    one_of,
    optional,
    typed,
)
from sanic_mock.errors import Problem

# [openapi-2026] ItemContent
_PARTS = (
    "input_text",
    "output_text",
    "text",
    "summary_text",
    "reasoning_text",
    "refusal",
    "input_image",
    "computer_screenshot",
    "input_file",
)
_LONGEST_ID = 64
# What items may have that an answer told; they are told again with their agent's turn.
_TOLD = {type_: names | client_turns.MEMBERS for type_, names in ITEMS.items()}
# What a message may have that is not the model's.
_OF_OTHERS = ITEMS["message"] - {"phase"}
_OF_USER = ("input_text", "input_image", "input_file")
_OF_ASSISTANT = ("output_text", "refusal")

# Items whose ids must begin as OpenAI's do (Codex, Mastra, LangChain [issues-2026]).
_NAMED = ("message", "function_call", "custom_tool_call", "reasoning", "web_search_call")
_CALLS = ("function_call", "custom_tool_call")
_TEXT = typed(str)
_TYPED: dict[str, Check] = {
    "status": optional(one_of("in_progress", "completed", "incomplete")),
    "phase": optional(one_of("commentary", "final_answer")),
    "encrypted_content": optional(_TEXT),
    "input": _TEXT,
}
# What results are that have no parts: [openapi-2026] Item.
_RESULTS: Mapping[str, dict[str, Check]] = {
    "computer_call_output": {"output": typed(dict)},
    "local_shell_call_output": {"output": _TEXT},
    "apply_patch_call_output": {"output": optional(_TEXT)},
    "tool_search_output": {"tools": optional(typed(list))},
}
_PART_TYPED: Mapping[str, Check] = {
    "image_url": optional(_TEXT),
    "file_id": optional(_TEXT),
    "filename": optional(_TEXT),
    "file_url": optional(_TEXT),
    "file_data": optional(_TEXT),
    "refusal": _TEXT,
    "detail": optional(one_of("low", "high", "auto", "original")),
}


def input_items(param: str, value: Any) -> Problem | None:
    """Check the whole input."""
    problem = input_type(param, value)
    return problem or (of_items(param, value) if isinstance(value, list) else None)


def input_type(param: str, value: Any) -> Problem | None:
    """Check that an input is a text or a list; null is told as OpenAI tells it."""
    if value is None:
        return errors.wrong_type(param, "a string", "an object")
    if isinstance(value, str | list):
        return None
    return errors.wrong_type(param, "one of a string or array of input items", got(value))


def of_items(param: str, items: Sequence[Any], *, is_strict: bool = True) -> Problem | None:
    """Return the first problem of some items.

    Args:
        param: the array's path.
        items: what it has.
        is_strict: whether to look for members that OpenAI refuses, though nobody needs them.
    """
    check = _item if is_strict else check_item
    for place, item in enumerate(items):
        if not _is_plain(item) and (problem := check(f"{param}[{place}]", item)):
            return problem
    return None


def _is_plain(item: Any) -> bool:
    """Return whether an item is a message with nothing but a text, as most are."""
    return (
        type(item) is dict
        and len(item) == 2
        and item.get("role") in ROLES
        and type(item.get("content")) is str
    )


def _item(path: str, item: Any) -> Problem | None:
    if problem := check_item(path, item):
        return problem
    type_ = kind(item)
    name = item.get("id")
    prefix = PREFIXES[type_] if type_ in _NAMED else ""
    if name is not None and (problem := check_id(f"{path}.id", name, prefix)):
        return problem
    if problem := _lengths(path, item) or _called(path, item, type_):
        return problem
    members = _TOLD.get(type_)
    if members is None:
        return None
    is_answer = item.get("role") == "assistant"
    if type_ == "message" and not is_answer:
        members = _OF_OTHERS
    if problem := _members(path, item, members, _TYPED | _RESULTS.get(type_, {})):
        return problem
    parts = item.get("output" if type_.endswith("_output") else "content")
    if type_ in _WITHOUT_PARTS or not isinstance(parts, list):
        return None
    allowed = _OF_ASSISTANT if is_answer else _OF_USER
    where = f"{path}.{'output' if type_.endswith('_output') else 'content'}"
    return first(_part(f"{where}[{place}]", one, allowed) for place, one in enumerate(parts))


# Items whose content, or output, is no list of a message's parts.
_WITHOUT_PARTS = ("reasoning", "shell_call_output")


def _part(path: str, part: dict[str, Any], allowed: tuple[str, ...]) -> Problem | None:
    """Check a part of a message, or of a result; that it has a type has been checked."""
    type_ = part["type"]
    if type_ not in _PARTS:
        return errors.bad_choice(f"{path}.type", type_, _PARTS)
    if type_ not in allowed:
        return errors.bad_choice(path, type_, allowed)
    if type_ == "refusal" and "refusal" not in part:
        return errors.missing(f"{path}.refusal")
    return _members(path, part, PARTS[type_], _PART_TYPED) or _medium(path, part)


def _medium(path: str, part: dict[str, Any]) -> Problem | None:
    """Check an image or a file by what it says it is, and by its bytes."""
    if isinstance(url := part.get("image_url"), str):
        return media_validation.response_image(f"{path}.image_url", url)
    if isinstance(text := part.get("file_data"), str):
        return media_validation.file(f"{path}.file_data", text, of_chat=False)
    return None


def _lengths(path: str, item: dict[str, Any]) -> Problem | None:
    """Check how long ids are (AnswerDotAI/fastllm#45 [issues-2026])."""
    for name in ("id", "call_id"):
        value = item.get(name)
        if isinstance(value, str) and len(value) > _LONGEST_ID:
            return size_errors.too_long(f"{path}.{name}", _LONGEST_ID, len(value))
    return None


def _called(path: str, item: dict[str, Any], type_: str) -> Problem | None:
    """Check the name of a call that is told again (Wei-Shaw/sub2api#3818 [issues-2026])."""
    return name_string(f"{path}.name", item["name"]) if type_ in _CALLS else None


def _members(
    path: str, thing: dict[str, Any], known: frozenset[str], checks: Mapping[str, Check]
) -> Problem | None:
    return unknown_member(path, thing, known) or first_error(thing, checks, path)
