"""Embeddings on the wire: layout, head, both formats, all kinds of input, and every refusal."""

from __future__ import annotations

import base64
import json
import re
import struct
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import OpenAI

from sanic_mock.dialects.openai import errors
from sanic_mock.engine.tokens import encoding
from tests.dialects.openai.errors import check_layout
from tests.holes import settled
from tests.requests import chunked, post
from tests.serving import Response, Server, exchange
from tests.sharing import lending, sharing
from tests.talking import ask

PATH = "/v1/embeddings"
SMALL, LARGE, ADA = "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002"
CL100K = encoding("cl100k_base")
MODES = ("strict", "lenient")
Row = tuple[bytes, str]


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


def asked(given: Any = "Hello, world", model: str = SMALL, **further: Any) -> bytes:
    """Return a request's body."""
    return json.dumps({"model": model, "input": given, **further}).encode()


def embed(server: Server, body: bytes, *fields: str) -> Response:
    """Ask for vectors."""
    return ask(server, post(body, *fields, path=PATH))


def vectors(answer: Response) -> list[list[float]]:
    """Return the vectors of an answer, in either format; AssertionError where it is none."""
    assert answer.status == 200, answer.body
    told = json.loads(answer.body)["data"]
    assert [one["index"] for one in told] == list(range(len(told)))
    return [numbers(one["embedding"]) for one in told]


def numbers(embedding: str | list[float]) -> list[float]:
    """Return a vector's float32 values."""
    if isinstance(embedding, str):
        packed = base64.b64decode(embedding, validate=True)
    else:
        packed = struct.pack(f"<{len(embedding)}f", *embedding)
    return list(struct.unpack(f"<{len(packed) // 4}f", packed))


def test_an_answer_is_laid_out_as_recorded(server: Server) -> None:
    answer = embed(server, asked("Hello, world", dimensions=3))

    shape = re.sub(rb"-?\d+\.\d+", b"0.5", answer.body)
    assert shape == (
        b'{"object":"list","data":[{"object":"embedding","embedding":[0.5,0.5,0.5],"index":0}],'
        b'"model":"text-embedding-3-small","usage":{"prompt_tokens":3,"total_tokens":3}}'
    )


@pytest.mark.parametrize("encoding_format", ["float", "base64", None])
def test_any_answer_is_one_line_that_does_not_end(
    server: Server, encoding_format: str | None
) -> None:
    answer = embed(server, asked(["a", "b"], encoding_format=encoding_format))

    told = json.loads(answer.body)
    assert b"\n" not in answer.body
    assert b" " not in answer.body
    assert list(told) == ["object", "data", "model", "usage"]
    assert [list(one) for one in told["data"]] == [["object", "embedding", "index"]] * 2


def test_a_head_is_that_of_chat_but_for_what_it_exposes(server: Server) -> None:
    answer = embed(server, asked())

    assert answer.header("content-type") == "application/json"
    exposed = [value for name, value in answer.headers if name == "access-control-expose-headers"]
    assert exposed == ["CF-Ray", "CF-Ray", "X-Request-ID"]
    assert not {"openai-model", "access-control-allow-origin"}.intersection(dict(answer.headers))
    assert answer.header("x-ratelimit-remaining-tokens") == "9999997"
    assert re.fullmatch("req_[0-9a-f]{32}", answer.header("x-request-id"))


def test_a_page_that_asks_for_leave_gets_it_once(server: Server) -> None:
    answer = embed(server, asked(), "Origin: https://example.com")

    assert [name for name, _ in answer.headers].count("access-control-allow-origin") == 1


def test_a_model_cannot_write_header_fields(server: Server) -> None:
    answer = embed(server, asked(model="a\r\nx-own: 1\r\nÄ"))

    assert "x-own" not in dict(answer.headers)
    assert json.loads(answer.body)["model"] == "a\r\nx-own: 1\r\nÄ"


SIZES: dict[str, tuple[dict[str, Any], int]] = {
    "small": ({"model": SMALL}, 1536),
    "large": ({"model": LARGE}, 3072),
    "ada": ({"model": ADA}, 1536),
    "another": ({"model": "bge-m3"}, 1536),
    "small, one": ({"model": SMALL, "dimensions": 1}, 1),
    "small, all": ({"model": SMALL, "dimensions": 1536}, 1536),
    "large, some": ({"model": LARGE, "dimensions": 1024}, 1024),
    "another, most": ({"model": "bge-m3", "dimensions": 4096}, 4096),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_vector_has_as_many_numbers_as_its_model_or_as_asked_for(
    server: Server, name: str
) -> None:
    further, size = SIZES[name]

    floats = vectors(embed(server, asked(**further)))
    packed = vectors(embed(server, asked(**further, encoding_format="base64")))

    assert floats == packed
    assert [len(one) for one in floats] == [size]


TOKENS = CL100K.encode_ordinary("Hello, world")
KINDS: dict[str, tuple[Any, list[str]]] = {
    "a text": ("Hello, world", ["Hello, world"]),
    "texts": (["Hello, world", "Bye"], ["Hello, world", "Bye"]),
    "tokens": (TOKENS, ["Hello, world"]),
    "arrays of tokens": (
        [TOKENS, CL100K.encode_ordinary("Größe")],
        ["Hello, world", "Größe"],
    ),
    "spaces": ("   ", ["   "]),
    "as many as there may be": (["a"] * 2048, ["a"] * 2048),
    "as long as it may be": ("a " * 8191, ["a " * 8191]),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_input_is_read_and_counted(server: Server, name: str) -> None:
    given, texts = KINDS[name]

    answer = embed(server, asked(given, dimensions=8))

    tokens = sum(map(CL100K.count, texts))
    assert json.loads(answer.body)["usage"] == {"prompt_tokens": tokens, "total_tokens": tokens}
    found = vectors(answer)
    assert len(found) == len(texts)
    assert found[-1:] == vectors(embed(server, asked(texts[-1], dimensions=8)))


SHAPE = (
    "'$.{}' is invalid. Please check the API reference: "
    "https://platform.openai.com/docs/api-reference."
)
NOT_JSON = errors.not_json().message
FORMATS = "Supported values: ['float', 'base64']."
BY_ITSELF = "Invalid 'input': maximum context length is 8192 tokens."
TOGETHER = "Invalid 'input[1]': maximum input length is 8192 tokens."
FIXED = "This model does not support specifying dimensions."
REFUSALS: dict[str, Row] = {
    "nothing": (b"", NOT_JSON),
    "half": (asked()[:-1], NOT_JSON),
    "array": (b"[]", NOT_JSON),
    "no model": (b'{"input":"Hello"}', "you must provide a model parameter"),
    "null model": (asked(model=None), "you must provide a model parameter"),  # type: ignore[arg-type]
    "empty model": (asked(model=""), "you must provide a model parameter"),
    "number as model": (asked(model=3), SHAPE.format("model")),  # type: ignore[arg-type]
    "no input": (b'{"model":"m"}', "Missing required parameter: 'input'."),
    "null": (asked(None), SHAPE.format("input")),
    "number": (asked(1.5), SHAPE.format("input")),
    "object": (asked({"text": "Hello"}), SHAPE.format("input")),
    "boolean": (asked([True]), SHAPE.format("input")),
    "object in an array": (asked([{}]), SHAPE.format("input")),
    "texts and tokens": (asked(["Hello", 1]), SHAPE.format("input")),
    "tokens and arrays": (asked([1, [1]]), SHAPE.format("input")),
    "texts in arrays": (asked([["Hello"]]), SHAPE.format("input")),
    "no such token": (asked([100_277]), SHAPE.format("input")),
    "a token below none": (asked([[5, -1]]), SHAPE.format("input")),
    "half a character": (asked("\ud800"), SHAPE.format("input")),
    "empty": (asked(""), "Invalid 'input': input cannot be an empty string."),
    "empty among others": (
        asked(["a", ""]),
        "Invalid 'input[1]': input cannot be an empty string.",
    ),
    "none": (asked([]), "Invalid 'input': input cannot be an empty array."),
    "no tokens": (asked([[1], []]), "Invalid 'input[1]': input cannot be an empty array."),
    "too many": (asked(["a"] * 2049), "Invalid 'input': array length must be 2048 or less."),
    "too many tokens in a row": (
        asked([1] * 2049),
        "Invalid 'input': array length must be 2048 or less.",
    ),
    "too long": (asked("a " * 8192), BY_ITSELF),
    "too long among others": (asked(["a", "a " * 8192]), TOGETHER),
    "too many tokens": (asked([[1], [1] * 8193]), TOGETHER),
    "ada's dimensions": (asked(model=ADA, dimensions=1536), FIXED),
    "too many dimensions": (
        asked(dimensions=1537),
        "Invalid value for 'dimensions' = 1537. Must be less than or equal to 1536.",
    ),
    "too many for any": (
        asked(model="bge-m3", dimensions=4097),
        "Invalid value for 'dimensions' = 4097. Must be less than or equal to 4096.",
    ),
    "no dimensions": (
        asked(dimensions=0),
        "0 is less than the minimum of 1 - 'dimensions'",
    ),
    "no dimensions of ada's": (
        asked(model=ADA, dimensions=-42),
        "-42 is less than the minimum of 1 - 'dimensions'",
    ),
    "no dimensions in another format": (
        asked(dimensions=-1, encoding_format="md5"),
        "-1 is less than the minimum of 1 - 'dimensions'",
    ),
    "text as dimensions": (asked(dimensions="8"), SHAPE.format("dimensions")),
    "boolean as dimensions": (asked(dimensions=True), SHAPE.format("dimensions")),
    "another format": (
        asked(encoding_format="md5"),
        f"Invalid value for 'encoding_format' = md5. {FORMATS}",
    ),
    "number as format": (asked(encoding_format=1), SHAPE.format("encoding_format")),
    "number as user": (asked(user=1), SHAPE.format("user")),
    "unknown argument": (asked(task="x"), "Unrecognized request argument supplied: task"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_bad_request_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, message = REFUSALS[name]

    answer = embed(server, body)

    is_missing = name == "no input"
    assert check_refusal(answer) == {
        "message": message,
        "type": "invalid_request_error",
        "param": "input" if is_missing else None,
        "code": "missing_required_parameter" if is_missing else None,
    }


def check_refusal(answer: Response, status: int = 400) -> dict[str, Any]:
    """Hold that an answer is a refusal, laid out in one of two ways; return what it says."""
    assert answer.status == status, answer.body[:300]
    error: dict[str, Any] = json.loads(answer.body)["error"]
    is_models = answer.body.startswith(b'{\n  "')
    check_layout(answer, "model" if is_models else "gateway")
    return error


def test_texts_that_are_too_long_together_are_refused(server: Server) -> None:
    error = check_refusal(embed(server, asked(["a " * 8000] * 38, encoding_format="base64")))

    assert error == {
        "message": "Requested 304038 tokens, max 300000 tokens per request",
        "type": "max_tokens_per_request",
        "param": None,
        "code": "max_tokens_per_request",
    }


def test_only_models_that_a_profile_lists_are_served() -> None:
    with lending(f"models: [{SMALL}]\nmodel: own\n") as choosy:
        served = [embed(choosy, asked(model=model)) for model in (SMALL, "own")]
        refused = [embed(choosy, asked(model=LARGE), f"x-mock-mode: {mode}") for mode in MODES]

    assert [one.status for one in served] == [200, 200]
    for answer in refused:
        error = check_refusal(answer, status=404)
        assert error["message"].startswith(f"The model `{LARGE}` does not exist")
        assert (error["param"], error["code"]) == (None, "model_not_found")


def test_a_name_that_no_model_has_is_not_found(server: Server) -> None:
    error = check_refusal(embed(server, asked(model="m" * 257)), status=404)

    assert error["code"] == "model_not_found"


LENIENT: dict[str, tuple[bytes, list[int]]] = {
    "unknown argument": (asked(task="x", dimensions=2), [2]),
    "another format": (asked(encoding_format="md5", dimensions=2), [2]),
    "number as user": (asked(user=1, dimensions=2), [2]),
    "ada's dimensions": (asked(model=ADA, dimensions=2), [2]),
    "too many dimensions": (asked(dimensions=2000), [2000]),
    "no dimensions": (asked(dimensions=0), [1536]),
    "more than there are": (asked(dimensions=4097), [1536]),
    "a text as dimensions": (asked(dimensions="2"), [2]),
    "texts and tokens": (asked(["a", 5, None], dimensions=2), [2]),
    "tokens and none": (asked([5, -1, 10**6], dimensions=2), [2]),
    "no model": (b'{"input":"a","dimensions":2}', [2]),
    "a number as model": (b'{"model":5,"input":"a","dimensions":2}', [2]),
    "empty": (asked("", dimensions=2), [2]),
    "empty among others": (asked(["", "a"], dimensions=2), [2, 2]),
    "none": (asked([]), []),
    "too many": (asked(["a"] * 2049, dimensions=1), [1] * 2049),
    "too long": (asked("a " * 8192, dimensions=2), [2]),
}


@pytest.mark.parametrize("name", LENIENT)
def test_a_lenient_server_answers_what_it_can(server: Server, name: str) -> None:
    body, sizes = LENIENT[name]

    answer = embed(server, body, "x-mock-mode: lenient")

    assert list(map(len, vectors(answer))) == sizes
    assert (b"\n" in answer.body) is name.startswith("ada")


HOPELESS = ("nothing", "no input")


@pytest.mark.parametrize("name", HOPELESS)
def test_a_lenient_server_refuses_what_it_cannot_answer(server: Server, name: str) -> None:
    answer = embed(server, REFUSALS[name][0], "x-mock-mode: lenient")

    assert check_refusal(answer)["message"] == REFUSALS[name][1]


@pytest.mark.parametrize("given", [None, 5, {}, [None]])
def test_what_is_no_text_at_all_is_refused(server: Server, given: Any) -> None:
    check_refusal(embed(server, asked(given), "x-mock-mode: lenient"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5),
    size=st.integers(1, 64),
    encoding_format=st.sampled_from(["float", "base64"]),
)
def test_any_texts_have_vectors_in_their_order(
    server: Server, texts: Sequence[str], size: int, encoding_format: str
) -> None:
    body = asked(texts, dimensions=size, encoding_format=encoding_format)

    found = vectors(embed(server, body))

    assert [len(one) for one in found] == [size] * len(texts)
    assert found[0] == vectors(embed(server, asked(texts[0], dimensions=size)))[0]


def test_the_official_client_gets_the_same_vector_in_both_formats(server: Server) -> None:
    with OpenAI(base_url=f"{server.url}/v1", api_key="sk-any") as client:
        packed = client.embeddings.create(model=SMALL, input=["Hello"])
        floats = client.embeddings.create(model=SMALL, input=["Hello"], encoding_format="float")

    assert packed.data[0].embedding == pytest.approx(floats.data[0].embedding, rel=1e-6)
    assert packed.usage == floats.usage


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under different seeds."""
    with sharing() as fast, sharing(module="tests.sanic_only") as other:
        yield fast, other


SHAPES: dict[str, list[bytes]] = {
    "float": [post(asked(dimensions=5), path=PATH)],
    "base64": [post(asked(encoding_format="base64"), path=PATH)],
    "short path": [post(asked("b"), path="/embeddings")],
    "openai path": [post(asked("c"), path="/openai/v1/embeddings")],
    "large": [post(asked(["word " * 900] * 80, encoding_format="base64"), path=PATH)],
    "refused": [post(asked(""), path=PATH)],
    "lenient": [post(asked(""), "x-mock-mode: lenient", path=PATH)],
    "after a chat": [post(b"{}"), post(asked("d"), path=PATH)],
    "pipelined": [post(asked("e"), path=PATH) + post(asked("f"), path=PATH)],
    "GET": [b"GET /v1/embeddings HTTP/1.1\r\nHost: m\r\n\r\n"],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_both_lanes_and_any_seed_give_one_answer(lanes: tuple[Server, Server], shape: str) -> None:
    fast, other = lanes

    answer, closed = exchange(fast, SHAPES[shape])
    same, same_closed = exchange(other, SHAPES[shape])

    assert settled(answer) == settled(same)
    assert closed == same_closed


def test_a_body_in_chunks_gives_the_same_vector(lanes: tuple[Server, Server]) -> None:
    body = asked("Hello", dimensions=4)

    framed = chunked(body).replace(b"/v1/chat/completions", PATH.encode())

    assert vectors(ask(lanes[0], framed)) == vectors(embed(lanes[0], body))


def test_the_latency_of_a_profile_holds_and_its_text_does_not() -> None:
    with sharing("-latency", "80", "-jitter", "0") as slow:
        start = time.monotonic()
        answer = embed(slow, asked())
        took_s = time.monotonic() - start

    assert took_s >= 0.08
    assert answer.header("openai-processing-ms") == "80"
    assert json.loads(answer.body)["usage"] == {"prompt_tokens": 3, "total_tokens": 3}


def test_a_profiles_model_answers_under_its_own_name() -> None:
    with sharing("-model", "own") as server:
        answer = embed(server, asked(model=LARGE))

    assert json.loads(answer.body)["model"] == "own"
    assert [len(one) for one in vectors(answer)] == [3072]
