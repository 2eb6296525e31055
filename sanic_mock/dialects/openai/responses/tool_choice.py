"""Which of the tools that a request offers are used, and whether one must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.responses import history, hosted
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.dialects.openai.responses.tools import Offered
from sanic_mock.engine.ask import Calls, Tool

_MODES = ("none", "auto", "required")


class Chosen(NamedTuple):
    """Which tools are used.

    Attributes:
        tools: functions and custom tools that may be called.
        calls: whether they are.
        is_forced: whether the client named the one that is called.
        hosted: the vendor's own tools that are run for the client.
        servers: those whose tools are listed.
    """

    tools: tuple[Tool, ...] = ()
    calls: Calls = "never"
    is_forced: bool = False
    hosted: tuple[Item, ...] = ()
    servers: tuple[Item, ...] = ()

    @property
    def searches(self) -> bool:
        """Whether the web is searched."""
        return any(hosted.is_search(one["type"]) for one in self.hosted)


def choose(asked: ResponsesRequest, offered: Offered, items: Sequence[Item]) -> Chosen:
    """Return which tools are used.

    Raises:
        Problem: a choice that OpenAI refuses.
    """
    choice = asked.tool_choice
    if isinstance(choice, str) and choice not in _MODES:
        raise errors.bad_choice("tool_choice", choice, _MODES)
    if not isinstance(choice, dict):
        return _mode(choice or "auto", offered.callable, offered.repeated, items)
    kind = choice.get("type")
    if not isinstance(kind, str):
        raise errors.missing("tool_choice.type")
    if kind == "allowed_tools":
        return _allowed(choice, offered, items)
    return _named(choice, offered, items)


def _mode(
    mode: str, tools: tuple[Tool, ...], specs: Sequence[Item], items: Sequence[Item]
) -> Chosen:
    """Return what a mode uses of functions, and of the vendor's own tools."""
    if mode == "none":
        return Chosen(tools, "never")
    if mode == "required" and not specs:
        raise responses_errors.choice_without_tools(mode)
    own = [one for one in specs if hosted.is_hosted(one["type"])]
    chosen = Chosen(tools, "must" if mode == "required" and tools else "may")
    if not own:
        return chosen
    prompt = history.last_user_text(items)
    used = (
        [] if history.findings(items) else [one for one in own if hosted.is_asked_for(one, prompt)]
    )
    if mode == "required" and not tools:
        used = (used or own)[:1]
    return _using(chosen, used, own, items, "must" if mode == "required" else "may")


def _using(
    chosen: Chosen, used: Sequence[Item], own: Sequence[Item], items: Sequence[Item], calls: Calls
) -> Chosen:
    """Return a choice with some of the vendor's own tools: run, or called as functions are."""
    prompt = history.last_user_text(items)
    if hosted.is_approved(items) is not None:
        used = [one | {"name": asked["name"]} for one in own if one["type"] == "mcp"
                if (asked := hosted.approved_request(items))][:1]  # fmt: skip
    called = [(spec, hosted.client_tool(spec, prompt, items)) for spec in used]
    tools = tuple(tool for _, tool in called if tool is not None)
    listed = {item.get("server_label") for item in items if item.get("type") == "mcp_list_tools"}
    servers = (one for one in own if one["type"] == "mcp" and one["server_label"] not in listed)
    return Chosen(
        chosen.tools + tools,
        calls if tools else chosen.calls,
        chosen.is_forced,
        tuple(spec for spec, tool in called if tool is None),
        tuple(servers),
    )


def _named(choice: Item, offered: Offered, items: Sequence[Item]) -> Chosen:
    """Return a tool that the client named, by its name or by its kind."""
    kind = choice["type"]
    if not offered.repeated:
        raise responses_errors.choice_without_tools(kind)
    if kind not in ("function", "custom"):
        found = [one for one in offered.repeated if _is_meant(one, choice)]
        if not found:
            raise responses_errors.unknown_choice(kind)
        named = [one | {"name": choice["name"]} if "name" in choice else one for one in found[:1]]
        own = [one for one in offered.repeated if hosted.is_hosted(one["type"])]
        used = [one for one in named if hosted.is_hosted(one["type"])]
        return _using(Chosen(is_forced=True), used, own, items, "must")
    if not isinstance(name := choice.get("name"), str):
        raise errors.missing("tool_choice.name")
    tools = _with_name(offered, kind, name)
    if not tools:
        raise responses_errors.unknown_choice(kind)
    return Chosen(tools, "must", is_forced=True)


def _is_meant(spec: Item, choice: Item) -> bool:
    label = choice.get("server_label")
    kinds = spec["type"], choice["type"]
    # either name of the search means it, 6 of 6 [cassettes-2026]
    is_same = kinds[0] == kinds[1] or all(map(hosted.is_search, kinds))
    return is_same and label in (None, spec.get("server_label"))


def _allowed(choice: Item, offered: Offered, items: Sequence[Item]) -> Chosen:
    if not isinstance(allowed := choice.get("tools"), list):
        raise errors.missing("tool_choice.tools")
    if not offered.repeated:
        raise responses_errors.choice_without_tools("allowed_tools")
    entries = [one for one in allowed if isinstance(one, dict)]
    tools = tuple(
        tool for one in entries for tool in _with_name(offered, one.get("type"), one.get("name"))
    )
    typed = [one for one in entries if isinstance(one.get("type"), str)]
    own = [spec for spec in offered.repeated if any(_is_meant(spec, one) for one in typed)]
    own = [spec for spec in own if hosted.is_hosted(spec["type"])]
    required = choice.get("mode") == "required"
    if not own:
        return Chosen(tools, "must" if required else "may")
    return _mode("required" if required else "auto", tools, own, items)


def _with_name(offered: Offered, kind: Any, name: Any) -> tuple[Tool, ...]:
    return tuple(
        tool
        for tool in offered.callable
        if tool.name == name and (tool.maker is None) == (kind == "custom")
    )
