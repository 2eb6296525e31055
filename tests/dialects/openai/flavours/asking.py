"""Requests to services' own paths, and what varies in their answers."""

from __future__ import annotations

import json
import re
from typing import Any

from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from tests.holes import with_holes
from tests.requests import post

_HEX = rb"[0-9a-f]"
HOLES = (
    (rb"\b%b{8}-%b{4}-%b{4}-%b{4}-%b{12}\b" % ((_HEX,) * 5), b"<uuid>"),
    (rb"\bchatcmpl-tool-%b{16}\b" % _HEX, b"chatcmpl-tool-<16 hex>"),
    (rb"\bchatcmpl-%b{16}\b" % _HEX, b"chatcmpl-<16 hex>"),
    (rb"\b%b{32}\b" % _HEX, b"<32 hex>"),
    (rb"\bgen-\d{10}-[0-9A-Za-z]{20}\b", b"gen-<seconds>-<20 letters>"),
    (rb"\breq_01[0-9a-z]{24}\b", b"req_01<24 letters>"),
    (rb'"seed":\d+', b'"seed":<number>'),
    (rb"\bchatcmpl-\d{1,3}\b", b"chatcmpl-<digits>"),
    (rb"\bcall_0(\d)_[0-9A-Za-z]{20}\b", rb"call_0\1_<20 letters>"),
    (rb"\btoolu_bdrk_01[0-9A-Za-z]{22}\b", b"toolu_bdrk_01<22 letters>"),
    (rb"\bcall_[0-9a-z]{8}\b", b"call_<8 letters>"),
    (rb'"id":"[0-9A-Za-z]{9}"', b'"id":"<9 letters>"'),
    # the padding follows from the call, and so from its id
    (rb'(<9 letters>[^\n]*"p":)"[a-z0-9]+"', rb'\1"<padding>"'),
    (rb"content-length: \d+(?=(?s:.)*<(?:number|digits)>)", b"content-length: <length>"),
)
WEATHER = {
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Paris"]}},
        "required": ["city"],
        "additionalProperties": False,
    },
}
CALLING: dict[str, Any] = {
    "tools": [{"type": "function", "function": WEATHER}],
    "tool_choice": "required",
}


def asked(name: str, body: dict[str, Any], *fields: str) -> bytes:
    """Return a request to a service's own path."""
    path = f"/{name}{FLAVOURS[name].bases[0]}/chat/completions"
    return post(json.dumps(body).encode(), *fields, path=path)


def holed(received: bytes) -> bytes:
    """Return an answer with holes for what varies."""
    found = with_holes(received)
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)
    return found
