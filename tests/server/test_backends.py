"""Virtual backends: each with its own profile, health, load, limits and counts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask, receive, serving_quietly

CHAT = "/v1/chat/completions"
PROFILE = """
seed: 7
trace: true
limits: {rpm: 1000000}
backends:
- {name: plain}
- {name: slow, values: {latency: 5ms}}
- {name: broken, health: failing, profile: fast}
- {name: counted, values: {faults: [{type: status, code: 503, first: 2}]}}
- {name: counted-too, values: {faults: [{type: status, code: 503, first: 2}]}}
- {name: limited, values: {limits: {rpm: 1}}}
- {name: limited-too, values: {limits: {rpm: 1}}}
- {name: engine, values: {load: {model: slots, slots: 1, queue: 0}, latency: 500ms}}
- {name: engine-too, values: {load: {model: slots, slots: 1, queue: 0}, latency: 500ms}}
match: [{name: rule, key: "sk-r*", values: {latency: 1ms}}]
"""


@pytest.fixture(scope="module", params=["1", "4"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "mine.yaml").write_text(PROFILE)
    flags = ("-profile", str(folder / "mine.yaml"), "-workers", request.param, "-trace")
    with serving_quietly(*flags) as one:
        yield one


def asked(server: Server, backend: str, *fields: str) -> Response:
    return ask(server, post(chat(), *fields, path=f"/b/{backend}{CHAT}"))


def got(server: Server, path: str) -> Response:
    return ask(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def test_a_backend_is_asked_by_number_or_name(server: Server, way: tuple[str, ...]) -> None:
    for backend, ttft in (("1", "0.000"), ("plain", "0.000"), ("2", "5.000"), ("slow", "5.000")):
        response = asked(server, backend, *way)
        assert (response.status, response.header("x-mock-ttft-ms")) == (200, ttft)
    assert asked(server, "broken", *way).header("x-mock-profile") == "fast"


def test_rules_and_names_are_for_those_who_ask_a_backend_too(
    server: Server, way: tuple[str, ...]
) -> None:
    assert (
        asked(server, "plain", "Authorization: Bearer sk-r", *way).header("x-mock-rule") == "rule"
    )
    named = asked(server, "plain", "x-mock-profile: realistic-network", *way)
    assert named.header("x-mock-profile") == "realistic-network"


def test_a_body_asks_for_a_backend_too(server: Server, way: tuple[str, ...]) -> None:
    hello = "Hello [[mock: backend=slow]]"
    for body in (chat(model="gpt-4o@backend=2"), chat(hello), chat(model="gpt-4o@backend=slow")):
        response = ask(server, post(body, *way))
        assert (response.status, response.header("x-mock-ttft-ms")) == (200, "5.000")
    there = ask(server, post(chat(model="gpt-4o@backend=1"), *way, path=f"/b/slow{CHAT}"))
    assert there.header("x-mock-ttft-ms") == "0.000"


@pytest.mark.parametrize(
    ("name", "why"),
    [("slw", "nearest is slow; want a number up to 9, or one of plain, slow"), ("10", "want a")],
)
def test_a_body_that_asks_for_no_backend_is_told_which_there_are(
    server: Server, way: tuple[str, ...], name: str, why: str
) -> None:
    response = ask(server, post(chat(model=f"gpt-4o@backend={name}"), *way))

    assert response.status == 400
    assert why in response.body.decode()


def test_load_is_the_backends_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("{mode: lenient, latency: 2s, backends: [{name: a}, {name: b}]}")
    with serving_quietly("-profile", str(path)) as server, server.connect() as connection:
        connection.sendall(post(chat(), path=f"/b/a{CHAT}"))
        for _ in range(500):
            loads = [json.loads(got(server, f"/b/{one}/load").body) for one in ("a", "b")]
            if loads[0]["server_load"]:
                break
            time.sleep(0.01)
        assert [one["server_load"] for one in loads] == [1, 0]
        assert receive(connection).startswith(b"HTTP/1.1 200")
        assert json.loads(got(server, "/b/a/load").body) == {"server_load": 0}


def test_health_is_the_backends(server: Server) -> None:
    assert [got(server, f"/b/{one}/health").status for one in ("1", "broken")] == [200, 503]
    assert [got(server, f"/b/{one}/ready").status for one in ("1", "3")] == [200, 503]
    assert json.loads(got(server, "/b/3/ready").body)["backend"] == "broken"
    assert got(server, "/health").status == 200


@pytest.mark.parametrize("backend", ["0", "10", "nobody", "%31"])
def test_one_that_is_not_there_is_a_404_that_tells_those_there_are(
    server: Server, way: tuple[str, ...], backend: str
) -> None:
    told = f"there is no backend '{backend}'; the profile has 9: plain, slow, broken, counted"
    for response in (asked(server, backend, *way), got(server, f"/b/{backend}/health")):
        assert response.status == 404
        assert told in json.loads(response.body)["error"]["message"]


def test_counts_are_each_backends_own(server: Server) -> None:
    for backend in ("counted", "counted-too"):
        assert [asked(server, backend).status for _ in range(4)] == [503, 503, 200, 200]


def test_limits_are_each_backends_own_over_all_workers(server: Server) -> None:
    for backend in ("limited", "limited-too"):
        assert [asked(server, backend).status for _ in range(3)] == [200, 429, 429]
    assert asked(server, "plain").status == 200


def test_slots_are_each_backends_own(server: Server) -> None:
    """One connection is one worker's; in it a second request of another backend finds a slot."""
    with server.connect() as one, server.connect() as other:
        one.sendall(post(chat(), path="/b/engine" + CHAT))
        time.sleep(0.1)
        other.sendall(post(chat(), path="/b/engine-too" + CHAT))
        for connection in (one, other):
            assert receive(connection).startswith(b"HTTP/1.1 200")


def test_an_official_client_has_one_as_its_base_url(server: Server) -> None:
    with openai.OpenAI(base_url=f"{server.url}/b/slow/v1", api_key="sk-any") as client:
        answer = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]
        )
        assert answer.choices[0].message.content
        assert {one.id for one in client.models.list()}


def test_an_official_client_is_told_of_a_backend_that_is_none(server: Server) -> None:
    base_url = f"{server.url}/b/99/v1"
    with (
        openai.OpenAI(base_url=base_url, api_key="sk-any", max_retries=0) as client,
        pytest.raises(openai.NotFoundError, match="there is no backend '99'"),
    ):
        client.models.list()


def test_a_server_without_backends_says_so() -> None:
    with serving_quietly() as server:
        response = asked(server, "1")
    assert response.status == 404
    assert b"the profile has none, see the key backends" in response.body
