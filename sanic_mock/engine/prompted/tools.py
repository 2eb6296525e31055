"""Tools that messages list in words, and the call of one that an answer's fields are to tell.

An agent that does without a vendor's tools lists them a line each, with their arguments, and asks
for the name of the next one and for its arguments, as two fields among others (DSPy's ReAct). What
was called before stands in the last message.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sanic_mock.engine.ask import Options, Tool
from sanic_mock.engine.calls import find_meant, is_meant
from sanic_mock.engine.prompted.types import Schema
from sanic_mock.engine.schema.hints import hints_from
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import compile_schema
from sanic_mock.engine.turns import next_tools

MOST_TOOLS = 64
_LONGEST_ARGUMENTS = 8_192  # characters
# "(1) search, whose description is …. It takes arguments {'query': …}."
_ENTRY = re.compile(
    r"^[ \t]*+(?:\(?\d{1,3}[.)]|[-*>])?[ \t]*+`?([A-Za-z_][\w.-]{0,63})\b[^\n]{0,2000}?"
    r"\b(?i:args|arguments|parameters)\b[^\n{]{0,20}(?=\{)",
    re.MULTILINE,
)
_MENTION = re.compile(r"\b(?:[Aa]rg|[Pp]arameters)")
_BEFORE = re.compile(r"(?:\[\[ ## trajectory ## \]\]|<trajectory>)")
_FIELD = re.compile(r"\[\[ ## \w+ ## \]\]|</?\w+>")
_CALLED = re.compile(r"\b\w*(?:tool|action)\w*_\d{1,3}\b\W{1,12}([A-Za-z_][\w.-]{0,63})")


class ListedTool(NamedTuple):
    """A tool in a list.

    Attributes:
        name: its name.
        schema: that of its arguments.
        start: where they begin in the text.
        end: where they end.
    """

    name: str
    schema: Schema
    start: int
    end: int


def listed_tools(text: str) -> list[ListedTool]:
    """Return the tools that a text lists, in its order."""
    return list(_parse_list(text)) if _MENTION.search(text) else []


def without_arguments(text: str) -> str:
    """Return a text without the arguments of the tools it lists, which are no schema of its own."""
    for tool in reversed(listed_tools(text)):
        text = text[: tool.start] + text[tool.end :]
    return text


def without_history(text: str) -> str:
    """Return a message without what was called before; what it asks for comes after that."""
    before = _BEFORE.search(text)
    if before is None:
        return text
    end = text.rfind("\n\n", before.end())
    return text[: before.start()] + (text[end:] if end > 0 else "")


def with_next_call(schema: Schema, texts: Sequence[str]) -> Schema:
    """Return the schema of fields of which two are the next call; as it is where none are.

    Args:
        schema: of an object.
        texts: those that may list tools; the last one has what was called before.
    """
    listed = {tool.name: tool for text in texts for tool in listed_tools(text)}
    fields = _call_fields(schema, set(listed)) if listed else None
    if fields is None:
        return schema
    tool = _next(list(listed.values()), texts[-1])
    if not _is_usable(tool.schema):
        return schema
    named, given = fields
    properties = {
        key: {"const": f"The next step is {tool.name}."} if one == {"type": "string"} else one
        for key, one in schema["properties"].items()
    }
    return schema | {"properties": properties | {named: {"const": tool.name}, given: tool.schema}}


def question_of(text: str) -> str:
    """Return what is asked in a message that goes on with what was called; empty for any other."""
    before = _BEFORE.search(text)
    return "" if before is None else _FIELD.sub("", text[: before.start()]).strip()


def _parse_list(text: str) -> Iterator[ListedTool]:
    at = 0
    for _ in range(MOST_TOOLS):
        match = _ENTRY.search(text, at)
        if match is None:
            return
        at = text.find("\n", match.end())
        at = len(text) if at < 0 else at
        end = text.rfind("}", match.end(), min(at, match.end() + _LONGEST_ARGUMENTS)) + 1
        schema = _arguments(text[match.end() : end])
        if schema is not None:
            yield ListedTool(match[1], schema, match.end(), end)


def _arguments(text: str) -> Schema | None:
    """Return the schema of arguments as Python or JSON prints them: each by its name, or in one."""
    value = _read(text)
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        return None
    if isinstance(value.get("properties"), dict):
        return value
    if not all(isinstance(one, dict) for one in value.values()):
        return None
    return {
        "type": "object",
        "properties": value,
        "required": [key for key, one in value.items() if "default" not in one],
        "additionalProperties": False,
    }


def _read(text: str) -> Any:
    """Return a value that JSON or Python wrote; None for none."""
    for reader in (json.loads, ast.literal_eval):  # which reads values alone, and runs nothing
        try:
            return reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None


def _call_fields(schema: Schema, names: set[str]) -> tuple[str, str] | None:
    """Return which fields are the name of a tool and its arguments; None without both."""
    properties: dict[str, Any] = schema.get("properties", {})
    named = [key for key, one in properties.items() if names.issuperset(one.get("enum") or (0,))]
    given = [key for key, one in properties.items() if _is_free(one)]
    return (named[0], given[0]) if named and given else None


def _is_free(schema: Schema) -> bool:
    return schema.get("type") == "object" and not schema.get("properties")


def _next(listed: Sequence[ListedTool], said: str) -> ListedTool:
    """Return the tool that is called next, as if one had to be."""
    known = {tool.name: tool for tool in listed}
    prompt = question_of(said) or said
    options = Options(
        tools=tuple(Tool(name, None) for name in known),
        calls="must",
        answered=frozenset(_CALLED.findall(said)) & known.keys(),
    )
    left = next_tools(options, lambda tool: is_meant(tool, prompt)) or options.tools[-1:]
    return known[find_meant(left, hints_from(prompt))[0].name]


def _is_usable(schema: Schema) -> bool:
    try:
        compile_schema(schema)
    except SchemaError:
        return False
    return True
