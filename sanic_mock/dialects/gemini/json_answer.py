"""Answers of operations: what is told, with the fields of its surface."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.gemini.head import HEADS
from sanic_mock.dialects.gemini.layout import WHOLE
from sanic_mock.dialects.operation import Call


def answer(content: Any, call: Call, *, is_vertex: bool) -> Whole:
    """Return the answer to a call."""
    fields = HEADS[is_vertex].fields("counted", int(call.now_s))
    return Whole(200, fields, WHOLE.printed(content) + b"\n")
