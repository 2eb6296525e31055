"""`/metrics` of a running server: sums over all workers are what clients have counted."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.talking import ask, receive, serving_quietly

METRICS = b"GET /metrics HTTP/1.1\r\nHost: m\r\n\r\n"
CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"


def scraped(server: Server) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return all samples, by name, as Prometheus' own parser reads them."""
    answer = ask(server, METRICS)
    assert answer.status == 200, answer
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        assert family.documentation
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def total(server: Server, name: str, **labels: str) -> float:
    """Return the sum of a metric's samples that have these labels."""
    samples = scraped(server).get(f"sanic_mock_{name}", [])
    return sum(value for own, value in samples if labels.items() <= own.items())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-metrics") as running:
        yield running


@pytest.mark.parametrize(
    ("path", "body", "model", "status"),
    [
        (CHAT, chat("plain"), "gpt-4o-mini", 200),
        (CHAT, chat("in steps", max_tokens=3), "gpt-4o-mini", 200),
        (CHAT, chat("in steps", stop="zebra", n=2), "gpt-4o-mini", 200),
        (CHAT, chat("a stream", stream=True), "gpt-4o-mini", 200),
        (CHAT, chat("reasoning", model="gpt-5"), "gpt-5", 200),
        (CHAT, chat("no chat", model="text-embedding-3-small"), "text-embedding-3-small", 403),
        (CHAT, b'{"model":"gpt-4o"', "gpt-4o", 400),
        (RESPONSES, b'{"model":"gpt-4o","input":"Hello"}', "gpt-4o", 200),
        (RESPONSES, b'{"model":"gpt-4o","input":"Hello","stream":true}', "gpt-4o", 200),
        ("/v1/embeddings", b'{"model":"text-embedding-3-small","input":"Hello"}', None, 200),
    ],
)
def test_an_answer_is_counted_with_what_it_bills(
    server: Server, path: str, body: bytes, model: str | None, status: int
) -> None:
    """By both lanes: the tokens that it names, and the bytes of its content."""
    labels = {"endpoint": path}
    if model is not None:
        labels["model"] = model
    names = ("prompt_tokens_total", "completion_tokens_total", "sent_bytes_total")
    for request in (post(body, path=path), post(body, "Connection: close", path=path)):
        before = [total(server, one, **labels) for one in names]
        many = total(server, "requests_total", **labels, status=str(status))

        answer = ask(server, request)

        assert answer.status == status
        assert total(server, "requests_total", **labels, status=str(status)) == many + 1
        after = [total(server, one, **labels) for one in names]
        grown = [b - a for a, b in zip(before, after, strict=True)]
        assert grown[2] == len(answer.body)
        if usage := usage_of(answer):
            assert grown[:2] == usage


def usage_of(answer: Response) -> list[int]:
    """Return the tokens that an answer names, none where it does not."""
    text = answer.body.decode()
    objects = [json.loads(one[6:]) for one in text.splitlines() if one.startswith("data: {")]
    for one in objects or [json.loads(text)]:
        usage = one.get("usage") or one.get("response", {}).get("usage")
        if usage:
            prompt = usage.get("prompt_tokens", usage.get("input_tokens"))
            answered = usage.get("completion_tokens", usage.get("output_tokens", 0))
            return [prompt, answered]
    return []


def test_what_no_model_answers_is_counted_by_its_template(server: Server) -> None:
    for target in ("/v1/models/gpt-4o", "/v1/models/gpt-none", "/nowhere/1", "/nowhere/2"):
        ask(server, f"GET {target} HTTP/1.1\r\nHost: m\r\n\r\n".encode())

    assert total(server, "requests_total", endpoint="/v1/models/<model:path>") == 2
    assert total(server, "requests_total", endpoint="others", status="404") >= 2


def test_whoever_looks_is_not_counted(server: Server) -> None:
    before = total(server, "requests_total")
    ask(server, b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n")
    assert total(server, "requests_total") == before


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sums_are_exact_over_workers_under_load(workers: str) -> None:
    """To the request, the token and the byte, whatever comes at once."""
    with serving_quietly("-seed", "7", "-metrics", "-workers", workers) as server:
        bodies: list[list[bytes]] = [[] for _ in range(6)]

        def load(number: int) -> None:
            with server.connect() as connection:
                for n in range(40):
                    one = [post(chat(f"{number} {n} {k}")) for k in range(10)]
                    connection.sendall(b"".join(one))
                    got = responses(receive(connection, 10))
                    bodies[number] += [answer.body for answer in got]

        in_threads(load, len(bodies))

        flat = [body for some in bodies for body in some]
        tokens = [json.loads(body)["usage"]["completion_tokens"] for body in flat]
        assert total(server, "requests_total", status="200") == len(flat) == 2400
        assert total(server, "sent_bytes_total") == sum(map(len, flat))
        assert total(server, "completion_tokens_total") == sum(tokens)


def in_threads(work: Callable[[int], None], many: int) -> None:
    """Do something in so many threads."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(many)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_answers_that_take_time_have_their_times_counted(tmp_path: Path) -> None:
    profile = tmp_path / "slow.yaml"
    profile.write_text("ttft: {base: 30ms}\nitl: {token: 1ms}\ntokens: {output: 20}\n")
    with serving_quietly("-seed", "7", "-metrics", "-profile", str(profile)) as server:
        ask(server, post(chat("whole")))
        ask(server, post(chat("stream", stream=True)))

        found = scraped(server)

        assert one(found, "sanic_mock_request_duration_seconds_count") == 2
        assert one(found, "sanic_mock_request_duration_seconds_sum") >= 2 * 0.049
        assert one(found, "sanic_mock_time_to_first_token_seconds_count") == 1
        first_s = one(found, "sanic_mock_time_to_first_token_seconds_sum")
        gap_s = one(found, "sanic_mock_time_per_output_token_seconds_sum")
        assert first_s >= 0.03
        # after a first token that is late the others come faster; none is early
        assert first_s + 19 * gap_s >= 0.049
        assert one(found, "sanic_mock_write_lateness_seconds_count") == 2
        assert one(found, "sanic_mock_inflight_requests") == 0
        assert one(found, "sanic_mock_inflight_requests_peak") == 1


def one(found: dict[str, Any], name: str) -> float:
    """Return the one sample of a name."""
    ((_, value),) = found[name]
    return float(value)


def test_a_client_that_leaves_is_counted_with_what_it_was_sent(tmp_path: Path) -> None:
    profile = tmp_path / "slow.yaml"
    profile.write_text("ttft: {base: 1ms}\nitl: {token: 20ms}\ntokens: {output: 500}\n")
    with serving_quietly("-seed", "7", "-metrics", "-profile", str(profile)) as server:
        with server.connect() as connection:
            connection.sendall(post(chat("stream", stream=True)))
            received = b""
            while received.count(b"data: ") < 4:
                received += connection.recv(1 << 16)
            assert total(server, "inflight_requests") == 1
        wait_until(lambda: total(server, "aborts_total") == 1)

        assert total(server, "requests_total", ending="left") == 1
        assert 2 <= total(server, "sent_pieces_total") <= 20
        assert total(server, "inflight_requests") == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_connections_are_counted_for_as_long_as_they_are_open(workers: str) -> None:
    with serving_quietly("-metrics", "-workers", workers) as server:
        with ExitStack() as opened:
            for _ in range(3):
                connection = opened.enter_context(server.connect())
                connection.sendall(post(chat("open")))
                receive(connection)
            # and the one that asks for it
            wait_until(lambda: total(server, "connections") == 4)
            taken = total(server, "connections_total")
        wait_until(lambda: total(server, "connections") == 1)
        assert total(server, "connections_total") > taken


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a bounded time until something is so."""
    for _ in range(500):
        if is_so():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never was")


def test_faults_and_limits_are_counted(tmp_path: Path) -> None:
    profile = tmp_path / "bad.yaml"
    profile.write_text("faults: [{type: status, code: 503, first: 2}]\nlimits: [{rpm: 3}]\n")
    with serving_quietly("-seed", "7", "-metrics", "-profile", str(profile)) as server:
        statuses = [ask(server, post(chat(f"{n}"))).status for n in range(8)]

        assert total(server, "requests_total") == 8
        assert total(server, "faults_total", fault="status") == statuses.count(503) == 2
        assert total(server, "limited_total") == statuses.count(429) > 0


def test_an_engine_speaks_as_vllm_does(tmp_path: Path) -> None:
    profile = tmp_path / "engine.yaml"
    profile.write_text(
        "model: llama\nttft: {base: 5ms}\nitl: {token: 5ms}\ntokens: {output: 200}\n"
        "load: {model: slots, slots: 1, queue: 4}\n"
    )
    with serving_quietly("-seed", "7", "-metrics", "-profile", str(profile)) as server:
        with server.connect() as one_client, server.connect() as other:
            for client in (one_client, other):
                client.sendall(post(chat("stream", stream=True)))
            one_client.recv(1 << 16)
            wait_until(lambda: one(scraped(server), "vllm:num_requests_waiting") == 1)
            found = scraped(server)
        assert found["vllm:num_requests_running"] == [({"model_name": "llama", "engine": "0"}, 1)]
        assert one(found, "vllm:kv_cache_usage_perc") == 1
        wait_until(lambda: one(scraped(server), "vllm:num_requests_running") == 0)


def test_an_engine_tells_of_its_prefix_cache_as_vllm_does(tmp_path: Path) -> None:
    profile = tmp_path / "cache.yaml"
    profile.write_text(
        "model: llama\nitl: {token: 1ms}\ntokens: {output: 4}\nload: {model: slots, slots: 8, "
        "prefix_cache: {blocks: 500, block: 16}}\n"
    )
    body = chat("the same beginning " * 200)
    with serving_quietly("-seed", "7", "-metrics", "-profile", str(profile)) as server:
        usages = [json.loads(ask(server, post(body)).body)["usage"] for _ in range(2)]
        found = scraped(server)

    hits = [one["prompt_tokens_details"]["cached_tokens"] for one in usages]
    assert hits[1] > hits[0] == 0
    assert one(found, "vllm:prefix_cache_hits_total") == hits[1]
    queries = sum(one["prompt_tokens"] for one in usages)
    assert one(found, "vllm:prefix_cache_queries_total") == queries
    ((labels, value),) = found["vllm:cache_config_info"]
    assert (labels["block_size"], labels["num_gpu_blocks"], value) == ("16", "500", 1)
    assert one(found, "vllm:request_time_per_output_token_seconds_count") == 0


def test_no_key_is_in_what_is_told(server: Server) -> None:
    ask(server, post(chat("with a key"), "Authorization: Bearer sk-very-secret-key-1234"))
    assert b"secret" not in ask(server, METRICS).body


def test_metrics_that_are_off_say_how_they_are_had() -> None:
    with serving_quietly("-seed", "7") as server:
        answer = ask(server, METRICS)
    assert (answer.status, b"-metrics" in answer.body) == (404, True)


@pytest.mark.parametrize("workers", ["1", "3"])
def test_counting_begins_and_ends_while_the_server_runs(workers: str) -> None:
    with serving_quietly("-workers", workers) as server:
        assert ask(server, post(chat())).status == 200
        observe(server, b'{"observe":{"metrics":true}}')
        for _ in range(9):
            assert ask(server, post(chat())).status == 200
        assert total(server, "requests_total") == 9
        observe(server, b'{"observe":{"metrics":false}}')
        assert ask(server, post(chat())).status == 200
        observe(server, b'{"observe":{"metrics":true}}')
        assert total(server, "requests_total") == 9


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    with serving_quietly() as server:
        answer = ask(server, patch(b'{"observe":{"ledger":1000000}}'))
    assert answer.status == 400
    assert b"observe.ledger: 1000000 is out of range; want at most" in answer.body


def patch(body: bytes) -> bytes:
    """Return a change of the profile."""
    return post(body, path="/_mock/profile").replace(b"POST", b"PATCH", 1)


def observe(server: Server, body: bytes) -> None:
    """Change what is observed."""
    answer = ask(server, patch(body))
    assert answer.status == 200, answer.body
