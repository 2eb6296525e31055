"""Schemas that OpenAI's clients send, by the rules that they keep to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sanic_mock.dialects import schemas
from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.openai.schemas.limits import limit_error
from sanic_mock.dialects.openai.schemas.validation import (
    in_context,
    validate_function,
    validate_plain,
    validate_strict,
)
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.schema.values import Maker

Name = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]{1,64}\Z")]

# Whose schema it is, where it is not strict; "any" is a lenient server's.
RuleName = Literal["strict", "function", "format", "any"]


def decoded(raw: bytes) -> Any:
    """Return the JSON of a part that the typed reading has passed over.

    Raises:
        Problem: it is not JSON that can be held: a number out of range, bytes that are not UTF-8.
    """
    try:
        return msgspec.json.decode(raw)
    except UNREADABLE:
        raise errors.not_json() from None


_USUAL = schemas.SchemaRules("", decoded, validate_plain, None, in_context, limit_error)
_RULES: Mapping[RuleName, schemas.SchemaRules] = {
    "strict": _USUAL._replace(name="strict", validate=validate_strict, is_limited=True),
    "function": _USUAL._replace(name="function", validate=validate_function),
    "format": _USUAL._replace(name="format", validate=validate_plain),
    "any": schemas.ANY_RULES,
}


def compiled(raw: bytes, rules: RuleName, allowance: Allowance) -> Maker:
    """Return what makes values of a schema; see `dialects.schemas.compiled`."""
    return schemas.compiled(raw, _RULES[rules], allowance)
