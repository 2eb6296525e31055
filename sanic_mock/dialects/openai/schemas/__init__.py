"""Schemas that clients send: read, validated by OpenAI's rules, compiled once."""

from __future__ import annotations

from sanic_mock.dialects.openai.schemas.compiled import (
    ANY_OBJECT,
    JSON_OBJECT,
    Name,
    Rules,
    compiled,
    compiled_anyway,
    decoded,
)
from sanic_mock.dialects.openai.schemas.normal import strict_form

__all__ = (
    "ANY_OBJECT",
    "JSON_OBJECT",
    "Name",
    "Rules",
    "compiled",
    "compiled_anyway",
    "decoded",
    "strict_form",
)
