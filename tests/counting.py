"""`python -m tests.counting PORT NUMBER MANY`: asks a server, and prints what it was answered.

A process of its own, so that several of them load a server as they can.
"""

from __future__ import annotations

import json
import socket
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.requests import chat, post
from tests.serving import Response, responses
from tests.talking import receive

_PIPELINED = 8


def requests(number: int, many: int) -> Iterator[bytes]:
    """Yield requests of several kinds, no two alike."""
    for n in range(many):
        text = f"{number} asks for the {n}th time"
        kinds = (
            chat(text),
            chat(text, model="gpt-4o"),
            chat(text, max_tokens=5),
            chat(text, stream=True, stream_options={"include_usage": True}),
            chat(text, temperature=9),
        )
        yield post(kinds[n % len(kinds)], f"Authorization: Bearer sk-client-number-{number % 3}")


def counted(answers: Iterable[Response]) -> Counter[str]:
    """Return what answers come to: each status, tokens and bytes."""
    found: Counter[str] = Counter()
    for one in answers:
        found["requests"] += 1
        found[f"status {one.status}"] += 1
        found["bytes"] += len(one.body)
        lines = one.body.decode().splitlines()
        objects = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
        usage = (objects[-1] if objects else json.loads(one.body)).get("usage") or {}
        found["prompt"] += usage.get("prompt_tokens", 0)
        found["completion"] += usage.get("completion_tokens", 0)
    return found


def asked(port: int, number: int, many: int) -> Counter[str]:
    """Ask on one connection after the other, each until it fails or all is answered."""
    waiting, found = list(requests(number, many)), Counter[str]()
    while waiting:
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            try:
                while waiting:
                    connection.sendall(b"".join(waiting[:_PIPELINED]))
                    found["sent"] += len(waiting[:_PIPELINED])
                    got = responses(receive(connection, len(waiting[:_PIPELINED])))
                    found += counted(got)
                    del waiting[:_PIPELINED]
            except (AssertionError, OSError):  # its worker was killed
                del waiting[:_PIPELINED]
    return found


if __name__ == "__main__":
    print(json.dumps(asked(*map(int, sys.argv[1:]))))
