"""An error tells of the first fields that are wrong, however many there are."""

from __future__ import annotations

import json

import pytest

from sanic_mock.dialects.gemini.reading import MOST_VIOLATIONS
from tests.requests import post
from tests.sharing import sharing
from tests.talking import ask

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"


@pytest.mark.parametrize(
    "wrong",
    [
        {"generationConfig": {"responseSchema": {"anyOf": [False] * 5000}}},
        {f"unknown_{place}": 1 for place in range(5000)},
    ],
    ids=["values", "names"],
)
def test_an_error_is_no_longer_than_can_be_read(wrong: dict[str, object]) -> None:
    body = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}], **wrong}

    with sharing() as server:
        answer = ask(server, post(json.dumps(body).encode(), path=PATH))

    assert answer.status == 400
    (told,) = json.loads(answer.body)["error"]["details"]
    assert len(told["fieldViolations"]) == MOST_VIOLATIONS
