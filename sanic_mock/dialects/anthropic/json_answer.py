"""Answers in JSON that no model gives."""

from __future__ import annotations

from typing import Any

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic.http import JSON, modelless_fields
from sanic_mock.dialects.operation import Call

_encode = msgspec.json.Encoder().encode


def answer(content: dict[str, Any], call: Call) -> Whole:
    """Return an answer to a call."""
    return Whole(200, modelless_fields(JSON, int(call.now_s), call.digest), _encode(content))
