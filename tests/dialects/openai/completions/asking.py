"""Asks a server for legacy completions."""

from __future__ import annotations

import json
from typing import Any

from sanic_mock.engine.tokens import encoding
from tests.requests import post
from tests.serving import Response, Server
from tests.talking import ask

PATH = "/v1/completions"
INSTRUCT, DAVINCI, BABBAGE = "gpt-3.5-turbo-instruct", "davinci-002", "babbage-002"
JOKE = "Tell me a joke about opentelemetry"
CL100K = encoding("cl100k_base")


def asked(prompt: Any = JOKE, model: str = DAVINCI, **further: Any) -> bytes:
    """Return a request's body."""
    return json.dumps({"model": model, "prompt": prompt, **further}).encode()


def complete(server: Server, body: bytes, *fields: str) -> Response:
    """Ask for a completion."""
    return ask(server, post(body, *fields, path=PATH))


def whole(server: Server, body: bytes) -> Any:
    """Return an answer's value; AssertionError where it is none."""
    answer = complete(server, body)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def chunks(server: Server, body: bytes) -> list[Any]:
    """Return the values of a stream's events but `[DONE]`, which must be the last."""
    answer = complete(server, body)
    assert answer.status == 200, answer.body
    *events, done, nothing = answer.body.split(b"\n\n")
    assert (done, nothing) == (b"data: [DONE]", b"")
    assert all(event.startswith(b"data: {") for event in events)
    return [json.loads(event.removeprefix(b"data: ")) for event in events]


TOKENS = CL100K.encode_ordinary("Hello, world")
