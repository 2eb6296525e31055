"""Vectors at Gemini's OpenAI surface."""

from __future__ import annotations

import json

import pytest

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Lengthy
from sanic_mock.server.response_bytes import response_bytes
from sanic_mock.server.routes import Routes
from sanic_mock.settings import Settings
from tests.dialects.gemini.compatible.compatible_asking import DEVELOPERS
from tests.server.compiled import compiled

TEXTS = ["Hello"] * 30


def answer(**fields: str) -> bytes:
    """Return the answer to a request, as the event loop gives it."""
    routes = Routes(compiled(Settings("test")))
    route = routes.route(RequestHead("POST", f"{DEVELOPERS}/embeddings"))
    assert route is not None
    body = {"model": "gemini-embedding-001", "input": TEXTS, **fields}
    return response_bytes(route.variant.answer(route, json.dumps(body).encode()).answer)


def test_vectors_that_are_packed_hold_up_nobody_where_printed_ones_would() -> None:
    assert answer(encoding_format="base64").count(b'"embedding":') == len(TEXTS)
    with pytest.raises(Lengthy):
        answer(encoding_format="float")
