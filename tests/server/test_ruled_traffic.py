"""Rules of traffic: who gets other values, in both lanes, whole and streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from tests.requests import chat, chunked, post
from tests.serving import Response, Server
from tests.talking import ask, serving_quietly

CHAT = "/v1/chat/completions"
AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
PROFILE = """
trace: true
seed: 7
match:
- {name: by key, key: "sk-slow*", values: {ttft: {base: 20ms}, tokens: {output: 20}}}
- {name: by field, header: {X-Team: "red*"}, values: {payload: 100B}}
- {name: by endpoint, endpoint: embeddings, values: {latency: 1ms}}
- {name: by model, model: "gpt-4o", values: {latency: 2ms}}
- {name: by text, user: {regex: "wea[t]her"}, values: {answers: [{text: "Sunny"}]}}
- {name: by system, system: {contains: pirate}, profile: other.yaml}
- {name: by any, any: {contains: needle}, values: {load: {model: slots, slots: 4}}}
- {name: failing, user: fail, values: {faults: [{type: status, code: 503}]}}
- {name: cut, user: cut, values: {faults: [{type: cut, after: {tokens: 1}}]}}
- {name: drawn, share: 0.5, header: {X-Drawn: "*"}, values: {latency: 1ms}}
"""


@pytest.fixture(scope="module", params=["1", "4"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "mine.yaml").write_text(PROFILE)
    (folder / "other.yaml").write_text("trace: true\nmodel: pirate\n")
    with serving_quietly("-profile", str(folder / "mine.yaml"), "-workers", request.param) as one:
        yield one


def rule(response: Response) -> str:
    assert response.status == 200, response.body
    return response.header("x-mock-rule")


def content(response: Response) -> str:
    return str(json.loads(response.body)["choices"][0]["message"]["content"])


def saying(text: str, role: str = "user", **further: object) -> bytes:
    messages = [{"role": role, "content": text}, {"role": "user", "content": "Hello"}]
    return chat(text, **({"messages": messages} if role != "user" else {}), **further)


def test_rules_of_heads_are_for_whoever_bears_them(server: Server, way: tuple[str, ...]) -> None:
    slow = ask(server, post(chat(), "Authorization: Bearer sk-slow-1", *way))
    red = ask(server, post(chat(), "x-team: redder", *way))
    nobody = ask(server, post(chat(), "x-team: blue", "Authorization: Bearer sk-x", *way))

    assert (rule(slow), json.loads(slow.body)["usage"]["completion_tokens"]) == ("by key", 20)
    assert slow.header("x-mock-ttft-ms") == "20.000"
    assert (rule(red), len(content(red)) <= 100) == ("by field", True)
    assert rule(nobody) == ""


def test_rules_of_bodies_are_for_what_they_ask(server: Server, way: tuple[str, ...]) -> None:
    asked = {
        "by model": chat(model="gpt-4o"),
        "by text": saying("the weather"),
        "by system": saying("You are a pirate", "system"),
        "by any": saying("a needle", "assistant"),
        "": chat("nothing of these"),
    }
    for name, body in asked.items():
        response = ask(server, post(body, *way))
        assert rule(response) == name
        assert response.header("x-mock-profile") == ("other" if name == "by system" else "mine")
    assert content(ask(server, post(saying("the weather"), *way))) == "Sunny"


def test_a_body_in_chunks_is_led_likewise(server: Server) -> None:
    body = saying("the weather")

    assert rule(ask(server, chunked(body[:30], body[30:]))) == "by text"


def test_other_endpoints_and_deployments_have_their_rules(
    server: Server, way: tuple[str, ...]
) -> None:
    embedding = json.dumps({"model": "text-embedding-3-small", "input": "Hello"}).encode()
    deployed = post(chat(model="gpt-4o-mini"), "api-key: x", *way, path=AZURE)
    response = json.dumps({"model": "gpt-4o-mini", "input": "the weather"}).encode()
    completion = {"model": "gpt-3.5-turbo-instruct", "prompt": "the weather"}

    assert ask(server, post(embedding, *way, path="/v1/embeddings")).status == 200
    assert rule(ask(server, deployed)) == "by model"
    assert rule(ask(server, post(response, *way, path="/v1/responses"))) == "by text"
    body = json.dumps(completion).encode()
    assert rule(ask(server, post(body, *way, path="/v1/completions"))) == "by text"


def test_what_follows_on_one_connection_is_led_each_for_itself(server: Server) -> None:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="sk-any") as client:
        for text, found in (("the weather", "Sunny"), ("else", ""), ("the weather", "Sunny")):
            raw = client.chat.completions.with_raw_response.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": text}]
            )
            assert raw.headers.get("x-mock-rule", "") == ("by text" if found else "")
            if found:
                assert raw.parse().choices[0].message.content == found
        stream = client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "the weather"}], stream=True
        )

        pieces = [one.choices[0].delta.content or "" for one in stream if one.choices]
    assert "".join(pieces) == "Sunny"


def test_faults_of_a_rule_are_for_its_requests_alone(server: Server, way: tuple[str, ...]) -> None:
    assert ask(server, post(saying("fail"), *way)).status == 503
    assert ask(server, post(saying("fail not"), *way)).status == 200
    with server.connect() as connection:
        connection.sendall(post(saying("cut", stream=True), *way))
        received = b""
        while data := connection.recv(1 << 16):
            received += data
    assert received.startswith(b"HTTP/1.1 200")
    assert b"[DONE]" not in received


def test_errors_tell_the_rule_that_led_to_them(server: Server, way: tuple[str, ...]) -> None:
    unread = post(b"{", "Authorization: Bearer sk-slow-1", *way)

    for request, status, name in (
        (post(saying("fail"), *way), 503, "failing"),
        (unread, 400, "by key"),
    ):
        response = ask(server, request)
        told = {one: response.header(f"x-mock-{one}") for one in ("profile", "rule", "seed")}
        assert (response.status, told) == (status, {"profile": "mine", "rule": name, "seed": "7"})


def test_a_share_is_drawn_for_each_request_anew(server: Server, way: tuple[str, ...]) -> None:
    same = post(chat("the same"), "X-Drawn: yes", *way)
    names = {rule(ask(server, same)) for _ in range(60)}

    assert names == {"drawn", ""}


def test_large_requests_are_led_by_their_texts(server: Server) -> None:
    """They are read on a thread, and by no other process where a rule has a load."""
    large = "word " * 30_000

    assert rule(ask(server, post(saying(large + "the weather")), timeout_s=60)) == "by text"
    assert rule(ask(server, post(saying(large)), timeout_s=60)) == ""


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"model":"gpt-4o"}', b"\xff", b"[" * 9999])
def test_what_cannot_be_read_is_refused_as_without_rules(
    server: Server, way: tuple[str, ...], body: bytes
) -> None:
    assert ask(server, post(body, *way)).status == 400


def test_listings_are_of_whom_the_key_leads_to(server: Server) -> None:
    request = "GET /v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n"
    for key in ("sk-slow-1", "sk-x"):
        assert ask(server, request.format(key).encode()).status == 200


def test_a_prefix_goes_before_rules_and_the_named_one_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("trace: true\nmatch: [{name: mine, key: k, profile: fast}]")
    text = "trace: true\nmatch: [{name: others, key: k, values: {latency: 1ms}}]"
    (tmp_path / "other.yaml").write_text(text)
    with serving_quietly("-profile", str(tmp_path / "mine.yaml"), "-trace") as server:
        for path, name in (("", "mine"), ("/p/other", "others"), ("/p/fast", "")):
            for _ in range(2):
                asked = post(chat(), "Authorization: Bearer k", path=path + CHAT)
                assert rule(ask(server, asked)) == name
