"""Legacy completions on the wire: layout, head, prompts, streams [openllmetry-2026]."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sanic_mock.dialects.openai.completions.events import TextSuffixes
from sanic_mock.dialects.openai.ids import time_prefix
from sanic_mock.engine.tokens import encoding
from tests.dialects.openai.completions.asking import (
    BABBAGE,
    CL100K,
    DAVINCI,
    INSTRUCT,
    JOKE,
    TOKENS,
    asked,
    chunks,
    complete,
    whole,
)
from tests.one_text import TEXT
from tests.serving import Server
from tests.sharing import sharing
from tests.talking import ask

HOLES = (
    (rb"cmpl-[0-9A-Za-z]{29}\b", b"cmpl-<29 letters>"),
    (rb'("created": ?)\d{10}\b', rb"\g<1><seconds>"),
)


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing(module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def one_text() -> Iterator[Server]:
    """A server whose answers are all one text."""
    with sharing(module="tests.one_text") as running:
        yield running


def with_holes(content: bytes) -> bytes:
    """Put holes where no two answers are the same."""
    for pattern, hole in HOLES:
        content = re.sub(pattern, hole, content)
    return content


def test_a_whole_answer_is_laid_out_as_recorded(one_text: Server) -> None:
    answer = complete(one_text, asked(max_tokens=2))

    assert (
        with_holes(answer.body).decode()
        == """\
{
  "id": "cmpl-<29 letters>",
  "object": "text_completion",
  "created": <seconds>,
  "model": "davinci:2023-07-21-v2",
  "choices": [
    {
      "text": "Größe",
      "index": 0,
      "logprobs": null,
      "finish_reason": "length"
    }
  ],
  "usage": {
    "prompt_tokens": 8,
    "completion_tokens": 2,
    "total_tokens": 10
  }
}
"""
    )


EVENT = (
    'data: {"id":"cmpl-<29 letters>","object":"text_completion","created":<seconds>,"choices":'
    '[{"text":"%s","index":0,"logprobs":null,"finish_reason":%s}],"model":"davinci:2023-07-21-v2"%s'
)
USAGE = (
    'data: {"id":"cmpl-<29 letters>","object":"text_completion","created":<seconds>,'
    '"model":"davinci:2023-07-21-v2","usage":{"prompt_tokens":8,"completion_tokens":3,'
    '"total_tokens":11},"choices":[]}\n\n'
)
DONE = "data: [DONE]\n\n"


def test_the_last_token_of_a_stream_that_is_cut_says_so(one_text: Server) -> None:
    answer = complete(one_text, asked(max_tokens=3, stream=True))

    pieces = [("Gr", "null"), ("öße", "null"), (" means", '"length"')]
    events = [EVENT % (piece, reason, "}\n\n") for piece, reason in pieces]
    assert with_holes(answer.body).decode() == "".join(events) + DONE


def test_usage_is_null_until_it_comes(one_text: Server) -> None:
    body = asked(max_tokens=3, stream=True, stream_options={"include_usage": True})
    answer = complete(one_text, body)

    pieces = [("Gr", "null"), ("öße", "null"), (" means", '"length"')]
    events = [EVENT % (piece, reason, ',"usage":null}\n\n') for piece, reason in pieces]
    assert with_holes(answer.body).decode() == "".join(events) + USAGE + DONE


def test_a_stream_that_ends_by_itself_says_so_in_an_event_of_its_own(one_text: Server) -> None:
    answer = complete(one_text, asked(max_tokens=100, stream=True))
    told = chunks(one_text, asked(max_tokens=100, stream=True))

    assert with_holes(answer.body).decode().endswith(EVENT % ("", '"stop"', "}\n\n") + DONE)
    texts = [one["choices"][0]["text"] for one in told]
    assert "".join(texts) == TEXT
    assert len(texts) == encoding().count(TEXT) + 1
    assert {one["choices"][0]["finish_reason"] for one in told[:-1]} == {None}


@pytest.mark.parametrize("stream", [False, True])
def test_a_head_names_the_model_and_lets_any_page_in(server: Server, stream: bool) -> None:
    answer = complete(server, asked(stream=stream), "Origin: https://example.com")

    kind = "text/event-stream" if stream else "application/json"
    assert answer.header("content-type") == kind
    assert answer.header("cache-control") == "no-cache, must-revalidate"
    assert answer.header("openai-model") == "davinci:2023-07-21-v2"
    assert [name for name, _ in answer.headers].count("access-control-allow-origin") == 1
    assert answer.header("x-ratelimit-remaining-tokens") == "9999992"
    assert re.fullmatch("req_[0-9a-f]{32}", answer.header("x-request-id"))


def test_an_id_begins_with_its_time(server: Server) -> None:
    answer = whole(server, asked())
    events = chunks(server, asked(stream=True))

    assert abs(answer["created"] - time.time()) < 60
    for one in (answer, events[0]):
        start = f"cmpl-{time_prefix(one['created']).decode()}"
        assert re.fullmatch(re.escape(start) + "[0-9A-Za-z]{24}", one["id"])
    assert len({(one["id"], one["created"]) for one in events}) == 1


@pytest.mark.parametrize(
    ("model", "answers_as"),
    [
        (INSTRUCT, "gpt-3.5-turbo-instruct:20230824-v2"),
        ("gpt-3.5-turbo-instruct-0914", "gpt-3.5-turbo-instruct:20230824-v2"),
        (DAVINCI, "davinci:2023-07-21-v2"),
        (BABBAGE, "babbage:2023-07-21-v2"),
        ("ft:davinci-002:org::abc", "ft:davinci-002:org::abc"),
        ("gpt2", "gpt2"),
        ('Llama "3" \r\nx: %s', 'Llama "3" \r\nx: %s'),
    ],
)
def test_an_alias_is_answered_by_its_snapshot(server: Server, model: str, answers_as: str) -> None:
    answer = complete(server, asked(model=model))

    assert json.loads(answer.body)["model"] == answers_as
    assert answer.header("openai-model") == re.sub("[\r\n]", "?", answers_as)
    assert {one["model"] for one in chunks(server, asked(model=model, stream=True))} == {answers_as}


PROMPTS: dict[str, tuple[Any, list[str], int]] = {
    "a text, recorded": (JOKE, [JOKE], 8),
    "another": ("Tell me a story about building the best SDK!", [""], 10),
    "texts, recorded": ([JOKE, "Explain recursion in programming"], [JOKE, "Explain"], 13),
    "tokens": (TOKENS, ["Hello, world"], len(TOKENS)),
    "arrays of tokens": ([TOKENS, [100_257]], ["Hello, world", ""], len(TOKENS) + 1),
    "empty": ("", [""], 1),
    "null": (None, ["<|endoftext|>"], 1),
    "with a separator": ("a<|endoftext|>b", ["a<|endoftext|>b"], 3),
    "one text in an array": ([JOKE], [JOKE], 8),
    "as many as there may be": (["a"] * 2048, ["a"] * 2048, 2048),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_every_kind_of_prompt_is_read_and_counted(server: Server, name: str) -> None:
    prompt, texts, tokens = PROMPTS[name]

    answer = whole(server, asked(prompt, max_tokens=1, echo=True))

    assert answer["usage"]["prompt_tokens"] == tokens
    assert [one["index"] for one in answer["choices"]] == list(range(len(texts)))
    for one, text in zip(answer["choices"], texts, strict=True):
        assert one["text"].startswith(text)


def test_no_prompt_is_the_beginning_of_a_document(server: Server) -> None:
    answer = whole(server, b'{"model":"davinci-002","echo":true}')

    assert answer["choices"][0]["text"].startswith("<|endoftext|>")
    assert answer["usage"]["prompt_tokens"] == 1


@pytest.mark.parametrize("further", [{}, {"max_tokens": None}, {"max_tokens": 16}])
def test_a_completion_has_sixteen_tokens_unless_more_are_asked_for(
    one_text: Server, further: dict[str, Any]
) -> None:
    cut = whole(one_text, asked(**further))

    assert encoding().count(cut["choices"][0]["text"]) == 16 < encoding().count(TEXT)
    assert cut["choices"][0]["finish_reason"] == "length"
    assert cut["usage"] == {"prompt_tokens": 8, "completion_tokens": 16, "total_tokens": 24}


def test_a_completion_that_fits_ends_by_itself(server: Server) -> None:
    answer = whole(server, asked(max_tokens=400))

    choice = answer["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert answer["usage"]["completion_tokens"] == encoding().count(choice["text"]) > 0


def test_several_texts_are_laid_out_alike(server: Server) -> None:
    answer = complete(server, asked(["a", "b"], n=2, logprobs=1, max_tokens=2))

    told = json.loads(answer.body)
    assert answer.body.decode() == json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    assert list(told) == ["id", "object", "created", "model", "choices", "usage"]
    assert [list(one) for one in told["choices"]] == [
        ["text", "index", "logprobs", "finish_reason"]
    ] * 4
    assert list(told["choices"][0]["logprobs"]) == [
        "tokens",
        "token_logprobs",
        "top_logprobs",
        "text_offset",
    ]


def test_each_prompt_gets_its_choices_one_after_another(server: Server) -> None:
    answer = whole(server, asked(["first", "second"], n=3, echo=True))

    starts = ["first"] * 3 + ["second"] * 3
    assert [one["index"] for one in answer["choices"]] == list(range(6))
    texts = [
        one["text"].removeprefix(start)
        for one, start in zip(answer["choices"], starts, strict=True)
    ]
    assert len(set(texts)) == 6
    assert answer["usage"] == {
        "prompt_tokens": 2,
        "completion_tokens": sum(map(encoding().count, texts)),
        "total_tokens": 2 + sum(map(encoding().count, texts)),
    }


def test_candidates_that_are_not_shown_are_billed(server: Server) -> None:
    answer = whole(server, asked(["a", "b"], n=2, best_of=5, max_tokens=7))

    assert len(answer["choices"]) == 4
    assert answer["usage"] == {"prompt_tokens": 2, "completion_tokens": 70, "total_tokens": 72}


def test_a_suffix_is_read_as_a_part_of_the_prompt(server: Server) -> None:
    answer = whole(server, asked(model=INSTRUCT, suffix="dog days"))

    assert answer["usage"]["prompt_tokens"] == 8 + CL100K.count("dog days")


@pytest.mark.parametrize("stop", ["world", ["nothing", "world"]])
def test_a_text_ends_before_its_stop_sequence(one_text: Server, stop: Any) -> None:
    answer = whole(one_text, asked(max_tokens=100, stop=stop))
    events = chunks(one_text, asked(max_tokens=100, stop=stop, stream=True))

    before = TEXT.partition("world")[0]
    assert answer["choices"][0]["text"] == before
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert "".join(one["choices"][0]["text"] for one in events) == before
    assert events[-1]["choices"][0] == {
        "text": "",
        "index": 0,
        "logprobs": None,
        "finish_reason": "stop",
    }


@pytest.mark.parametrize("further", [{}, {"n": 2}, {"logprobs": 1}], ids=str)
def test_a_stream_echoes_its_prompt_first(server: Server, further: dict[str, Any]) -> None:
    events = chunks(server, asked("Höhe\n", echo=True, stream=True, max_tokens=2, **further))

    n = further.get("n", 1)
    assert [one["choices"][0]["text"] for one in events[:n]] == ["Höhe\n"] * n
    assert [one["choices"][0]["index"] for one in events] == list(range(n)) * 3
    ends = [one["choices"][0]["finish_reason"] for one in events]
    assert ends == [None] * 2 * n + ["length"] * n


def test_a_stream_of_several_texts_takes_turns(server: Server) -> None:
    body = asked(["a", "b"], n=2, max_tokens=300, stream=True)
    events = chunks(server, body)

    indexes = [one["choices"][0]["index"] for one in events]
    assert indexes[:4] == indexes[-4:] == [0, 1, 2, 3]
    ends = [one["choices"][0]["finish_reason"] for one in events]
    assert ends[-4:] == ["stop"] * 4
    assert set(ends[:-4]) == {None}
    assert all(len(one["choices"]) == 1 for one in events)


def test_a_stream_tells_the_probabilities_of_each_token(server: Server) -> None:
    options = {"include_usage": True}
    body = asked(
        "say hi, one word", logprobs=2, stream=True, max_tokens=300, stream_options=options
    )
    *events, end, usage = chunks(server, body)

    offset = 16  # behind the prompt, though it is not echoed
    for one in events:
        choice = one["choices"][0]
        lists = choice["logprobs"]
        assert (lists["tokens"], lists["text_offset"]) == ([choice["text"]], [offset])
        assert lists["top_logprobs"][0][choice["text"]] == lists["token_logprobs"][0]
        offset += len(choice["text"])
    assert end["choices"][0] == {
        "text": "",
        "index": 0,
        "logprobs": {"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []},
        "finish_reason": "stop",
    }
    assert usage["usage"]["completion_tokens"] == len(events)


def test_pieces_that_leave_together_are_one_event() -> None:
    suffixes = TextSuffixes("m", has_usage=False)

    assert suffixes.grouped([b"a", b" b"]) == suffixes[b"a b"]
    assert suffixes.grouped([b"a", b"\0 b"]) == suffixes.text(b"a b", b'"length"')
    assert suffixes.grouped([b"\0b"]) == suffixes[b"\0b"]


@pytest.mark.parametrize(
    "body",
    [
        asked(stream=True),
        asked(stream=True, max_tokens=100, echo=True),
        asked(["a", "b"], n=2, stream=True, stream_options={"include_usage": True}),
        asked(logprobs=3, n=2),
        asked(stream=True, echo=True, max_tokens=0, logprobs=1),
    ],
)
def test_an_answer_that_takes_time_is_the_same(one_text: Server, body: bytes) -> None:
    at_once = complete(one_text, body)
    with sharing("-latency", "30", module="tests.one_text") as slow:
        start = time.monotonic()
        in_time = complete(slow, body)
        took_s = time.monotonic() - start

    assert took_s >= 0.03
    assert in_time.header("openai-processing-ms") == "30"
    # what is drawn depends on the seed, which each server draws for itself
    numbers = rb"-?\d+\.\d+(e-\d+)?"
    found, expected = (re.sub(numbers, b"0.5", with_holes(one.body)) for one in (in_time, at_once))
    if b"logprobs" in body:
        assert len(found.split(b"0.5")) == len(expected.split(b"0.5"))
    else:
        assert found == expected


@pytest.mark.parametrize("model", [INSTRUCT, DAVINCI, BABBAGE])
def test_the_models_are_listed(server: Server, model: str) -> None:
    listed = ask(server, b"GET /v1/models HTTP/1.1\r\nHost: m\r\n\r\n")

    assert model in [one["id"] for one in json.loads(listed.body)["data"]]


def test_a_profiles_model_answers_under_its_own_name() -> None:
    with sharing("-model", "own") as server:
        answers = [whole(server, asked(model=model)) for model in ("own", INSTRUCT)]

    assert [one["model"] for one in answers] == ["own", "own"]
