"""Functions that a prompt tells in words, for models that know no tools: how litellm offers them.

Its prompt has a section for each message, `### User:` and so on, and asks for JSON with a name and
arguments; what comes back is made a call of. Once a result is there, it wants an answer
[providers-2026].
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.schemas import compiled_anyway
from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.calls import find_meant
from sanic_mock.engine.offload import step, takes
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.hints import hints_from

Json = dict[str, Any]
_OFFER = "The following functions are available to you:\n"
_SECTION = re.compile(r"^### (User|Assistant|System):\n", re.MULTILINE)
_CALL = '{"name":'
# A function is a line in Python's words; a longer one is none.
_LONGEST, _MOST = 20_000, 128
_LETTER_US = 1  # to read one of them at most, measured on one machine
_FOUND = "Here is what I found. "
_encode = msgspec.json.Encoder().encode


class PromptedFunction(NamedTuple):
    """A function: its name, and the schema of its arguments."""

    name: str
    parameters: msgspec.Raw


class PromptedFunctions(NamedTuple):
    """What a prompt tells.

    Attributes:
        offered: the functions.
        asked: what the user said last.
        result: what a call came to, since then; None for none.
    """

    offered: Sequence[PromptedFunction]
    asked: str
    result: str | None


def read_functions(prompt: str) -> PromptedFunctions | None:
    """Return the functions that a prompt tells; None where it tells none."""
    _, is_offer, told = prompt.rpartition(_OFFER)
    offered = list(_functions(told)) if is_offer else []
    if not offered:
        return None
    asked, result, is_called = "", None, False
    for role, text in _sections(prompt):
        if role == "User":
            asked, result = (asked, text) if is_called else (text, None)
        is_called = role == "Assistant" and text.startswith(_CALL)
    return PromptedFunctions(offered, asked, result)


def have_called(told: PromptedFunctions, options: Options, allowance: Allowance) -> None:
    """Have an answer call a function in words, or tell what a call came to."""
    options.prompt = told.asked
    options.maker = compiled_anyway(_encode(_schema(told)), allowance)


def _schema(told: PromptedFunctions) -> Json:
    """Return what an answer is to be like."""
    if told.result is not None:
        return _object({"response": {"const": _FOUND + told.result}})
    tools = [Tool(one.name, compiled_anyway(b"", Allowance())) for one in told.offered]
    name = find_meant(tools, hints_from(told.asked))[0].name
    called = next(one for one in told.offered if one.name == name)
    return _object({"name": {"const": name}, "arguments": called.parameters})


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _sections(prompt: str) -> Iterator[tuple[str, str]]:
    """Yield who says what, in the order of a prompt."""
    _, *parts = _SECTION.split(prompt)
    for role, text in zip(parts[::2], parts[1::2], strict=True):
        yield role, text.strip()


def _functions(told: str) -> Iterator[PromptedFunction]:
    """Yield the functions in the lines of a text; raises Lengthy where they are many."""
    lines = [line for line in told.splitlines()[: 2 * _MOST] if _may_be_one(line)]
    takes(sum(map(len, lines)) * _LETTER_US)
    for line in lines:
        step()
        found = _literal(line)
        told_one = found.get("function") if isinstance(found, dict) else None
        function = _function(told_one) if isinstance(told_one, dict) else None
        if function is not None:
            yield function


def _may_be_one(line: str) -> bool:
    return line.startswith("{") and len(line) <= _LONGEST


def _function(told: dict[Any, Any]) -> PromptedFunction | None:
    """Return a function; None where its name, or a value of Python's, is none of JSON's."""
    name = told.get("name")
    if not isinstance(name, str):
        return None
    try:
        name.encode()
        parameters = msgspec.Raw(_encode(told.get("parameters") or {"const": {}}))
    except (TypeError, UnicodeEncodeError, RecursionError):
        return None
    return PromptedFunction(name, parameters)


def _literal(line: str) -> Any:
    """Return the value that a line writes in Python's words; None of what is none."""
    try:
        return ast.literal_eval(line)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
