"""What a service's streams and answers tell, and what a profile changes of that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from sanic_mock.dialects.openai.flavours.table import FLAVOURS
from sanic_mock.engine.long_runs import count_tokens
from tests.requests import post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

HELLO: list[Any] = [{"role": "user", "content": "Hello"}]
THINKING = "seed: 7\ntokens:\n  reasoning: 4\n  output: 6\n"
NAMES = list(FLAVOURS)
THOUGHTS = ("content", "reasoning", "reasoning_content")
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.fixture(scope="module")
def thinking() -> Iterator[Server]:
    """A server that thinks four tokens and says six."""
    with lending(THINKING) as running:
        yield running


@pytest.fixture(scope="module")
def plain() -> Iterator[Server]:
    """A server that thinks nothing."""
    with lending("seed: 7") as running:
        yield running


def client(server: Server, base: str) -> openai.OpenAI:
    """Return OpenAI's client of a server, at a base path."""
    url = f"http://127.0.0.1:{server.port}{base}"
    return openai.OpenAI(base_url=url, api_key="sk-any", max_retries=0)


def own(name: str) -> str:
    """Return a service's own base path."""
    return f"/{name}{FLAVOURS[name].bases[0]}"


@pytest.mark.parametrize("name", NAMES)
def test_openais_client_reads_a_whole_answer(thinking: Server, name: str) -> None:
    with client(thinking, own(name)) as asking:
        answer = asking.chat.completions.create(model="m", messages=HELLO)

    assert answer.usage is not None
    thought = 4 if FLAVOURS[name].bills_thought_apart else 0
    assert answer.usage.completion_tokens == 10 - thought
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 10
    assert answer.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_says_what_it_bills(thinking: Server, name: str) -> None:
    with client(thinking, own(name)) as asking:
        chunks = list(
            asking.chat.completions.create(
                model="m", messages=HELLO, stream=True, stream_options={"include_usage": True}
            )
        )

    texts = [_text(one) for one in chunks]
    assert sum(map(bool, texts)) == 10  # 4 pieces that are thought, and 6 that are said
    bills = [one.usage for one in chunks if one.usage is not None]
    assert [bill.total_tokens - bill.prompt_tokens for bill in bills] == [10]


def _text(chunk: Any) -> str:
    """Return all that a chunk says, thought or not."""
    if not chunk.choices:
        return ""
    delta = chunk.choices[0].delta
    said = [getattr(delta, name, None) or "" for name in THOUGHTS]
    return "".join(json.dumps(one) if isinstance(one, list) else one for one in said)


@pytest.mark.parametrize("name", NAMES)
def test_a_call_is_told_in_one_piece_or_in_many(plain: Server, name: str) -> None:
    calling: Any = {"messages": HELLO, "model": "m", "tools": [TOOL], "tool_choice": "required"}
    with client(plain, own(name)) as asking:
        whole = asking.chat.completions.create(**calling)
        with asking.chat.completions.stream(**calling) as stream:
            told = stream.get_final_completion()

    for one in (whole, told):
        calls = one.choices[0].message.tool_calls
        assert calls is not None
        (call,) = calls
        assert call.type == "function"
        assert call.function.name == "get_weather"
        assert list(json.loads(call.function.arguments)) == ["city"]
        assert one.choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("name", NAMES)
def test_several_choices_are_streamed_side_by_side(thinking: Server, name: str) -> None:
    with client(thinking, own(name)) as asking:
        chunks = list(asking.chat.completions.create(model="m", messages=HELLO, stream=True, n=3))

    assert {choice.index for chunk in chunks for choice in chunk.choices} == {0, 1, 2}


def test_an_unasked_usage_comes_where_the_service_sends_it(thinking: Server) -> None:
    told = {name: _has_usage(thinking, name) for name in NAMES}

    always = {"deepseek", "mistral", "groq", "openrouter"}
    assert {name for name, has_usage in told.items() if has_usage} == always


def _has_usage(server: Server, name: str) -> bool:
    with client(server, own(name)) as asking:
        stream = asking.chat.completions.create(model="m", messages=HELLO, stream=True)
        return any(chunk.usage is not None for chunk in stream)


def test_a_profiles_own_keys_go_before_what_a_service_has_by_default() -> None:
    own = "flavour: deepseek\nreasoning_in_chat: reasoning\nusage_in_streams: asked\n"
    with lending(THINKING + own) as server, client(server, "/v1") as asking:
        answer = asking.chat.completions.create(model="m", messages=HELLO)
        stream = asking.chat.completions.create(model="m", messages=HELLO, stream=True)
        usages = [chunk.usage for chunk in stream]

    assert count_tokens(answer.choices[0].message.model_dump()["reasoning"]) == 4
    assert set(usages) == {None}


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_has_its_service_answer_where_openai_does(name: str) -> None:
    body = json.dumps({"model": "m", "messages": HELLO}).encode()
    path = f"{FLAVOURS[name].bases[0]}/chat/completions"
    with lending(f"seed: 7\nflavour: {name}\n") as server:
        here = ask(server, post(body, path=path))
        there = ask(server, post(body, path=f"/{name}{path}"))
        unknown = ask(server, post(body, path=f"/{name}{FLAVOURS[name].bases[0]}/none"))

    assert _keys(here.body) == _keys(there.body) == list(FLAVOURS[name].whole)
    assert unknown.status == 404


def _keys(body: bytes) -> list[str]:
    return list(json.loads(body))


def test_vllm_tells_in_each_chunk_what_it_has_billed_so_far(thinking: Server) -> None:
    options: Any = {"include_usage": True, "continuous_usage_stats": True}
    asked: Any = {"model": "m", "messages": HELLO, "stream": True, "stream_options": options}
    with client(thinking, own("vllm")) as asking, client(thinking, own("groq")) as other:
        chunks = list(asking.chat.completions.create(**asked))
        elsewhere = list(other.chat.completions.create(**asked))

    usages = [chunk.usage for chunk in chunks if chunk.usage is not None]
    assert len(usages) == len(chunks)
    assert [one.completion_tokens for one in usages] == [*range(11), 10, 10]
    assert sum(chunk.usage is not None for chunk in elsewhere) == 1


@pytest.mark.parametrize("kind", ["403", "429", "500", "503", "insufficient_quota"])
@pytest.mark.parametrize("name", NAMES)
def test_no_service_sends_its_clients_to_openai(plain: Server, name: str, kind: str) -> None:
    body = json.dumps({"model": "m", "messages": HELLO}).encode()
    asked = post(body, f"x-mock-error: {kind}", path=f"{own(name)}/chat/completions")
    answer = ask(plain, asked)

    assert answer.status >= 400
    assert b"openai" not in answer.body.lower()
    assert b"Owner" not in answer.body


def test_openrouters_streams_begin_with_comments(thinking: Server) -> None:
    body = json.dumps({"model": "m", "messages": HELLO, "stream": True}).encode()
    told = ask(thinking, post(body, path="/openrouter/api/v1/chat/completions")).body

    assert 1 <= told.count(b": OPENROUTER PROCESSING\n\n") <= 11
    assert told.startswith(b": OPENROUTER PROCESSING\n\n")


def test_openrouters_whole_answers_begin_with_white_space_for_most(thinking: Server) -> None:
    spaces = []
    for number in range(12):
        body = json.dumps({"model": "m", "messages": HELLO, "user": str(number)}).encode()
        told = ask(thinking, post(body, path="/openrouter/api/v1/chat/completions")).body
        spaces.append(len(told) - len(told.lstrip()))

    assert all(space % 11 == 0 for space in spaces)
    assert max(spaces) > 0


def test_mistrals_chunks_are_padded_but_the_first(thinking: Server) -> None:
    body = json.dumps({"model": "m", "messages": HELLO, "stream": True}).encode()
    told = ask(thinking, post(body, path="/mistral/v1/chat/completions")).body
    chunks = [json.loads(one[6:]) for one in told.split(b"\n\n")[:-2]]

    assert "p" not in chunks[0]
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    assert all(one["p"] and letters.startswith(one["p"]) for one in chunks[1:])
    assert chunks[-1]["choices"][0]["delta"]["content"]  # the last piece comes with the end


def test_azure_answers_where_it_is_asked_for() -> None:
    body = json.dumps({"model": "m", "messages": HELLO}).encode()
    with lending("seed: 7\nflavour: azure\n") as server:
        by_profile = ask(server, post(body))
        by_path = ask(server, post(body, path="/azure/v1/chat/completions"))

    assert "prompt_filter_results" in json.loads(by_profile.body)
    assert "prompt_filter_results" in json.loads(by_path.body)


def test_a_limit_is_told_in_the_services_words(tmp_path: Path) -> None:
    body = json.dumps({"model": "m", "messages": HELLO}).encode()
    with lending("seed: 7") as server:
        told = {
            name: ask(
                server,
                post(body, "x-mock-error: 429;retry=2", path=f"{own(name)}/chat/completions"),
            )
            for name in NAMES
        }

    assert {one.status for one in told.values()} == {429}
    assert list(json.loads(told["openrouter"].body)["error"]) == ["message", "code", "metadata"]
    assert json.loads(told["mistral"].body)["type"] == "rate_limited"
    assert json.loads(told["xai"].body)["code"] == "resource-exhausted"
    assert json.loads(told["vllm"].body)["error"]["code"] == 429
