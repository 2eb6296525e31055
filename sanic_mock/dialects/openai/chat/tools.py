"""Tools and response formats of a chat request: read, checked, and compiled for the engine.

Schemas come from strangers: they are compiled once by their bytes, and what does not compile is
refused as OpenAI refuses it (recorded traffic).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Raw, Struct

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.chat import sentences
from sanic_mock.dialects.openai.schemas import (
    ANY_OBJECT,
    JSON_OBJECT,
    Name,
    compiled,
    decoded,
)
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema_refs import SchemaFault
from sanic_mock.engine.schema_values import Maker


class FunctionSpec(Struct):
    """A function that may be called."""

    name: Name
    description: str | None = None
    parameters: Raw = Raw()
    strict: bool | None = None


class CustomSpec(Struct):
    """A tool that takes free text."""

    name: Name
    description: str | None = None


class ToolSpec(Struct):
    """One of `tools`."""

    type: Literal["function", "custom"]
    function: FunctionSpec | None = None
    custom: CustomSpec | None = None


class SchemaSpec(Struct):
    """`json_schema` of a response format."""

    name: Name
    description: str | None = None
    schema: Raw = Raw()
    strict: bool | None = None


class FormatSpec(Struct):
    """`response_format`."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: SchemaSpec | None = None


def tool_tokens(specs: Sequence[ToolSpec], count: Callable[[str], int]) -> int:
    """Return what tools add to a prompt's bill.

    12 once; per function 7 + tokens(name:description, without a final full stop); 3 if it has
    properties; per property 3 + tokens(key:type:description), and for an enum 3 less, then 3 +
    tokens(value) for each value. Fits the recorded 49 and 31 (recorded traffic).
    """
    return 12 + sum(_function_tokens(one.function, count) for one in specs if one.function)


def _function_tokens(spec: FunctionSpec, count: Callable[[str], int]) -> int:
    described = f":{spec.description.removesuffix('.')}" if spec.description else ""
    total = 7 + count(spec.name + described)
    raw = bytes(spec.parameters)
    parameters = decoded(raw) if raw else None
    properties = parameters.get("properties") if isinstance(parameters, dict) else None
    if not isinstance(properties, dict) or not properties:
        return total
    return total + 3 + sum(_property_tokens(key, one, count) for key, one in properties.items())


def _property_tokens(key: str, schema: Any, count: Callable[[str], int]) -> int:
    about = schema if isinstance(schema, dict) else {}
    described = (
        f":{str(about['description']).removesuffix('.')}" if about.get("description") else ""
    )
    total = 3 + count(f"{key}:{about.get('type', '')}{described}")
    values = about.get("enum")
    if isinstance(values, list):
        total += sum(3 + count(str(value)) for value in values) - 3
    return total


def tools(specs: Sequence[ToolSpec]) -> tuple[Tool, ...]:
    """Return the tools for the engine.

    Raises:
        Problem: one of them is incomplete, or its schema is refused.
    """
    return tuple(_tool(f"tools[{place}]", spec) for place, spec in enumerate(specs))


def functions(specs: Sequence[FunctionSpec]) -> tuple[Tool, ...]:
    """Return the deprecated `functions` for the engine; raises as `tools`."""
    return tuple(
        Tool(spec.name, _function(f"functions[{place}]", spec)) for place, spec in enumerate(specs)
    )


def response_maker(spec: FormatSpec, messages: Sequence[str]) -> Maker | None:
    """Return what makes the answer's JSON; None for free text.

    Args:
        spec: the format.
        messages: all texts of the request; one must speak of JSON for `json_object`.

    Raises:
        Problem: the format is incomplete, or its schema is refused.
    """
    if spec.type == "text":
        return None
    if spec.type == "json_object":
        if not any("json" in text.lower() for text in messages):
            raise sentences.json_not_mentioned()
        return compiled(JSON_OBJECT, is_strict=False)
    wanted = spec.json_schema
    if wanted is None:
        raise errors.missing("response_format.json_schema")
    try:
        return compiled(bytes(wanted.schema) or ANY_OBJECT, is_strict=wanted.strict is True)
    except SchemaFault as fault:
        raise errors.bad_response_schema(wanted.name, fault.message) from None


def _tool(path: str, spec: ToolSpec) -> Tool:
    if spec.type == "custom":
        if spec.custom is None:
            raise errors.missing(f"{path}.custom")
        return Tool(spec.custom.name, None)
    if spec.function is None:
        raise errors.missing(f"{path}.function")
    return Tool(spec.function.name, _function(f"{path}.function", spec.function))


def _function(path: str, spec: FunctionSpec) -> Maker:
    raw = bytes(spec.parameters)
    try:
        return compiled(ANY_OBJECT if raw in (b"", b"null") else raw, is_strict=spec.strict is True)
    except SchemaFault as fault:
        raise errors.bad_function_schema(spec.name, f"{path}.parameters", fault.message) from None
