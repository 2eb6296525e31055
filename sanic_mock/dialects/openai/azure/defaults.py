"""Defaults in strict schemas: Azure refuses what OpenAI takes (openai-agents-python#4390, #4426).

Looked for in the bytes first, for hardly any request has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses import errors as responses_errors
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.dialects.openai.schemas.validation import in_context
from sanic_mock.engine.schema.refs import SchemaError, walk
from sanic_mock.errors import Problem

_KEY = "default"
_MARK = b'"default"'


class _Strict(NamedTuple):
    """A strict schema of a request: what it is of, where it is, and whose words refuse it."""

    name: str
    param: str
    schema: Any


def check(body: bytes) -> None:
    """Check that no strict schema of a request, which is otherwise right, has a default.

    Raises:
        Problem: naming the first that has.
    """
    asked = decoded(body) if _MARK in body else None
    if isinstance(asked, dict) and (problem := _problem(asked)):
        raise problem


def _problem(asked: dict[str, Any]) -> Problem | None:
    for one in _functions(asked):
        if error := _error(one.schema):
            return errors.bad_function_schema(one.name, one.param, error.message)
    for one in _formats(asked):
        if error := _error(one.schema):
            if one.param == "response_format":
                return errors.bad_response_schema(one.name, error.message)
            return responses_errors.bad_format_schema(one.name, error.message)
    return None


def _functions(asked: dict[str, Any]) -> Iterator[_Strict]:
    for place, tool in enumerate(asked.get("tools") or ()):
        inner = tool.get("function", tool)
        path = f"tools[{place}]" if inner is tool else f"tools[{place}].function"
        if inner.get("strict"):
            yield _Strict(inner["name"], f"{path}.parameters", inner.get("parameters"))


def _formats(asked: dict[str, Any]) -> Iterator[_Strict]:
    wanted = (asked.get("response_format") or {}).get("json_schema") or {}
    if wanted.get("strict"):
        yield _Strict(wanted["name"], "response_format", wanted.get("schema"))
    wanted = (asked.get("text") or {}).get("format") or {}
    if wanted.get("strict"):
        yield _Strict(wanted["name"], "text.format.schema", wanted.get("schema"))


def _error(schema: Any) -> SchemaError | None:
    """Return what is said of the first default, or None."""
    for path, node in walk(schema) if isinstance(schema, dict) else ():
        if isinstance(node, dict) and _KEY in node:
            return in_context(path, f"'{_KEY}' is not permitted.")
    return None
