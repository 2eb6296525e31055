"""Schemas that OpenAI's clients send: read, validated by its rules, compiled once."""

from __future__ import annotations

from sanic_mock.dialects.openai.schemas.compiled import Name, RuleName, compiled, decoded
from sanic_mock.dialects.openai.schemas.normal import answer_form, strict_form

__all__ = ("Name", "RuleName", "answer_form", "compiled", "decoded", "strict_form")
