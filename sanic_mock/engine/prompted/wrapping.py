"""How a value is told in a text: as JSON, in a fenced block, or field by field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sanic_mock.engine.calls import as_json
from sanic_mock.engine.prompted.types import Schema, Wrapping, of_key, of_keys, of_words

_ASKS = re.compile(r"respond with the corresponding output fields", re.IGNORECASE)
_MARKER = re.compile(r"\[\[ ## (\w+) ## \]\]")
_TAG = re.compile(r"<(\w+)>")
_END = "completed"


def wrapped(value: Any, wrapping: Wrapping) -> str:
    """Return the text that tells a value; fields are those of an object."""
    if wrapping == "fence":
        return f"```json\n{as_json(value)}\n```"
    if wrapping == "bare" and isinstance(value, str):
        return value
    if wrapping == "none" or not isinstance(value, dict):
        return as_json(value)
    told = [(key, one if isinstance(one, str) else as_json(one)) for key, one in value.items()]
    if wrapping == "tags":
        return "\n\n".join(f"<{key}>\n{text}\n</{key}>" for key, text in told)
    fields = [f"[[ ## {key} ## ]]\n{text}" for key, text in (*told, (_END, ""))]
    return "\n\n".join(fields).rstrip()


def fields_in(texts: Sequence[str]) -> tuple[Schema, Wrapping, str] | None:
    """Return the fields that the last text asks for, how they are told, and the text before that.

    Args:
        texts: those that may say what types the fields have, oldest first; at least one.
    """
    asked = _ASKS.search(texts[-1])
    if asked is None:
        return None
    rest = texts[-1][asked.end() :]
    marked = _MARKER.findall(rest)
    names = [name for name in marked or _TAG.findall(rest) if name != _END]
    if not names:
        return None
    before = _TAG.sub("", _MARKER.sub("", texts[-1][: asked.start()]))
    schema = of_keys({name: _type_in(texts, name) for name in names})
    return schema, "markers" if marked else "tags", before.strip()


def _type_in(texts: Sequence[str], name: str) -> Schema:
    form = re.compile(rf"`{name}` \(([^()\n]{{1,200}})\)")
    found = next((match for text in texts if (match := form.search(text))), None)
    return of_key(name) if found is None else of_words(found[1], name)
