"""What a chat completion is on the wire, byte for byte.

What the golden files must be like, however they were written, is held by the other tests here.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.chat.suffixes import padding_length
from sanic_mock.dialects.openai.ids import time_prefix
from tests.dialects.openai.chat.chunks import order
from tests.dialects.openai.golden import GOLDEN
from tests.holes import with_holes
from tests.one_text import TEXT
from tests.requests import chat, post
from tests.serving import Response, Server
from tests.talking import ask, ask_bytes, serving_quietly

WANTS_USAGE: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
WANTS_NO_PADDING: dict[str, Any] = {
    "stream": True,
    "stream_options": {"include_obfuscation": False},
}

REQUESTS: dict[str, bytes] = {
    "whole": post(chat()),
    "whole-cut": post(chat(max_tokens=3)),
    "whole-gpt-5": post(chat(model="gpt-5")),
    "whole-gpt-4": post(chat(model="gpt-4")),
    "whole-own-model": post(chat(model='my "100%" {modèle}')),
    "stream": post(chat(stream=True)),
    "stream-cut": post(chat(stream=True, max_completion_tokens=2)),
    "stream-usage": post(chat(**WANTS_USAGE)),
    "stream-unpadded": post(chat(**WANTS_NO_PADDING)),
    "stream-gpt-5": post(chat(model="gpt-5-mini", **WANTS_USAGE)),
    "error-not-json": post(b"{"),
    "error-no-messages": post(b'{"model":"gpt-4o"}'),
    "error-unknown-url": post(chat(), path="/v1/foo"),
    "error-wrong-method": b"DELETE /v1/models HTTP/1.1\r\nHost: mock\r\n\r\n",
    "model": b"GET /v1/models/gpt-4o HTTP/1.1\r\nHost: mock\r\n\r\n",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers are all one text."""
    with serving_quietly("-seed", "7", module="tests.one_text") as running:
        yield running


@pytest.fixture(scope="module")
def big() -> Iterator[Server]:
    """A server that answers ten kilobytes."""
    with serving_quietly("-big-payload", "-seed", "7") as running:
        yield running


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    file = GOLDEN / f"{name}.txt"
    found = with_holes(ask_bytes(server, REQUESTS[name]))

    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found == file.read_bytes()


def chunks(response: Response) -> list[bytes]:
    """Return the JSON of each event but `[DONE]`, which must be the last."""
    *events, done, nothing = response.body.split(b"\n\n")
    assert (done, nothing) == (b"data: [DONE]", b"")
    assert all(event.startswith(b"data: {") for event in events)
    return [event.removeprefix(b"data: ") for event in events]


# Whole answers: [otel-2026]

USAGE = [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
]
DETAILS = [
    "reasoning_tokens",
    "audio_tokens",
    "accepted_prediction_tokens",
    "rejected_prediction_tokens",
]


@pytest.mark.parametrize(
    ("model", "choice"),
    [
        ("gpt-4o-mini", ["index", "message", "logprobs", "finish_reason"]),
        ("gpt-5", ["index", "message", "finish_reason"]),
        ("gpt-5-mini-2025-08-07", ["index", "message", "finish_reason"]),
    ],
)
def test_keys_of_a_whole_answer_are_in_the_recorded_order(
    server: Server, model: str, choice: list[str]
) -> None:
    answer = json.loads(ask(server, post(chat(model=model))).body)

    assert order(answer) == [
        "id",
        "object",
        "created",
        "model",
        "choices",
        "usage",
        "service_tier",
        "system_fingerprint",
    ]
    assert order(answer["choices"][0]) == choice
    assert order(answer["choices"][0]["message"]) == ["role", "content", "refusal", "annotations"]
    assert order(answer["usage"]) == USAGE
    assert order(answer["usage"]["prompt_tokens_details"]) == ["cached_tokens", "audio_tokens"]
    assert order(answer["usage"]["completion_tokens_details"]) == DETAILS


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5", 'any%d{}\\"name'])
def test_a_whole_answer_is_indented_by_two_and_ends_in_a_newline(
    server: Server, model: str
) -> None:
    body = ask(server, post(chat(model=model))).body

    assert body == (json.dumps(json.loads(body), indent=2, ensure_ascii=False) + "\n").encode()


def test_the_text_arrives_as_it_was_written(server: Server) -> None:
    whole = json.loads(ask(server, post(chat())).body)
    streamed = chunks(ask(server, post(chat(stream=True))))

    deltas = [json.loads(chunk)["choices"][0]["delta"] for chunk in streamed]
    assert whole["choices"][0]["message"]["content"] == TEXT
    assert "".join(delta.get("content", "") for delta in deltas) == TEXT


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
        ("gpt-4", "gpt-4-0613"),
        ("gpt-5", "gpt-5-2025-08-07"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
        ("mistral-large", "mistral-large"),
        ("模型 %s", "模型 %s"),
    ],
)
def test_an_alias_is_answered_by_its_snapshot(server: Server, asked: str, answered: str) -> None:
    whole = json.loads(ask(server, post(chat(model=asked))).body)
    streamed = chunks(ask(server, post(chat(model=asked, stream=True))))

    assert whole["model"] == answered
    assert {json.loads(chunk)["model"] for chunk in streamed} == {answered}


@pytest.mark.parametrize(
    ("model", "pattern"),
    [("gpt-4o", r"fp_[0-9a-f]{10}"), ("gpt-5", None), ("gpt-5-nano", None), ("gpt-4", None)],
)
def test_a_fingerprint_is_ten_hex_digits_or_null(
    server: Server, model: str, pattern: str | None
) -> None:
    fingerprint = json.loads(ask(server, post(chat(model=model))).body)["system_fingerprint"]

    assert fingerprint is None if pattern is None else re.fullmatch(pattern, fingerprint)


# Streams: [otel-2026]

CHUNK = [
    "id",
    "object",
    "created",
    "model",
    "service_tier",
    "system_fingerprint",
    "choices",
]


@pytest.mark.parametrize(
    ("further", "after"),
    [
        ({"stream": True}, ["obfuscation"]),
        (WANTS_USAGE, ["usage", "obfuscation"]),
        (WANTS_NO_PADDING, []),
        ({"stream": True, "stream_options": {}}, ["obfuscation"]),
        ({"stream": True, "stream_options": None}, ["obfuscation"]),
        ({"stream": True, "stream_options": {"include_usage": False}}, ["obfuscation"]),
    ],
)
def test_keys_of_every_chunk_are_in_the_recorded_order(
    big: Server, further: dict[str, Any], after: list[str]
) -> None:
    for chunk in chunks(ask(big, post(chat(**further)))):
        assert order(json.loads(chunk)) == CHUNK + after


@pytest.mark.parametrize(
    ("model", "choice", "framing"),
    [
        ("gpt-4o", ["index", "delta", "logprobs", "finish_reason"], 0),
        ("gpt-5", ["index", "delta", "finish_reason"], 9),
    ],
)
def test_a_stream_is_role_pieces_finish_and_usage(
    big: Server, model: str, choice: list[str], framing: int
) -> None:
    found = [
        json.loads(chunk) for chunk in chunks(ask(big, post(chat(model=model, **WANTS_USAGE))))
    ]
    role, *pieces, finish, usage = found

    assert [one["choices"][0]["delta"] for one in (role, finish)] == [
        {"role": "assistant", "content": "", "refusal": None},
        {},
    ]
    assert order(role["choices"][0]["delta"]) == ["role", "content", "refusal"]
    assert all(order(one["choices"][0]) == choice for one in (role, *pieces, finish))
    assert all(order(piece["choices"][0]["delta"]) == ["content"] for piece in pieces)
    assert all(piece["choices"][0]["delta"]["content"] for piece in pieces)
    assert {one["choices"][0]["finish_reason"] for one in (role, *pieces)} == {None}
    assert finish["choices"][0]["finish_reason"] == "stop"
    assert {one["usage"] for one in (role, *pieces, finish)} == {None}
    assert usage["choices"] == []
    assert order(usage["usage"]) == USAGE
    thought = usage["usage"]["completion_tokens_details"]["reasoning_tokens"]
    assert usage["usage"]["completion_tokens"] - thought - framing == len(pieces)


def test_chunks_of_one_stream_share_id_created_and_model(big: Server) -> None:
    found = [json.loads(chunk) for chunk in chunks(ask(big, post(chat(stream=True))))]

    assert len({(one["id"], one["created"], one["model"]) for one in found}) == 1
    assert {one["object"] for one in found} == {"chat.completion.chunk"}


def test_a_chunk_is_compact_json_with_raw_utf8(server: Server) -> None:
    for chunk in chunks(ask(server, post(chat(**WANTS_USAGE)))):
        compact = json.dumps(json.loads(chunk), separators=(",", ":"), ensure_ascii=False)
        assert chunk == compact.encode()


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5", "m", "mm", "mmm", "模"])
@pytest.mark.parametrize("usage", [False, True])
def test_every_chunk_is_padded_to_sixteen_bytes(big: Server, model: str, usage: bool) -> None:
    """The length is (-bytes of the JSON without the member) mod 16; the letters are [A-Za-z0-9]."""
    options = {"include_usage": usage}
    response = ask(big, post(chat(model=model, stream=True, stream_options=options)))

    for chunk in chunks(response):
        bare, _, padding = chunk.partition(b',"obfuscation":"')
        assert re.fullmatch(rb'[0-9A-Za-z]*"\}', padding)
        assert len(padding) - 2 == -(len(bare) + 1) % 16


def test_paddings_are_not_all_of_the_same_letters(big: Server) -> None:
    paddings = [
        json.loads(chunk)["obfuscation"] for chunk in chunks(ask(big, post(chat(stream=True))))
    ]

    assert len({padding[:4] for padding in paddings if len(padding) >= 4}) > 8


@pytest.mark.parametrize(
    ("json_text", "padding"),
    [
        (
            '{"id":"chatcmpl-CnMGGNmSdY4yYxO9NmV7cSVxXZ5ci","object":"chat.completion.chunk",'
            '"created":1765879680,"model":"gpt-4o-mini-2024-07-18","service_tier":"default",'
            '"system_fingerprint":"fp_644f11dd4d","choices":[{"index":0,"delta":'
            + delta
            + ',"logprobs":null,"finish_reason":'
            + finish_reason
            + '}],"usage":null}',
            padding,
        )
        for delta, finish_reason, padding in (
            ('{"role":"assistant","content":"","refusal":null}', "null", "yKkTGHRZw"),
            ('{"content":"This"}', "null", "bFd3AyW"),
            ("{}", '"stop"', "SdS98"),
        )
    ],
)
def test_the_padding_of_recorded_chunks_follows_the_rule(json_text: str, padding: str) -> None:
    """Recorded on 16 Dec 2025 [otel-2026]."""
    assert padding_length(len(json_text)) == len(padding)


# Identifiers and headers: [otel-2026]


def test_a_recorded_identifiers_first_letters_are_its_time() -> None:
    assert time_prefix(1765879680) == b"CnMGG"


@pytest.mark.parametrize("further", [{}, {"stream": True}])
def test_an_id_tells_when_and_is_never_the_same(server: Server, further: dict[str, Any]) -> None:
    """base62(created - 1576800000) in five letters, then 24 that are random."""
    before = int(time.time())
    request = post(chat(**further))
    found = [ask(server, request) for _ in range(20)]
    bodies = [json.loads(chunks(one)[0] if further else one.body) for one in found]

    for body in bodies:
        assert re.fullmatch(r"chatcmpl-[0-9A-Za-z]{29}", body["id"])
        assert base62(body["id"][9:14]) + 1_576_800_000 == body["created"]
        assert before <= body["created"] <= time.time()
    assert len({body["id"][14:] for body in bodies}) == 20
    assert len({one.header("x-request-id") for one in found}) == 20


def base62(digits: str) -> int:
    """Read a number written with 0-9A-Za-z."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    value = 0
    for digit in digits:
        value = value * 62 + letters.index(digit)
    return value
