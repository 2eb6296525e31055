"""Sums are what several client processes have counted, over any number of workers."""

from __future__ import annotations

import csv
import json
import os
import signal
from collections import Counter

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.processes import worker_processes
from tests.serving import Server, serving
from tests.started import Process, start
from tests.talking import ask, serving_quietly

METRICS = b"GET /metrics HTTP/1.1\r\nHost: m\r\n\r\n"
FLAGS = ("-seed", "7", "-metrics", "-ledger", "5000")


def clients(server: Server, many: int, each: int) -> list[Process]:
    """Let client processes ask, each so often."""
    flags = [(str(server.port), str(n), str(each)) for n in range(many)]
    return [start("tests.counting", one) for one in flags]


def each_counted(processes: list[Process]) -> list[Counter[str]]:
    """Return what each of them has counted."""
    found = []
    for one in processes:
        out, _ = one.communicate(timeout=120)
        assert one.wait() == 0
        found.append(Counter(json.loads(out)))
    return found


def counted(processes: list[Process]) -> Counter[str]:
    """Return what all of them have counted."""
    found: Counter[str] = Counter()
    for one in each_counted(processes):
        found.update(one)
    return found


def told(server: Server) -> Counter[str]:
    """Return what the server's metrics come to."""
    found: Counter[str] = Counter()
    names = {"prompt_tokens": "prompt", "completion_tokens": "completion", "sent_bytes": "bytes"}
    for family in text_string_to_metric_families(ask(server, METRICS).body.decode()):
        short = family.name.removeprefix("sanic_mock_")
        for sample in family.samples:
            if short == "requests":
                found["requests"] += int(sample.value)
                found[f"status {sample.labels['status']}"] += int(sample.value)
            elif short in names:
                found[names[short]] += int(sample.value)
    return found


@pytest.mark.parametrize("workers", ["1", "2", "4"])
def test_all_sums_are_what_clients_have_counted(workers: str) -> None:
    """To the request, the token and the byte; and the ledger has each of them once."""
    with serving_quietly(*FLAGS, "-workers", workers) as server:
        found = counted(clients(server, 3, 400))
        del found["sent"]

        assert told(server) == found

        path = b"GET /_mock/requests?limit=100000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        listed = json.loads(ask(server, path).body)["requests"]
    assert len({one["id"] for one in listed}) == found["requests"] == 1200
    assert sum(one["content_bytes"] for one in listed) == found["bytes"]
    assert sum(one["completion_tokens"] for one in listed) == found["completion"]
    assert {one["key"] for one in listed} == {f"sk-***er-{n}" for n in range(3)}


def billed(server: Server) -> dict[str, list[int]]:
    """Return what each key is billed: requests, errors, tokens of both kinds, bytes."""
    head = b"GET /_mock/usage?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n"
    names = ("requests", "errors", "prompt_tokens", "completion_tokens", "content_bytes")
    found: dict[str, list[int]] = {}
    for row in csv.DictReader(ask(server, head).body.decode().splitlines()):
        sums = [int(row[one]) for one in names]
        before = found.setdefault(row["key"], [0] * len(names))
        found[row["key"]] = [a + b for a, b in zip(before, sums, strict=True)]
    return found


@pytest.mark.parametrize("workers", ["1", "2", "4"])
def test_each_key_is_billed_what_its_client_has_counted(workers: str) -> None:
    with serving_quietly(*FLAGS, "-workers", workers) as server:
        found = each_counted(clients(server, 3, 300))

        assert billed(server) == {
            f"sk-***er-{n}": [
                one["requests"],
                one["requests"] - one["status 200"],
                *(one["prompt"], one["completion"], one["bytes"]),
            ]
            for n, one in enumerate(found)
        }
    assert all(one["requests"] == 300 and one["status 200"] < 300 for one in found)


def test_a_worker_that_is_killed_leaves_sums_whole() -> None:
    """What clients were answered is counted, and nothing that they did not send."""
    with serving(*FLAGS, "-workers", "2") as server:
        asking = clients(server, 3, 400)
        os.kill(worker_processes(server.process.pid)[0], signal.SIGKILL)
        first = counted(asking)
        before = told(server)
        second = counted(clients(server, 2, 50))
        after = told(server)

    assert first["requests"] <= before["requests"] <= first["sent"]
    del second["sent"]
    assert after - before == second
