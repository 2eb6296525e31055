"""Which tools an answer calls, and with which arguments.

A tool whose name the prompt speaks of is called; several where it speaks of several, and one
several times where the prompt lists names ("in Paris and Oslo"). Where it names none, the one is
called of whose verb and description it has most words. Of several, each takes what stands where the
prompt speaks of it. Arguments are valid for the tool's schema and take their values from the prompt
where they fit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

import msgspec

from sanic_mock.engine.ask import Tool
from sanic_mock.engine.body import Body
from sanic_mock.engine.described import count_described
from sanic_mock.engine.reply import ToolCall
from sanic_mock.engine.schema.budget import making
from sanic_mock.engine.schema.hints import Hints, hints_from
from sanic_mock.engine.schema.names import tokens_of
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.tool_hints import apart, own_hints
from sanic_mock.engine.vocabulary import body_of

MOST_CALLS = 8
MOST_JOINTS = 64
KEPT_NAMES = 1024

_encode = msgspec.json.Encoder().encode
_printed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Verbs in tool names that say nothing about which tool a prompt means.
_COMMON = frozenset(
    ("get", "set", "fetch", "find", "search", "list", "create", "make", "add", "update", "delete")
)
# What joins two names: a comma, "and", "or"; found by its first character, which is found soonest,
# and of many spaces tried at the first alone.
_JOINT = re.compile(
    r"[\s,](?:(?<=,)|(?<!\s\s)\s*+(?:,|(?=(?:and|or)\s)))\s*(?:(?:and|or)\s+)?(?:(?:in|for)\s+)?"
)


def make_calls(
    tools: Sequence[Tool],
    prompt: str,
    chance: Random,
    encoding: str = ENCODING,
    *,
    is_parallel: bool,
    answers: int = 1,
) -> tuple[ToolCall, ...]:
    """Return the calls that a prompt asks for, at least one.

    Args:
        tools: those that may be called, at least one.
        prompt: what the user said.
        chance: decides what the prompt leaves open.
        encoding: whose tokens arguments have.
        is_parallel: whether there may be several calls.
        answers: how many of them call tools; they share the event loop's time.

    Raises:
        Lengthy: a thread is to make the arguments.
    """
    hints = hints_from(prompt)
    meant = find_meant(tools, hints)
    if not is_parallel:
        return (_call(meant[0], hints, chance, answers, encoding),)
    pairs = _pairs(meant[:MOST_CALLS], hints)[:MOST_CALLS]
    values = answers * len(pairs)
    return tuple(_call(tool, one, chance, values, encoding) for tool, one in pairs)


def _pairs(meant: Sequence[Tool], hints: Hints) -> list[tuple[Tool, Hints]]:
    """Return each call's tool, with what the prompt offers it."""
    if len(meant) == 1:
        return [(meant[0], one) for one in _split_hints(hints)]
    pairs: list[tuple[Tool, Hints]] = []
    own = own_hints(meant, hints, _is_spoken_of)
    for tool, told in zip(meant, own, strict=True):
        offered = [hints] if told is None or tool.maker is None else _split_hints(told)
        pairs += [(tool, one) for one in offered]
    return pairs


def is_meant(tool: Tool, prompt: str) -> bool:
    """Return whether a prompt speaks of a tool."""
    return _is_spoken_of(tool, hints_from(prompt).flat)


def _is_spoken_of(tool: Tool, flat: str) -> bool:
    return _count_mentions(tool.key, flat) > 0


def _is_named(tool: Tool, flat: str) -> bool:
    """Return whether a text has a word of a tool's name, and not just its letters in another."""
    return any(form in flat for form in _forms(tool.key))


def find_meant(tools: Sequence[Tool], hints: Hints) -> list[Tool]:
    """Return the tools that a prompt names, the most spoken of first; else the nearest one.

    One that it speaks of less than of others is among them where a clause of its own does.
    """
    if len(tools) == 1:
        return [tools[0]]
    scored = [(_count_mentions(tool.key, hints.flat), tool) for tool in tools]
    meant = [(score, tool) for score, tool in scored if score]
    meant.sort(key=lambda one: -one[0])
    best = meant[0][0] if meant else 0
    found = _most_spoken_of([tool for score, tool in meant if score == best], hints)
    others = [tool for score, tool in meant if score < best][:MOST_CALLS]
    if others:
        found += apart(others, found[:MOST_CALLS], hints.text, _is_spoken_of, _is_named)
    return found or [_nearest(tools, hints.flat)]


def _nearest(tools: Sequence[Tool], flat: str) -> Tool:
    """Return the tool of which a prompt has most words, of its verb and its description."""
    verbs = [_count_words(tool.key, flat) for tool in tools]
    described = count_described(tools, flat)
    places = range(len(tools))
    return tools[max(places, key=lambda place: (verbs[place] + described[place], verbs[place]))]


def _most_spoken_of(tools: list[Tool], hints: Hints) -> list[Tool]:
    """Return, of tools that are meant by the same words, those whose verbs are there, too."""
    if len(tools) < 2:
        return tools
    flat = hints.flat
    words = [frozenset(stem for stem in _stems(tool.key) if stem in flat) for tool in tools]
    scores = [_count_words(tool.key, flat) for tool in tools]
    most: dict[frozenset[str], int] = {}
    for same, score in zip(words, scores, strict=True):
        most[same] = max(score, most.get(same, 0))
    return [
        tool for tool, same, score in zip(tools, words, scores, strict=True) if score == most[same]
    ]


def _count_words(name: str, flat: str) -> int:
    """Return how many words of a name, its verb too, are words of a prompt, or begin them."""
    return sum(f" {word}" in flat for word in tokens_of(name))


def _count_mentions(name: str, flat: str) -> int:
    return sum([stem in flat for stem in _stems(name)])


@lru_cache(KEPT_NAMES)
def _stems(name: str) -> tuple[str, ...]:
    """Return what a prompt that speaks of a tool has one of, by the tool's name."""
    return tuple(word.rstrip("s") for word in _telling(name))


@lru_cache(KEPT_NAMES)
def _forms(name: str) -> tuple[str, ...]:
    """Return the same as whole words of a flattened text, of one and of several."""
    words = ((word, word.rstrip("s"), f"{word}s") for word in _telling(name))
    return tuple(f" {form} " for forms in words for form in forms)


def _telling(name: str) -> list[str]:
    """Return the words of a tool's name that tell it from others."""
    words = set(tokens_of(name)) - _COMMON or set(tokens_of(name))
    return [word for word in words if len(word) > 2]


def _split_hints(hints: Hints) -> list[Hints]:
    """Return the hints once for each name in a list of names, or as they are."""
    found = hints.found.get("name", ())
    names = tuple(dict.fromkeys(map(str, found))) if len(found) > 1 else ()
    listed = _in_lists(names, hints.text) if len(names) > 1 else ()
    if len(listed) < 2:
        return [hints]
    return [
        hints._replace(found={**hints.found, "name": (name,), "place": (name,)})
        for name in listed[:MOST_CALLS]
    ]


def _in_lists(names: tuple[str, ...], text: str) -> Sequence[str]:
    """Return the names that stand beside another, joined by "and", "or" or a comma."""
    joints = (joint.span() for joint in _JOINT.finditer(text))
    between = (
        (end, start)
        for end, start in joints
        if text.endswith(names, 0, end) and text.startswith(names, start)
    )
    listed: set[str] = set()
    for end, start in islice(between, MOST_JOINTS):
        beside = {one for one in names if text.endswith(one, 0, end) or text.startswith(one, start)}
        listed |= beside if len(beside) > 1 else set()
    return [name for name in names if name in listed]


def _call(tool: Tool, hints: Hints, chance: Random, values: int, encoding: str) -> ToolCall:
    text = hints.text
    if tool.maker is not None:
        text = as_json(tool.maker.make(chance, hints, budget=making(values)))
    elif tool.grammar is not None:
        text = tool.grammar.write(chance, making(values))
    return call_of(tool, body_of(compacted(text), encoding))


def call_of(tool: Tool, arguments: Body) -> ToolCall:
    """Return the call of a tool with such arguments."""
    if tool.form:  # told at once, as it is no text
        arguments = Body((arguments.escaped,), (arguments.tokens,))
    return ToolCall(tool.name, arguments, tool.maker is None, tool.namespace, tool.form)


def as_json(value: Any) -> str:
    """Print a value as models print JSON: without spaces, other scripts as they are.

    Lone surrogates stay; `compacted` replaces them.
    """
    try:
        return _encode(value).decode()
    except (UnicodeEncodeError, TypeError):  # surrogates, and keys of YAML's that are no text
        return _printed(value)


def compacted(text: str) -> str:
    """Return a text that UTF-8 can hold: a lone surrogate may come from a stranger's schema."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
