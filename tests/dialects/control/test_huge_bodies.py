"""A body of more than is read is refused by our own operations as by all others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sanic_mock.engine.json_size import MOST_LETTERS, MOST_VALUES
from tests.requests import post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

HUGE = {
    b"[" + b"0," * MOST_VALUES + b"0]": f"more than {MOST_VALUES} arrays, objects and values",
    b'{"model":"' + b"x" * (MOST_LETTERS + 1) + b'"}': f"more than {MOST_LETTERS} letters in model",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the default profile."""
    with sharing() as running:
        yield running


@pytest.mark.parametrize("body", HUGE, ids=["values", "letters"])
def test_a_huge_body_is_not_read(server: Server, body: bytes) -> None:
    answer = ask(server, post(body, path="/_mock/plan"), 60.0)

    assert answer.status == 400
    assert f"The body has {HUGE[body]}; it is not read." in answer.body.decode()
