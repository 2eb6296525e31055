"""What a request asks for beyond one free text, as the engine's `Options`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.openai import errors, prompted, sources
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.responses import history
from sanic_mock.dialects.openai.responses.request import (
    LOGPROBS,
    Item,
    ResponsesRequest,
    TextFormatSpec,
)
from sanic_mock.dialects.openai.responses.tools import Offered, is_search
from sanic_mock.dialects.openai.schemas import JSON_OBJECT, compiled
from sanic_mock.engine.ask import Calls, Options, Tool
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker

_MODES = ("none", "auto", "required")


class Chosen(NamedTuple):
    """Which tools are used.

    Attributes:
        tools: functions and custom tools that may be called.
        calls: whether they are.
        is_forced: whether the client named the one that is called.
        searches: whether the web is searched.
    """

    tools: tuple[Tool, ...] = ()
    calls: Calls = "never"
    is_forced: bool = False
    searches: bool = False


def options(
    asked: ResponsesRequest,
    items: Sequence[Item],
    offered: Offered,
    chosen: Chosen,
    allowance: Allowance,
    *,
    is_strict: bool,
) -> Options | None:
    """Return what few requests ask for; None for one free text.

    Args:
        asked: the request.
        items: what it goes on from, and its input.
        offered: its tools.
        chosen: which of them are used.
        allowance: what all schemas of the request may cost.
        is_strict: whether an input that does not speak of JSON is refused it.

    Raises:
        Problem: what OpenAI would answer to a format it refuses.
    """
    wanted = asked.text.format if asked.text is not None else None
    maker = None if wanted is None else _maker(wanted, items, allowance, is_strict=is_strict)
    top_logprobs = (asked.top_logprobs or 0) if asked.includes(LOGPROBS) else None
    findings = history.findings(items)
    is_plain = maker is None and not offered.callable and top_logprobs is None
    asking = _asking(asked, items)
    if is_plain and not chosen.searches and not findings and not asking:
        return None
    found = Options(
        top_logprobs=top_logprobs,
        tools=chosen.tools,
        calls=chosen.calls if chosen.tools else "never",
        is_forced=chosen.is_forced,
        is_parallel=asked.parallel_tool_calls is not False and not chosen.is_forced,
        maker=maker,
        prompt=history.last_user_text(items),
        findings=findings,
        answered=history.answered(items),
        # JSON has no place for a link
        source=sources.PAGE if chosen.searches and maker is None else "",
        bills_names=True,
    )
    if asking and _is_object(asked):
        prompted.require(found, asking)
    elif maker is not None:
        prompted.trim(found)
    elif asking:
        prompted.ask(found, asking)
        if is_plain and found.maker is None and not chosen.searches and not findings:
            return None
    return found


def _asking(asked: ResponsesRequest, items: Sequence[Item]) -> list[str]:
    """Return the texts that ask for JSON in words, or describe that which is asked for."""
    instructions = [asked.instructions] if asked.instructions else []
    if _is_object(asked):
        return [*instructions, *history.all_texts(items)]
    asking = [*instructions, *history.asking_texts(items)]
    return asking if any(map(prompted.may_ask, asking)) else []


def _is_object(asked: ResponsesRequest) -> bool:
    wanted = asked.text.format if asked.text is not None else None
    return wanted is not None and wanted.type == "json_object"


def choose(asked: ResponsesRequest, offered: Offered) -> Chosen:
    """Return which tools are used.

    Raises:
        Problem: a choice that OpenAI refuses.
    """
    choice = asked.tool_choice
    if isinstance(choice, str):
        if choice not in _MODES:
            raise errors.bad_choice("tool_choice", choice, _MODES)
        return _mode(choice, offered)
    if choice is None:
        return _mode("auto", offered)
    kind = choice.get("type")
    if not isinstance(kind, str):
        raise errors.missing("tool_choice.type")
    if kind == "allowed_tools":
        return _allowed(choice, offered)
    return _named(choice, offered)


def _mode(mode: str, offered: Offered) -> Chosen:
    if mode == "required":
        if not offered.repeated:
            raise responses_errors.choice_without_tools(mode)
        if not offered.callable:
            return Chosen(searches=any(is_search(one["type"]) for one in offered.repeated))
        return Chosen(offered.callable, "must")
    return Chosen(offered.callable, "never" if mode == "none" else "may")


def _named(choice: Item, offered: Offered) -> Chosen:
    """Return a tool that the client named, by its name or by its kind."""
    kind = choice["type"]
    if not offered.repeated:
        raise responses_errors.choice_without_tools(kind)
    if kind not in ("function", "custom"):
        if all(one["type"] != kind for one in offered.repeated):
            raise responses_errors.unknown_choice(kind)
        return Chosen(searches=is_search(kind))
    if not isinstance(name := choice.get("name"), str):
        raise errors.missing("tool_choice.name")
    found = _with_name(offered, kind, name)
    if not found:
        raise responses_errors.unknown_choice(kind)
    return Chosen(found, "must", is_forced=True)


def _allowed(choice: Item, offered: Offered) -> Chosen:
    if not isinstance(allowed := choice.get("tools"), list):
        raise errors.missing("tool_choice.tools")
    if not offered.repeated:
        raise responses_errors.choice_without_tools("allowed_tools")
    entries = [one for one in allowed if isinstance(one, dict)]
    tools = tuple(
        tool for one in entries for tool in _with_name(offered, one.get("type"), one.get("name"))
    )
    return Chosen(tools, "must" if choice.get("mode") == "required" else "may")


def _with_name(offered: Offered, kind: Any, name: Any) -> tuple[Tool, ...]:
    return tuple(
        tool
        for tool in offered.callable
        if tool.name == name and (tool.maker is None) == (kind == "custom")
    )


def _maker(
    spec: TextFormatSpec, items: Sequence[Item], allowance: Allowance, *, is_strict: bool
) -> Maker | None:
    """Return what makes the text's JSON; None for free text."""
    if spec.type == "text":
        return None
    if spec.type == "json_object":
        if is_strict and not any("json" in text.lower() for text in history.all_texts(items)):
            raise responses_errors.json_not_mentioned()
        return compiled(JSON_OBJECT, "any", allowance)
    if spec.name is None:
        raise errors.missing("text.format.name")
    raw = bytes(spec.schema)
    if not raw:
        raise errors.missing("text.format.schema")
    try:
        return compiled(raw, "strict" if spec.strict else "format", allowance)
    except SchemaError as error:
        raise responses_errors.bad_format_schema(spec.name, error.message) from None
