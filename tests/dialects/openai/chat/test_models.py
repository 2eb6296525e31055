"""What each model takes, has room for, and is refused, in OpenAI's words [adapter-2026]."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.errors import check_refusal
from tests.requests import chat, post
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask, serving_quietly

Json = dict[str, Any]
Row = tuple[Json, str, str | None, str | None]

IMAGE = [
    {"type": "text", "text": "What is this?"},
    {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
]
# one token each
LONG = "a " * 9000


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def few(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of two models."""
    profile = tmp_path_factory.mktemp("profiles") / "few.yaml"
    profile.write_text("models: [gpt-4o, my-model]\n")
    with serving_quietly("-profile", str(profile), module=request.param) as running:
        yield running


def said(content: Any, **further: Any) -> Json:
    """Return a request's fields with this one message."""
    return {"messages": [{"role": "user", "content": content}], **further}


def unsupported(name: str) -> tuple[str, str, str]:
    """Return message, param and code of a parameter that a model does not take."""
    text = f"Unsupported parameter: '{name}' is not supported with this model."
    return text, name, "unsupported_parameter"


def choice(name: str, value: str, allowed: str) -> tuple[str, str, str]:
    """Return message, param and code of a string that a model does not take."""
    text = f"Unsupported value: '{name}' does not support '{value}' with this model. "
    return f"{text}Supported values are: {allowed}.", name, "unsupported_value"


def unknown(name: str) -> tuple[str, str, str]:
    """Return message, param and code of a parameter that a model does not know."""
    return f"Unknown parameter: '{name}'.", name, "unknown_parameter"


def too_large(name: str, cap: int, most: int) -> tuple[str, str, str]:
    """Return message, param and code of a cap beyond what a model writes."""
    text = (
        f"{name} is too large: {cap}. This model supports at most {most} completion tokens, "
        f"whereas you provided {cap}."
    )
    return text, name, "invalid_value"


def too_long(text: str) -> tuple[str, str, str]:
    """Return message, param and code of a prompt that does not fit."""
    return text, "messages", "context_length_exceeded"


TOOL = {"type": "function", "function": {"name": "f"}}
PREDICTED = {"type": "content", "content": "x"}
VISION = "Invalid content type. image_url is only supported by certain models."
NEEDS_AUDIO = "This model requires that either input content or output modality contain audio."
AUDIO = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
DEAF = "Invalid 'messages[1]'. Content blocks are expected to be either text or image_url type."
HEARD: Json = {"messages": [
    {"role": "system", "content": "Listen."},
    {"role": "user", "content": [
        {"type": "text", "text": "What is said?"},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    ]},
]}  # fmt: skip
LOW_ONLY = "'low', 'medium', and 'high'"

ROWS: dict[str, Row] = {
    **{
        f"{model} that hears": ({"model": model, **HEARD}, DEAF, "messages[1]", "invalid_value")
        for model in ("gpt-4o-mini", "gpt-5-mini", "gpt-5.6-luna", "o4-mini")
    },
    **{
        f"{model} with {name}": ({"model": model, name: value}, *unsupported(name))
        for model in ("gpt-5", "gpt-5.1", "gpt-5.6-luna", "o3", "o4-mini")
        for name, value in (("stop", "x"), ("logit_bias", {"1": 1}), ("prediction", PREDICTED))
    },
    **{
        f"{model} with {name}": ({"model": model, name: 0.5}, *unsupported(name))
        for model in ("gpt-5.6-luna", "gpt-5.5")
        for name in ("presence_penalty", "frequency_penalty")
    },
    "gpt-5.1 that reasons, logprobs": (
        {"model": "gpt-5.1", "reasoning_effort": "low", "logprobs": True},
        *unsupported("logprobs"),
    ),
    "gpt-5.1 that reasons, temperature": (
        {"model": "gpt-5.1", "reasoning_effort": "low", "temperature": 0.5},
        "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default "
        "(1) value is supported.",
        "temperature",
        "unsupported_value",
    ),
    "o3 with minimal": (
        {"model": "o3", "reasoning_effort": "minimal"},
        *choice("reasoning_effort", "minimal", LOW_ONLY),
    ),
    "gpt-5 with none": (
        {"model": "gpt-5", "reasoning_effort": "none"},
        *choice("reasoning_effort", "none", "'minimal', 'low', 'medium', and 'high'"),
    ),
    "gpt-5.1 with minimal": (
        {"model": "gpt-5.1", "reasoning_effort": "minimal"},
        *choice("reasoning_effort", "minimal", "'none', 'low', 'medium', and 'high'"),
    ),
    "gpt-5.6 with an effort and tools": (
        {"model": "gpt-5.6-luna", "reasoning_effort": "low", "tools": [TOOL]},
        "Function tools with reasoning_effort are not supported for gpt-5.6-luna in "
        "/v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to "
        "'none'.",
        "reasoning_effort",
        None,
    ),
    "gpt-4o with an effort": (
        {"reasoning_effort": "low"},
        "Unrecognized request argument supplied: reasoning_effort",
        None,
        None,
    ),
    "gpt-4o with verbosity": (
        {"verbosity": "low"},
        *choice("verbosity", "low", "'medium'"),
    ),
    "gpt-4o that searches": (
        {"web_search_options": {}},
        "Web search options not supported with this model.",
        "web_search_options",
        None,
    ),
    "gpt-5 that searches": (
        {"model": "gpt-5", "web_search_options": {}},
        *unknown("web_search_options"),
    ),
    "search with temperature": (
        {"model": "gpt-4o-search-preview", "temperature": 1},
        "Model incompatible request argument supplied: temperature",
        None,
        None,
    ),
    "search with several": (
        {"model": "gpt-4o-search-preview", "top_p": 1, "n": 1, "temperature": 1},
        "Model incompatible request arguments supplied: n, temperature, top_p",
        None,
        None,
    ),
    "instructions, before a temperature": (
        {
            "model": "o1-mini",
            "messages": [{"role": "system", "content": "Hi"}, {"role": "user", "content": "Hi"}],
            "temperature": 0,
        },
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        "messages[0].role",
        "unsupported_value",
    ),
    **{
        f"an image for {model}": (
            said(IMAGE, model=model),
            VISION,
            "messages.[0].content.[1].type",
            None,
        )
        for model in ("gpt-3.5-turbo", "gpt-4", "gpt-4-0613", "o1-mini", "o3-mini")
    },
    "nothing to hear": ({"model": "gpt-4o-audio-preview"}, NEEDS_AUDIO, "model", "invalid_value"),
    "nothing to hear, not plain": (
        {"model": "gpt-audio", "n": 1},
        NEEDS_AUDIO,
        "model",
        "invalid_value",
    ),
    "sound of a model that writes": (AUDIO, *choice("modalities[1]", "audio", "'text'")),
    "sound of a model that reasons": ({"model": "gpt-5", **AUDIO}, *unknown("modalities")),
    "sound without a voice": (
        {"model": "gpt-audio", "modalities": ["text", "audio"]},
        "Missing required parameter: 'audio'.",
        "audio",
        "missing_required_parameter",
    ),
    "cap over the model's": ({"max_tokens": 16_385}, *too_large("max_tokens", 16_385, 16_384)),
    "new cap over the model's": (
        {"model": "gpt-5", "max_completion_tokens": 128_001},
        *too_large("max_completion_tokens", 128_001, 128_000),
    ),
    "cap over gpt-4's": (
        {"model": "gpt-4", "max_tokens": 9000},
        *too_large("max_tokens", 9000, 8192),
    ),
    "prompt over the window": (
        said(LONG, model="gpt-4"),
        *too_long(
            "This model's maximum context length is 8192 tokens. However, your messages resulted "
            "in 9008 tokens. Please reduce the length of the messages."
        ),
    ),
    "prompt over the window, not plain": (
        said(LONG, model="gpt-4", n=1),
        *too_long(
            "This model's maximum context length is 8192 tokens. However, your messages resulted "
            "in 9008 tokens. Please reduce the length of the messages."
        ),
    ),
    "prompt with functions over the window": (
        said(LONG, model="gpt-4", tools=[TOOL]),
        *too_long(
            "This model's maximum context length is 8192 tokens. However, your messages resulted "
            "in 9031 tokens (9008 in the messages, 23 in the functions). Please reduce the length "
            "of the messages or functions."
        ),
    ),
    "prompt with functions and cap over the window": (
        said("Hello", model="gpt-4", max_tokens=8190, tools=[TOOL]),
        *too_long(
            "This model's maximum context length is 8192 tokens. However, you requested 8221 "
            "tokens (8 in the messages, 23 in the functions, and 8190 in the completion). Please "
            "reduce the length of the messages, functions, or completion."
        ),
    ),
    **{
        f"a prediction for {model}": (
            {"model": model, "prediction": PREDICTED},
            *unsupported("prediction"),
        )
        for model in ("gpt-4-turbo", "gpt-3.5-turbo", "gpt-4o-search-preview")
    },
    "prompt and cap over the window": (
        said("Hello", model="gpt-4", max_tokens=8190),
        *too_long(
            "This model's maximum context length is 8192 tokens. However, you requested 8198 "
            "tokens (8 in the messages, 8190 in the completion). Please reduce the length of the "
            "messages or completion."
        ),
    ),
}


def request(**fields: Any) -> bytes:
    """Return the bytes of a chat request."""
    return post(chat(**{"model": "gpt-4o", **fields}))


@pytest.mark.parametrize("name", ROWS)
def test_what_a_model_does_not_take_is_refused(server: Server, name: str) -> None:
    fields, sentence, param, code = ROWS[name]

    refusal = check_refusal(ask(server, request(**fields)), 400)

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }


@pytest.mark.parametrize("name", ROWS)
def test_where_not_strict_it_is_answered(server: Server, name: str) -> None:
    fields = ROWS[name][0]

    assert (
        ask(server, post(chat(**{"model": "gpt-4o", **fields}), "x-mock-mode: lenient")).status
        == 200
    )


def test_a_sound_that_cannot_be_streamed_is_refused(server: Server) -> None:
    refusal = check_refusal(ask(server, request(model="gpt-audio", stream=True, **AUDIO)), 400)

    assert refusal["message"] == (
        "Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported "
        "values are: 'pcm16'."
    )
    assert (refusal["param"], refusal["code"]) == ("audio.format", "unsupported_value")


@pytest.mark.parametrize("model", ["o3", "o4-mini", "gpt-5", "gpt-5-mini"])
def test_a_model_that_tells_no_probabilities_forbids_them(server: Server, model: str) -> None:
    refusal = check_refusal(ask(server, request(model=model, logprobs=True)), 403)

    assert refusal["message"] == "You are not allowed to request logprobs from this model"
    assert (refusal["param"], refusal["code"]) == (None, None)


@pytest.mark.parametrize("content", ["x " * 273_000, [{"type": "text", "text": "x " * 273_000}]])
def test_a_prompt_over_what_is_read_is_refused(server: Server, content: Any) -> None:
    refusal = check_refusal(ask(server, request(**said(content, model="gpt-5")), 30), 400)

    assert refusal["message"].startswith(
        "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 273"
    )
    assert (refusal["param"], refusal["code"]) == ("messages", "context_length_exceeded")


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gpt-5.1", "temperature": 0.5, "top_p": 0.1, "presence_penalty": 1},
        {"model": "gpt-5.1", "logprobs": True},
        {"model": "gpt-5.6-luna", "reasoning_effort": "none", "temperature": 0.5},
        {"model": "gpt-5.2", "reasoning_effort": "xhigh", "tools": [TOOL]},
        {"model": "gpt-5.6-luna", "reasoning_effort": "none", "tools": [TOOL]},
        {"model": "gpt-5.5", "tools": [TOOL]},
        {"model": "gpt-5.4", "tools": [TOOL]},
        {"model": "gpt-5", "reasoning_effort": "minimal", "verbosity": "low"},
        {"model": "gpt-5-chat-latest", "temperature": 0.5, "max_tokens": 9},
        {"model": "gpt-4o", "verbosity": "medium", "reasoning_effort": None},
        {"model": "gpt-4o-search-preview", "web_search_options": {"search_context_size": "low"}},
        {"model": "nobody-knows", "reasoning_effort": "high", "verbosity": "low", "stop": "x"},
        {"model": "nobody-knows", "max_tokens": 10**9},
        {"model": "ft:gpt-4o-mini-2024-07-18:org::id", "max_tokens": 16_384},
        {"model": "gpt-4.1", "max_tokens": 32_768},
        said(IMAGE, model="gpt-4-turbo"),
        said(IMAGE, model="o1"),
        said(LONG, model="gpt-3.5-turbo", max_tokens=4096),
    ],
    ids=str,
)
def test_what_a_model_takes_is_answered(server: Server, fields: Json) -> None:
    assert ask(server, request(**fields)).status == 200


@pytest.mark.parametrize("further", [{}, {"n": 1}, {"stream": True}])
@pytest.mark.parametrize("mode", ["strict", "lenient"])
@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-5", "my-model-2", "x" * 300])
def test_a_model_that_is_not_listed_does_not_exist(
    few: Server, model: str, mode: str, further: Json
) -> None:
    body = chat(model=model, **further)

    refusal = check_refusal(ask(few, post(body, f"x-mock-mode: {mode}")), 404)

    assert refusal == {
        "message": f"The model `{model[:256]}` does not exist or you do not have access to it.",
        "type": "invalid_request_error",
        "param": None,
        "code": "model_not_found",
    }


@pytest.mark.parametrize("model", ["gpt-4o", "my-model"])
def test_a_model_that_is_listed_answers(few: Server, model: str) -> None:
    assert ask(few, post(chat(model=model))).status == 200
    assert json.loads(ask(few, post(chat(model=model, n=2))).body)["object"] == "chat.completion"
