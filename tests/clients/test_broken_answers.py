"""OpenAI's client with answers that are not as they should be: what it bears, and what it raises.

What it bears it reads as the same answer of another server under the same seed, which breaks none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json import JSONDecodeError
from typing import Any

import pytest
from openai import APIConnectionError, APITimeoutError, OpenAI

from sanic_mock.profile.sections.faults.torturing import HARMLESS
from tests.clients.connecting import connect
from tests.sharing import sharing

Ask = Callable[[OpenAI, str, str], str]
BORNE = "the same text"
OUTCOMES = [
    ("malformed;what=json", JSONDecodeError, JSONDecodeError),
    ("malformed;what=utf8", UnicodeDecodeError, UnicodeDecodeError),
    ("malformed;what=chunk", APIConnectionError, APIConnectionError),
    ("content_type;value=text/html", BORNE, BORNE),
    ("content_type", BORNE, BORNE),
    ("content_length;what=short", JSONDecodeError, APIConnectionError),
    ("content_length;what=long", APITimeoutError, APIConnectionError),
    ("content_length;what=long, close", APIConnectionError, APIConnectionError),
    ("content_length;what=missing", BORNE, BORNE),
    ("empty_body", JSONDecodeError, ""),
    ("torture", BORNE, BORNE),
    *((f"torture;what={way}", BORNE, BORNE) for way in HARMLESS),
    ("torture;what=missing_blank", BORNE, JSONDecodeError),
    ("torture;what=missing_finish", BORNE, BORNE),
    ("torture;what=missing_usage", BORNE, BORNE),
]


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenAI, OpenAI]]:
    """One whose answers are broken, and one that is told the same."""
    path = tmp_path_factory.getbasetemp() / "broken-answers.yaml"
    path.write_text("seed: 1\ntokens: {output: 20}\n", encoding="utf-8")
    flags = ("-profile", str(path))
    with (
        sharing(*flags, purpose="broken") as broken,
        sharing(*flags, purpose="whole") as right,
        connect(broken) as of_broken,
        connect(right) as of_right,
    ):
        yield of_broken, of_right


def whole(client: OpenAI, content: str, fault: str) -> str:
    """Return the text of an answer of one piece."""
    answer = client.chat.completions.create(**request(content, fault))
    text: str = answer.choices[0].message.content
    return text


def streamed(client: OpenAI, content: str, fault: str) -> str:
    """Return the text of a stream."""
    chunks = client.chat.completions.create(stream=True, **request(content, fault))
    return "".join(one.choices[0].delta.content or "" for one in chunks)


def request(content: str, fault: str) -> Any:
    return {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": content}],
        "extra_headers": {"x-mock-fault": fault} if fault else {},
        "timeout": 2,
    }


def outcome(ask: Ask, clients: tuple[OpenAI, OpenAI], fault: str) -> Any:
    """Return what a client reads, or the type of what it raises."""
    broken, right = clients
    content = f"{ask.__name__} {fault}"
    text = ask(right, content, "")
    try:
        found = ask(broken, content, fault)
    except Exception as error:
        return type(error)
    return BORNE if found == text else found


@pytest.mark.parametrize(("fault", "of_whole", "of_stream"), OUTCOMES)
def test_what_comes_of_an_answer(
    clients: tuple[OpenAI, OpenAI], fault: str, of_whole: Any, of_stream: Any
) -> None:
    assert outcome(whole, clients, fault) == of_whole
    assert outcome(streamed, clients, fault) == of_stream


def test_a_broken_event_is_no_json_or_not_read(clients: tuple[OpenAI, OpenAI]) -> None:
    broken, right = clients
    outcomes = set()
    for number in range(30):
        content, fault = f"event {number}", "malformed;what=sse;after=3tokens"
        text = streamed(right, content, "")
        try:
            found = streamed(broken, content, fault)
            assert len(found) < len(text)
            outcomes.add("shorter")
        except JSONDecodeError:
            outcomes.add("no JSON")
    assert outcomes == {"shorter", "no JSON"}


def test_a_word_is_read_twice_where_its_event_is(clients: tuple[OpenAI, OpenAI]) -> None:
    broken, right = clients
    text, found = (
        streamed(client, "twice", fault).split()
        for client, fault in ((right, ""), (broken, "torture;what=duplicate"))
    )
    assert len(found) == len(text) + 1
    assert any(found[:at] + found[at + 1 :] == text for at in range(len(found)))


def test_a_stream_that_does_not_end_has_no_reason(clients: tuple[OpenAI, OpenAI]) -> None:
    chunks = clients[0].chat.completions.create(
        stream=True, **request("no end", "torture;what=missing_finish")
    )
    assert {one.choices[0].finish_reason for one in chunks} == {None}


@pytest.mark.parametrize(("what", "is_whole"), [("", True), (";what=missing_finish", False)])
def test_a_response_has_an_end_or_is_reported(
    clients: tuple[OpenAI, OpenAI], what: str, is_whole: bool
) -> None:
    headers = {"x-mock-fault": "torture" + what}
    with clients[0].responses.stream(
        model="gpt-4o-mini", input="Hello", extra_headers=headers
    ) as stream:
        if is_whole:
            assert stream.get_final_response().output_text
        else:
            with pytest.raises(RuntimeError, match=r"response\.completed"):
                stream.get_final_response()


def test_of_the_shipped_profile_a_client_reads_most_answers() -> None:
    flags = ("-profile", "sse-torture", "-seed", "3", "-time-scale", "20")
    with sharing(*flags) as server, connect(server) as client:
        outcomes = [outcome_of_profile(client, f"Hello {number}") for number in range(60)]
    found = {one: outcomes.count(one) for one in set(outcomes)}
    assert found.pop("stop") >= 40
    assert set(found) == {"none", "JSONDecodeError"}


def outcome_of_profile(client: OpenAI, content: str) -> str:
    """Return why a stream ended, or what it raised."""
    try:
        chunks = [*client.chat.completions.create(stream=True, **request(content, ""))]
    except JSONDecodeError as error:
        return type(error).__name__
    return chunks[-1].choices[0].finish_reason or "none"
