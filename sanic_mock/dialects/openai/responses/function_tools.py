"""Functions of a request: as they are told again, and as they are called."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.responses.request import Item
from sanic_mock.dialects.openai.responses.tool_validation import check_name
from sanic_mock.dialects.openai.schemas import RuleName, compiled, strict_form
from sanic_mock.dialects.schemas import ANY_OBJECT, compiled_anyway
from sanic_mock.engine.ask import Tool, described
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.refs import SchemaError
from sanic_mock.engine.schema.values import Maker


def read_function(
    path: str, spec: Item, allowance: Allowance, *, is_strict: bool
) -> tuple[Item, Tool]:
    """Read a function: as it is told again, and as it is called; raises Problem."""
    name = check_name(path, spec, is_strict=is_strict)
    parameters = spec.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise errors.wrong_type(f"{path}.parameters", "an object", "another type")
    if is_strict:
        # what is null is not left out, 2 of 2 [cassettes-2026]
        strict = spec["strict"] is True if "strict" in spec else None
        held = _held(f"{path}.parameters", name, parameters, strict, allowance)
    else:
        maker = compiled_anyway(_raw(parameters), allowance)
        held = Held(parameters, spec.get("strict") is True, maker)
    told = {"output_schema": None, **spec, "description": spec.get("description") or None}
    told |= {
        "name": name,
        "parameters": held.parameters,
        "strict": held.is_strict,
        "type": "function",
    }
    description = described(told["description"])
    return in_order(told), Tool(name, held.maker, description=description)


class Held(NamedTuple):
    """A function's parameters as they are told again, and what makes arguments of them.

    Attributes:
        parameters: the schema; None where there is none.
        is_strict: whether arguments are held to it strictly.
        maker: what makes them.
    """

    parameters: Item | None
    is_strict: bool
    maker: Maker


def _held(
    param: str, name: str, parameters: Item | None, strict: bool | None, allowance: Allowance
) -> Held:
    """Return how a function's parameters are held: strictly, where nothing is said and they can be.

    ([openapi-2026] FunctionTool)
    """
    if strict is None and (held := _strictly(parameters, allowance)):
        return held
    rules: RuleName = "strict" if strict else "function"
    try:
        return Held(parameters, strict is True, compiled(_raw(parameters), rules, allowance))
    except SchemaError as error:
        raise errors.bad_function_schema(name, param, error.message) from None


def _strictly(parameters: Item | None, allowance: Allowance) -> Held | None:
    """Return a schema's strict form, None where it has none."""
    try:
        form = strict_form(parameters)
        return Held(form, True, compiled(_raw(form), "strict", allowance))
    except (SchemaError, RecursionError):
        return None


def _raw(parameters: Item | None) -> bytes:
    return ANY_OBJECT if parameters is None else msgspec.json.encode(parameters)


def in_order(tool: Item) -> Item:
    """Return a tool as it is told again: its type, then by the alphabet [pydantic-2026]."""
    return {"type": tool["type"]} | dict(sorted(tool.items()))
