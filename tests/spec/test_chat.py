"""Whatever valid chat request comes, each answer and each event is what OpenAI's document says."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

import jsonschema
from hypothesis import given, settings

from tests.spec.asks_chat import asks
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk

PATH = "/v1/chat/completions"
EXAMPLES = 150


@settings(max_examples=EXAMPLES)
@given(ask=asks(streamed=False))
def test_a_whole_answer_is_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    answer = talk.post(PATH, ask).json()

    assert document.faults("CreateChatCompletionResponse", answer) == []
    assert [choice["index"] for choice in answer["choices"]] == list(range(ask.get("n") or 1))
    check_usage(answer["usage"], ask, answer["choices"])
    for choice in answer["choices"]:
        check_choice(ask, choice)


@settings(max_examples=EXAMPLES)
@given(ask=asks(streamed=True))
def test_each_chunk_is_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    chunks = talk.post(PATH, ask, raw=True).chunks()

    for chunk in chunks:
        assert document.faults("CreateChatCompletionStreamResponse", chunk) == []
    assert len({(one["id"], one["created"], one["model"]) for one in chunks}) == 1
    choices = [joined(chunks, index) for index in range(ask.get("n") or 1)]
    check_options(ask, chunks, choices)
    for choice in choices:
        check_choice(ask, choice)


def check_usage(usage: Json, ask: Json, choices: Sequence[Json]) -> None:
    """Hold that a usage adds up, and keeps to the cap."""
    completion, details = usage["completion_tokens"], usage["completion_tokens_details"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + completion
    assert 0 <= details["reasoning_tokens"] <= completion
    assert 0 <= usage["prompt_tokens_details"]["cached_tokens"] <= usage["prompt_tokens"]
    cap = ask.get("max_tokens") or ask.get("max_completion_tokens")
    assert cap is None or completion <= cap * len(choices)


def check_options(ask: Json, chunks: Sequence[Json], choices: Sequence[Json]) -> None:
    """Hold that usage and padding are there exactly if they were asked for."""
    options = ask.get("stream_options") or {}
    if options.get("include_usage"):
        place = -2 if _is_heard(chunks) else -1
        last = chunks[place]
        chunks = [one for one in chunks if one is not last]
        assert last["choices"] == []
        check_usage(last["usage"], ask, choices)
        assert all(chunk["usage"] is None for chunk in chunks)
    else:
        assert not any("usage" in chunk for chunk in chunks)
    assert all(len(chunk["choices"]) == 1 for chunk in chunks)
    padded = options.get("include_obfuscation") is not False
    assert {"obfuscation" in chunk for chunk in chunks} == {padded}


def _is_heard(chunks: Sequence[Json]) -> bool:
    """Return whether the last chunk tells until when what was heard is kept."""
    deltas = [choice["delta"] for choice in chunks[-1]["choices"]]
    return any("expires_at" in delta.get("audio", {}) for delta in deltas)


def _finish(own: Sequence[Json]) -> str | None:
    """Return why a choice ended: told by its last chunk, but for what is heard to its end."""
    *before, last = own
    assert {one["finish_reason"] for one in before} == {None}
    if "finish_reason" in last:
        assert last["finish_reason"] is not None
        return str(last["finish_reason"])
    assert list(last["delta"]["audio"]) == ["expires_at"]
    return "stop"


def joined(chunks: Sequence[Json], index: int) -> Json:
    """Return one choice as if it had not been streamed."""
    own = [one for chunk in chunks for one in chunk["choices"] if one["index"] == index]
    assert own[0]["delta"]["role"] == "assistant"
    message = {"content": None, "refusal": None} | own[0]["delta"]
    message.pop("tool_calls", None)
    message.pop("function_call", None)
    message["content"] = _text(own, "content")
    if spoken := [one["delta"]["audio"] for one in own if "audio" in one["delta"]]:
        message["audio"] = {
            key: "".join(part.get(key, "") for part in spoken) for key in ("transcript", "data")
        }
    if calls := _calls(own):
        message["tool_calls"] = calls
    if parts := [one["delta"]["function_call"] for one in own if "function_call" in one["delta"]]:
        arguments = "".join(part.get("arguments", "") for part in parts)
        message["function_call"] = {"name": parts[0]["name"], "arguments": arguments}
    return {"message": message, "finish_reason": _finish(own), **_logprobs(own)}


def _text(own: Sequence[Json], key: str) -> str | None:
    told = [one["delta"][key] for one in own if one["delta"].get(key) is not None]
    return "".join(told) if told else None


def _calls(own: Sequence[Json]) -> list[Json]:
    found: dict[int, Json] = {}
    for part in (part for one in own for part in one["delta"].get("tool_calls", ())):
        call = found.setdefault(part["index"], {"id": part.get("id"), "type": part.get("type")})
        kind, key = ("function", "arguments") if "function" in part else ("custom", "input")
        inner = call.setdefault(kind, {"name": part[kind].get("name"), key: ""})
        inner[key] += part[kind].get(key, "")
    assert list(found) == list(range(len(found)))
    return list(found.values())


def _logprobs(own: Sequence[Json]) -> Json:
    told = [one["logprobs"] for one in own if one.get("logprobs")]
    content = [entry for one in told for entry in one["content"] or ()]
    return {"logprobs": {"content": content, "refusal": None}} if told else {}


def check_choice(ask: Json, choice: Json) -> None:
    """Hold that a choice is what was asked for."""
    message, finish = choice["message"], choice["finish_reason"]
    calls = [*message.get("tool_calls", ()), *filter(None, [message.get("function_call")])]
    spoken = message.get("audio")
    assert bool(spoken) is ("audio" in ask)
    assert bool(calls or spoken) is (message["content"] is None), "either a text, calls or speech"
    if spoken:
        assert base64.b64decode(spoken["data"], validate=True)
    check_calls(ask, calls, finish)
    if message["content"] is not None:
        check_text(ask, message["content"], finish)
    check_logprobs(ask, choice, bool(calls or spoken))


def check_calls(ask: Json, calls: Sequence[Json], finish: str) -> None:
    """Hold that only what was offered is called, with arguments that it takes."""
    offered = {one[one["type"]]["name"]: one for one in ask.get("tools", ())}
    offered |= {one["name"]: {"function": one} for one in ask.get("functions", ())}
    if ask.get("tool_choice") == "required" and finish != "length":
        assert calls
    if ask.get("tool_choice") == "none" or not offered:
        assert not calls
    for call in calls:
        inner = call.get("function") or call.get("custom") or call
        tool = offered[inner["name"]]
        if finish != "length" and "function" in tool:
            jsonschema.validate(json.loads(inner["arguments"]), tool["function"]["parameters"])


def check_text(ask: Json, text: str, finish: str) -> None:
    """Hold that a text is JSON where that was asked for, and has no stop sequence."""
    wanted = ask.get("response_format") or {}
    stops = ask.get("stop") or ()
    for stop in [stops] if isinstance(stops, str) else stops:
        assert stop not in text
    if finish == "length" or stops or wanted.get("type") not in ("json_object", "json_schema"):
        return
    value = json.loads(text)
    assert isinstance(value, dict)
    if wanted["type"] == "json_schema":
        jsonschema.validate(value, wanted["json_schema"]["schema"])


def check_logprobs(ask: Json, choice: Json, called: bool) -> None:
    """Hold that logprobs are there exactly if they were asked for, one for each token."""
    told = choice.get("logprobs")
    assert told is None or ask.get("logprobs")
    if told is None or called:
        assert called or not ask.get("logprobs")
        return
    tokens = [entry["token"] for entry in told["content"]]
    sent = b"".join(bytes(entry["bytes"]) for entry in told["content"])
    assert sent.decode() == choice["message"]["content"]
    assert all(tokens)
    wanted = ask.get("top_logprobs") or 0
    assert {len(entry["top_logprobs"]) for entry in told["content"]} <= {wanted}
