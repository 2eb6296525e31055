"""What single models' chats have that others' have not, as recordings of summer 2026 show it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

LONG = [{"role": "user", "content": "word " * 1500}]
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


def told(server: Server, **asked: Any) -> dict[str, Any]:
    """Return an answer."""
    value: dict[str, Any] = json.loads(ask(server, post(chat(**asked))).body)
    return value


def last_usage(server: Server, **asked: Any) -> dict[str, Any]:
    """Return the usage that a stream tells."""
    options: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
    lines = ask(server, post(chat(**asked, **options))).body.decode().splitlines()
    usage: dict[str, Any] = json.loads([line for line in lines if '"usage":{' in line][-1][6:])[
        "usage"
    ]
    return usage


@pytest.mark.parametrize("look", [lambda *a, **k: told(*a, **k)["usage"], last_usage])
def test_gpt_5_6_bills_what_is_written_to_a_cache(server: Server, look: Any) -> None:
    nothing = look(server, model="gpt-5.6-sol")["prompt_tokens_details"]
    usage = look(server, model="gpt-5.6-luna", messages=LONG)

    assert nothing == {"cached_tokens": 0, "audio_tokens": 0, "cache_write_tokens": 0}
    details = usage["prompt_tokens_details"]
    assert list(details) == ["cached_tokens", "cache_write_tokens", "audio_tokens"]
    written = usage["prompt_tokens"] - details["cached_tokens"] - 3
    assert details["cache_write_tokens"] == written
    assert "cache_write_tokens" not in look(server, model="gpt-5.5")["prompt_tokens_details"]


@pytest.mark.parametrize("look", [lambda *a, **k: told(*a, **k)["usage"], last_usage])
def test_models_that_speak_tell_of_text(server: Server, look: Any) -> None:
    spoken = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "pcm16"}}
    usage = look(server, model="gpt-audio-mini", **spoken)

    heard, said = usage["prompt_tokens_details"], usage["completion_tokens_details"]
    assert heard["text_tokens"] == usage["prompt_tokens"]
    assert heard["image_tokens"] == 0
    assert said["text_tokens"] == usage["completion_tokens"] - said["audio_tokens"]


def test_a_search_preview_is_told_otherwise(server: Server) -> None:
    answer = told(server, model="gpt-4o-mini-search-preview")

    assert re.fullmatch(f"chatcmpl-{UUID}", answer["id"])
    assert answer["system_fingerprint"] == ""
    assert "service_tier" not in answer
    assert "logprobs" not in answer["choices"][0]


def test_so_are_the_chunks_of_its_stream(server: Server) -> None:
    lines = ask(server, post(chat(model="gpt-4o-search-preview", stream=True))).body.decode()
    chunks = [json.loads(line[6:]) for line in lines.splitlines() if line.startswith("data: {")]

    assert len({chunk["id"] for chunk in chunks}) == 1
    for chunk in chunks:
        bare = {name: one for name, one in chunk.items() if name != "obfuscation"}
        assert re.fullmatch(f"chatcmpl-{UUID}", chunk["id"])
        assert (chunk["system_fingerprint"], "service_tier" in chunk) == ("", False)
        assert "logprobs" not in chunk["choices"][0]
        length = len(json.dumps(bare, ensure_ascii=False, separators=(",", ":")).encode())
        assert len(chunk["obfuscation"]) == -length % 16


@pytest.mark.parametrize("model", ["o3-mini", "o4-mini", "gpt-5"])
def test_models_that_reason_have_no_probabilities(server: Server, model: str) -> None:
    assert "logprobs" not in told(server, model=model)["choices"][0]


@pytest.mark.parametrize("model", ["gpt-3.5-turbo", "gpt-4-turbo-preview"])
def test_old_models_have_no_fingerprint(server: Server, model: str) -> None:
    assert told(server, model=model)["system_fingerprint"] is None
