"""Which of the tools that a request offers may be called, and whether one must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic_mock.dialects.openai import errors, size_errors
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.validation import got, unknown
from sanic_mock.engine.ask import Calls, Options, Tool

_CHOICES: dict[str | None, Calls] = {
    None: "may",
    "none": "never",
    "auto": "may",
    "required": "must",
}
# `function_call` has no word that requires any.
_OF_FUNCTIONS = {one: calls for one, calls in _CHOICES.items() if calls != "must"}
_MODES = ("auto", "required")
_ENTRY = ("type", "name", "function", "custom")
# What a choice may have, and each of that: [openapi-2026] ChatCompletionToolChoiceOption. A name
# beside the type is told by what is missing then.
_MEMBERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "tool_choice": {
        "type": (),
        "name": (),
        "function": ("name",),
        "custom": ("name",),
        "allowed_tools": ("mode", "tools"),
    },
    "function_call": {"name": ()},
}


def choose(choice: Any, options: Options) -> Calls:
    """Return whether tools are called, after narrowing them to those that may be.

    Args:
        choice: `tool_choice`, or `function_call` where the tools came as functions.
        options: has the tools.

    Raises:
        Problem: it is no choice, or chooses what is not there.
    """
    param = "function_call" if options.is_deprecated else "tool_choice"
    if choice is None or isinstance(choice, str):
        known = _OF_FUNCTIONS if options.is_deprecated else _CHOICES
        if choice not in known:
            raise errors.bad_choice(param, str(choice), tuple(filter(None, known)))
        return known[choice]
    if not isinstance(choice, dict):
        raise chat_errors.no_choice(param, got(choice))
    if choice.get("type") == "allowed_tools" and not options.is_deprecated:
        return _allowed(choice.get("allowed_tools"), options)
    name = _function(choice) if options.is_deprecated else _chosen(choice)
    options.tools = _named(options.tools, [name], param)
    options.is_forced, options.is_parallel = True, False
    return "must"


def check_members(choice: Any, param: str) -> None:
    """Check that a choice has no member but those that it can have.

    Args:
        choice: `tool_choice` or `function_call`.
        param: which of both.

    Raises:
        Problem: naming the first other one.
    """
    known = _MEMBERS[param]
    if not isinstance(choice, dict):
        return
    if (name := unknown(choice, known)) is not None:
        raise errors.unknown_parameter(f"{param}.{name}")
    for name, members in known.items():
        inner = choice.get(name)
        if isinstance(inner, dict) and (other := unknown(inner, members)) is not None:
            raise errors.unknown_parameter(f"{param}.{name}.{other}")
    allowed = choice.get("allowed_tools")
    entries = allowed.get("tools") if isinstance(allowed, dict) else None
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and (name := unknown(entry, _ENTRY)) is not None:
            raise errors.unknown_parameter(f"{param}.allowed_tools.tools[{place}].{name}")


def _allowed(allowed: Any, options: Options) -> Calls:
    path = "tool_choice.allowed_tools"
    if not isinstance(allowed, dict):
        raise errors.missing(path)
    if not isinstance(allowed.get("tools"), list):
        raise errors.missing(f"{path}.tools")
    if not allowed["tools"]:
        raise size_errors.empty_array(f"{path}.tools")
    mode = allowed.get("mode")
    if mode is None:
        raise errors.missing(f"{path}.mode")
    if mode not in _MODES:
        raise errors.bad_choice(f"{path}.mode", str(mode), _MODES)
    entries = [one for one in allowed["tools"] if isinstance(one, dict)]
    options.tools = _named(options.tools, [_chosen(one) for one in entries], "tool_choice")
    return "must" if mode == "required" else "may"


def _chosen(choice: dict[str, Any]) -> str:
    """Return the name of a tool that is chosen: one level down, or beside its type."""
    kind = "custom" if choice.get("type") == "custom" else "function"
    if isinstance(name := choice.get("name"), str):
        return name
    if kind not in choice:
        raise errors.missing(f"tool_choice.{kind}")
    inner = choice[kind]
    if not isinstance(inner, dict):
        raise errors.wrong_type(f"tool_choice.{kind}", "an object", got(inner))
    return _name(inner, f"tool_choice.{kind}")


def _function(choice: dict[str, Any]) -> str:
    return _name(choice, "function_call")


def _name(inner: dict[str, Any], path: str) -> str:
    if "name" not in inner:
        raise errors.missing(f"{path}.name")
    if not isinstance(name := inner["name"], str):
        raise errors.wrong_type(f"{path}.name", "a string", got(name))
    return name


def _named(tools: Sequence[Tool], names: Sequence[str], param: str) -> tuple[Tool, ...]:
    chosen = tuple(tool for tool in tools if tool.name in names)
    if not chosen:
        raise chat_errors.unknown_tool(param, names[0] if names else "")
    return chosen
