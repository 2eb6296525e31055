"""Limits at a running server: exact over its workers, told as they are, and kept by who waits."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from math import floor
from pathlib import Path
from select import select

import openai
import pytest
from openai import OpenAI

from tests.flooding import flood, let_in_again
from tests.processes import serving_apart, wait_until, worker_processes
from tests.reached import wait_read
from tests.requests import HELLO, chat, chunked, post
from tests.serving import Response, Server, serving
from tests.sharing import lending
from tests.talking import ask, receive

KEY = "Authorization: Bearer sk-alice"
OTHER = "Authorization: Bearer sk-bob"
LIVE = "x-ratelimit-{}-{}"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where a profile is written."""
    return tmp_path / "limited.yaml"


@contextmanager
def limited(limits: str, *flags: str, further: str = "") -> Iterator[Server]:
    with lending(f"limits: {limits}\n{further}", *flags) as server:
        yield server


def error(found: Response) -> dict[str, str]:
    body: dict[str, str] = json.loads(found.body)["error"]
    return body


def live(found: Response, unit: str) -> tuple[str, str, str]:
    """Return limit, remaining and reset."""
    limit, left, full = (
        found.header(LIVE.format(which, unit)) for which in ("limit", "remaining", "reset")
    )
    return limit, left, full


# Exactness


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_days_limit_lets_so_many_through_however_many_workers_there_are(workers: int) -> None:
    with limited("{rpd: 600}", "-workers", str(workers)) as server:
        found = flood(server, 4, 250, KEY)
        others = flood(server, 1, 10, OTHER)

    assert found.statuses == {200: 600, 429: 400}
    assert others.statuses == {200: 10}


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_minutes_limit_lets_so_many_through_and_those_that_come_meanwhile(workers: int) -> None:
    with limited("{rpm: 600}", "-workers", str(workers)) as server:
        found = flood(server, 3, 400, KEY)

    assert 600 <= found.statuses[200] <= 600 + floor(10 * found.took_s) + 1
    assert found.statuses.total() == 1200


def test_tokens_are_counted_exactly() -> None:
    """Each of these requests bills what its usage says, and no more than that is gone."""
    with limited("{tpd: 100000}") as server:
        used = 0
        for number in range(20):
            found = ask(server, post(chat(f"number {number}"), KEY))
            used += json.loads(found.body)["usage"]["total_tokens"]
            assert live(found, "tokens")[1] == str(100_000 - used)


def test_large_requests_and_those_of_sanic_count_as_all_others() -> None:
    with limited("{rpd: 10, per: server}", "-workers", "2") as server:
        left = [
            live(ask(server, request, 30.0), "requests")[1]
            for request in (
                post(chat()),
                post(chat("long " * 20_000)),
                chunked(chat("chunked")),
                post(chat(stream=True)),
                post(b'{"model":"gpt-4o","input":"hi"}', path="/v1/responses"),
                post(b'{"model":"text-embedding-3-small","input":"hi"}', path="/v1/embeddings"),
                post(b'{"input":"hi"}', path="/v1/moderations"),
                post(b'{"model":"gpt-3.5-turbo-instruct","prompt":"hi"}', path="/v1/completions"),
            )
        ]

    # a moderation is counted, and not told of: replay-2026, A16
    assert left == ["9", "8", "7", "6", "5", "4", "", "2"]


# What is told


def test_what_is_left_is_told_by_answers_and_refusals_alike() -> None:
    with limited("{rpm: 2, tpm: 600}") as server:
        first, second, third = (ask(server, post(chat(), KEY)) for _ in range(3))
        streamed = ask(server, post(chat(stream=True), OTHER))

    used = json.loads(first.body)["usage"]["total_tokens"]
    assert live(first, "requests")[:2] == ("2", "1")
    assert live(first, "tokens")[:2] == ("600", str(600 - used))
    assert float(live(first, "requests")[2].removesuffix("s")) == 30
    assert live(second, "requests")[1] == "0"
    assert third.status == 429
    assert live(third, "requests")[:2] == ("2", "0")
    assert int(live(third, "tokens")[1]) >= int(live(second, "tokens")[1])
    assert live(streamed, "requests")[:2] == ("2", "1")


REFUSED = [
    ("{rpm: 1}", "requests per min (RPM): Limit 1, Used 1, Requested 1.", "requests", 60),
    ("{rpd: 1}", "requests per day (RPD): Limit 1, Used 1, Requested 1.", "requests", 86_400),
    ("{tpm: 60}", "tokens per min (TPM): Limit 60, Used {used}, Requested {wanted}.", "tokens", 60),
    (
        "{tpd: 60}",
        "tokens per day (TPD): Limit 60, Used {used}, Requested {wanted}.",
        "tokens",
        86_400,
    ),
]


@pytest.mark.parametrize(("limits", "sentence", "kind", "window_s"), REFUSED)
def test_a_refusal_names_limit_use_wish_and_wait(
    limits: str, sentence: str, kind: str, window_s: int
) -> None:
    body = chat(max_tokens=40)
    with limited(limits) as server:
        first = ask(server, post(body, KEY))
        found = ask(server, post(body, KEY))

    usage = json.loads(first.body)["usage"]
    wanted = usage["prompt_tokens"] + 40
    message = sentence.format(used=usage["total_tokens"], wanted=wanted)
    told = error(found)
    assert (found.status, told["type"], told["code"]) == (429, kind, "rate_limit_exceeded")
    assert "Rate limit reached for gpt-4o-mini in organization org-" in told["message"]
    assert f" on {message} Please try again in " in told["message"]
    waited_ms = int(found.header("retry-after-ms"))
    assert 0 < waited_ms <= window_s * 1000
    assert int(found.header("retry-after")) == -(-waited_ms // 1000)


def test_a_request_larger_than_its_limit_is_told_that_waiting_does_not_help() -> None:
    with limited("{tpm: 100}") as server:
        found = ask(server, post(chat(max_tokens=500), KEY))

    assert found.status == 429
    assert "Request too large for gpt-4o-mini" in error(found)["message"]
    assert "Limit 100, Requested 508." in error(found)["message"]
    assert not found.header("retry-after")
    assert live(found, "tokens") == ("100", "100", "0s")


def test_a_budget_that_is_spent_is_no_quota() -> None:
    with limited("{budget_tokens: 5}") as server:
        assert ask(server, post(chat(), KEY)).status == 200
        found = ask(server, post(chat(), KEY))

    assert found.status == 429
    assert error(found)["code"] == "insufficient_quota"
    assert "exceeded your current quota" in error(found)["message"]


def test_the_requests_that_are_nearest_to_their_end_are_told() -> None:
    with limited("{rpm: 3, rpd: 4}") as server:
        found = [ask(server, post(chat(), KEY)) for _ in range(2)]

    assert [live(one, "requests")[:2] for one in found] == [("3", "2"), ("3", "1")]


def test_azure_words_its_own() -> None:
    path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    with limited("{rpm: 1}") as server:
        answer, found = (ask(server, post(chat(), "api-key: a", path=path)) for _ in range(2))

    assert answer.header("x-ratelimit-limit-requests") == "1"
    assert answer.header("x-ratelimit-remaining-requests") == "0"
    assert (found.status, error(found)["code"]) == (429, "RateLimitReached")
    assert "exceeded the call rate limit" in error(found)["message"]
    assert int(found.header("retry-after")) in (59, 60)
    assert found.header("x-ratelimit-remaining-requests") == "0"


def test_what_is_refused_anyway_counts_for_nothing() -> None:
    with limited("{rpd: 2}") as server:
        for request in (
            post(chat(), KEY, "x-mock-error: 503"),
            post(b"{", KEY),
            post(chat(temperature=9), KEY),
        ):
            assert ask(server, request).status != 200
        assert live(ask(server, post(chat(), KEY)), "requests")[1] == "1"


def test_a_limit_is_for_the_models_that_it_names() -> None:
    limits = '[{model: "gpt-4o*", rpd: 1, per: model}, {rpd: 3, per: server}]'
    with limited(limits) as server:
        found = [
            ask(server, post(chat(model=model))).status
            for model in ("gpt-4o", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1")
        ]

    assert found == [200, 429, 200, 200, 429]


# Who waits is let in


def test_who_waits_as_it_is_told_is_let_in() -> None:
    """A day takes some seconds here, so all four rates are waited for."""
    limits = "{rpm: 40, tpm: 3000, rpd: 9000, tpd: 900000}"
    requests = [post(chat(f"{number}", max_tokens=200), KEY) for number in range(120)]
    with limited(limits, further="time_scale: 40\n") as server:
        assert let_in_again(server, requests) > 60


def ask_often(client: OpenAI, times: int = 20) -> None:
    """Ask; of twenty times, one is within a second of another on a busy machine, too."""
    for _ in range(times):
        client.chat.completions.create(model="gpt-4o-mini", messages=HELLO)  # type: ignore[arg-type]


def test_openais_client_tells_a_limit_and_waits_for_it() -> None:
    with limited("{rpm: 1}", further="time_scale: 60\n") as server:
        options = {"base_url": f"{server.url}/v1", "api_key": "sk-a", "timeout": 10}
        with (
            OpenAI(**options, max_retries=0) as hasty,  # type: ignore[arg-type]
            pytest.raises(openai.RateLimitError) as told,
        ):
            ask_often(hasty)
        with OpenAI(**options, max_retries=2) as patient:  # type: ignore[arg-type]
            ask_often(patient, 3)

    assert told.value.code == "rate_limit_exceeded"
    assert told.value.type == "requests"


# Requests at once

LASTING = "x-mock-latency: 3s"  # as long as others are asked meanwhile
SLOW = "ttft: {base: 60s}\ngrace: 1s\n"


def begun(server: Server, *fields: str) -> socket.socket | None:
    """Begin an answer that takes long; None where that is refused."""
    connection = server.connect()
    connection.sendall(post(chat(stream=True), *fields))
    wait_read(server)
    if not select([connection], [], [], 0)[0]:
        return connection
    connection.close()
    return None


def hold(server: Server, *fields: str) -> socket.socket:
    """Begin an answer that takes long."""
    connection = begun(server, *fields)
    assert connection is not None
    return connection


def is_let_in(server: Server, *fields: str) -> bool:
    """Return whether a request is let in; its client leaves at once then."""
    connection = begun(server, *fields)
    if connection is not None:
        connection.close()
    return connection is not None


def test_requests_at_once_are_bounded_until_their_clients_leave(profile: Path) -> None:
    profile.write_text(f"limits: {{concurrency: 2}}\n{SLOW}")
    with serving("-profile", str(profile), "-workers", "2") as server:
        held = [hold(server, KEY) for _ in range(2)]
        assert not is_let_in(server, KEY)
        refused = ask(server, post(chat(), KEY))
        assert is_let_in(server, OTHER)
        held.pop().close()
        wait_until(lambda: is_let_in(server, KEY))
        wait_until(lambda: is_let_in(server, KEY))
        for one in held:
            one.close()

    assert refused.status == 429
    message = "on concurrent requests: Limit 2, Used 2, Requested 1. Please try again in 1s."
    assert message in error(refused)["message"]
    assert refused.header("retry-after-ms") == "1000"


def test_answers_that_end_leave_room_for_others() -> None:
    further = "ttft: {base: 20ms}\nitl: {token: 1ms}\n"
    with limited("{concurrency: 1}", further=further) as server:
        for number in range(10):
            assert ask(server, post(chat(f"{number}", stream=number % 2 == 0), KEY)).status == 200
            assert ask(server, chunked(chat(f"sanic {number}"))).status == 200


def test_what_a_killed_worker_had_under_way_is_under_way_no_more(profile: Path) -> None:
    profile.write_text(f"limits: {{concurrency: 2, per: server}}\n{SLOW}")
    with serving_apart("-profile", str(profile), "-workers", "2") as server:
        held = [hold(server) for _ in range(2)]
        assert not is_let_in(server)
        for pid in worker_processes(server.process.pid):
            os.kill(pid, signal.SIGKILL)

        wait_until(lambda: is_let_in(server))
        for one in held:
            one.close()


def test_a_killed_worker_takes_no_more_than_its_own_requests_charges(profile: Path) -> None:
    """Workers are killed while they are asked; those that live let no more through than before."""
    profile.write_text("limits: {rpd: 2000, per: server}\n")
    with serving_apart("-profile", str(profile), "-workers", "3") as server:
        passed = lost = 0
        for _ in range(4):
            victim = worker_processes(server.process.pid)[0]
            connection = server.connect()
            connection.sendall(b"".join(post(chat(f"{n}")) for n in range(20)))
            os.kill(victim, signal.SIGKILL)
            connection.close()
            lost += 20
            passed += flood(server, 1, 100).statuses[200]
        found = ask(server, post(chat()))

    left = int(live(found, "requests")[1])
    assert passed == 400
    assert 2000 - passed - lost - 1 <= left <= 2000 - passed - 1


def test_a_stream_takes_its_estimate_until_it_ends() -> None:
    with limited("{tpd: 10000}", further="ttft: {base: 20ms}\n") as server:
        body = chat(max_tokens=4000)
        with server.connect() as first:
            first.sendall(post(body, KEY, LASTING))
            wait_read(server)
            second = ask(server, post(chat(), KEY))
            used = receive(first)
        third = ask(server, post(chat(), KEY))

    usage = json.loads(used.partition(b"\r\n\r\n")[2])["usage"]["total_tokens"]
    second_used = json.loads(second.body)["usage"]["total_tokens"]
    prompt = json.loads(second.body)["usage"]["prompt_tokens"]
    assert live(second, "tokens")[1] == str(10_000 - 4000 - prompt - prompt)
    assert live(third, "tokens")[1] == str(10_000 - usage - second_used - prompt)


# Beside faults


def test_what_a_fault_refuses_counts_for_nothing() -> None:
    further = "faults: [{type: status, code: 503, first: 3}]\n"
    with limited("{rpd: 2}", further=further) as server:
        found = [ask(server, post(chat(f"{number}"), KEY)) for number in range(6)]

    assert [one.status for one in found] == [503, 503, 503, 200, 200, 429]


def test_a_stalled_answer_is_under_way_until_it_ends(profile: Path) -> None:
    stall = "faults: [{type: stall, for: 60s, first: 1}]"
    profile.write_text(f"limits: {{concurrency: 1}}\n{stall}\ngrace: 1s\n")
    with serving("-profile", str(profile)) as server:
        stalled = hold(server, KEY)
        assert ask(server, post(chat(), KEY)).status == 429
        stalled.close()
        wait_until(lambda: ask(server, post(chat(), KEY)).status == 200)
