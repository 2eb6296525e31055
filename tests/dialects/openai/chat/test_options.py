"""Seeds, tiers, stored answers, sound, sources, moderation: what few chat requests ask for."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.chat.chunks import deltas
from tests.dialects.openai.chat.tools import WEATHER
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask, serving_quietly

Json = dict[str, Any]

AUDIO: Json = {
    "model": "gpt-audio",
    "modalities": ["text", "audio"],
    "audio": {"voice": "alloy", "format": "pcm16"},
}
SEARCH = "gpt-4o-search-preview"
USAGE = {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr."""
    with serving_quietly("-seed", "7", module=request.param) as running:
        yield running


def whole(server: Server, **fields: Any) -> Json:
    """Return an answer in one piece."""
    response = ask(server, post(chat(**{"model": "gpt-4o", **fields})))
    assert response.status == 200, response.body
    answer: Json = json.loads(response.body)
    return answer


def streamed(server: Server, **fields: Any) -> list[Json]:
    """Return a stream's chunks."""
    response = ask(server, post(chat(**{"model": "gpt-4o", "stream": True, **fields})))
    *events, done, nothing = response.body.decode().split("\n\n")
    assert (done, nothing) == ("data: [DONE]", "")
    return [json.loads(one.removeprefix("data: ")) for one in events]


def content(answer: Json) -> Any:
    """Return what the first choice says."""
    return answer["choices"][0]["message"]["content"]


def text(found: list[Json]) -> str:
    """Return the text of a stream of one choice."""
    parts = [one["choices"][0]["delta"].get("content") for one in found if one["choices"]]
    return "".join(part for part in parts if part)


# Seeds

SEEDED: dict[str, Json] = {
    "a text": {},
    "several": {"n": 3},
    "probabilities": {"logprobs": True, "top_logprobs": 3},
    "a call": {"tools": [WEATHER], "tool_choice": "required"},
    "a model that reasons": {"model": "gpt-5"},
}


def answered(answer: Json) -> Json:
    """Return an answer without what is never the same, or only by the second."""
    left = {key: one for key, one in answer.items() if key not in ("id", "created")}
    return json.loads(re.sub(r'"call_\w+"', '"call_"', json.dumps(left)))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_gives_the_same_answer_again_and_again(server: Server, name: str) -> None:
    answers = [whole(server, seed=5, **SEEDED[name]) for _ in range(4)]

    assert len({json.dumps(answered(one)) for one in answers}) == 1
    assert len({one["id"] for one in answers}) == 4


# a call of one tool with one argument is always the same
@pytest.mark.parametrize("name", [name for name in SEEDED if name != "a call"])
def test_another_seed_and_none_give_others(server: Server, name: str) -> None:
    seeds = [whole(server, seed=seed, **SEEDED[name]) for seed in range(4)]
    fresh = [whole(server, **SEEDED[name]) for _ in range(4)]

    assert len({json.dumps(answered(one)) for one in (*seeds, *fresh)}) > 6


def test_a_seed_gives_the_same_text_streamed(server: Server) -> None:
    found = [text(streamed(server, seed=5, user=user)) for user in ("a", "b")]

    assert found == [content(whole(server, seed=5))] * 2


# Tiers


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (None, "default"),
        ("auto", "default"),
        ("default", "default"),
        ("flex", "flex"),
        ("scale", "scale"),
        ("priority", "priority"),
        ("fast", "priority"),
    ],
)
def test_the_tier_is_told(server: Server, asked: str | None, told: str) -> None:
    answer = whole(server, service_tier=asked)
    found = streamed(server, service_tier=asked)

    assert answer["service_tier"] == told
    assert {one["service_tier"] for one in found} == {told}
    for one in found:
        padding = one.pop("obfuscation")
        plain = json.dumps(one, separators=(",", ":"), ensure_ascii=False)
        assert len(padding) == -len(plain.encode()) % 16


# Stored answers


@pytest.mark.parametrize("stream", [False, True])
def test_a_stored_answer_can_be_read(server: Server, stream: bool) -> None:
    pairs = {"run": "1"}
    if stream:
        found = streamed(server, store=True, metadata=pairs)
        made, said = found[0]["id"], text(found)
    else:
        answer = whole(server, store=True, metadata=pairs)
        made, said = answer["id"], content(answer)

    path = f"/v1/chat/completions/{made}"
    shown = json.loads(ask(server, f"GET {path} HTTP/1.1\r\nHost: m\r\n\r\n".encode()).body)
    listed = f"GET {path}/messages HTTP/1.1\r\nHost: m\r\n\r\n".encode()
    (message,) = json.loads(ask(server, listed).body)["data"]

    assert (shown["id"], shown["object"], shown["metadata"]) == (made, "chat.completion", pairs)
    assert content(shown) == said
    assert shown["usage"]["prompt_tokens"] == 8
    assert (message["role"], message["content"]) == ("user", "Hello")


@pytest.mark.parametrize("fields", [{}, {"store": False}, {"store": None}])
def test_what_is_not_stored_is_not_found(server: Server, fields: Json) -> None:
    answer = whole(server, **fields)

    assert "metadata" not in answer
    request = f"GET /v1/chat/completions/{answer['id']} HTTP/1.1\r\nHost: m\r\n\r\n"
    assert ask(server, request.encode()).status == 404


# Sources


def test_a_model_that_searches_names_its_source(server: Server) -> None:
    for fields in ({}, {"web_search_options": {"search_context_size": "low"}}):
        message = whole(server, model=SEARCH, **fields)["choices"][0]["message"]
        (one,) = message["annotations"]
        cited = one["url_citation"]

        assert one["type"] == "url_citation"
        assert list(cited) == ["end_index", "start_index", "title", "url"]
        linked = message["content"][cited["start_index"] : cited["end_index"]]
        assert linked == f"([example.com]({cited['url']}))"


def test_a_source_is_streamed_behind_the_text(server: Server) -> None:
    found = streamed(server, model=SEARCH)

    *_, cited, last = deltas(found)
    assert list(cited) == ["annotations"]
    assert last == {}
    (one,) = cited["annotations"]
    assert text(found)[one["url_citation"]["start_index"] :].startswith("([example.com](")


# Moderation


def test_prompt_and_answer_are_judged(server: Server) -> None:
    fields: Json = {
        "moderation": {"model": "omni-moderation-latest"},
        "messages": [{"role": "user", "content": "I want to kill them."}],
    }
    answer = whole(server, **fields)
    *_, told, judged = streamed(server, **USAGE, **fields)

    assert list(answer["moderation"]) == ["input", "output"]
    assert told["usage"]["prompt_tokens"] == answer["usage"]["prompt_tokens"]
    assert (judged["choices"], judged["usage"]) == ([], None)
    assert list(judged)[-4:] == ["choices", "moderation", "usage", "obfuscation"]
    for one in (answer["moderation"], judged["moderation"]):
        (result,) = one["input"]["results"]
        assert (one["input"]["type"], result["type"]) == ("moderation_results", "moderation_result")
        assert result["flagged"] is True
        assert result["categories"]["violence"] is True
        assert one["output"]["results"][0]["flagged"] is False


# Sound


def test_an_answer_is_heard(server: Server) -> None:
    answer = whole(server, **AUDIO)

    message = answer["choices"][0]["message"]
    assert list(message) == ["role", "content", "refusal", "audio", "annotations"]
    assert "logprobs" not in answer["choices"][0]
    assert message["content"] is None
    audio = message["audio"]
    assert list(audio) == ["id", "data", "expires_at", "transcript"]
    assert re.fullmatch("audio_[0-9a-f]{32}", audio["id"])
    assert audio["expires_at"] == answer["created"] + 3600
    assert audio["transcript"]
    details = answer["usage"]["completion_tokens_details"]
    seconds = len(base64.b64decode(audio["data"])) / 2 / 24_000
    assert details["audio_tokens"] == pytest.approx(seconds * 20, abs=1)
    assert answer["usage"]["completion_tokens"] > details["audio_tokens"]


@pytest.mark.parametrize(
    ("kind", "start"), [("wav", b"RIFF"), ("flac", b"fLaC"), ("opus", b"OggS"), ("mp3", b"\xff")]
)
def test_a_sound_has_the_format_that_was_asked_for(server: Server, kind: str, start: bytes) -> None:
    asked = AUDIO | {"audio": {"voice": {"id": "voice_1"}, "format": kind}}

    data = whole(server, **asked)["choices"][0]["message"]["audio"]["data"]

    assert base64.b64decode(data).startswith(start)


def test_a_streamed_sound_comes_with_its_transcript(server: Server) -> None:
    opening, *found, told, last = streamed(server, **AUDIO, **USAGE)

    assert opening["choices"] == [
        {"index": 0, "delta": {"role": "assistant", "refusal": None}, "finish_reason": None}
    ]
    said, sounded, *_ = deltas(found)
    assert list(said) == ["content", "audio"]
    assert list(sounded) == ["role", "content", "refusal", "audio"]
    first, second, *middle = [one["audio"] for one in deltas(found)]
    assert (list(first), list(second)) == (["id", "transcript"], ["id", "data"])
    assert first["id"] == second["id"]
    assert [list(one) for one in middle] == [["transcript"], ["data"]] * (len(middle) // 2)
    assert [list(one) for one in last["choices"]] == [["index", "delta"]]
    assert list(last["choices"][0]["delta"]["audio"]) == ["expires_at"]
    parts = [second, *middle]
    heard = b"".join(base64.b64decode(one["data"]) for one in parts if "data" in one)
    seconds = len(heard) / 2 / 24_000
    details = told["usage"]["completion_tokens_details"]
    assert details["audio_tokens"] == pytest.approx(seconds * 20, abs=1)


@pytest.mark.parametrize("cap", [1, 7, 20, 100])
def test_a_cap_is_for_sound_too(server: Server, cap: int) -> None:
    answer = whole(server, **AUDIO, max_completion_tokens=cap)

    assert answer["usage"]["completion_tokens"] <= cap
    assert answer["choices"][0]["finish_reason"] == "length"


def test_sound_in_the_prompt_is_billed(server: Server) -> None:
    wave = base64.b64encode(b"RIFF" + bytes(40) + bytes(32_000)).decode()
    heard = {"type": "input_audio", "input_audio": {"data": wave, "format": "wav"}}
    asked: Json = {"model": "gpt-audio", "messages": [{"role": "user", "content": [heard]}]}

    answer = whole(server, **asked)

    audio = answer["usage"]["prompt_tokens_details"]["audio_tokens"]
    assert audio > 0
    assert answer["usage"]["prompt_tokens"] == 7 + 4 + audio
    assert content(answer)


def test_images_and_files_are_taken_and_billed(server: Server) -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    file = {"type": "file", "file": {"file_id": "file-1"}}
    page, low, high = (
        whole(server, messages=[{"role": "user", "content": parts}])["usage"]["prompt_tokens"]
        for parts in (
            [{"type": "text", "text": "Hello"}, file],
            [
                {"type": "text", "text": "Hello"},
                {**image, "image_url": {"url": "https://example.org/a.png", "detail": "low"}},
            ],
            [{"type": "text", "text": "Hello"}, image],
        )
    )

    assert (page, low, high) == (8 + 4 + 212, 8 + 85, 8 + 255)


# Probabilities where a model tells them only if it does not reason


def test_gpt_5_1_tells_probabilities_where_asked(server: Server) -> None:
    (choice,) = whole(server, model="gpt-5.1", logprobs=True)["choices"]
    found = streamed(server, model="gpt-5.1", logprobs=True)

    assert (
        "".join(one["token"] for one in choice["logprobs"]["content"])
        == (choice["message"]["content"])
    )
    assert all(one["choices"][0]["logprobs"]["content"] for one in found[1:-1])


def test_too_many_probabilities_are_refused() -> None:
    """An answer that took seconds to print would stop all others."""
    with sharing("-big-payload") as big:
        body = chat(model="gpt-4o", logprobs=True, top_logprobs=20, n=64)
        response = ask(big, post(body))
        less = ask(big, post(chat(model="gpt-4o", logprobs=True, top_logprobs=20, n=4)))

    assert response.status == 400
    assert json.loads(response.body)["error"]["message"].startswith("sanic_mock: ")
    assert less.status == 200


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.4"])
def test_the_last_chunk_has_no_probabilities_where_they_were_asked_for(
    server: Server, model: str
) -> None:
    *_, last = streamed(server, model=model, logprobs=True)

    assert last["choices"][0] == {
        "index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"
    }  # fmt: skip
