"""Whatever completion is asked for, its parts agree; and OpenAI's own client can read it."""

from __future__ import annotations

import http.client
import json
import math
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import OpenAI

from sanic_mock.engine.tokens import encoding
from tests.dialects.openai.completions.asking import BABBAGE, CL100K, DAVINCI, INSTRUCT, PATH
from tests.serving import Server
from tests.sharing import sharing

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TOKENS = st.lists(st.integers(0, 100_257), min_size=1, max_size=8)
PROMPTS = TEXTS | st.lists(TEXTS, min_size=1, max_size=3) | TOKENS | st.lists(TOKENS, min_size=1)
ASKS = st.fixed_dictionaries(
    {"model": st.sampled_from([DAVINCI, BABBAGE, "own"]), "prompt": PROMPTS},
    optional={
        "max_tokens": st.integers(1, 40),
        "n": st.integers(1, 3),
        "best_of": st.integers(3, 4),
        "echo": st.booleans(),
        "logprobs": st.none() | st.integers(0, 5),
        "stop": st.sampled_from([None, "e", [" the", "."], []]),
        "temperature": st.floats(0, 2),
        "seed": st.integers(-(2**63), 2**63 - 1),
        # a token that is said again and again may be one with the next where a text is read anew
        "logit_bias": st.dictionaries(st.sampled_from(["0", "50256"]), st.integers(-100, 99)),
    },
)
Ask = dict[str, Any]


class Connection:
    """A connection that stays open."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)

    def post(self, ask: Ask) -> bytes:
        """Return the content of an answer; AssertionError where it is a refusal."""
        self._connection.request("POST", PATH, json.dumps(ask))
        with self._connection.getresponse() as got:
            content = got.read()
        assert got.status == 200, content
        return content

    def close(self) -> None:
        """Close it."""
        self._connection.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as running:
        yield running


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator[Connection]:
    """A connection to it."""
    opened = Connection(server)
    yield opened
    opened.close()


def texts_of(prompt: Any) -> list[str]:
    """Return the prompts of a request as texts."""
    if isinstance(prompt, str):
        return [prompt]
    many = prompt if isinstance(prompt[0], str | list) else [prompt]
    return [one if isinstance(one, str) else CL100K.decode(one) for one in many]


def check_choice(ask: Ask, choice: Any, prompt: str) -> int:
    """Hold that a choice's parts agree; return how many tokens it adds to its prompt."""
    front = prompt if ask.get("echo") else ""
    assert choice["text"].startswith(front)
    completed = choice["text"].removeprefix(front)
    stops = ask.get("stop") or ()
    assert not any(one in completed for one in ([stops] if isinstance(stops, str) else stops))
    tokens = encoding().count(completed)
    if choice["finish_reason"] == "length":
        assert tokens == ask.get("max_tokens", 16)
    assert tokens <= ask.get("max_tokens", 16) or stops  # a part of a token may be several
    if ask.get("logprobs") is None:
        assert choice["logprobs"] is None
    else:
        check_logprobs(choice, len(prompt) - len(front), ask["logprobs"])
    return tokens


def check_logprobs(choice: Any, offset: int, top: int) -> None:
    """Hold that four lists tell of the same tokens, which make up the text."""
    lists = choice["logprobs"]
    tokens = lists["tokens"]
    assert "".join(tokens) == choice["text"]
    starts = accumulate(map(len, tokens), initial=offset)
    assert lists["text_offset"] == list(starts)[: len(tokens)]
    rows = list(zip(tokens, lists["token_logprobs"], lists["top_logprobs"], strict=True))
    if rows and rows[0][1] is None:
        assert rows.pop(0)[2] is None
    for token, logprob, alternatives in rows:
        assert alternatives[token] == logprob == max(alternatives.values()) < 0
        assert len(alternatives) <= max(1, top)
        assert sum(map(math.exp, alternatives.values())) < 1


@settings(max_examples=150, deadline=None)
@given(ask=ASKS)
def test_a_whole_answer_agrees_with_itself(connection: Connection, ask: Ask) -> None:
    content = connection.post(ask)

    answer = json.loads(content)
    assert content.decode() == json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    texts, n = texts_of(ask["prompt"]), ask.get("n", 1)
    choices = answer["choices"]
    assert [one["index"] for one in choices] == list(range(len(texts) * n))
    shown = sum(check_choice(ask, one, texts[one["index"] // n]) for one in choices)
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    if ask.get("best_of", n) == n:
        assert usage["completion_tokens"] == shown or ask.get("stop")
    else:
        assert usage["completion_tokens"] >= shown or ask.get("stop")


@settings(max_examples=150, deadline=None)
@given(ask=ASKS, with_usage=st.booleans())
def test_a_stream_agrees_with_itself(connection: Connection, ask: Ask, with_usage: bool) -> None:
    ask = {name: value for name, value in ask.items() if name != "best_of"}
    ask |= {"stream": True, "stream_options": {"include_usage": with_usage}}
    *events, done, nothing = connection.post(ask).split(b"\n\n")

    told = [json.loads(one.removeprefix(b"data: ")) for one in events]
    assert (done, nothing) == (b"data: [DONE]", b"")
    assert len({(one["id"], one["created"], one["model"], one["object"]) for one in told}) == 1
    usage: Any = told.pop()["usage"] if with_usage else {}
    texts, n = texts_of(ask["prompt"]), ask.get("n", 1)
    choices = [joined(told, index) for index in range(len(texts) * n)]
    shown = sum(check_choice(ask, one, texts[one["index"] // n]) for one in choices)
    assert not with_usage or usage["completion_tokens"] == shown or ask.get("stop")


def joined(told: list[Any], index: int) -> Any:
    """Return a choice as if it had not been streamed; only its last event may say why it ends."""
    own = [one for event in told for one in event["choices"] if one["index"] == index]
    assert all(one["finish_reason"] is None for one in own[:-1])
    lists = [one["logprobs"] for one in own]
    keys = ("tokens", "token_logprobs", "top_logprobs", "text_offset")
    return {
        "text": "".join(one["text"] for one in own),
        "index": index,
        "logprobs": None
        if None in lists
        else {key: [each for one in lists for each in one[key]] for key in keys},
        "finish_reason": own[-1]["finish_reason"],
    }


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[OpenAI]:
    """A client that tries once."""
    with OpenAI(base_url=f"{server.url}/v1", api_key="sk-any", max_retries=0) as opened:
        yield opened


def test_the_official_client_gets_a_text(client: OpenAI) -> None:
    answer = client.completions.create(model=INSTRUCT, prompt="Say this is a test", max_tokens=7)

    assert answer.object == "text_completion"
    assert answer.model == "gpt-3.5-turbo-instruct:20230824-v2"
    assert encoding().count(answer.choices[0].text) == 7
    assert answer.choices[0].finish_reason == "length"
    assert answer.system_fingerprint is None
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (5, 7)


def test_the_official_client_gets_a_stream(client: OpenAI) -> None:
    stream = client.completions.create(
        model=INSTRUCT,
        prompt="a",
        max_tokens=300,
        stream=True,
        stream_options={"include_usage": True},
    )
    *events, usage = list(stream)

    assert [one.choices[0].finish_reason for one in events[-2:]] == [None, "stop"]
    assert usage.choices == []
    assert usage.usage is not None
    assert usage.usage.completion_tokens == len(events) - 1


def test_the_official_client_gets_probabilities_of_its_prompt(client: OpenAI) -> None:
    answer = client.completions.create(
        model=DAVINCI, prompt="Hello, world", max_tokens=0, echo=True, logprobs=2
    )

    choice = answer.choices[0]
    assert (choice.text, choice.finish_reason) == ("Hello, world", "length")
    assert choice.logprobs is not None
    assert choice.logprobs.tokens == ["Hello", ",", " world"]
    assert choice.logprobs.text_offset == [0, 5, 6]
    assert choice.logprobs.token_logprobs is not None
    assert choice.logprobs.token_logprobs[0] is None
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 0


def test_the_official_client_gets_a_text_for_each_prompt(client: OpenAI) -> None:
    tokens = [CL100K.encode_ordinary(text) for text in ("one", "two")]
    for prompts in (["one", "two"], tokens):
        answer = client.completions.create(model=BABBAGE, prompt=prompts, n=2, echo=True)
        starts = [one.text[:3] for one in answer.choices]
        assert starts == ["one", "one", "two", "two"]


def test_the_official_client_names_the_refusal(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as chat:
        client.completions.create(model="gpt-4o", prompt="a")
    with pytest.raises(openai.BadRequestError) as many:
        client.completions.create(model=DAVINCI, prompt="a", n=3, best_of=2)

    assert chat.value.param == "model"
    assert "at most 'best_of' (currently 2)" in many.value.message
