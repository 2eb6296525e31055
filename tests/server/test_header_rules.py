"""Rules that look at header fields: what decides is never taken for what decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.requests import chat, chunked, post
from tests.serving import Server, responses
from tests.sharing import sharing_profile
from tests.talking import ask, receive

PROFILE = """
seed: 1
answers:
  - {match: {header: {X-Tenant: acme, x-user: "a*"}}, text: "acme {{ header.X-User }}"}
  - {match: {header: {x-tenant: "*"}}, text: "tenant {{ header.x-tenant }}"}
  - {match: {header: {user-agent: "curl/*"}}, text: curl}
  - {text: "nobody{{ header.x-user }}"}
"""
ASKED = [
    (("x-tenant: acme", "x-user: anna"), "acme anna"),
    (("X-TENANT: acme", "X-User: otto"), "tenant acme"),
    (("User-Agent: curl/8.5.0",), "curl"),
    (("User-Agent: python",), "nobody"),
    (("x-user: eve",), "nobodyeve"),
    ((), "nobody"),
]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(PROFILE, module=request.param) as server:
        yield server


def said(body: bytes) -> str:
    content = json.loads(body)["choices"][0]["message"]["content"]
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize(("fields", "text"), ASKED)
def test_a_field_decides_which_rule_answers(
    server: Server, fields: tuple[str, ...], text: str
) -> None:
    assert said(ask(server, post(chat(), *fields)).body) == text


def test_known_heads_that_differ_in_such_a_field_alone_are_told_apart(server: Server) -> None:
    """Heads that differ elsewhere have been seen to be alike before."""
    with server.connect() as connection:
        for number in range(300):
            name = f"{'ab'[number % 2]}{number % 7}"
            traced = f"x-request-id: {number:05}"
            connection.sendall(post(chat(), traced, "x-tenant: acme", f"x-user: {name}"))
            text = said(responses(receive(connection))[0].body)
            assert text == (f"acme {name}" if name[0] == "a" else "tenant acme")


def test_heads_of_any_length_are_told_apart(server: Server) -> None:
    with server.connect() as connection:
        for number in range(600):
            name = "a" * (number % 40 + 1)
            traced = f"x-request-id: {'y' * (number * 7 % 90)}"
            connection.sendall(post(chat(), traced, "x-tenant: acme", f"x-user: {name}"))
            assert said(responses(receive(connection))[0].body) == f"acme {name}"


def test_a_body_in_chunks_has_a_head_as_well(server: Server) -> None:
    request = chunked(chat()).replace(b"\r\n", b"\r\nx-tenant: acme\r\nx-user: ada\r\n", 1)
    assert said(ask(server, request).body) == "acme ada"


def test_of_a_field_that_comes_twice_the_first_counts(server: Server) -> None:
    twice = post(chat(), "x-tenant: one", "x-tenant: two")
    assert said(ask(server, twice).body) == "tenant one"


def test_all_workers_look_at_it() -> None:
    with sharing_profile(PROFILE, "-workers", "4") as server:
        for number in range(40):
            fields = ("x-tenant: acme", f"x-user: a{number}")
            assert said(ask(server, post(chat(), *fields)).body) == f"acme a{number}"
