"""What each service answers on the wire, byte for byte: whole, streamed, with calls, and errors."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from tests.dialects.openai.flavours.golden import GOLDEN
from tests.holes import with_holes
from tests.requests import post
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

KEY = "Authorization: Bearer sk-right"
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
BODIES: dict[str, dict[str, Any]] = {
    "whole": {},
    "stream": {"stream": True, "max_tokens": 3, "stream_options": {"include_usage": True}},
    "calls": CALLING,
    "calls-stream": CALLING | {"stream": True},
    "error-messages": {"messages": []},
    "error-model": {"model": "none"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers are all one text, which serves one model and lets one key in."""
    profile = tmp_path_factory.mktemp("golden") / "services.yaml"
    profile.write_text("seed: 7\napi_keys: [sk-right]\nmodels: [gpt-4o]\n")
    with serving_quietly("-profile", str(profile), module="tests.one_text") as running:
        yield running


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize("name", FLAVOURS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str, case: str) -> None:
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], **BODIES[case]}
    compare(f"{name}-{case}", ask_bytes(server, asked(name, body, KEY)))


@pytest.mark.parametrize("name", FLAVOURS)
def test_a_wrong_key_is_refused_as_the_service_does(server: Server, name: str) -> None:
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
    found = ask_bytes(server, asked(name, body, "Authorization: Bearer sk-wrong"))

    compare(f"{name}-error-key", found)


def asked(name: str, body: dict[str, Any], *fields: str) -> bytes:
    """Return a request to a service's own path."""
    path = f"/{name}{FLAVOURS[name].bases[0]}/chat/completions"
    return post(json.dumps(body).encode(), *fields, path=path)


def compare(name: str, received: bytes) -> None:
    """Compare an answer with its file, or write that."""
    found = with_holes(received)
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()
