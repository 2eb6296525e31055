"""Streams of messages go wrong as others do: between messages, within one, and in their time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.dialects.bedrock.messages import (
    NOVA,
    SHAPES,
    alike,
    asking,
    converse,
    in_chunks,
    invoke,
    messages,
    told_chunks,
)
from tests.faulting import drained
from tests.serving import Server, responses
from tests.sharing import sharing, sharing_profile
from tests.talking import ask, ask_bytes

LANES = [alike, in_chunks]
Lane = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server."""
    with sharing() as running:
        yield running


@pytest.fixture(params=LANES)
def lane(request: pytest.FixtureRequest) -> Lane:
    """What puts a request on either lane."""
    chosen: Lane = request.param
    return chosen


def until_closed(server: Server, request: bytes) -> bytes:
    """Send a request; return all that comes before the connection ends, or a second is silent."""
    with server.connect() as connection:
        connection.sendall(request)
        return drained(connection)


def chunks(received: bytes) -> bytes:
    """Return what whole chunks there are of a body."""
    rest, body = received.partition(b"\r\n\r\n")[2], b""
    while b"\r\n" in rest:
        size, _, rest = rest.partition(b"\r\n")
        body += rest[: int(size, 16)]
        rest = rest[int(size, 16) + 2 :]
    return body


@pytest.mark.parametrize("fault", ["cut", "reset", "stall;for=ever"])
def test_a_stream_ends_early_between_messages(server: Server, lane: Lane, fault: str) -> None:
    field = f"x-mock-fault: {fault};after=5tokens"
    received = until_closed(server, lane(converse(asking(), field, stream=True)))

    names = [one.name for one in messages(chunks(received))]
    assert names == ["messageStart", *["contentBlockDelta"] * 5]


@pytest.mark.parametrize("code", ["429", "500", "503", "418"])
def test_an_error_in_the_midst_is_the_last_message(server: Server, lane: Lane, code: str) -> None:
    field = f"x-mock-fault: error;code={code};after=3tokens"
    (answer,) = responses(ask_bytes(server, lane(converse(asking(), field, stream=True))))

    *before, last = messages(answer.body)
    assert [one.name for one in before] == ["messageStart", *["contentBlockDelta"] * 3]
    names = {
        "429": "throttlingException",
        "500": "internalServerException",
        "503": "serviceUnavailableException",
    }
    assert last.name == names.get(code, "validationException")
    assert list(last.headers) == [":exception-type", ":content-type", ":message-type"]
    assert last.told["message"]


@pytest.mark.parametrize("what", ["json", "utf8"])
def test_data_is_spoilt_in_a_message_that_is_well_made(
    server: Server, lane: Lane, what: str
) -> None:
    field = f"x-mock-fault: malformed;what={what};after=2tokens"
    (answer,) = responses(ask_bytes(server, lane(converse(asking(), field, stream=True))))

    spoilt = []
    for one in messages(answer.body):  # their checksums are right
        try:
            json.loads(one.payload)
        except ValueError:
            spoilt.append(one.name)
    assert spoilt == ["contentBlockDelta"]


def test_a_message_that_is_none_fails_its_checksum(server: Server, lane: Lane) -> None:
    field = "x-mock-fault: malformed;what=sse;after=2tokens"
    (answer,) = responses(ask_bytes(server, lane(converse(asking(), field, stream=True))))

    with pytest.raises(AssertionError):
        messages(answer.body)


def test_tortured_streams_say_the_same() -> None:
    ways = "crlf, comments, one_in_many, many_in_one, missing_blank"
    profile = f"faults: [{{type: torture, what: [{ways}]}}]\n"
    try:
        with sharing_profile(profile) as server:
            (answer,) = responses(ask_bytes(server, converse(asking(), stream=True)))
    except AssertionError:
        pytest.fail("a message was spoilt")

    assert messages(answer.body)[-1].name == "metadata"


REASONS = ("stop_reason", "completionReason", "finish_reason", "stopReason")
BILLS = ("amazon-bedrock-invocationMetrics", "usage", "generation_token_count")


def values(told: Any, names: tuple[str, ...]) -> list[Any]:
    """Return what an answer's members of these names say, wherever they are."""
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    own = [told[name] for name in names if name in told] if isinstance(told, dict) else []
    return own + [value for one in inner for value in values(one, names)]


@pytest.mark.parametrize("shape", SHAPES)
def test_an_invoked_stream_may_not_say_why_it_ended(server: Server, shape: str) -> None:
    plain = told_chunks(ask(server, invoke(shape, stream=True)).body)
    field = "x-mock-fault: torture;what=missing_finish"
    spoilt = told_chunks(ask(server, invoke(shape, field, stream=True)).body)

    assert any(values(plain[-3:], REASONS))
    assert not any(values(spoilt, REASONS))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_invoked_stream_may_not_say_what_it_cost(server: Server, shape: str) -> None:
    field = "x-mock-fault: torture;what=missing_usage"
    answer = ask(server, invoke(shape, field, stream=True))

    found = [one for one in told_chunks(answer.body) if one.get("type") != "message_start"]
    assert values(found, REASONS)
    assert not values(found, BILLS)


PACED = "ttft: {base: 200ms}\nitl: {token: 10ms}\n"
SILENT = PACED + "thinking: {tokens: 20, silence: %s, every: 50ms}\n"


@pytest.mark.parametrize("profile", [PACED, PACED + "trace: true\n"])
def test_a_stream_in_its_time_is_made_of_whole_messages(profile: str, lane: Lane) -> None:
    with sharing_profile(profile) as server:
        began = time.monotonic()
        answer = ask(server, lane(converse(asking(), stream=True)))
        took = time.monotonic() - began

    found = messages(answer.body)
    told = found[-1].told["metrics"]["latencyMs"]
    assert told >= 200 + 10 * (len(found) - 6)
    assert took * 1000 >= told - 1


@pytest.mark.parametrize("silence", ["comments", "pings"])
def test_a_silent_model_sends_its_head_and_no_comments(silence: str) -> None:
    with sharing_profile(SILENT % silence) as server:
        answer = ask(server, converse(asking(), stream=True))

    assert [one.name for one in messages(answer.body)][:2] == ["messageStart", "contentBlockDelta"]


def test_a_whole_answer_tells_how_long_it_took(lane: Lane) -> None:
    with sharing_profile(PACED) as server:
        told = json.loads(ask(server, lane(converse(asking(), model=NOVA))).body)

    assert told["metrics"]["latencyMs"] >= 200
