"""What an answer costs inside the process: `python -m tests.bench.in_process`, run by `rows`.

A request's bytes are handed to the protocol, as the event loop would hand them, and the bytes of
its answer are taken from it, so that no kernel is in what is counted. Prints one JSON object: the
microseconds of each case.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from time import perf_counter

import uvloop
from sanic.models.server_types import Signal

from sanic_mock.engine.limits.rule import WORDS
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.server.app import create_app
from sanic_mock.server.fast_lane import FastLane
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.worker import COUNTED, Worker
from sanic_mock.shared.state import make_shared
from tests.bench.asks import Ask, chat, code, posted, prompt, question
from tests.bench.endpoints import calling, case
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import Place, said_by

ROUNDS, REQUESTS, QUICK = 15, 400, 10
_STREAMED = {"model": "gpt-4o-mini", "stream": True, "input": "of request number 00000000"}

WANTED = (
    Wanted("prompt of 2.6 kB", "prompt of 2.6 kB, in process", None, 8, " us"),
    Wanted("prompt of 25 kB", "prompt of 25 kB, in process", None, 60, " us"),
    Wanted("Responses", "Responses, in process", None, 22, " us"),
    Wanted("Responses, streamed", "Responses streamed, in process", None, 60, " us"),
    Wanted("tool call", "tool call, in process", None, 70, " us"),
    Wanted("JSON schema", "JSON schema, in process", None, 70, " us"),
    Wanted("tool call, prompt of 2 kB", "tool call after 2 kB, in process", None, 250, " us"),
    Wanted("embedding", "embedding, 1536 in base64, in process", None, 25, " us"),
)


def cases() -> dict[str, Ask]:
    """Return a request of each kind; each answer to it is different, and made at once."""
    return {
        "small chat": chat(),
        "prompt of 2.6 kB": chat(messages=prompt(2600)),
        "prompt of 25 kB": chat(messages=prompt(25_000)),
        "question to 2.6 kB": chat(messages=question(2600)),
        "code": chat(messages=code()),
        "Responses": case("responses").ask,
        "Responses, streamed": posted("/v1/responses", json.dumps(_STREAMED)),
        "tool call": case("chat, one tool called").ask,
        "JSON schema": case("chat, JSON schema").ask,
        "tool call, prompt of 2 kB": chat(messages=prompt(2000), **calling()),
        "embedding": case("embeddings, base64, 1536").ask,
    }


def in_process(place: Place, quick: bool, measured: Measured) -> Table:
    """Measure in a process of its own, on the servers' core."""
    say("in process")
    flags = ["--quick"] if quick else []
    text = said_by([sys.executable, "-m", "tests.bench.in_process", *flags], place)
    found: Mapping[str, float] = json.loads(text)
    measured |= found
    rows = [(name, number(us)) for name, us in found.items()]
    return Table("Microseconds of an answer in process, best of some runs", ("", "us"), rows)


async def _measure(requests: int) -> dict[str, float]:
    lane, out = _lane()
    return {name: _best_us(lane, out, ask, requests) for name, ask in cases().items()}


class _Out:
    """A transport that remembers what was written last."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written = data

    def is_closing(self) -> bool:
        return False

    def get_extra_info(self, name: str) -> None:
        """Nothing is known of a client that is not there."""


def _lane() -> tuple[FastLane, _Out]:
    settings = resolve({"seed": Given("1", "flag -seed")}, {})
    app, loop = create_app(settings), asyncio.get_running_loop()
    app.ctx.pacer = Pacer(loop)
    app.ctx.worker = Worker(settings, app.ctx.pacer, make_shared(1, COUNTED, WORDS), 0, None)
    app.ctx.worker.variant.rehearse()
    lane = FastLane(loop=loop, app=app, signal=Signal(), connections=set(), state={}, unix=None)
    out = _Out()
    lane.transport = out  # type: ignore[assignment]  # what it needs of one, and no more
    return lane, out


def _best_us(lane: FastLane, out: _Out, ask: Ask, requests: int) -> float:
    """Return the best run's time for an answer: whatever disturbs, only makes it longer."""
    return min(_runs_us(lane, out, ask, requests))


def _runs_us(lane: FastLane, out: _Out, ask: Ask, requests: int) -> Iterator[float]:
    for turn in range(ROUNDS):
        asked = [ask.numbered(turn * requests + place) for place in range(requests)]
        begin_s = perf_counter()
        for request in asked:
            out.written = b""
            lane.data_received(request)
        yield (perf_counter() - begin_s) / requests * 1e6
        if not out.written.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"no answer at once: {out.written[:300]!r}")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        count = QUICK if "--quick" in sys.argv else REQUESTS
        print(json.dumps(runner.run(_measure(count))))
