"""Each parameter of a chat request is refused in OpenAI's words where it is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dialects.openai.errors import (
    EITHER,
    Row,
    beyond,
    check_healthy,
    check_refusal,
    missing,
    wrong,
)
from tests.requests import HELLO, chat, message, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr."""
    with sharing(module=request.param) as running:
        yield running


def empty(path: str) -> tuple[str, str, str]:
    """Return message, param and code of an array without elements."""
    text = f"Invalid '{path}': empty array. Expected an array with minimum length 1, but got "
    return text + "an empty array instead.", path, "empty_array"


def unknown(path: str) -> tuple[str, str, str]:
    """Return message, param and code of a parameter that is not known there."""
    return f"Unknown parameter: '{path}'.", path, "unknown_parameter"


TOOL = {"type": "function", "function": {"name": "f"}}
CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
ALLOWED = {"type": "allowed_tools"}

ROWS: dict[str, Row] = {
    "null as content": (
        message(role="user", content=None),
        "Invalid value for 'content': expected a string, got null.",
        "messages.[0].content",
        None,
    ),
    "no content": (
        message(role="user"),
        "Invalid value for 'content': expected a string, got null.",
        "messages.[0].content",
        None,
    ),
    "an assistant that says nothing": (
        chat(messages=[*HELLO, {"role": "assistant", "refusal": None}]),
        "Invalid value for 'content': expected a string, got null.",
        "messages.[1].content",
        None,
    ),
    "a developer that says nothing": (
        message(role="developer", refusal="no"),
        *missing("messages[0].content"),
    ),
    "empty content": (
        message(role="user", content=[]),
        *empty("messages[0].content"),
    ),
    "unknown part": (
        message(role="user", content=[{"type": "video"}]),
        "Invalid value: 'video'. Supported values are: 'text', 'image_url', 'input_audio', "
        "'refusal', 'audio', and 'file'.",
        "messages[0].content[0].type",
        "invalid_value",
    ),
    "text part without text": (
        message(role="user", content=[{"type": "text"}]),
        *missing("messages[0].content[0].text"),
    ),
    "null as image": (
        message(role="user", content=[{"type": "image_url", "image_url": None}]),
        *missing("messages[0].content[0].image_url"),
    ),
    "string as image": (
        message(role="user", content=[{"type": "image_url", "image_url": "https://a.b/c.png"}]),
        *wrong("messages[0].content[0].image_url", "expected an object", "a string"),
    ),
    "image without URL": (
        message(role="user", content=[{"type": "image_url", "image_url": {}}]),
        *missing("messages[0].content[0].image_url.url"),
    ),
    "image with an empty URL": (
        message(role="user", content=[{"type": "image_url", "image_url": {"url": ""}}]),
        "Invalid image URL: ''. Expected a valid URL, but got a value with an invalid format.",
        None,
        "invalid_value",
    ),
    "image of an unknown detail": (
        message(
            role="user",
            content=[{"type": "image_url", "image_url": {"url": "https://a.b", "detail": "max"}}],
        ),
        "Invalid value: 'max'. Supported values are: 'low', 'high', and 'auto'.",
        "messages[0].content[0].image_url.detail",
        "invalid_value",
    ),
    "sound without format": (
        message(role="user", content=[{"type": "input_audio", "input_audio": {"data": "AA=="}}]),
        *missing("messages[0].content[0].input_audio.format"),
    ),
    "sound of an unknown format": (
        message(
            role="user",
            content=[{"type": "input_audio", "input_audio": {"data": "", "format": "ogg"}}],
        ),
        "Invalid value: 'ogg'. Supported values are: 'wav' and 'mp3'.",
        "messages[0].content[0].input_audio.format",
        "invalid_value",
    ),
    "number as file_id": (
        message(role="user", content=[{"type": "file", "file": {"file_id": 1}}]),
        *wrong("messages[0].content[0].file.file_id", "expected a string", "an integer"),
    ),
    "no tool_call_id": (
        chat(messages=[*HELLO, {"role": "tool", "content": "22"}]),
        "Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.",
        "messages.[1].tool_call_id",
        None,
    ),
    "number as tool_call_id": (
        message(role="tool", content="22", tool_call_id=1),
        *wrong("messages[0].tool_call_id", "expected a string", "an integer"),
    ),
    "no calls": (
        chat(messages=[*HELLO, {"role": "assistant", "content": "x", "tool_calls": []}]),
        *empty("messages[1].tool_calls"),
    ),
    "string as calls": (
        message(role="assistant", content="x", tool_calls="x"),
        *wrong("messages[0].tool_calls", "expected an array of objects", "a string"),
    ),
    "call without id": (
        message(role="assistant", tool_calls=[{"type": "function"}]),
        *missing("messages[0].tool_calls[0].id"),
    ),
    "unknown stream option": (
        chat(stream=True, stream_options={"bogus": 1}),
        *unknown("stream_options.bogus"),
    ),
    "number as tool_choice": (
        chat(tools=[TOOL], tool_choice=3),
        *wrong(
            "tool_choice",
            "expected one of one of 'none', 'auto', or 'required' or object",
            "an integer",
        ),
    ),
    "no allowed tools": (
        chat(tools=[TOOL], tool_choice={**ALLOWED, "allowed_tools": {"mode": "auto", "tools": []}}),
        *empty("tool_choice.allowed_tools.tools"),
    ),
    "allowed tools without mode": (
        chat(tools=[TOOL], tool_choice={**ALLOWED, "allowed_tools": {"tools": [TOOL]}}),
        *missing("tool_choice.allowed_tools.mode"),
    ),
    "allowed tools of an unknown mode": (
        chat(
            tools=[TOOL], tool_choice={**ALLOWED, "allowed_tools": {"tools": [TOOL], "mode": "x"}}
        ),
        "Invalid value: 'x'. Supported values are: 'auto' and 'required'.",
        "tool_choice.allowed_tools.mode",
        "invalid_value",
    ),
    "function_call alone": (
        chat(function_call="auto"),
        "Invalid value for 'function_call': 'function_call' is only allowed when 'functions' are "
        "specified.",
        "function_call",
        None,
    ),
    "unknown function_call": (
        chat(functions=[{"name": "f"}], function_call={"name": "g"}),
        "Invalid value for 'function_call': no function named 'g' was specified in the 'functions' "
        "parameter.",
        "function_call",
        None,
    ),
    "function_call without name": (
        chat(functions=[{"name": "f"}], function_call={}),
        *missing("function_call.name"),
    ),
    "string as functions": (
        chat(functions="f"),
        *wrong("functions", "expected an array of function definitions", "a string"),
    ),
    "function without name": (chat(functions=[{}]), *missing("functions[0].name")),
    "parallel_tool_calls alone": (
        chat(parallel_tool_calls=True),
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when "
        "'tools' are specified.",
        "parallel_tool_calls",
        None,
    ),
    "many messages": (
        chat(messages=HELLO * 2049),
        "Invalid 'messages': array too long. Expected an array with maximum length 2048, but got "
        "an array with length 2049 instead.",
        "messages",
        "array_above_max_length",
    ),
    "many calls": (
        chat(messages=[*HELLO, {"role": "assistant", "tool_calls": [CALL] * 129}]),
        "Invalid 'messages[1].tool_calls': array too long. Expected an array with maximum length "
        "128, but got an array with length 129 instead.",
        "messages[1].tool_calls",
        "array_above_max_length",
    ),
    "many tools": (
        chat(tools=[TOOL] * 129),
        "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an "
        "array with length 129 instead.",
        "tools",
        "array_above_max_length",
    ),
    "format without type": (chat(response_format={}), *missing("response_format.type")),
    "string as format": (
        chat(response_format="json"),
        *wrong("response_format", "expected an object", "a string"),
    ),
    "format without a schema": (
        chat(response_format={"type": "json_schema", "json_schema": {"name": "f"}}),
        *missing("response_format.json_schema.schema"),
    ),
    "metadata without store": (
        chat(metadata={"a": "b"}),
        "The 'metadata' parameter is only allowed when 'store' is enabled.",
        "metadata",
        None,
    ),
    "string as metadata": (
        chat(store=True, metadata="a"),
        *wrong("metadata", "expected a metadata object", "a string"),
    ),
    "number in metadata": (
        chat(store=True, metadata={"k": 7}),
        *wrong("metadata.k", "expected a string", "an integer"),
    ),
    "much metadata": (
        chat(store=True, metadata={f"k{n}": "" for n in range(17)}),
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
        "metadata",
        "object_above_max_properties",
    ),
    "long metadata": (
        chat(store=True, metadata={"k": "x" * 600}),
        "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got "
        "a string with length 600 instead.",
        "metadata.k",
        "string_above_max_length",
    ),
    "string as store": (chat(store="yes"), *wrong("store", "expected a boolean", "a string")),
    "unknown tier": (
        chat(service_tier="cheap"),
        "Invalid value: 'cheap'. Supported values are: 'auto', 'default', 'fast', 'flex', "
        "'priority', and 'scale'.",
        "service_tier",
        "invalid_value",
    ),
    "object as tier": (
        chat(service_tier={}),
        *wrong(
            "service_tier",
            "expected one of 'auto', 'default', 'fast', 'flex', 'priority', or 'scale'",
            "an object",
        ),
    ),
    "unknown verbosity": (
        chat(verbosity="x"),
        "Invalid value: 'x'. Supported values are: 'low', 'medium', and 'high'.",
        "verbosity",
        "invalid_value",
    ),
    "unknown retention": (
        chat(prompt_cache_retention="x"),
        "Invalid prompt_cache_retention argument",
        "prompt_cache_retention",
        None,
    ),
    "object as retention": (
        chat(prompt_cache_retention={}),
        *wrong("prompt_cache_retention", "expected one of 'in_memory' or '24h'", "an object"),
    ),
    "number as cache key": (
        chat(prompt_cache_key=7),
        *wrong("prompt_cache_key", "expected a string", "an integer"),
    ),
    "string as cache options": (
        chat(prompt_cache_options="x"),
        *wrong("prompt_cache_options", "expected an object", "a string"),
    ),
    "long safety identifier": (
        chat(safety_identifier="x" * 65),
        "Invalid 'safety_identifier': string too long. Expected a string with maximum length 64, "
        "but got a string with length 65 instead.",
        "safety_identifier",
        "string_above_max_length",
    ),
    "array as biases": (
        chat(logit_bias=[]),
        *wrong("logit_bias", "expected an object", "an array"),
    ),
    "bias too high": (
        chat(logit_bias={"50256": 101}),
        *beyond("logit_bias.50256", "integer", "<= 100", "101"),
    ),
    "string as bias": (
        chat(logit_bias={"50256": "1"}),
        *wrong("logit_bias.50256", "expected an integer", "a string"),
    ),
    "no modalities": (chat(modalities=[]), *empty("modalities")),
    "unknown modality": (
        chat(modalities=["text", "smell"]),
        "Invalid value: 'smell'. Supported values are: 'text' and 'audio'.",
        "modalities[1]",
        "invalid_value",
    ),
    "sound wanted without format": (
        chat(model="gpt-audio", modalities=["audio"], audio={"voice": "alloy"}),
        *missing("audio.format"),
    ),
    "sound wanted of an unknown format": (
        chat(model="gpt-audio", audio={"voice": "alloy", "format": "ogg"}),
        "Invalid value: 'ogg'. Supported values are: 'wav', 'aac', 'mp3', 'flac', 'opus', and "
        "'pcm16'.",
        "audio.format",
        "invalid_value",
    ),
    "number as voice": (
        chat(audio={"voice": 1, "format": "wav"}),
        *wrong("audio.voice", "expected one of a string or an object", "an integer"),
    ),
    "prediction without content": (
        chat(prediction={"type": "content"}),
        *missing("prediction.content"),
    ),
    "prediction of another type": (
        chat(prediction={"type": "text", "content": ""}),
        "Invalid value: 'text'. Supported values are: 'content'.",
        "prediction.type",
        "invalid_value",
    ),
    "number as prediction": (
        chat(prediction={"type": "content", "content": 1}),
        *wrong("prediction.content", EITHER, "an integer"),
    ),
    "part of a prediction without text": (
        chat(prediction={"type": "content", "content": [{"type": "text"}]}),
        *missing("prediction.content[0].text"),
    ),
    "unknown search option": (
        chat(model="gpt-4o-search-preview", web_search_options={"depth": 1}),
        *unknown("web_search_options.depth"),
    ),
    "unknown search size": (
        chat(model="gpt-4o-search-preview", web_search_options={"search_context_size": "x"}),
        "Invalid value: 'x'. Supported values are: 'low', 'medium', and 'high'.",
        "web_search_options.search_context_size",
        "invalid_value",
    ),
    "moderation without model": (chat(moderation={}), *missing("moderation.model")),
    "unknown effort": (
        chat(model="gpt-5", reasoning_effort="max"),
        "Unsupported value: 'reasoning_effort' does not support 'max' with this model. Supported "
        "values are: 'minimal', 'low', 'medium', and 'high'.",
        "reasoning_effort",
        "unsupported_value",
    ),
}

# Of two errors the one that OpenAI tells (seen with pairs of errors, August 2026).
ORDER: dict[str, tuple[bytes, str | None]] = {
    "no messages, unknown": (b'{"model":"m","zzz":1}', "messages"),
    "unknown, type": (chat(zzz=1, n="abc"), None),
    "n, stop": (chat(stop=5, n="abc"), "n"),
    "functions, tools": (chat(tools="x", functions="x"), "functions"),
    "tools, parallel": (chat(parallel_tool_calls={}, tools="x"), "tools"),
    "messages, metadata": (chat(messages=[7], metadata={"k": 7}), "messages[0]"),
    "presence, frequency": (
        chat(frequency_penalty={}, presence_penalty={}),
        "presence_penalty",
    ),
    "logprobs, top_logprobs": (chat(top_logprobs={}, logprobs={}), "logprobs"),
    "seed, tier": (chat(service_tier="x", seed=1.5), "seed"),
    "tier, stream": (chat(stream={}, service_tier={}), "service_tier"),
    "stream, store": (chat(store="x", stream="y"), "stream"),
    "metadata, verbosity": (chat(verbosity={}, metadata="x"), "metadata"),
}


@pytest.mark.parametrize("name", ROWS)
def test_it_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, sentence, param, code = ROWS[name]

    refusal = check_refusal(ask(server, post(body)), 400)

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    check_healthy(server)


def test_as_many_messages_as_openai_takes_are_answered(server: Server) -> None:
    assert ask(server, post(chat(messages=HELLO * 2048))).status == 200


@pytest.mark.parametrize("name", ROWS)
def test_where_not_strict_it_is_answered(server: Server, name: str) -> None:
    assert ask(server, post(ROWS[name][0], "x-mock-mode: lenient")).status == 200


@pytest.mark.parametrize("name", ORDER)
def test_of_two_faults_the_one_is_told_that_openai_tells(server: Server, name: str) -> None:
    body, param = ORDER[name]

    assert check_refusal(ask(server, post(body)), 400)["param"] == param
