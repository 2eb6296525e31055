"""Content: calls of tools that no client can carry out, or not as they stand.

Calls whose arguments are no JSON, and those of the vendor's own tools, keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from sanic_mock.engine.ask import Ask, Options
from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.calls import as_json
from sanic_mock.engine.faults.behaviour import Behaviour
from sanic_mock.engine.faults.changing import change_choices
from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.reply import Choice, Reply, ToolCall
from sanic_mock.engine.vocabulary import body_of
from sanic_mock.profile.sections.faults.content import BadCall, BadCallFault

MOST_NAME = 64
_NO_OPTIONS = Options()


def _change(entry: BadCallFault, ask: Ask, reply: Reply) -> None:
    """Spoil the calls of an answer; one without calls is left as it is."""
    spoil = partial(_SPOILS[entry.what], ask.options or _NO_OPTIONS)
    change_choices(reply, lambda choice: spoil(choice) if choice.calls else choice)


def _with_arguments(spoil: Callable[[str], str], options: Options, choice: Choice) -> Choice:
    def spoilt(call: ToolCall) -> ToolCall:
        if call.is_custom or call.form:
            return call
        return msgspec.structs.replace(call, arguments=_spoilt(spoil, call.arguments))

    return _with_calls(choice, tuple(map(spoilt, choice.calls)))


def _spoilt(spoil: Callable[[str], str], arguments: Body) -> Body:
    return body_of(spoil(plain_text(arguments)))


def _half(text: str) -> str:
    """Return the first half of an object, which is no JSON."""
    return text[: max(1, len(text) // 2)]


def _broken(text: str) -> str:
    """Return an object whose values have other types, and which has one more.

    What a limit of tokens has cut breaks any schema already.
    """
    try:
        arguments = json.loads(text)
    except ValueError:
        return text
    if not isinstance(arguments, dict):
        return as_json({"unexpected": arguments})
    wrong = {name: _of_another_type(value) for name, value in arguments.items()}
    return as_json({**wrong, "unexpected": True})


def _of_another_type(value: Any) -> Any:
    return "unexpected" if isinstance(value, dict) else {"unexpected": value}


def _renamed(options: Options, choice: Choice) -> Choice:
    offered = {tool.name for tool in options.tools}
    names = [_unknown(call.name, offered) for call in choice.calls]
    calls = [
        msgspec.structs.replace(call, name=name)
        for call, name in zip(choice.calls, names, strict=True)
    ]
    renamed = _with_calls(choice, tuple(calls))
    if options.bills_names and not options.is_forced:
        count = counter()
        renamed.framing += sum(map(count, names)) - sum(count(one.name) for one in choice.calls)
    return renamed


def _unknown(name: str, offered: set[str]) -> str:
    name = f"{name[: MOST_NAME - 3]}_v2"
    while name in offered:
        name = f"x{name}"[:MOST_NAME]
    return name


def _twins(options: Options, choice: Choice) -> Choice:
    """Return calls that all have the first one's id; one alone is there twice."""
    first, *others = choice.calls
    if not others and not choice.is_deprecated:
        others = [first]
    calls = (first, *(msgspec.structs.replace(one, twin=0) for one in others))
    twins = _with_calls(choice, calls)
    twins.framing = choice.framing * len(calls) // len(choice.calls)
    return twins


def _shifted(options: Options, choice: Choice) -> Choice:
    """Return calls whose fragments belong to the next one, by their index."""
    calls = tuple(msgspec.structs.replace(one, shift=1) for one in choice.calls)
    return _with_calls(choice, calls)


def _with_calls(choice: Choice, calls: tuple[ToolCall, ...]) -> Choice:
    return msgspec.structs.replace(choice, calls=calls)


_SPOILS: Mapping[BadCall, Callable[[Options, Choice], Choice]] = {
    "not_json": partial(_with_arguments, _half),
    "schema": partial(_with_arguments, _broken),
    "unknown_tool": _renamed,
    "duplicate_ids": _twins,
    "wrong_index": _shifted,
}
BEHAVIOUR = Behaviour("content", change=_change)
