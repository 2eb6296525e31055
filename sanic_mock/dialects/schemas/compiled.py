"""Schemas that clients send: read, validated, compiled once by their bytes.

They come from strangers: they are compiled and never run, and what does not compile is refused, in
words of whoever's rules they keep to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.bounded_cache import BoundedCache
from sanic_mock.dialects.schemas.loosening import loosened
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.schema.budget import Allowance, DocumentBudget, OverBudgetError
from sanic_mock.engine.schema.keywords import keyword_errors
from sanic_mock.engine.schema.refs import (
    DEEPEST,
    Path,
    Place,
    SchemaError,
    UnsupportedError,
    walk,
)
from sanic_mock.engine.schema.values import Maker, compile_schema
from sanic_mock.errors import Problem

MOST_KEPT = 1024
MOST_KEPT_BYTES = 1 << 20  # compiled, they take some fifty times as much

OPEN_OBJECT = b'{"type":"object","properties":{}}'
ANY_OBJECT = b'{"type":"object","properties":{},"additionalProperties":false}'
JSON_OBJECT = (
    b'{"type":"object","properties":{"answer":{"type":"string"},"details":{"type":"string"},'
    b'"confidence":{"type":"number","minimum":0,"maximum":1}},'
    b'"required":["answer","details","confidence"],"additionalProperties":false}'
)


class SchemaRules(NamedTuple):
    """What a schema has to keep to, and the words for what does not.

    Attributes:
        name: tells them from others.
        decode: reads JSON; raises what is answered to what is none.
        validate: returns why a schema is refused, or None.
        normal: returns a schema as the compiler knows it.
        unsupported: words what is right, but is not made.
        too_large: words what there is too much of, where that is known; None else.
        is_limited: whether one that is nested deeply is read to its end.
    """

    name: str
    decode: Callable[[bytes], Any]
    validate: Callable[[Any], SchemaError | None]
    normal: Callable[[Any], Any] | None = None
    unsupported: Callable[[Path, str], SchemaError] | None = None
    too_large: Callable[[Iterable[Place]], SchemaError | None] | None = None
    is_limited: bool = False


def _decode(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except UNREADABLE:
        raise SchemaError("It is not JSON.") from None


def _keyword_error(schema: Any) -> SchemaError | None:
    """Return what cannot be understood in a schema."""
    try:
        return next(keyword_errors(schema, walk(schema)), None)
    except SchemaError as error:  # it is nested too deeply
        return error


# Whatever can be understood.
ANY_RULES = SchemaRules("any", _decode, _keyword_error, normal=loosened)


def compiled(raw: bytes, rules: SchemaRules, allowance: Allowance) -> Maker:
    """Return what makes values of a schema that keeps to some rules.

    Args:
        raw: the schema.
        rules: whose it is.
        allowance: what the request's schemas may cost.

    Raises:
        SchemaError: the schema is refused.
        Problem: it is not JSON, and the rules say so in this way.
        Lengthy: it is to be compiled on a thread.
    """
    key = raw, rules.name, allowance.is_short(len(raw))
    found = _kept.get(key)
    if found is None:
        found = _read(raw, rules, allowance, is_short=key[2])
        _kept.keep(key, found, len(raw))
        allowance.waited(found.steps)
    allowance.pay(found.steps)
    if isinstance(found.maker, Maker):
        return found.maker
    raise SchemaError(*found.maker)


def compiled_anyway(raw: bytes, allowance: Allowance) -> Maker:
    """Return what makes values of a schema, or of any object where it is none."""
    try:
        return compiled(raw or ANY_OBJECT, ANY_RULES, allowance)
    except (SchemaError, Problem):
        return compiled(ANY_OBJECT, ANY_RULES, allowance)


class _Compiled(NamedTuple):
    """A schema's maker, or why it is refused, and the steps that it took to find out."""

    maker: Maker | tuple[str, Path]
    steps: int


# A refusal may take as long to find, so it is kept as well.
_kept: BoundedCache[_Compiled] = BoundedCache(MOST_KEPT, MOST_KEPT_BYTES)


def _read(raw: bytes, rules: SchemaRules, allowance: Allowance, *, is_short: bool) -> _Compiled:
    schema = rules.decode(raw)
    if rules.is_limited or not _is_deep(schema):
        allowance.read(len(raw))
    if rules.normal is not None:
        schema = rules.normal(schema)
    budget = allowance.document(len(raw), is_short=is_short)
    maker: Maker | tuple[str, Path]
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


def _compile(schema: Any, rules: SchemaRules, budget: DocumentBudget) -> Maker:
    error = rules.validate(schema)
    if error is not None:
        raise error
    try:
        return compile_schema(schema, budget)
    except UnsupportedError as unsupported:
        if rules.unsupported is None:
            raise
        raise rules.unsupported(unsupported.path, unsupported.message) from None
    except OverBudgetError as over:
        if rules.too_large is None:
            raise
        raise rules.too_large(walk(schema)) or over from None
