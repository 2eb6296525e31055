"""Tools and response formats of a chat request: read, checked, and compiled for the engine.

Schemas come from strangers: they are compiled once by their bytes, and what does not compile is
refused as OpenAI refuses it [issues-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Raw, Struct

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.billing import Count, Function, function_tokens
from sanic_mock.dialects.openai.chat import errors as chat_errors
from sanic_mock.dialects.openai.grammars import grammar_in
from sanic_mock.dialects.openai.kept_lists import KeptLists
from sanic_mock.dialects.openai.schemas import Name, compiled, decoded
from sanic_mock.dialects.openai.validation import unknown
from sanic_mock.dialects.schemas import ANY_OBJECT, JSON_OBJECT, OPEN_OBJECT, compiled_anyway
from sanic_mock.engine.ask import Tool
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker

_GRAMMAR = ("definition", "syntax")

_encode = msgspec.json.Encoder().encode


class FunctionSpec(Struct, forbid_unknown_fields=True):
    """A function that may be called.

    Attributes:
        name: of the function.
        description: what it is for.
        parameters: the schema of its arguments.
        strict: whether arguments keep to the schema.
        requires_confirmation: of a client's own, which OpenAI passes over [openinference-2026].
        external_execution: as well.
    """

    name: Name
    description: str | None = None
    parameters: Raw = Raw()
    strict: bool | None = None
    requires_confirmation: Any = None
    external_execution: Any = None


class CustomSpec(Struct, forbid_unknown_fields=True):
    """A tool that takes free text."""

    name: Name
    description: str | None = None
    format: dict[str, Any] | None = None


class ToolSpec(Struct, forbid_unknown_fields=True):
    """One of `tools`; a name beside the function is passed over [lmnr-2026]."""

    type: Literal["function", "custom"]
    function: FunctionSpec | None = None
    custom: CustomSpec | None = None
    name: Any = None


class SchemaSpec(Struct, forbid_unknown_fields=True):
    """`json_schema` of a response format."""

    name: Name
    description: str | None = None
    schema: Raw = Raw()
    strict: bool | None = None


class ResponseFormatSpec(Struct, forbid_unknown_fields=True):
    """`response_format`."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: SchemaSpec | None = None


def tool_tokens(
    specs: Sequence[ToolSpec] | Sequence[FunctionSpec], count: Count, *, is_later: bool
) -> int:
    """Return what tools, or the deprecated functions, bill; see billing.function_tokens."""
    return function_tokens(
        _encode(specs), lambda: map(_billed, specs), count, is_later=is_later, is_chat=True
    )


def _billed(spec: ToolSpec | FunctionSpec) -> Function:
    """Return a function as it is billed; one that is incomplete has no name."""
    if isinstance(spec, FunctionSpec):
        raw = bytes(spec.parameters)
        return Function(spec.name, spec.description, decoded(raw) if raw else None)
    if spec.function is not None:
        return _billed(spec.function)
    if spec.custom is not None:
        return Function(spec.custom.name, spec.custom.description, is_custom=True)
    return Function("")


def tools(
    specs: Sequence[ToolSpec], allowance: Allowance, *, is_strict: bool = True
) -> tuple[Tool, ...]:
    """Return the tools for the engine; most come again and again, and are known by their bytes.

    Args:
        specs: the tools.
        allowance: what all schemas of the request may cost.
        is_strict: whether to refuse what OpenAI refuses; else a schema that cannot be used is
            that of any object.

    Raises:
        Problem: one of them is incomplete, or its schema is refused.
    """
    raw, before = _encode(specs), allowance.paid
    key = raw, is_strict, before
    known = _kept.get(key)
    if known is None:
        found = _read(specs, allowance, is_strict=is_strict)
        _kept.keep(key, (found, allowance.paid - before), len(raw))
        return found
    allowance.pay(known[1])
    return known[0]


_kept: KeptLists[tuple[tuple[Tool, ...], int]] = KeptLists()


def _read(specs: Sequence[ToolSpec], allowance: Allowance, *, is_strict: bool) -> tuple[Tool, ...]:
    found = (
        _tool(f"tools[{n}]", spec, allowance, is_strict=is_strict) for n, spec in enumerate(specs)
    )
    return tuple(one for one in found if one is not None)


def functions(
    specs: Sequence[FunctionSpec], allowance: Allowance, *, is_strict: bool = True
) -> tuple[Tool, ...]:
    """Return the deprecated `functions` for the engine; as `tools`."""
    return tuple(
        Tool(
            spec.name,
            _function(f"functions[{place}]", spec, allowance, is_strict=is_strict),
            description=spec.description or "",
        )
        for place, spec in enumerate(specs)
    )


def response_maker(
    spec: ResponseFormatSpec,
    messages: Sequence[str],
    allowance: Allowance,
    *,
    is_strict: bool = True,
) -> Maker | None:
    """Return what makes the answer's JSON; None for free text.

    Args:
        spec: the format.
        messages: all texts of the request; one must speak of JSON for `json_object`.
        allowance: as for `tools`.
        is_strict: as for `tools`.

    Raises:
        Problem: the format is incomplete, or its schema is refused.
    """
    if spec.type == "text":
        return None
    if spec.type == "json_object":
        if is_strict and not any("json" in text.lower() for text in messages):
            raise chat_errors.json_not_mentioned()
        return compiled(JSON_OBJECT, "any", allowance)
    wanted = spec.json_schema
    if not is_strict:
        return compiled_anyway(b"" if wanted is None else bytes(wanted.schema), allowance)
    if wanted is None:
        raise errors.missing("response_format.json_schema")
    if bytes(wanted.schema) in (b"", b"null"):
        raise errors.missing("response_format.json_schema.schema")
    try:
        return compiled(bytes(wanted.schema), "strict" if wanted.strict else "format", allowance)
    except SchemaError as error:
        raise errors.bad_response_schema(wanted.name, error.message) from None


def _check_format(path: str, form: Any) -> None:
    """Check that a format has what it can have, and no more; raises Problem."""
    for where, known in ((path, ("type", "grammar")), (f"{path}.grammar", _GRAMMAR)):
        other = unknown(form, known) if isinstance(form, dict) else None
        if other is not None:
            raise errors.unknown_parameter(f"{where}.{other}")
        form = form.get("grammar") if isinstance(form, dict) else None


def _tool(path: str, spec: ToolSpec, allowance: Allowance, *, is_strict: bool) -> Tool | None:
    if spec.type == "custom":
        if spec.custom is not None:
            if is_strict:
                _check_format(f"{path}.custom.format", spec.custom.format)
            custom, grammar = spec.custom, grammar_in(spec.custom.format)
            return Tool(custom.name, None, grammar=grammar, description=custom.description or "")
    elif spec.function is not None:
        maker = _function(f"{path}.function", spec.function, allowance, is_strict=is_strict)
        function = spec.function
        return Tool(function.name, maker, description=function.description or "")
    if is_strict:
        raise errors.missing(f"{path}.{spec.type}")
    return None


def _function(path: str, spec: FunctionSpec, allowance: Allowance, *, is_strict: bool) -> Maker:
    raw = bytes(spec.parameters)
    if not is_strict:
        return compiled_anyway(raw, allowance)
    if raw in (b"", b"null"):
        raw = OPEN_OBJECT if spec.strict else ANY_OBJECT  # so it is refused [dotnet-2026]
    try:
        return compiled(raw, "strict" if spec.strict else "function", allowance)
    except SchemaError as error:
        raise errors.bad_function_schema(spec.name, f"{path}.parameters", error.message) from None
