"""The pages against a running server: their requests, their answers, their endpoints and errors."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.house.pages import DIALECTS, README, blocks
from tests.serving import Server, serving

KEY, MOST_BYTES = "sk-the-one-key", 64 * 1024
TLS = ssl.create_default_context()  # httpx makes one for each request, which takes longer than that


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--profile", "fast", "-seed", "7") as one:
        yield one


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with serving("-api-keys", KEY, "-max-body", str(MOST_BYTES)) as one:
        yield one


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("block", [one for one in blocks("bash") if one.startswith("curl")])
def test_a_curl_example_gets_an_answer(block: str, server: Server) -> None:
    command = block.replace(":8000", f":{server.port}").replace("curl ", "curl -sS ", 1)
    told = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=30)
    assert (told.returncode, told.stderr) == (0, "")
    if "x-mock-error" in block:
        assert json.loads(told.stdout)["error"]["code"] == "rate_limit_exceeded"
    else:
        assert told.stdout.endswith("data: [DONE]\n\n") or json.loads(told.stdout)["choices"]


@pytest.mark.parametrize("block", blocks("python"))
def test_a_python_example_runs(block: str, server: Server) -> None:
    script = block.replace(":8000", f":{server.port}")
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert len(told.stdout.split()) > 5


def test_the_json_is_what_the_server_above_it_answers() -> None:
    """To the first who asks; its profile but delays, and the id and the time are each time new."""
    (block,) = README.blocks("json")
    (flags,) = re.findall(r"(?m)^\$ sanic-mock --profile \S+ (-seed \d+)$", README.text)
    ask = next(one for one in README.blocks("bash") if one.startswith("curl"))
    with serving(*flags.split()) as one:
        command = ask.replace(":8000", f":{one.port}").replace("curl ", "curl -sS ", 1)
        answer = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert own(block) == own(answer.stdout)


def own(text: str) -> str:
    """Return an answer without what is new each time."""
    return re.sub(r'"(id|created)": \S+', r'"\1": …', text.strip())


def endpoints() -> list[tuple[str, str]]:
    """Return the methods and paths of the table."""
    return re.findall(r"^\| `(GET|POST) (\S+)` \|", README.text, re.M)


def row_of(path: str) -> str:
    """Return the table's row of a path."""
    return next(line for line in README.text.splitlines() if f" {path}` |" in line)


# What is posted to a path, by what the path ends in.
QUESTION: dict[str, object] = {
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": "Hello"}],
}
POSTED: dict[str, dict[str, object]] = {
    "chat/completions": QUESTION,
    "2024-10-21": QUESTION,
    "responses": {"model": "gpt-4o", "input": "Hello"},
    "cancel": {},
    "input_tokens": {"model": "gpt-4o", "input": "Hello"},
    "compact": {"model": "gpt-4o", "input": "Hello"},
    "conversations": {},
    "embeddings": {"model": "text-embedding-3-small", "input": "Hello"},
    "completions": {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"},
    "moderations": {"input": "Hello"},
    "messages": {**QUESTION, "max_tokens": 100},
    "generateContent": {"contents": [{"parts": [{"text": "Hello"}]}]},
    "ingest": {"data": []},
    "tokenize": {"prompt": "Hello"},
    "converse": {"messages": [{"role": "user", "content": [{"text": "Hello"}]}]},
}
# What must be there before a path with such a place can be asked for.
KEPT: dict[str, tuple[str, dict[str, object]]] = {
    "chat_id": ("/v1/chat/completions", {**QUESTION, "store": True}),
    "response_id": ("/v1/responses", {"model": "gpt-4o", "input": "Hello"}),
    "background_id": ("/v1/responses", {"model": "o3", "input": "Hello", "background": True}),
    "conversation_id": ("/v1/conversations", {}),
}


def filled(path: str, server: Server) -> str:
    """Return a path with the id of something that was just made."""
    path = path.replace("{model}", "gpt-4o")
    if place := re.search(r"\{(\w+)\}", path):
        where, body = KEPT[place[1]]
        made = httpx.post(server.url + where, json=body, verify=TLS).json()["id"]
        path = path.replace(place[0], made)
    return path


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers in the background take a while."""
    file = tmp_path_factory.mktemp("slow") / "slow.yaml"
    file.write_text("itl: {token: 20ms}\n")
    with serving("-profile", str(file)) as one:
        yield one


@pytest.mark.parametrize("prefix", ["/v1", "", "/openai/v1"])
@pytest.mark.parametrize(("method", "path"), endpoints())
def test_an_endpoint_answers(
    method: str, path: str, prefix: str, server: Server, slow: Server
) -> None:
    if not path.startswith("/v1/"):
        prefix = "/v1"  # a path of its own
    one = slow if "background" in path else server
    url = one.url + filled(path, one).replace("/v1/", f"{prefix}/", 1)
    asked = next((body for end, body in POSTED.items() if url.endswith(end)), None)
    fields = {"x-mock-mode": "lenient"} if "/v1" not in path and "lenient" in row_of(path) else {}
    if path.startswith("/anthropic"):
        fields = {"anthropic-version": "2023-06-01"}
    response = httpx.request(method, url, json=asked, headers=fields, verify=TLS)
    assert response.status_code == (204 if path.endswith("ingest") else 200)


def test_the_table_of_endpoints_is_read() -> None:
    assert len(endpoints()) >= 20


# What each row of the table of errors stands for: (method, path, body, headers).
CHAT, MODEL = "/v1/chat/completions", '"model":"gpt-4o"'
MESSAGES = '"messages":[{"role":"user","content":"Hello"}]'
WHOLE = f"{{{MODEL},{MESSAGES}}}"
MINE = {"authorization": f"Bearer {KEY}"}

TRIED: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "a body that is not JSON": ("POST", CHAT, "{", MINE),
    "no `model`": ("POST", CHAT, f"{{{MESSAGES}}}", MINE),
    "no `messages`": ("POST", CHAT, f"{{{MODEL}}}", MINE),
    "`messages` is empty": ("POST", CHAT, f'{{{MODEL},"messages":[]}}', MINE),
    "a value of the wrong type, named by its path": (
        "POST",
        CHAT,
        f'{{{MODEL},"messages":[{{"role":"user","content":5}}]}}',
        MINE,
    ),
    "an unknown role": ("POST", CHAT, WHOLE.replace("user", "uesr"), MINE),
    "`max_tokens` is 0": ("POST", CHAT, f'{{"max_tokens":0,{WHOLE[1:]}', MINE),
    "`temperature` is 3": ("POST", CHAT, f'{{"temperature":3,{WHOLE[1:]}', MINE),
    "an unknown parameter": ("POST", CHAT, f'{{"temprature":1,{WHOLE[1:]}', MINE),
    "no key, where `-api-keys` names some": ("POST", CHAT, WHOLE, {}),
    "another key than those": ("POST", CHAT, WHOLE, {"authorization": "Bearer sk-another-key"}),
    "an unknown URL": ("POST", "/v1/nowhere", WHOLE, MINE),
    "another method": ("PUT", CHAT, WHOLE, MINE),
    "a body longer than `max_body`": ("POST", CHAT, " " * (MOST_BYTES + 1), MINE),
    "a head longer than 16 KiB": ("POST", CHAT, WHOLE, {**MINE, "x-long": "x" * 16_384}),
}


def error_rows() -> list[tuple[str, int, str]]:
    rows = re.findall(r"^\| (.*) \| (\d{3}) \| (\S+) \|$", DIALECTS.between("errors"), re.M)
    return [(request, int(status), code) for request, status, code in rows]


@pytest.mark.parametrize(("request_", "status", "code"), error_rows())
def test_an_error_is_what_the_table_says(
    request_: str, status: int, code: str, guarded: Server
) -> None:
    method, path, body, headers = TRIED[request_]
    answer = httpx.request(method, guarded.url + path, content=body, headers=headers, verify=TLS)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"] or "null") == (status, code)
    assert set(error) == {"message", "type", "param", "code"}


def test_every_error_tried_has_its_row() -> None:
    assert [row[0] for row in error_rows()] == list(TRIED)
