"""Schemas that clients send: read, validated by OpenAI's rules, compiled once."""

from __future__ import annotations

from sanic_mock.dialects.openai.schemas.compiled import (
    ANY_OBJECT,
    FEW,
    JSON_OBJECT,
    KEPT_BYTES,
    Name,
    Rules,
    compiled,
    decoded,
    weigh,
)

__all__ = (
    "ANY_OBJECT",
    "FEW",
    "JSON_OBJECT",
    "KEPT_BYTES",
    "Name",
    "Rules",
    "compiled",
    "decoded",
    "weigh",
)
