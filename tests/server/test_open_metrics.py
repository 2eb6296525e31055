"""Who may read what is counted: sums are everybody's, single requests are not."""

from __future__ import annotations

import pytest

from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask, serving_quietly

TOKEN = "a-token-of-the-admin"
KEY = "sk-abcdefghijklmnopqrstuvwxyz012345"
ELSEWHERE = "X-Forwarded-For: 203.0.113.7"


def get(server: Server, path: str, *fields: str) -> Response:
    """Ask for a path as somebody on another machine."""
    lines = "".join(f"{one}\r\n" for one in (ELSEWHERE, *fields))
    return ask(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())


@pytest.mark.parametrize("flags", [(), ("-admin-token", TOKEN)])
def test_metrics_are_open_and_have_no_key_and_no_prompt(flags: tuple[str, ...]) -> None:
    with serving_quietly("-metrics", "-ledger", "60", *flags) as server:
        ask(server, post(chat("a secret of mine"), f"Authorization: Bearer {KEY}"))
        ask(server, post(chat("x"), f"Authorization: Bearer {KEY}", path="/v1/my/secret/path"))
        metrics = get(server, "/metrics")
        requests = get(server, "/_mock/requests")
    assert metrics.status == 200
    assert b"sanic_mock_requests_total" in metrics.body
    for secret in (b"abcdefgh", b"012345", b"secret", TOKEN.encode()):
        assert secret not in metrics.body
    assert requests.status == (401 if flags else 404)


def test_a_token_shows_requests_to_whoever_has_it() -> None:
    with serving_quietly("-ledger", "60", "-admin-token", TOKEN) as server:
        ask(server, post(chat("x"), f"Authorization: Bearer {KEY}"))
        answer = get(server, "/_mock/requests", f"Authorization: Bearer {TOKEN}")
    assert answer.status == 200
    assert b"defghijklmnop" not in answer.body
    assert TOKEN.encode() not in answer.body
