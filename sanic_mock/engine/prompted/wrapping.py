"""How a value is told in a text: as JSON, in a fenced block, or field by field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from sanic_mock.engine.calls import as_json
from sanic_mock.engine.offload import takes
from sanic_mock.engine.prompted.schemas import last_described
from sanic_mock.engine.prompted.types import Schema, Wrapping, of_key, of_keys, of_words

_ASKS = re.compile(r"respond with the corresponding output fields", re.IGNORECASE)
# A part of that in letters that have one capital each; it is found twenty times as soon.
_ASKING = "pond with the corre"
_MARKER = re.compile(r"\[\[ ## (\w{1,64}) ## \]\]")
_TAG = re.compile(r"<(\w{1,64})>")
# A field as a text shows it, and the note in the next line (DSPy's).
_SHOWN = re.compile(r"(?:\[\[ ## |<)(?P<name>\w{1,64})(?: ## \]\]|>)\n(?=(?P<behind>.*))")
_TYPED = re.compile(r"`(?P<name>\w{1,64})` \((?P<behind>[^()\n]{1,200})\)")
_END = "completed"
# What an item of a list begins with.
_LISTED: dict[Wrapping, str] = {"items": "", "commas": "", "numbers": "{}. ", "points": "- "}
_MOST_FIELDS = 64


def wrapped(value: Any, wrapping: Wrapping) -> str:
    """Return the text that tells a value; fields are those of an object."""
    if wrapping == "fence":
        return f"```json\n{as_json(value)}\n```"
    if wrapping == "bare" and isinstance(value, str):
        return value
    if isinstance(value, list) and wrapping in _LISTED:
        return _in_list([_spelled(one) for one in value], wrapping)
    if wrapping == "none" or not isinstance(value, dict):
        return as_json(value)
    if wrapping == "xml":
        return _elements(value)
    if wrapping == "code":
        return _code(value)
    if wrapping == "bare lines":
        value = {key: _only(one) for key, one in value.items()}
    told = [(key, _spelled(one)) for key, one in value.items()]
    if wrapping in ("lines", "bare lines"):
        return "\n".join(f"{key}: {text}" for key, text in told)
    if wrapping == "tags":
        return "\n\n".join(f"<{key}>\n{text}\n</{key}>" for key, text in told)
    fields = [f"[[ ## {key} ## ]]\n{text}" for key, text in (*told, (_END, ""))]
    return "\n\n".join(fields).rstrip()


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else as_json(value)


def _in_list(items: Sequence[str], wrapping: Wrapping) -> str:
    """Return a list in words; no item has what parts it from the next."""
    kept = [" ".join(one.replace(",", " ").split()) for one in items]
    if wrapping == "commas":
        return ", ".join(kept)
    begin = _LISTED[wrapping]
    return "\n".join(f"{begin.format(number)}{one}" for number, one in enumerate(kept, 1))


def _elements(value: Any) -> str:
    """Return members as XML's elements, one in another where they are objects."""
    if not isinstance(value, dict):
        return escape(_spelled(value))
    return "\n".join(f"<{key}>{_elements(one)}</{key}>" for key, one in value.items())


def _code(value: dict[str, Any]) -> str:
    """Return a thought, and code that calls a function and ends with what it returns."""
    thought, (name, given) = value["Thought"], [*value.items()][1]
    if not isinstance(given, dict):
        lines = [f"{name}({given!r})"]
    else:
        arguments = ", ".join(f"{key}={one!r}" for key, one in given.items())
        lines = [f"result = {name}({arguments})", "print(result)", "final_answer(result)"]
    return "\n".join((f"Thought: {thought}", "<code>", *lines, "</code>"))


def _only(value: Any) -> Any:
    """Return the only member of an object; any other value as it is."""
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


def fields_in(texts: Sequence[str]) -> tuple[Schema, Wrapping, str] | None:
    """Return the fields that the last text asks for, how they are told, and the text before that.

    Args:
        texts: those that may say what types the fields have, oldest first; at least one.
    """
    asked = _ASKS.search(texts[-1]) if _ASKING in texts[-1].lower() else None
    if asked is None:
        return None
    rest = texts[-1][asked.end() :]
    marked = _MARKER.findall(rest)
    names = [name for name in marked or _TAG.findall(rest) if name != _END][:_MOST_FIELDS]
    if not names:
        return None
    takes(sum(map(len, texts)))
    before = _TAG.sub("", _MARKER.sub("", texts[-1][: asked.start()]))
    types = _types_in(texts, names)
    named = {key: one for kind in types.values() for key, one in kind.pop("$defs", {}).items()}
    schema = of_keys(types) | ({"$defs": named} if named else {})
    return schema, "markers" if marked else "tags", before.strip()


def _types_in(texts: Sequence[str], names: Sequence[str]) -> dict[str, Schema]:
    """Return the schema of each field: of a note, of the words for its type, or by its name."""
    shown = [_behind_names(_SHOWN, text) for text in texts]
    typed = [_behind_names(_TYPED, text) for text in texts]
    return {name: _noted(shown, name) or _type_of(typed, name) for name in names}


def _behind_names(form: re.Pattern[str], text: str) -> dict[str, str]:
    """Return what stands behind each name where a text has it first."""
    found: dict[str, str] = {}
    for match in form.finditer(text):
        found.setdefault(match["name"], match["behind"])
    return found


def _noted(shown: Sequence[dict[str, str]], name: str) -> Schema | None:
    every = (last_described(one[name]) for one in shown if name in one)
    return next((one.schema for one in every if one is not None and one.is_schema), None)


def _type_of(typed: Sequence[dict[str, str]], name: str) -> Schema:
    words = next((one[name] for one in typed if name in one), None)
    return of_key(name) if words is None else of_words(words, name)
