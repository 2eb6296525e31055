"""What a request asks for itself in its body: in a phrase of its prompt, or behind its model."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

import openai
import pytest

from tests.answering import CHAT, ENDPOINTS, RESPONSES, say
from tests.requests import chat, chunked, post
from tests.serving import Response, Server, responses
from tests.sharing import sharing, sharing_profile
from tests.talking import ask, receive

COMPLETIONS = "/v1/completions"
PLAIN, SLOW = "seed: 3\n", "seed: 3\nlatency: 20ms\nitl: {token: 5ms}\n"
FURTHER = ("faults: [{type: cut, p: 1e-9}]\n", "observe: {metrics: true}\n")
RULES = """
seed: 3
answers:
  - {match: {user: hello}, text: "a rule's {{ user }}"}
  - {match: {user: {contains: echo}}, echo: all}
  - {match: {model: gpt-4o, user: named}, text: "{{ model }}"}
"""


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def plain(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(PLAIN, module=request.param, purpose="wishes") as server:
        yield server


@pytest.fixture(
    scope="module",
    params=[PLAIN, SLOW, RULES, "faults: [{type: cut, p: 1e-9}]\n", "observe: {metrics: true}\n"],
)
def any_profile(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sharing_profile(request.param, purpose="wishes") as server:
        yield server


@pytest.fixture(scope="module")
def ruled() -> Iterator[Server]:
    with sharing_profile(RULES, purpose="wishes") as server:
        yield server


def asking(path: str, content: str, model: str = "", **further: Any) -> bytes:
    if path == CHAT:
        return chat(content, **{**({"model": model} if model else {}), **further})
    if path == RESPONSES:
        return json.dumps({"model": model or "gpt-4o-mini", "input": content, **further}).encode()
    name = model or "gpt-3.5-turbo-instruct"
    return json.dumps({"model": name, "prompt": content, "max_tokens": 99, **further}).encode()


def sent(server: Server, path: str, content: str, *fields: str, **further: Any) -> Response:
    return ask(server, post(asking(path, content, **further), *fields, path=path))


def said(server: Server, path: str, content: str, **further: Any) -> str:
    stream = further.pop("stream", False)
    if path != COMPLETIONS:
        return say(server, path, json.loads(asking(path, content, **further)), stream=stream).text
    body = json.loads(sent(server, path, content, **further).body)
    return str(body["choices"][0]["text"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
@pytest.mark.parametrize("phrase", ["Hi [[mock: text=Says this.]]", "[[mock:text=Says this.]]"])
def test_a_phrase_says_what_comes_back(plain: Server, path: str, phrase: str, stream: bool) -> None:
    assert said(plain, path, phrase, stream=stream) == "Says this."


def test_every_profile_listens(any_profile: Server) -> None:
    assert said(any_profile, CHAT, 'Hi [[mock: text="a; b = {c}"]]') == "a; b = {c}"
    began_s = time.monotonic()
    assert said(any_profile, CHAT, "Hi", model="gpt-4o@ttft=150ms")
    assert time.monotonic() - began_s >= 0.15


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
def test_a_suffix_asks_for_times(plain: Server, path: str, stream: bool) -> None:
    model = "gpt-3.5-turbo-instruct" if path == COMPLETIONS else "gpt-4o"
    began_s = time.monotonic()
    response = sent(plain, path, "Hi", model=f"{model}@ttft=60ms,itl=20ms,tokens=4", stream=stream)
    assert response.status == 200
    assert time.monotonic() - began_s >= 0.12
    assert b"@" not in response.body


def test_the_answer_names_the_model_alone(plain: Server) -> None:
    assert json.loads(sent(plain, CHAT, "Hi", model="gpt-4o@tokens=3").body)["model"] == (
        "gpt-4o-2024-08-06"
    )


@pytest.mark.parametrize("path", ENDPOINTS)
def test_instructions_count_and_the_users_own_go_before_them(plain: Server, path: str) -> None:
    instructed = "[[mock: text=instructed; case=a]]"
    for own, text in (("Hi", "instructed"), ("Hi [[mock: text=own]]", "own")):
        if path == CHAT:
            messages = [{"role": "system", "content": instructed}, {"role": "user", "content": own}]
            body: dict[str, Any] = {"model": "gpt-4o", "messages": messages}
        else:
            body = {"model": "gpt-4o", "instructions": instructed, "input": own}
        assert say(plain, path, body).text == text


def test_what_was_asked_for_in_earlier_turns_is_over(ruled: Server) -> None:
    messages = [
        {"role": "user", "content": "first [[mock: text=one]]"},
        {"role": "assistant", "content": "one [[mock: text=two]]"},
        {"role": "user", "content": "echo"},
    ]
    assert say(ruled, CHAT, {"model": "gpt-4o", "messages": messages}).text == "first\none\necho"


def test_rules_see_the_prompt_without_its_phrase(ruled: Server) -> None:
    began_s = time.monotonic()
    assert said(ruled, CHAT, "hello [[mock: ttft=100ms]]") == "a rule's hello"
    assert said(ruled, CHAT, "named", model="gpt-4o@ttft=1ms") == "gpt-4o"
    assert time.monotonic() - began_s >= 0.1


def test_a_prompt_is_billed_without_its_phrase(plain: Server) -> None:
    counts = [
        json.loads(sent(plain, CHAT, content).body)["usage"]["prompt_tokens"]
        for content in ("Hello there", "Hello there [[mock: tokens=5]]")
    ]
    assert counts[0] == counts[1]


def test_a_phrase_in_parts_of_a_message_counts(plain: Server) -> None:
    parts = [{"type": "text", "text": "Hi"}, {"type": "text", "text": "[[mock: text=parts]]"}]
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": parts}]}
    assert say(plain, CHAT, body).text == "parts"


def test_places_are_filled_and_no_others(plain: Server) -> None:
    assert said(plain, CHAT, "Hi there [[mock: text={{ user }}, {{ model }}!]]") == (
        "Hi there, gpt-4o-mini!"
    )


def test_an_error_comes_as_often_as_it_is_asked_for(plain: Server) -> None:
    body = "Hi [[mock: fault=429x2; text=well]]"
    statuses = [sent(plain, CHAT, body, f"x-mock-case: {id(plain)}").status for _ in range(4)]
    assert statuses == [429, 429, 200, 200]
    model = f"gpt-4o@fault=503x1,case=s{id(plain)}"
    assert [sent(plain, CHAT, "a", model=model).status for _ in range(3)] == [503, 200, 200]


@pytest.mark.parametrize("framed", [post, chunked])
def test_a_fault_has_its_keys_behind_it(ruled: Server, framed: Callable[[bytes], bytes]) -> None:
    with ruled.connect() as connection:
        content = "[[mock: fault=cut;after=2tokens; text=a b c d]]"
        connection.sendall(framed(chat(content, stream=True)))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b'" b"' in received
    assert b'" c"' not in received


def test_the_official_client_tries_again_and_has_its_answer(plain: Server) -> None:
    with openai.OpenAI(base_url=f"{plain.url}/v1", api_key="sk-x", max_retries=2) as client:
        messages: Any = [
            {"role": "user", "content": f"{id(client)} [[mock: fault=429x2; text=done]]"}
        ]
        answer = client.chat.completions.create(model="gpt-4o", messages=messages)
        assert answer.choices[0].message.content == "done"
        streamed = client.responses.create(model="gpt-4o@tokens=9", input="Hi", stream=True)
        (last,) = [one for one in streamed if one.type == "response.completed"]
        assert last.response.usage is not None
        assert last.response.usage.output_tokens == 10


@pytest.mark.parametrize("path", [*ENDPOINTS, COMPLETIONS])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[[mock: ttfb=1ms]]", "[[mock]]: ttfb: unknown key; nearest is ttft"),
        ("[[mock: ttft=soon]]", '[[mock]]: ttft: "soon" is not understood'),
        ("[[mock: text={{ usr }}]]", "{{ usr }} is not known; nearest is user"),
        ("[[mock: text={{ match.1 }}]]", "is for rules of a profile alone"),
        ("[[mock: fault=429 x=]]", "[[mock]]: fault"),
        ("[[mock: a b=c]]", "is not understood; want NAME=VALUE; NAME=VALUE of tokens"),
    ],
)
def test_what_cannot_be_had_is_refused(plain: Server, path: str, content: str, why: str) -> None:
    response = sent(plain, path, content)
    assert response.status == 400
    message = json.loads(response.body)["error"]["message"]
    assert message.startswith("sanic_mock: ")
    assert why in message


def test_a_wrong_suffix_is_refused(plain: Server) -> None:
    for model, why in (
        ("gpt-4o@ttfb=1ms", "the model's suffix: ttfb: unknown key; nearest is ttft"),
        ("gpt-4o@ttft=1y", 'the model\'s suffix: ttft: "1y" is not understood'),
    ):
        response = sent(plain, CHAT, "Hi", model=model)
        assert response.status == 400
        assert why in json.loads(response.body)["error"]["message"]


@pytest.mark.parametrize("model", ["@cf/meta/llama-3-8b", "claude-3-5-sonnet@20240620", "m@latest"])
def test_an_at_sign_may_be_part_of_a_name(plain: Server, model: str) -> None:
    assert json.loads(sent(plain, CHAT, "a@b.c", model=model).body)["model"] == model


def test_text_that_is_no_phrase_is_text(ruled: Server) -> None:
    text = "echo [[mock]] [[mock: nothing]] [[mock: a"
    assert said(ruled, CHAT, text) == text


def test_vectors_have_times_behind_their_model(plain: Server) -> None:
    body = {"model": "text-embedding-3-small@latency=100ms", "input": "[[mock: text=a]]"}
    began_s = time.monotonic()
    response = ask(plain, post(json.dumps(body).encode(), path="/v1/embeddings"))
    assert (response.status, json.loads(response.body)["model"]) == (200, "text-embedding-3-small")
    assert time.monotonic() - began_s >= 0.1


def test_azure_has_them_behind_its_deployment(plain: Server) -> None:
    for name, status in (("gpt-4o@tokens=5", 200), ("gpt-4o@tokens=x", 400)):
        path = f"/openai/deployments/{name}/chat/completions?api-version=2024-10-21"
        response = ask(plain, post(chat("Hi [[mock: case=b]]"), "api-key: x", path=path))
        assert response.status == status, response.body
        if status == 200:
            assert json.loads(response.body)["usage"]["completion_tokens"] == 5


def test_what_is_said_last_counts(plain: Server) -> None:
    tokens = []
    for content, model in (("Hi", "gpt-4o"), ("Hi", "gpt-4o@tokens=5")):
        for phrase in ("", "[[mock: tokens=6]]"):
            body = chat(f"{content} {phrase}", model=model)
            usage = json.loads(ask(plain, post(body, "x-mock-tokens: 4")).body)["usage"]
            tokens.append(usage["completion_tokens"])
    assert tokens == [4, 6, 5, 6]


def test_a_key_that_is_not_let_in_asks_for_nothing() -> None:
    with sharing_profile("api_keys: [sk-right]\n") as server:
        wrong = sent(server, CHAT, "[[mock: ttfb=1]]", "Authorization: Bearer sk-wrong")
        assert wrong.status == 401


def test_each_kind_can_be_switched_off() -> None:
    profile = "steering: {phrases: false, suffixes: false}\nanswers: [{echo: true}]\n"
    with sharing_profile(profile) as server:
        assert said(server, CHAT, "a [[mock: text=b]]") == "a [[mock: text=b]]"
        response = sent(server, CHAT, "a", model="gpt-4o@ttft=1ms")
        assert json.loads(response.body)["model"] == "gpt-4o@ttft=1ms"


# --- who answers --------------------------------------------------------------------------------

OTHER = """
answers:
  - {match: {user: hello}, text: "the other's {{ user }}"}
  - {match: {user: slow}, text: "the other's", ttft: 80ms}
match: [{model: o3, values: {answers: [{text: a rule's}]}}]
"""


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"])
def two(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("two")
    (folder / "own.yaml").write_text("seed: 3\ntrace: true\n", encoding="utf-8")
    (folder / "other.yaml").write_text(OTHER, encoding="utf-8")
    with sharing("-profile", str(folder / "own.yaml"), module=request.param) as server:
        yield server


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_body_names_the_profile_that_answers_it(two: Server, path: str) -> None:
    assert said(two, path, "hello", model="gpt-4o@other") == "the other's hello"
    assert said(two, path, "hello [[mock: profile=other]]") == "the other's hello"
    assert said(two, path, "hello", model="gpt-4o@other,tokens=3") != "the other's hello"
    assert said(two, path, "hello [[mock: profile=other; text=mine]]") == "mine"
    assert said(two, path, "hello") != "the other's hello"


def test_such_a_profile_has_its_own_times_and_rules(two: Server) -> None:
    began_s = time.monotonic()
    assert said(two, CHAT, "slow", model="gpt-4o@other") == "the other's"
    assert time.monotonic() - began_s >= 0.08
    assert said(two, CHAT, "hello", model="o3@other") == "a rule's"


def test_what_a_body_names_goes_before_its_head(two: Server) -> None:
    for field in ("x-mock-profile: fast", "Authorization: Bearer sk-mock-fast"):
        body = asking(CHAT, "hello", model="gpt-4o@other")
        answer = json.loads(ask(two, post(body, field)).body)
        assert answer["choices"][0]["message"]["content"] == "the other's hello"


def test_a_profile_that_is_none_is_refused(two: Server) -> None:
    for model, content in (("gpt-4o@othr", "a"), ("gpt-4o", "a [[mock: profile=othr]]")):
        response = sent(two, CHAT, content, model=model)
        message = json.loads(response.body)["error"]["message"]
        assert response.status == 400
        assert "profile: 'othr' is not known; nearest is other; want one of" in message


def test_many_requests_on_one_connection_are_each_answered_by_theirs(two: Server) -> None:
    with two.connect() as connection:
        for number in range(40):
            model = "gpt-4o@other" if number % 3 == 0 else "gpt-4o"
            connection.sendall(post(chat("hello", model=model)))
            content = json.loads(responses(receive(connection))[0].body)["choices"][0]["message"]
            assert (content["content"] == "the other's hello") == (number % 3 == 0)


def test_a_deployment_names_no_profile(two: Server) -> None:
    path = "/openai/deployments/gpt-4o@other/chat/completions?api-version=2024-10-21"
    response = ask(two, post(chat(), "api-key: x", path=path))
    assert (response.status, b"stands no profile" in response.body) == (400, True)


# --- however it is sent -------------------------------------------------------------------------


def test_bodies_in_chunks_and_large_ones_ask_too(plain: Server) -> None:
    assert b"chunked" in ask(plain, chunked(chat("Hi [[mock: text=chunked]]"))).body
    assert said(plain, CHAT, "word " * 30_000 + "[[mock: text=large]]") == "large"
    body = chat("word " * 30_000, model="gpt-4o@tokens=5")
    assert json.loads(ask(plain, post(body)).body)["usage"]["completion_tokens"] == 5


def test_requests_on_one_connection_are_each_answered(plain: Server) -> None:
    with plain.connect() as connection:
        for number in range(60):
            phrase = f"[[mock: text=n{number}]]" if number % 2 else ""
            connection.sendall(post(chat(f"a = {number} {phrase}")))
            response = responses(receive(connection))[0]
            content = json.loads(response.body)["choices"][0]["message"]["content"]
            assert (content == f"n{number}") == bool(number % 2)


def test_pipelined_requests_are_each_answered(plain: Server) -> None:
    asked = [post(chat(f"{n} [[mock: text=n{n}; ttft={n}ms]]")) for n in range(5)]
    with plain.connect() as connection:
        connection.sendall(b"".join(asked) + post(chat("last")))
        found = responses(receive(connection, 6))
    texts = [json.loads(one.body)["choices"][0]["message"]["content"] for one in found]
    assert texts[:5] == [f"n{number}" for number in range(5)]


def test_four_workers_listen() -> None:
    with sharing_profile(PLAIN, "-workers", "4", purpose="wishes") as server:
        for number in range(24):
            assert said(server, CHAT, f"[[mock: text=n{number}]]") == f"n{number}"
        case = "[[mock: fault=429x8; text=well; case=all workers]]"
        statuses = [sent(server, CHAT, case).status for _ in range(12)]
        assert statuses == [429] * 8 + [200] * 4


def test_rules_of_traffic_choose_first() -> None:
    profile = "match: [{model: 'gpt-4*', values: {answers: [{text: four}]}}]\n"
    with sharing_profile(profile) as server:
        assert said(server, CHAT, "Hi", model="gpt-4o@ttft=1ms") == "four"
        assert said(server, CHAT, "Hi [[mock: ttft=1ms]]", model="gpt-4o") == "four"
        assert said(server, CHAT, "Hi [[mock: text=own]]", model="gpt-4o") == "own"
        assert said(server, CHAT, "Hi", model="o3@ttft=1ms") != "four"


class _Hop(BaseHTTPRequestHandler):
    """A proxy that passes bodies on, and no field of its client's."""

    upstream = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        request = Request(self.upstream + self.path, body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as response:
            answer = response.read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def test_it_passes_a_proxy(ruled: Server) -> None:
    handler = type("Hop", (_Hop,), {"upstream": ruled.url})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as hop:
        threading.Thread(target=hop.serve_forever, daemon=True).start()
        base_url = f"http://127.0.0.1:{hop.server_address[1]}/v1"
        messages: Any = [{"role": "user", "content": "Hi [[mock: text=through]]"}]
        with openai.OpenAI(base_url=base_url, api_key="sk-x", max_retries=0) as client:
            answer = client.chat.completions.create(model="gpt-4o@ttft=5ms", messages=messages)
        hop.shutdown()
    assert (answer.choices[0].message.content, answer.model) == ("through", "gpt-4o-2024-08-06")
