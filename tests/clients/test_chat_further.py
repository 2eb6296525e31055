"""OpenAI's own client reads what few chat requests ask for into its own types."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.clients.connecting import connect
from tests.sharing import sharing

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Weather in Paris?"}]
PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    """A client of a server as it comes; it tries once."""
    with sharing() as server, connect(server) as opened:
        yield opened


def test_a_seed_repeats_an_answer(client: OpenAI) -> None:
    answers = [
        client.chat.completions.create(model="gpt-4o", messages=HELLO, seed=5) for _ in range(3)
    ]

    assert len({one.choices[0].message.content for one in answers}) == 1
    assert len({one.id for one in answers}) == 3


def test_stored_answers_are_listed_with_their_messages(client: OpenAI) -> None:
    made = client.chat.completions.create(
        model="gpt-4o", messages=HELLO, store=True, metadata={"run": "1"}
    )
    with client.chat.completions.create(
        model="gpt-4o", messages=HELLO, store=True, metadata={"after": made.id}, stream=True
    ) as stream:
        streamed = {chunk.id for chunk in stream}

    listed = list(client.chat.completions.list(metadata={"after": made.id}))
    shown = client.chat.completions.retrieve(made.id)
    (message,) = client.chat.completions.messages.list(made.id)

    assert {one.id for one in listed} == streamed
    assert shown.choices[0].message.content == made.choices[0].message.content
    assert (message.role, message.content) == ("user", "Weather in Paris?")


def test_an_answer_is_heard(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-audio",
        messages=HELLO,
        modalities=["text", "audio"],
        audio={"voice": "alloy", "format": "wav"},
    )

    audio = answer.choices[0].message.audio
    assert audio is not None
    assert base64.b64decode(audio.data).startswith(b"RIFF")
    assert audio.transcript
    assert answer.usage is not None
    assert answer.usage.completion_tokens_details is not None
    assert answer.usage.completion_tokens_details.audio_tokens


def test_a_search_names_its_source(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o-search-preview", messages=HELLO, web_search_options={}
    )

    message = answer.choices[0].message
    (one,) = message.annotations or []
    assert message.content is not None
    cited = message.content[one.url_citation.start_index : one.url_citation.end_index]
    assert one.url_citation.url in cited


def test_a_prediction_is_counted(client: OpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-4o",
        messages=HELLO,
        prediction={"type": "content", "content": "some words " * 20},
    )

    assert answer.usage is not None
    details = answer.usage.completion_tokens_details
    assert details is not None
    assert details.accepted_prediction_tokens
    assert (answer.choices[0].message.content or "").startswith("some words some words")


@pytest.mark.parametrize("stream", [False, True])
def test_images_are_seen(client: OpenAI, stream: bool) -> None:
    messages: Any = [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": PICTURE, "detail": "low"}},
            ],
        }
    ]
    answer = client.chat.completions.create(model="gpt-4o", messages=messages, stream=stream)

    assert list(answer)


def test_refusals_have_their_own_types(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="gpt-5", messages=HELLO, stop="x")
    with pytest.raises(openai.PermissionDeniedError):
        client.chat.completions.create(model="gpt-5", messages=HELLO, logprobs=True)

    assert (refused.value.param, refused.value.code) == ("stop", "unsupported_parameter")
