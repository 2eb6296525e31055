"""What each service answers on the wire, byte for byte: whole, streamed, with calls, and errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from tests.dialects.openai.flavours.asking import CALLING, asked, holed
from tests.dialects.openai.flavours.golden import GOLDEN
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

KEY = "Authorization: Bearer sk-right"
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


def compare(name: str, received: bytes) -> None:
    """Compare an answer with its file, or write that."""
    found = holed(received)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()
