"""Many requests: of several processes at once, or of one that waits as it is told."""

from __future__ import annotations

import json
import os
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.requests import chat, post
from tests.serving import Response, Server, responses
from tests.talking import ask, receive

_PIPELINED = 10


@dataclass
class Flood:
    """What became of it.

    Attributes:
        statuses: how often each was answered.
        took_s: from before the first request until after the last answer.
    """

    statuses: Counter[int]
    took_s: float


def flood(server: Server, processes: int, each: int, *fields: str) -> Flood:
    """Have each process send requests, as fast as it can; header fields as given."""
    began_s = time.monotonic()
    pipes = [_start(server, number, each, fields) for number in range(processes)]
    statuses: Counter[int] = Counter()
    for pid, pipe in pipes:
        with open(pipe) as results:  # noqa: PTH123 - a descriptor
            statuses.update({int(status): n for status, n in json.load(results).items()})
        os.waitpid(pid, 0)
    return Flood(statuses, time.monotonic() - began_s)


def let_in_again(server: Server, requests: Sequence[bytes]) -> int:
    """Have many refused, and hold that who then waits as it is told is let in.

    Returns:
        How many of the requests were refused that came all at once: with no time to be let in.
    """
    with server.connect() as connection:
        connection.sendall(b"".join(requests))
        found = responses(receive(connection, len(requests)))
    told_s = [_told_s(one) for one in found if one.status == 429]
    if told_s:
        time.sleep(max(told_s))
        assert ask(server, requests[0]).status == 200
    for request in requests:
        answer = ask(server, request)
        if answer.status == 429:
            time.sleep(_told_s(answer))
            answer = ask(server, request)
        assert answer.status == 200
    return len(told_s)


def _told_s(refusal: Response) -> float:
    return int(refusal.header("retry-after-ms")) / 1000


def _start(server: Server, number: int, each: int, fields: tuple[str, ...]) -> tuple[int, int]:
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return pid, ours
    code = 1
    try:
        found = _ask(server, number, each, fields)
        os.write(theirs, json.dumps(found).encode())
        code = 0
    finally:
        os._exit(code)


def _ask(server: Server, number: int, each: int, fields: tuple[str, ...]) -> Counter[int]:
    statuses: Counter[int] = Counter()
    connections: list[socket.socket] = [server.connect(30.0) for _ in range(2)]
    for start in range(0, each, _PIPELINED):
        connection = connections[start // _PIPELINED % 2]
        count = min(_PIPELINED, each - start)
        bodies = (chat(f"{number}-{start + place}") for place in range(count))
        connection.sendall(b"".join(post(body, *fields) for body in bodies))
        received = receive(connection, count, timeout_s=30.0)
        statuses.update(response.status for response in responses(received))
    return statuses
