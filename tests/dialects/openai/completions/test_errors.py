"""Every bad request for a completion gets OpenAI's own refusal [issues-2026]."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.openai.completions.asking import (
    BABBAGE,
    DAVINCI,
    INSTRUCT,
    PATH,
    TOKENS,
    asked,
    complete,
)
from tests.dialects.openai.errors import NO_KEY, NO_MODEL, NOT_JSON, beyond, check_layout, wrong
from tests.requests import post
from tests.serving import Response, Server
from tests.sharing import lending, sharing
from tests.talking import ask

Row = tuple[bytes, str, str | None, str | None]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def choosy() -> Iterator[Server]:
    """A server that serves two models, and lets one key in."""
    with lending("models: [davinci-002, own]\napi_keys: [sk-right]\n") as running:
        yield running


PROMPT = "expected one of a string, array of strings, array of integers, or array of integer arrays"
ONE_PROMPT = "expected one of a string, an integer, or an array of integers"


def empty(path: str) -> tuple[str, str, str]:
    """Return message, param and code of an array without elements."""
    text = (
        f"Invalid '{path}': empty array. Expected an array with minimum length 1, but got an "
        "empty array instead."
    )
    return text, path, "empty_array"


def too_long(path: str, most: int, length: int) -> tuple[str, str, str]:
    """Return message, param and code of an array with too many elements."""
    text = (
        f"Invalid '{path}': array too long. Expected an array with maximum length {most}, but got "
        f"an array with length {length} instead."
    )
    return text, path, "array_above_max_length"


def context(most: int, prompt: int, completion: int) -> tuple[str, None, None]:
    """Return message, param and code of a prompt and its completion that are too long."""
    text = (
        f"This model's maximum context length is {most} tokens, however you requested "
        f"{prompt + completion} tokens ({prompt} in your prompt; {completion} for the completion). "
        "Please reduce your prompt; or completion length."
    )
    return text, None, None


def unknown(name: str) -> tuple[str, None, None]:
    """Return message, param and code of a parameter that there is not."""
    return f"Unrecognized request argument supplied: {name}", None, None


NOT_ECHOED = (
    "You requested a length 0 completion, but you did not set the 'echo' parameter. That means "
    "that we will return no data to you. (HINT: set 'echo' to true in order for the API to echo "
    "back the prompt to you.)"
)
NOTHING_NEW = (
    "You requested a length 0 completion, but did not specify a 'logprobs' parameter to see the "
    "probability of each token. Either request a completion with length greater than 1, or set "
    "'logprobs' to 0 (to see the probabilities of each token you submitted) or more (to also see "
    "the probabilities over alternative tokens)."
)
MUST_COMPLETE = (
    "You requested a length 0 completion, which is not supported for this model. Please request a "
    "completion with length at least 1"
)
HINT = (
    "You requested that the server return more choices than it will generate (HINT: you must set "
    "'n' (currently {}) to be at most 'best_of' (currently {}), or omit either parameter if you "
    "don't specifically want to use them.)"
)
OPTIONS = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
TOKEN = "Invalid token in prompt: {}. Minimum value is 0, maximum value is 100257 (inclusive)."
BIAS = "Invalid key in 'logit_bias': {}."
BOTH = "Setting 'echo' and 'logprobs' at the same time is not supported for this model."

ROWS: dict[str, Row] = {
    "nothing": (b"", NOT_JSON, None, None),
    "half": (asked()[:-1], NOT_JSON, None, None),
    "an array": (b"[]", NOT_JSON, None, None),
    "NaN": (asked()[:-1] + b',"temperature":NaN}', NOT_JSON, None, None),
    "half a character": (asked("\ud800"), NOT_JSON, None, None),
    "not UTF-8": (b'{"model":"davinci-002","prompt":"\xff"}', NOT_JSON, None, None),
    "brackets without end": (b'{"prompt":' + b"[" * 50_000, NOT_JSON, None, None),
    "no model": (b'{"prompt":"Hello"}', NO_MODEL, None, None),
    "null model": (asked(model=None), NO_MODEL, None, None),  # type: ignore[arg-type]
    "empty model": (asked(model=""), NO_MODEL, None, None),
    "number as model": (asked(model=3), *wrong("model", "expected a string", "an integer")),  # type: ignore[arg-type]
    "unknown argument": (asked(top_k=1), *unknown("top_k")),
    "chat's argument": (asked(max_completion_tokens=1), *unknown("max_completion_tokens")),
    "messages": (asked(messages=[]), *unknown("messages")),
    "object as prompt": (asked({}), *wrong("prompt", PROMPT, "an object")),
    "number as prompt": (asked(1.5), *wrong("prompt", PROMPT, "a decimal number")),
    "boolean as prompt": (asked(True), *wrong("prompt", PROMPT, "a boolean")),
    "no prompts": (asked([]), *empty("prompt")),
    "a prompt without tokens": (asked([[1], []]), *empty("prompt[1]")),
    "objects as prompts": (asked([{}]), *wrong("prompt[0]", ONE_PROMPT, "an object")),
    "null as a prompt": (asked([None]), *wrong("prompt[0]", ONE_PROMPT, "null")),
    "a text and a token": (asked(["a", 1]), *wrong("prompt[1]", "expected a string", "an integer")),
    "tokens and a text": (asked([1, "a"]), *wrong("prompt[1]", "expected an integer", "a string")),
    "a token and tokens": (asked([1, [1]]), *wrong("prompt[1]", "expected an integer", "an array")),
    "texts in arrays": (
        asked([["a"]]),
        *wrong("prompt[0][0]", "expected an integer", "a string"),
    ),
    "tokens and a text in arrays": (
        asked([[1], "a"]),
        *wrong("prompt[1]", "expected an array of integers", "a string"),
    ),
    "too many prompts": (asked(["a"] * 2049), *too_long("prompt", 2048, 2049)),
    "no such token": (asked([1, 100_258]), TOKEN.format(100_258), None, None),
    "a token below none": (asked([[1, -1]]), TOKEN.format(-1), None, None),
    "max_tokens below 0": (asked(max_tokens=-1), *beyond("max_tokens", "integer", ">= 0", "-1")),
    "text as max_tokens": (
        asked(max_tokens="16"),
        *wrong("max_tokens", "expected an integer", "a string"),
    ),
    "decimal as max_tokens": (
        asked(max_tokens=1.5),
        *wrong("max_tokens", "expected an integer", "a decimal number"),
    ),
    "too hot": (asked(temperature=2.5), *beyond("temperature", "decimal", "<= 2", "2.5")),
    "too cold": (asked(temperature=-1), *beyond("temperature", "decimal", ">= 0", "-1")),
    "top_p above 1": (asked(top_p=2), *beyond("top_p", "decimal", "<= 1", "2")),
    "no choice": (asked(n=0), *beyond("n", "integer", ">= 1", "0")),
    "too many choices": (asked(n=129), *beyond("n", "integer", "<= 128", "129")),
    "best of too many": (asked(best_of=21), *beyond("best_of", "integer", "<= 20", "21")),
    "best of too few": (asked(n=3, best_of=2), HINT.format(3, 2), None, None),
    "best of none": (asked(best_of=0), HINT.format(1, 0), None, None),
    "too many alternatives": (asked(logprobs=6), *beyond("logprobs", "integer", "<= 5", "6")),
    "fewer alternatives than none": (
        asked(logprobs=-1),
        *beyond("logprobs", "integer", ">= 0", "-1"),
    ),
    "chat's logprobs": (
        asked(logprobs=True),
        *wrong("logprobs", "expected an integer", "a boolean"),
    ),
    "text as echo": (asked(echo="yes"), *wrong("echo", "expected a boolean", "a string")),
    "text as stream": (asked(stream="yes"), *wrong("stream", "expected a boolean", "a string")),
    "penalty": (
        asked(presence_penalty=-3),
        *beyond("presence_penalty", "decimal", ">= -2", "-3"),
    ),
    "another penalty": (
        asked(frequency_penalty=2.1),
        *beyond("frequency_penalty", "decimal", "<= 2", "2.1"),
    ),
    "a large seed": (
        asked(seed=2**63),
        *beyond("seed", "integer", f"<= {2**63 - 1}", str(2**63)),
    ),
    "too many stops": (asked(stop=["a"] * 5), *too_long("stop", 4, 5)),
    "number as stop": (
        asked(stop=1),
        *wrong("stop", "expected one of a string or array of strings", "an integer"),
    ),
    "numbers as stops": (asked(stop=[1]), *wrong("stop[0]", "expected a string", "an integer")),
    "number as user": (asked(user=1), *wrong("user", "expected a string", "an integer")),
    "text as options": (
        asked(stream=True, stream_options="usage"),
        *wrong("stream_options", "expected an object", "a string"),
    ),
    "unknown option": (
        asked(stream=True, stream_options={"usage": True}),
        "Unknown parameter: 'stream_options.usage'.",
        "stream_options.usage",
        "unknown_parameter",
    ),
    "text as include_usage": (
        asked(stream=True, stream_options={"include_usage": "yes"}),
        *wrong("stream_options.include_usage", "expected a boolean", "a string"),
    ),
    "options without stream": (
        asked(stream_options={"include_usage": True}),
        OPTIONS,
        "stream_options",
        None,
    ),
    "array as bias": (asked(logit_bias=[]), *wrong("logit_bias", "expected an object", "an array")),
    "word as biased token": (
        asked(logit_bias={"the": 1}),
        BIAS.format("the") + " You should only be submitting non-negative integers.",
        "logit_bias",
        None,
    ),
    "no token that is biased": (
        asked(logit_bias={"100258": 1}),
        BIAS.format(100_258) + " Maximum value is 100257.",
        "logit_bias",
        None,
    ),
    "too much bias": (
        asked(logit_bias={"50256": -101}),
        *beyond("logit_bias.50256", "decimal", ">= -100", "-101"),
    ),
    "suffix for davinci": (asked(suffix="b"), *unknown("suffix")),
    "suffix for babbage": (asked(model=BABBAGE, suffix="b"), *unknown("suffix")),
    "number as suffix": (
        asked(model=INSTRUCT, suffix=1),
        *wrong("suffix", "expected a string", "an integer"),
    ),
    "no completion": (asked(max_tokens=0), NOT_ECHOED, None, None),
    "no completion, one of all": (asked(max_tokens=0, n=1), NOT_ECHOED, None, None),
    "nothing but the prompt": (asked(max_tokens=0, echo=True), NOTHING_NEW, None, None),
    "no completion of instruct": (
        asked(model=INSTRUCT, max_tokens=0),
        MUST_COMPLETE,
        None,
        None,
    ),
    "no completion, probabilities": (
        asked(model=INSTRUCT, max_tokens=0, logprobs=1),
        MUST_COMPLETE,
        None,
        None,
    ),
    "instruct's prompt": (asked(model=INSTRUCT, echo=True, logprobs=0), BOTH, None, None),
    "context": (asked(TOKENS * 1366, INSTRUCT, max_tokens=0 + 1), *context(4097, 4098, 1)),
    "context, default": (asked("a " * 4082, INSTRUCT), *context(4097, 4083, 16)),
    "context, one of all": (asked(["a", "a " * 16_384]), *context(16_385, 16_385, 16)),
    "context, completion": (asked(model=BABBAGE, max_tokens=20_000), *context(16_385, 8, 20_000)),
}


def check(answer: Response, status: int = 400) -> tuple[str, str | None, str | None]:
    """Hold that an answer is a refusal; return message, param and code."""
    assert answer.status == status, answer.body[:300]
    error: dict[str, Any] = json.loads(answer.body)["error"]
    is_models = answer.body.startswith(b'{\n  "')
    check_layout(answer, "model" if is_models else "gateway")
    assert error["type"] == "invalid_request_error"
    return error["message"], error["param"], error["code"]


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_request_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, *expected = ROWS[name]

    assert check(complete(server, body)) == tuple(expected)


def test_the_best_of_several_cannot_be_streamed(server: Server) -> None:
    message, param, code = check(complete(server, asked(best_of=3, n=2, stream=True)))

    assert "'best_of' (currently 3)" in message
    assert (param, code) == (None, None)
    assert complete(server, asked(best_of=2, n=2, stream=True)).status == 200


OPTIONAL = (
    "prompt",
    *("max_tokens", "temperature", "top_p", "n", "stream", "stream_options", "logprobs", "echo"),
    *("stop", "presence_penalty", "frequency_penalty", "best_of", "logit_bias", "seed", "suffix"),
    "user",
)
TOO_LARGE = {
    "choices": (asked(["a"] * 1000, n=21), "21000 choices were asked for", 20_000),
    "candidates": (asked(["a"] * 1001, best_of=20), "20020 choices were asked for", 20_000),
    "echo": (
        asked("a " * 40_000, "own", echo=True, n=51),
        "2040051 tokens were asked to be echoed",
        2_000_000,
    ),
    "probabilities": (
        asked("a " * 9999, "own", echo=True, n=10, logprobs=5),
        "600000 probabilities were asked for",
        250_000,
    ),
}


@pytest.mark.parametrize("mode", ["strict", "lenient"])
@pytest.mark.parametrize("name", TOO_LARGE)
def test_an_answer_that_would_stop_all_others_is_refused_by_us(
    server: Server, name: str, mode: str
) -> None:
    body, what, most = TOO_LARGE[name]

    found = check(complete(server, body, f"x-mock-mode: {mode}"))

    assert found == (f"sanic_mock: {what}; an answer has at most {most}.", None, "invalid_value")


FITTING = {
    "as long as may be": asked("a " * 4080, INSTRUCT),
    "own model, any length": asked("a " * 20_000, "own"),
    "null for all": json.dumps({"model": DAVINCI, **dict.fromkeys(OPTIONAL)}).encode(),
    "bias": asked(logit_bias={"50256": -100, "0": 0.5}),
    "suffix of another": asked(model="own", suffix="b"),
    "the last token": asked([100_257]),
    "no bias, no stops": asked(logit_bias={}, stop=[]),
    "tuned": asked(model="ft:gpt-3.5-turbo-instruct:org::id", suffix="b"),
}


@pytest.mark.parametrize("name", FITTING)
def test_what_is_within_bounds_is_answered(server: Server, name: str) -> None:
    assert complete(server, FITTING[name]).status == 200


def test_a_name_that_no_model_has_is_not_found(server: Server) -> None:
    assert check(complete(server, asked(model="m" * 257)), 404)[2] == "model_not_found"


def test_only_models_that_a_profile_lists_are_served(choosy: Server) -> None:
    key = "Authorization: Bearer sk-right"
    answers = [complete(choosy, asked(model=model), key) for model in (DAVINCI, "own")]
    expected = (
        f"The model `{BABBAGE}` does not exist or you do not have access to it.",
        None,
        "model_not_found",
    )

    assert [one.status for one in answers] == [200, 200]
    assert check(complete(choosy, asked(model=BABBAGE), key), 404) == expected


def test_a_key_is_asked_for_as_chat_asks(choosy: Server) -> None:
    assert check(complete(choosy, asked()), 401) == (NO_KEY, None, None)
    wrong_key = complete(choosy, asked(), "Authorization: Bearer sk-wrong")
    assert check(wrong_key, 401)[2] == "invalid_api_key"


def test_the_endpoint_takes_nothing_but_posts(server: Server) -> None:
    answer = ask(server, f"GET {PATH} HTTP/1.1\r\nHost: m\r\n\r\n".encode())

    assert answer.status == 405
    assert answer.header("allow") == "POST"


LENIENT: dict[str, bytes] = {
    "unknown argument": asked(top_k=1),
    "chat model": asked(model="gpt-4o"),
    "embedding model": asked(model="text-embedding-3-small"),
    "too hot": asked(temperature=99, top_p="high", user=1, logit_bias=[]),
    "too many stops": asked(stop=list("abcdef")),
    "suffix for davinci": asked(suffix="b"),
    "best of too few": asked(n=3, best_of=2),
    "streamed best of": asked(n=1, best_of=2, stream=True),
    "options without stream": asked(stream_options={"include_usage": True}),
    "options of other servers": asked(
        stream=True, stream_options={"include_usage": True, "continuous_usage_stats": True}
    ),
    "no completion": asked(max_tokens=0),
    "nothing but the prompt": asked(max_tokens=0, echo=True),
    "instruct's prompt": asked(model=INSTRUCT, echo=True, logprobs=5, max_tokens=0),
    "context": asked("a " * 5000, INSTRUCT),
}


@pytest.mark.parametrize("name", LENIENT)
def test_a_lenient_server_answers_what_it_can(server: Server, name: str) -> None:
    answer = complete(server, LENIENT[name], "x-mock-mode: lenient")

    assert answer.status == 200, answer.body
    assert b'"text_completion"' in answer.body
    assert name != "options of other servers" or b'"usage":{"prompt_tokens":' in answer.body
    if name not in ("embedding model", "chat model"):
        assert complete(server, LENIENT[name]).status == 400


FORGIVEN = (
    "no model",
    "number as model",
    "object as prompt",
    "no prompts",
    "a text and a token",
    "no such token",
    "max_tokens below 0",
    "too many choices",
    "too many alternatives",
    "number as stop",
    "text as stream",
)


@pytest.mark.parametrize("name", FORGIVEN)
def test_what_does_not_fit_is_as_if_it_were_not_there(server: Server, name: str) -> None:
    assert complete(server, ROWS[name][0], "x-mock-mode: lenient").status == 200


def test_what_is_no_object_is_refused_by_a_lenient_server_too(server: Server) -> None:
    body, *expected = ROWS["nothing"]

    assert check(complete(server, body, "x-mock-mode: lenient")) == tuple(expected)


def test_a_refusal_harms_nobody_after_it(server: Server) -> None:
    both = post(asked(max_tokens=-1), path=PATH), post(asked(), path=PATH)

    assert [ask(server, one).status for one in both] == [400, 200]
