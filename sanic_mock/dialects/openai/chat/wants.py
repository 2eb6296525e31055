"""What a chat request asks for beyond one free text, as the engine's `Wants`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat import sentences, tools
from sanic_mock.dialects.openai.chat.request import ChatRequest, Message, PlainRequest
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.engine.ask import Calls, Tool, Wants


def wants(asked: ChatRequest) -> Wants | None:
    """Return what few requests ask for; None for one free text.

    Raises:
        Problem: what OpenAI would answer to a parameter it refuses.
    """
    found = Wants(
        choices=asked.n or 1,
        stop=_stops(asked.stop),
        top_logprobs=_top_logprobs(asked),
        prompt=_last_user_text(asked.messages),
        findings=_findings(asked.messages),
    )
    if asked.response_format is not None:
        said = [text for message in asked.messages for text in texts(message)]
        found.maker = tools.response_maker(asked.response_format, said)
    _read_tools(asked, found)
    is_plain = found.maker is None and not found.tools and found.choices == 1
    return None if is_plain and not found.stop and found.top_logprobs is None else found


def check_turns(messages: Sequence[Message]) -> None:
    """Check that calls of tools and their results follow each other.

    Raises:
        Problem: a call has no result, or a result no call (wire.md 2).
    """
    open_calls: list[str] = []
    for place, message in enumerate(messages):
        if message.role == "tool":
            if message.tool_call_id not in open_calls:
                raise sentences.stray_tool_message(place)
            open_calls.remove(message.tool_call_id)
            continue
        if open_calls:
            raise sentences.unanswered_calls(place, open_calls)
        open_calls = [call.id for call in message.tool_calls or ()]
    if open_calls:
        raise sentences.unanswered_calls(len(messages), open_calls)


def prompt_text(asked: PlainRequest) -> str:
    """Return all that a request says, role by role."""
    return "\n".join(f"{one.role}\n{text}" for one in asked.messages for text in texts(one))


def texts(message: Message) -> list[str]:
    """Return the texts of one message."""
    content = message.content
    if isinstance(content, str):
        return [content]
    return [part.text for part in content or () if part.text]


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    if stop is None:
        return ()
    return (stop,) if isinstance(stop, str) else tuple(stop)


def _top_logprobs(asked: ChatRequest) -> int | None:
    if asked.logprobs:
        return asked.top_logprobs or 0
    if asked.top_logprobs is not None:
        raise sentences.needs_logprobs()
    return None


def _last_user_text(messages: Sequence[Message]) -> str:
    said = (message for message in reversed(messages) if message.role == "user")
    return " ".join(texts(next(said, messages[-1])))


def _findings(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return the results of tools that stand at the end of a conversation."""
    found: list[str] = []
    for message in reversed(messages):
        if message.role not in ("tool", "function"):
            break
        found.append(" ".join(texts(message)))
    return tuple(reversed(found))


def _read_tools(asked: ChatRequest, found: Wants) -> None:
    if asked.tools == []:
        raise errors.empty_array("tools")
    if asked.functions == []:
        raise errors.empty_array("functions")
    if asked.tools:
        found.tools = tools.tools(asked.tools)
        choice = _decoded(asked.tool_choice)
    elif asked.functions:
        found.tools = tools.functions(asked.functions)
        found.is_deprecated = True
        choice = _decoded(asked.function_call)
    else:
        if _decoded(asked.tool_choice) is not None:
            raise sentences.tool_choice_without_tools()
        return
    found.is_parallel = asked.parallel_tool_calls is not False and not found.is_deprecated
    found.calls = _choose(choice, found)


def _choose(choice: Any, found: Wants) -> Calls:
    """Return whether tools are called, after narrowing them to those that may be."""
    known: dict[Any, Calls] = {None: "may", "none": "never", "auto": "may", "required": "must"}
    if found.is_deprecated:
        del known["required"]
    if choice is None or isinstance(choice, str):
        if choice not in known:
            param = "function_call" if found.is_deprecated else "tool_choice"
            raise errors.bad_choice(param, str(choice), tuple(filter(None, known)))
        return known[choice]
    if not isinstance(choice, dict):
        raise errors.wrong_type("tool_choice", "one of a string or object", "another type")
    if choice.get("type") == "allowed_tools":
        return _allowed(choice.get("allowed_tools"), found)
    found.tools = _named(found.tools, [_name(choice)])
    found.is_forced, found.is_parallel = True, False
    return "must"


def _allowed(allowed: Any, found: Wants) -> Calls:
    if not isinstance(allowed, dict) or not isinstance(allowed.get("tools"), list):
        raise errors.missing("tool_choice.allowed_tools")
    entries = [one for one in allowed["tools"] if isinstance(one, dict)]
    found.tools = _named(found.tools, [_name(one) for one in entries])
    return "must" if allowed.get("mode") == "required" else "may"


def _name(chosen: dict[str, Any]) -> str:
    """Return the name of a tool that is chosen: beside its type or one level down."""
    inner = chosen.get("function") or chosen.get("custom") or chosen
    if not isinstance(inner, dict):
        raise errors.wrong_type("tool_choice.function", "an object", "a string")
    if not isinstance(name := inner.get("name"), str):
        raise errors.missing("tool_choice.function.name")
    return name


def _named(tools: Sequence[Tool], names: Sequence[str]) -> tuple[Tool, ...]:
    chosen = tuple(tool for tool in tools if tool.name in names)
    if not chosen:
        raise sentences.unknown_tool(names[0] if names else "")
    return chosen


def _decoded(raw: msgspec.Raw) -> Any:
    return decoded(bytes(raw)) if len(raw) else None
