"""Moderations on the wire: both generations of models, all kinds of input, and every refusal."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import OpenAI

from sanic_mock.dialects.openai import errors
from tests.dialects.openai.errors import check_layout
from tests.holes import settled
from tests.requests import post
from tests.serving import Response, Server, exchange
from tests.sharing import lending, sharing
from tests.talking import ask

PATH = "/v1/moderations"
URL = "https://example.com/image.png"
IMAGE = {"type": "image_url", "image_url": {"url": URL}}
Row = tuple[bytes, str, str | None, str | None]

# The order in which OpenAI's own examples have them.
OMNI = [
    "harassment",
    "harassment/threatening",
    "sexual",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm/intent",
    "self-harm/instructions",
    "self-harm",
    "sexual/minors",
    "violence",
    "violence/graphic",
]
TEXT = [
    "sexual",
    "hate",
    "harassment",
    "self-harm",
    "sexual/minors",
    "hate/threatening",
    "violence/graphic",
    "self-harm/intent",
    "self-harm/instructions",
    "harassment/threatening",
    "violence",
]
OF_IMAGES = {
    "sexual",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "violence",
    "violence/graphic",
}


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


def asked(given: Any = "I want to kill them.", **further: Any) -> bytes:
    """Return a request's body."""
    return json.dumps({"input": given, **further}).encode()


def text(content: str) -> dict[str, str]:
    """Return a part that is text."""
    return {"type": "text", "text": content}


def judge(server: Server, body: bytes, *fields: str) -> Response:
    """Ask for verdicts."""
    return ask(server, post(body, *fields, path=PATH))


def told(answer: Response) -> dict[str, Any]:
    """Return an answer's value; AssertionError where it is none, or laid out otherwise."""
    assert answer.status == 200, answer.body
    value: dict[str, Any] = json.loads(answer.body)
    assert answer.body.decode() == json.dumps(value, indent=2)
    assert list(value) == ["id", "model", "results"]
    return value


OMNI_MODELS = {
    "omni-moderation-latest": "omni-moderation-latest",
    "omni-moderation-2024-09-26": "omni-moderation-2024-09-26",
}
TEXT_MODELS = dict.fromkeys(
    ["text-moderation-latest", "text-moderation-stable", "text-moderation-007"],
    "text-moderation-007",
)


@pytest.mark.parametrize("model", OMNI_MODELS)
def test_an_omni_model_tells_all_categories_and_what_they_apply_to(
    server: Server, model: str
) -> None:
    answer = told(judge(server, asked(model=model)))

    assert re.fullmatch("modr-[0-9]{1,4}", answer["id"])
    assert answer["model"] == OMNI_MODELS[model]
    (result,) = answer["results"]
    keys = ["flagged", "categories", "category_scores", "category_applied_input_types"]
    assert list(result) == keys
    assert [list(result[key]) for key in keys[1:]] == [OMNI] * 3
    assert {one for one, is_flagged in result["categories"].items() if is_flagged} == {
        "harassment",
        "harassment/threatening",
        "violence",
    }
    assert result["category_applied_input_types"] == {one: ["text"] for one in OMNI}


@pytest.mark.parametrize("model", TEXT_MODELS)
def test_a_text_model_tells_the_categories_of_its_time(server: Server, model: str) -> None:
    answer = told(judge(server, asked(model=model)))

    assert re.fullmatch("modr-[0-9A-Za-z]{29}", answer["id"])
    assert answer["model"] == TEXT_MODELS[model]
    (result,) = answer["results"]
    assert list(result) == ["flagged", "categories", "category_scores"]
    assert list(result["categories"]) == list(result["category_scores"]) == TEXT
    assert result["flagged"] is result["categories"]["violence"] is True


def test_a_category_that_a_model_does_not_know_does_not_flag(server: Server) -> None:
    shoplifting = asked("how to shoplift", model="text-moderation-latest")

    assert told(judge(server, shoplifting))["results"][0]["flagged"] is False
    assert told(judge(server, asked("how to shoplift")))["results"][0]["flagged"] is True


def test_two_answers_to_one_request_differ_in_their_id_alone(server: Server) -> None:
    one, other = (told(judge(server, asked())) for _ in range(2))

    assert one.pop("id") != other.pop("id")
    assert one == other


def test_each_text_of_several_has_its_own_result(server: Server) -> None:
    results = told(judge(server, asked(["I hate it", "Good morning", ""])))["results"]

    assert [one["flagged"] for one in results] == [True, False, False]


# Parts, and what the scores of categories that do and do not apply to images apply to.
PARTS: dict[str, tuple[list[dict[str, Any]], list[str], list[str]]] = {
    "text": ([text("Hi")], ["text"], ["text"]),
    "image": ([IMAGE], ["image"], []),
    "both": ([text("Hi"), IMAGE], ["text", "image"], ["text"]),
    "texts and an image": ([text("Hi"), IMAGE, text("Ho")], ["text", "image"], ["text"]),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_one_input_and_their_kinds_are_told(server: Server, name: str) -> None:
    parts, visual, other = PARTS[name]

    (result,) = told(judge(server, asked(parts)))["results"]

    assert result["flagged"] is False
    assert result["category_applied_input_types"] == {
        one: visual if one in OF_IMAGES else other for one in OMNI
    }


def test_a_phrase_may_not_span_an_image_address(server: Server) -> None:
    image = {"type": "image_url", "image_url": {"url": "kill you"}}

    (result,) = told(judge(server, asked([text("murder"), image])))["results"]

    assert result["categories"]["violence"] is True
    assert result["categories"]["harassment"] is False


def wrong(path: str, wanted: str, got: str) -> tuple[str, str, str]:
    """Return message, param and code of a value of a wrong type."""
    return (
        f"Invalid type for '{path}': expected {wanted}, but got {got} instead.",
        path,
        "invalid_type",
    )


def missing(path: str) -> tuple[str, str, str]:
    """Return message, param and code of what is required and absent."""
    return f"Missing required parameter: '{path}'.", path, "missing_required_parameter"


def bad_model(name: str) -> tuple[str, str, None]:
    """Return message, param and code of a model that judges nothing."""
    return f"Invalid value for 'model' = {name}.", "model", None


NOT_JSON = (errors.not_json().message, None, None)
EITHER = "one of a string or object"
REFUSALS: dict[str, Row] = {
    "nothing": (b"", *NOT_JSON),
    "half": (asked()[:-1], *NOT_JSON),
    "array": (b"[]", *NOT_JSON),
    "no input": (b"{}", *missing("input")),
    "null": (asked(None), *wrong("input", "one of a string or array", "null")),
    "object": (asked({}), *wrong("input", "one of a string or array", "an object")),
    "number in an array": (asked(["a", 1]), *wrong("input[1]", EITHER, "an integer")),
    "part without type": (asked([{"text": "a"}]), *missing("input[0].type")),
    "part of another type": (
        asked([{"type": "audio"}]),
        "Invalid value: 'audio'. Supported values are: 'text' and 'image_url'.",
        "input[0].type",
        "invalid_value",
    ),
    "part without text": (asked([{"type": "text"}]), *missing("input[0].text")),
    "number as text": (
        asked([{"type": "text", "text": 1}]),
        *wrong("input[0].text", "a string", "an integer"),
    ),
    "part without image": (asked([{"type": "image_url"}]), *missing("input[0].image_url")),
    "text as image": (
        asked([{"type": "image_url", "image_url": URL}]),
        *wrong("input[0].image_url", "an object", "a string"),
    ),
    "image without address": (
        asked([text("a"), {"type": "image_url", "image_url": {}}]),
        *missing("input[1].image_url.url"),
    ),
    "null as address": (
        asked([{"type": "image_url", "image_url": {"url": None}}]),
        *wrong("input[0].image_url.url", "a string", "null"),
    ),
    "text among parts": (asked([text("a"), "b"]), *wrong("input[1]", "an object", "a string")),
    "part among texts": (asked(["a", text("b")]), *wrong("input[0]", "an object", "a string")),
    "parts for a text model": (
        asked([text("a")], model="text-moderation-latest"),
        *wrong("input[0]", "a string", "an object"),
    ),
    "none": (
        asked([]),
        "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty "
        "array instead.",
        "input",
        "empty_array",
    ),
    "two images": (
        asked([IMAGE, IMAGE]),
        "Number of images (2) exceeds maximum of 1",
        "input",
        "too_many_images",
    ),
    "a chat model": (asked(model="gpt-4o"), *bad_model("gpt-4o")),
    "empty model": (asked(model=""), *bad_model("")),
    "null model": (asked(model=None), *wrong("model", "a string", "null")),
    "number as model": (asked(model=1), *wrong("model", "a string", "an integer")),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_bad_request_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, message, param, code = REFUSALS[name]

    answer = judge(server, body)

    assert answer.status == 400, answer.body
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    assert json.loads(answer.body) == {"error": error}
    check_layout(answer, "gateway" if message == NOT_JSON[0] else "model")


def test_an_argument_that_is_not_known_is_ignored(server: Server) -> None:
    assert told(judge(server, asked("Hi", user="me", stream=True)))["results"]


LENIENT = {
    "a chat model": (asked(model="gpt-4o"), 1),
    "empty model": (asked(model=""), 1),
    "two images": (asked([IMAGE, IMAGE]), 1),
    "none": (asked([]), 0),
}


@pytest.mark.parametrize("name", LENIENT)
def test_a_lenient_server_answers_what_it_can(server: Server, name: str) -> None:
    body, results = LENIENT[name]

    assert len(told(judge(server, body, "x-mock-mode: lenient"))["results"]) == results


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_texts_have_results_in_their_order(server: Server, texts: Sequence[str]) -> None:
    together = told(judge(server, asked(texts)))["results"]

    assert [told(judge(server, asked(one)))["results"][0] for one in texts] == together


def test_the_official_client_reads_an_answer(server: Server) -> None:
    with OpenAI(base_url=f"{server.url}/v1", api_key="sk-any") as client:
        found = client.moderations.create(input="I want to kill them.")

    assert found.results[0].flagged
    assert found.results[0].categories.harassment_threatening
    assert found.results[0].category_scores.violence > 0.5


@pytest.fixture(scope="module")
def lanes() -> Iterator[tuple[Server, Server]]:
    """One server with the fast lane, one without, under different seeds."""
    with sharing() as fast, sharing(module="tests.sanic_only") as other:
        yield fast, other


SHAPES: dict[str, list[bytes]] = {
    "text": [post(asked(), path=PATH)],
    "older model": [post(asked("b", model="text-moderation-latest"), path=PATH)],
    "short path": [post(asked("c"), path="/moderations")],
    "openai path": [post(asked([text("d"), IMAGE]), path="/openai/v1/moderations")],
    "large": [post(asked(["I hate it. " * 900] * 80), path=PATH)],
    "refused": [post(asked([]), path=PATH)],
    "pipelined": [post(asked("e"), path=PATH) + post(asked("f"), path=PATH)],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_both_lanes_and_any_seed_give_one_answer(lanes: tuple[Server, Server], shape: str) -> None:
    fast, other = lanes

    answer, closed = exchange(fast, SHAPES[shape])
    same, same_closed = exchange(other, SHAPES[shape])

    assert without_ids(answer) == without_ids(same)
    assert closed == same_closed


def without_ids(received: bytes) -> bytes:
    """Replace what must differ between two answers."""
    settled_ids = re.sub(rb"modr-[0-9A-Za-z]+", b"modr-", settled(received))
    return re.sub(rb"(?i)content-length: \d+", b"content-length: 0", settled_ids)


def test_the_latency_of_a_profile_holds() -> None:
    with sharing("-latency", "80", "-jitter", "0") as slow:
        start = time.monotonic()
        answer = judge(slow, asked())
        took_s = time.monotonic() - start

    assert took_s >= 0.08
    assert told(answer)["results"][0]["flagged"] is True


def test_a_profiles_model_judges_under_its_own_name() -> None:
    with sharing("-model", "own") as server:
        answers = [told(judge(server, asked(**named))) for named in ({}, {"model": "own"})]

    assert [one["model"] for one in answers] == ["own", "own"]


@pytest.mark.parametrize("mode", ["strict", "lenient"])
def test_a_profile_that_leaves_the_usual_model_out_does_not_serve_it(mode: str) -> None:
    with lending("models: [gpt-4o]\n") as choosy:
        answer = judge(choosy, asked(), f"x-mock-mode: {mode}")

    assert answer.status == 404
    assert json.loads(answer.body)["error"]["code"] == "model_not_found"
