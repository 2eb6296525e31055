"""Schemas that clients send: read, validated, compiled once by their bytes.

They come from strangers: they are compiled and never run, and what does not compile is refused.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.schemas.validation import (
    in_context,
    validate_plain,
    validate_strict,
)
from sanic_mock.engine.schema.refs import UnsupportedError
from sanic_mock.engine.schema.values import Maker, compile_schema

Name = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]

KEPT_BYTES = 65_536
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


def compiled(raw: bytes, *, is_strict: bool) -> Maker:
    """Return what makes values of a schema.

    Raises:
        SchemaError: the schema is refused.
        Problem: it is not JSON.
    """
    return (_kept if len(raw) <= KEPT_BYTES else _compile)(raw, is_strict)


@lru_cache(512)
def _kept(raw: bytes, is_strict: bool) -> Maker:
    return _compile(raw, is_strict)


def _compile(raw: bytes, is_strict: bool) -> Maker:
    schema = decoded(raw)
    error = validate_strict(schema) if is_strict else validate_plain(schema)
    if error is not None:
        raise error
    try:
        return compile_schema(schema)
    except UnsupportedError as unsupported:
        raise in_context(unsupported.path, unsupported.message) from None
