"""Schemas that clients send: read, validated, compiled once by their bytes.

They come from strangers: they are compiled and never run, and what does not compile is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.schemas.bounded_cache import BoundedCache
from sanic_mock.dialects.openai.schemas.limits import limit_error
from sanic_mock.dialects.openai.schemas.loosening import loosened
from sanic_mock.dialects.openai.schemas.validation import (
    in_context,
    validate_any,
    validate_function,
    validate_plain,
    validate_strict,
)
from sanic_mock.engine.schema.budget import Allowance, DocumentBudget, OverBudgetError
from sanic_mock.engine.schema.refs import DEEPEST, Path, SchemaError, UnsupportedError, walk
from sanic_mock.engine.schema.values import Maker, compile_schema
from sanic_mock.errors import Problem

Name = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]

MOST_KEPT = 1024
MOST_KEPT_BYTES = 1 << 20  # compiled, they take some fifty times as much

# Whose schema it is, where it is not strict; "any" is a lenient server's.
Rules = Literal["strict", "function", "format", "any"]
_VALIDATE: Mapping[Rules, Callable[[Any], SchemaError | None]] = {
    "strict": validate_strict,
    "function": validate_function,
    "format": validate_plain,
    "any": validate_any,
}
_Refused = tuple[str, Path]
ANY_OBJECT = b'{"type":"object","properties":{},"additionalProperties":false}'
JSON_OBJECT = (
    b'{"type":"object","properties":{"answer":{"type":"string"},"details":{"type":"string"},'
    b'"confidence":{"type":"number","minimum":0,"maximum":1}},'
    b'"required":["answer","details","confidence"],"additionalProperties":false}'
)


def decoded(raw: bytes) -> Any:
    """Return the JSON of a part that the typed reading has passed over.

    Raises:
        Problem: it is not JSON that can be held: a number out of range, bytes that are not UTF-8.
    """
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise errors.not_json() from None


def compiled(raw: bytes, rules: Rules, allowance: Allowance) -> Maker:
    """Return what makes values of a schema that keeps to some rules.

    Args:
        raw: the schema.
        rules: whose it is.
        allowance: what the request's schemas may cost.

    Raises:
        SchemaError: the schema is refused.
        Problem: it is not JSON.
        Lengthy: it is to be compiled on a thread.
    """
    key = raw, rules, allowance.is_short(len(raw))
    found = _kept.get(key)
    if found is None:
        found = _read(*key, allowance)
        _kept.keep(key, found, len(raw))
        allowance.waited(found.steps)
    allowance.pay(found.steps)
    if isinstance(found.maker, Maker):
        return found.maker
    raise SchemaError(*found.maker)


def compiled_anyway(raw: bytes, allowance: Allowance) -> Maker:
    """Return what makes values of a schema, or of any object where it is none."""
    try:
        return compiled(raw or ANY_OBJECT, "any", allowance)
    except (SchemaError, Problem):
        return compiled(ANY_OBJECT, "any", allowance)


class _Compiled(NamedTuple):
    """A schema's maker, or why it is refused, and the steps that it took to find out."""

    maker: Maker | _Refused
    steps: int


_kept: BoundedCache[_Compiled] = BoundedCache(MOST_KEPT, MOST_KEPT_BYTES)


def _read(raw: bytes, rules: Rules, is_short: bool, allowance: Allowance) -> _Compiled:
    """Compile a schema; a refusal may take as long to find, so it is kept as well."""
    schema = decoded(raw)
    if rules == "strict" or not _is_deep(schema):
        allowance.read(len(raw))
    if rules == "any":
        schema = loosened(schema)
    budget = allowance.document(len(raw), is_short=is_short)
    maker: Maker | _Refused
    try:
        maker = _compile(schema, rules, budget)
    except SchemaError as error:
        maker = error.message, error.path
    return _Compiled(maker, budget.spent)


def _is_deep(schema: Any) -> bool:
    """Return whether the first schemas are nested too deeply: that is refused at once."""
    try:
        return any(False for _ in islice(walk(schema), 2 * DEEPEST))
    except SchemaError:
        return True


def _compile(schema: Any, rules: Rules, budget: DocumentBudget) -> Maker:
    error = _VALIDATE[rules](schema)
    if error is not None:
        raise error
    try:
        return compile_schema(schema, budget)
    except UnsupportedError as unsupported:
        raise in_context(unsupported.path, unsupported.message) from None
    except OverBudgetError as over:
        raise limit_error(walk(schema)) or over from None
