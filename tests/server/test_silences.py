"""Heads, thought and stalls as clients see them, on plain sockets, by both lanes."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from sanic_mock.engine.drift import Days
from sanic_mock.settings import Drift
from tests.faulting import WAYS, arrivals
from tests.requests import chat, post
from tests.serving import Server, dechunk
from tests.sharing import sharing_profile
from tests.talking import ask, receive

# 100 hidden tokens between 300 and 800 ms, the head after 100
THINKS = """seed: 1
ttft: {base: 300ms, head: 100ms}
itl: {token: 5ms}
tokens: {output: 6}
"""
COMMENTS = THINKS + "thinking: {tokens: 100, silence: comments, every: 100ms}\n"
PINGS = THINKS + "thinking: {tokens: 100, silence: pings, every: 200ms}\n"
SUMMARY = THINKS + "thinking: {tokens: 100, silence: summary}\n"
STALLS = (
    "seed: 1\nttft: {base: 1ms}\nitl: {token: 1ms, stall: {p: 1, dist: 700ms}}\n"
    "tokens: {output: 20}\n"
)
END = b"0\r\n\r\n"
COMMENT = b": keep-alive\n\n"
SENT_MS = 20  # who reads looks at its clock when it has asked


@contextmanager
def asking(
    server: Server, way: str, *fields: str, body: bytes | None = None, path: str = ""
) -> Iterator[socket.socket]:
    """Lend a connection that has asked for a stream."""
    asked = chat(stream=True) if body is None else body
    request = post(asked, *WAYS[way], *fields, path=path or "/v1/chat/completions")
    with server.connect() as connection:
        connection.sendall(request)
        yield connection


def read(connection: socket.socket) -> list[tuple[float, bytes]]:
    """Return what came of one answer and when, in ms since it was asked for."""
    came = []
    for at_s, content in arrivals(connection):
        came.append((at_s * 1000, content))
        if content.endswith(END):
            break
    return came


def answered(came: list[tuple[float, bytes]]) -> bytes:
    """Return the body of what came."""
    raw = b"".join(content for _, content in came)
    return dechunk(raw.partition(b"\r\n\r\n")[2])[0]


def at(came: list[tuple[float, bytes]], what: bytes) -> float:
    """Return when something had come, in ms."""
    read = b""
    for at_ms, content in came:
        read += content
        if what in read:
            return at_ms
    raise AssertionError(f"no {what!r}")


way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module")
def commenting() -> Iterator[Server]:
    with sharing_profile(COMMENTS) as server:
        yield server


@way
def test_a_head_comes_first_then_comments_then_tokens(commenting: Server, way: str) -> None:
    with asking(commenting, way) as connection:
        came = read(connection)

    head, _, rest = came[0][1].partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert rest == b""
    assert came[0][0] >= 100 - SENT_MS
    assert at(came, COMMENT) >= 400 - SENT_MS
    assert at(came, b'"role":"assistant"') >= 800 - SENT_MS
    body = answered(came)
    assert body.count(COMMENT) == 4  # after 400, 500, 600 and 700 ms
    assert body.rindex(COMMENT) < body.index(b"data: ")
    assert body.endswith(b"data: [DONE]\n\n")


@way
def test_what_comes_early_passes_the_stages_of_a_fault(commenting: Server, way: str) -> None:
    fault = "x-mock-fault: cut;after=2tokens"
    with asking(commenting, way, fault) as connection:
        came = [(at_s * 1000, content) for at_s, content in arrivals(connection)]

    raw = b"".join(content for _, content in came)
    assert came[0][1].endswith(b"\r\n\r\n")
    assert came[0][0] >= 100 - SENT_MS
    assert raw.count(COMMENT) == 4
    assert b"[DONE]" not in raw


@way
def test_what_comes_early_passes_a_network(way: str) -> None:
    profile = COMMENTS + "network: {rtt: 50ms, handshake: false}\n"
    with sharing_profile(profile) as server, asking(server, way) as connection:
        came = read(connection)

    assert came[0][1].endswith(b"\r\n\r\n")
    assert came[0][0] >= 150 - SENT_MS
    assert at(came, COMMENT) >= 450 - SENT_MS
    assert answered(came).count(COMMENT) == 4


@way
def test_pings_come_while_a_model_thinks(way: str) -> None:
    with sharing_profile(PINGS) as server, asking(server, way) as connection:
        came = read(connection)

    assert answered(came).count(b'event: ping\ndata: {"type": "ping"}\n\n') == 2
    assert at(came, b"ping") >= 500 - SENT_MS


def responses(summary: bool = True, said: str = "Hello") -> bytes:
    reasoning = {"effort": "low", "summary": "auto"} if summary else {"effort": "low"}
    return json.dumps(
        {"model": "gpt-5", "input": said, "stream": True, "reasoning": reasoning}
    ).encode()


@pytest.fixture(scope="module")
def summing() -> Iterator[Server]:
    with sharing_profile(SUMMARY) as server:
        yield server


@way
def test_a_summary_is_told_while_a_model_thinks(summing: Server, way: str) -> None:
    with asking(summing, way, body=responses(), path="/v1/responses") as connection:
        came = read(connection)

    events = [
        json.loads(line.partition(b"data: ")[2]) for line in answered(came).split(b"\n\n") if line
    ]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    types = [event["type"].removeprefix("response.") for event in events]
    assert types[:4] == [
        "created",
        "in_progress",
        "output_item.added",
        "reasoning_summary_part.added",
    ]
    deltas = types.count("reasoning_summary_text.delta")
    assert deltas > 10
    first = types.index("reasoning_summary_text.delta")
    assert types[first : first + deltas] == ["reasoning_summary_text.delta"] * deltas
    assert at(came, b"response.in_progress") >= 100 - SENT_MS
    assert at(came, b"response.in_progress") < at(came, b"reasoning_summary_text.delta")
    assert at(came, b"reasoning_summary_text.delta") >= 300 - SENT_MS
    assert at(came, b"reasoning_summary_text.done") >= 800 - SENT_MS
    told = sum(b"reasoning_summary_text.delta" in content for _, content in came)
    assert told > 5  # not all at once


@way
def test_a_client_that_wants_no_summary_waits_in_silence(summing: Server, way: str) -> None:
    with asking(summing, way, body=responses(summary=False), path="/v1/responses") as connection:
        came = read(connection)

    head, first, *_ = came
    assert head[0] >= 100 - SENT_MS
    assert b"response.in_progress" in head[1]
    assert b"output_item.added" not in head[1]
    assert first[0] >= 800 - SENT_MS


@way
def test_the_same_events_are_told_with_and_without_an_early_head(summing: Server, way: str) -> None:
    body = responses(said=f"As {way} as it is")  # the first time, for each time is another draw
    with asking(summing, way, body=body, path="/v1/responses") as connection:
        early = answered(read(connection))
    plain = "seed: 1\ntokens: {output: 6, reasoning: 100}\n"
    with (
        sharing_profile(plain) as server,
        asking(server, way, body=body, path="/v1/responses") as connection,
    ):
        at_once = answered(read(connection))

    changing = re.compile(
        rb'"(id|item_id|created_at|completed_at|obfuscation|prompt_cache_key|encrypted_content)"'
        rb':("[^"]*"|[0-9.]+)'
    )
    assert changing.sub(b"", early) == changing.sub(b"", at_once)


def test_a_client_of_http_1_0_has_its_head_early_too(commenting: Server) -> None:
    with commenting.connect() as connection:
        connection.sendall(post(chat("Hi", stream=True), version="1.0"))
        came = [(at_s * 1000, content) for at_s, content in arrivals(connection)]

    head, _, body = b"".join(content for _, content in came).partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert came[0][1].endswith(b"\r\n\r\n")
    assert body.startswith(COMMENT)
    assert body.endswith(b"data: [DONE]\n\n")


def test_days_follow_each_other_while_a_server_runs() -> None:
    """Each answer tells its planned time, which is 20 ms times the factor of a day."""
    drift, seed = Drift(0.8, 0.2), 5
    profile = (
        f"seed: {seed}\nttft: {{base: 20ms}}\ntrace: true\ndrift: {{cv: 0.8, period: 200ms}}\n"
    )
    told = []
    with sharing_profile(profile) as server, server.connect() as connection:
        for _ in range(12):
            connection.sendall(post(chat()))
            (planned,) = re.findall(rb"x-mock-ttft-ms: ([0-9.]+)", receive(connection))
            told.append(float(planned))
            time.sleep(0.1)

    days = Days(drift, seed, 1.0)
    factors = [round(20 * days.factor(day * 200_000_000), 3) for day in range(600)]
    assert len(set(told)) >= 3
    places = [factors.index(one) for one in told]
    assert places == sorted(places)


@pytest.fixture(scope="module")
def stalling() -> Iterator[Server]:
    with sharing_profile(STALLS) as server:
        yield server


@way
def test_a_stream_stops_in_its_midst_and_goes_on(stalling: Server, way: str) -> None:
    with asking(stalling, way) as connection:
        came = read(connection)

    gaps = [later[0] - one[0] for one, later in pairwise(came)]
    assert max(gaps) >= 600
    assert sum(gap >= 600 for gap in gaps) == 1
    assert answered(came).endswith(b"data: [DONE]\n\n")


def test_a_whole_answer_takes_as_long_as_a_stream_that_stops(stalling: Server) -> None:
    began_s = time.monotonic()
    with stalling.connect() as connection:
        connection.sendall(post(chat()))
        connection.recv(65536)

    assert time.monotonic() - began_s >= 0.7


def test_the_first_event_comes_in_time_however_many_tokens_it_has() -> None:
    """Nine tokens at 100 ms each took 800 ms more than was asked for."""
    grouped = (
        "seed: 1\nttft: {base: 50ms}\nitl: {token: 100ms}\ntokens: {output: 12}\n"
        "chunking: {mode: tokens, tokens_per_chunk: 9, first: 3}\n"
    )
    with sharing_profile(grouped) as server, asking(server, "fast") as connection:
        came = read(connection)

    assert 50 <= at(came, b'"content":"') < 700
    events = re.findall(rb'"delta":\{"content":"', answered(came))
    assert len(events) == 2


def test_a_prompt_that_is_billed_as_cached_is_read_sooner() -> None:
    profile = "seed: 1\nttft: {per_prompt_token: 300us, cached_tokens: billed}\n"
    prompt, took_ms = "word " * 2000, []
    with sharing_profile(profile) as server:
        for question in ("first", "second"):
            body = chat(f"{prompt} {question}", stream=True)
            with asking(server, "fast", body=body) as connection:
                took_ms.append(at(read(connection), b"data: "))

    assert took_ms[0] >= 600 - SENT_MS
    assert took_ms[1] < took_ms[0] - 300


def test_a_rule_says_its_text_also_where_prompts_are_billed_as_cached() -> None:
    profile = (
        "ttft: {per_prompt_token: 1us, cached_tokens: billed}\nanswers: [{text: Fixed words.}]\n"
    )
    with sharing_profile(profile) as server:
        answer = ask(server, post(chat()))

    assert b'"content": "Fixed words."' in answer.body
