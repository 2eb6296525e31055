"""Schemas that clients send, whoever's clients they are: understood, and compiled once."""

from __future__ import annotations

from sanic_mock.dialects.schemas.compiled import (
    ANY_OBJECT,
    ANY_RULES,
    JSON_OBJECT,
    OPEN_OBJECT,
    SchemaRules,
    compiled,
    compiled_anyway,
)

__all__ = (
    "ANY_OBJECT",
    "ANY_RULES",
    "JSON_OBJECT",
    "OPEN_OBJECT",
    "SchemaRules",
    "compiled",
    "compiled_anyway",
)
