"""Schemas that clients send: read, validated, compiled once by their bytes.

They come from strangers: they are compiled and never run, and what does not compile is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.schemas.limits import limit_error
from sanic_mock.dialects.openai.schemas.validation import (
    in_context,
    validate_any,
    validate_function,
    validate_plain,
    validate_strict,
)
from sanic_mock.engine.offload import is_patient, takes
from sanic_mock.engine.schema.budget import OverBudgetError
from sanic_mock.engine.schema.refs import DEEPEST, Path, SchemaError, UnsupportedError, walk
from sanic_mock.engine.schema.values import Maker, compile_schema

Name = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]

KEPT_BYTES = 65_536
MOST_KEPT = 512
# What compiling takes at most on the event loop (`engine.schema.budget.BRIEF`), and what reading
# and validating a byte does, measured on one machine and rounded up.
_SCHEMA_US = 2500
_BYTE_US = 6
FEW = 4  # schemas that are not weighed together

# Whose schema it is, where it is not strict; "any" is a lenient server's.
Rules = Literal["strict", "function", "format", "any"]
_VALIDATE: Mapping[Rules, Callable[[Any], SchemaError | None]] = {
    "strict": validate_strict,
    "function": validate_function,
    "format": validate_plain,
    "any": validate_any,
}
_Refused = tuple[str, Path]
_weighed: set[bytes] = set()
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


def compiled(raw: bytes, rules: Rules) -> Maker:
    """Return what makes values of a schema that keeps to some rules.

    Raises:
        SchemaError: the schema is refused.
        Problem: it is not JSON.
        Lengthy: it is to be compiled on a thread.
    """
    found = (_kept if len(raw) <= KEPT_BYTES else _read)(raw, rules)
    if isinstance(found, Maker):
        return found
    raise SchemaError(*found)


def weigh(raws: Sequence[bytes]) -> None:
    """Announce the compiling of many schemas, where it was not announced before.

    Raises:
        Lengthy: they are to be compiled on a thread.
    """
    fresh = [raw for raw in raws if raw not in _weighed]
    if fresh:
        takes(sum(map(_weight_us, fresh)))
        if len(_weighed) > MOST_KEPT // 4:
            _weighed.clear()
        _weighed.update(fresh)


def _weight_us(raw: bytes) -> float:
    return _SCHEMA_US + len(raw) * _BYTE_US


@lru_cache(MOST_KEPT)
def _kept(raw: bytes, rules: Rules) -> Maker | _Refused:
    return _read(raw, rules)


def _read(raw: bytes, rules: Rules) -> Maker | _Refused:
    """Compile a schema; a refusal may take as long to find, so it is kept as well."""
    schema = decoded(raw)
    if rules == "strict" or not _is_deep(schema):
        takes(_weight_us(raw))
    try:
        return _compile(schema, rules)
    except SchemaError as error:
        return error.message, error.path


def _is_deep(schema: Any) -> bool:
    """Return whether the first schemas are nested too deeply: that is refused at once."""
    try:
        return any(False for _ in islice(walk(schema), 2 * DEEPEST))
    except SchemaError:
        return True


def _compile(schema: Any, rules: Rules) -> Maker:
    error = _VALIDATE[rules](schema)
    if error is not None:
        raise error
    try:
        return compile_schema(schema, is_brief=not is_patient())
    except UnsupportedError as unsupported:
        raise in_context(unsupported.path, unsupported.message) from None
    except OverBudgetError as over:
        raise limit_error(walk(schema)) or over from None
