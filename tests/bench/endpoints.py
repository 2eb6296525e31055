"""`python -m tests.bench endpoints`: what else costs beside plain chat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.bench.asks import Ask, capture_stream, chat, posted, whole_answer
from tests.bench.latency_client import Stream, connections, run_streams, undisturbed
from tests.bench.load import Load
from tests.bench.plan import HEADLINE, Plan, in_turn, turns
from tests.bench.report import Measured, Table, Wanted, number, say, targets
from tests.bench.servers import MOCK, Place, Target, mock_command, running
from tests.bench.spread import median, paired_ratio

# What the other endpoints must reach.
WANTED = (
    Wanted("embedding", "1536-dimension base64 embedding, of small chat", 0.4, None, ""),
    Wanted("call", "chunks per CPU-second of a streamed tool call, of text's", 1.0, None, ""),
)
CHAT = "small chat"
_INPUT = "a request number 00000000 about gateways, retries and what they cost"
_GAP_MS = 10
_STREAMS = 100
_START_S = 1.0
_SPARE_S = 3.0
_WRITTEN = {"type": "string", "minLength": 800, "maxLength": 800}


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request."""

    name: str
    ask: Ask


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    measured: Measured = {}
    yield _endpoints(plan, place, measured)
    yield _chunks(plan, place, measured)
    yield targets(WANTED, measured)


def cases() -> list[Case]:
    """Return a small request of each endpoint, plain chat first."""
    return [
        Case(CHAT, chat()),
        Case("chat, one tool called", chat(**calling())),
        Case("chat, JSON schema", chat(response_format=_FORMAT)),
        Case("Azure deployment", chat(path=_AZURE)),
        Case("responses", _asked("/v1/responses", model="gpt-4o-mini", input=_INPUT)),
        Case("responses, not stored", _asked("/v1/responses", input=_INPUT, **_NOT_STORED)),
        Case(
            "completions", _asked("/v1/completions", model="gpt-3.5-turbo-instruct", prompt=_INPUT)
        ),
        Case("embeddings, base64, 1536", _embedding("text-embedding-3-small", "base64")),
        Case("embeddings, base64, 3072", _embedding("text-embedding-3-large", "base64")),
        Case("embeddings, float, 1536", _embedding("text-embedding-3-small", "float")),
        Case("moderations", _asked("/v1/moderations", input=_INPUT)),
    ]


_CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
_FORMAT: Any = {
    "type": "json_schema",
    "json_schema": {
        "name": "place",
        "strict": True,
        "schema": {**_CITY, "additionalProperties": False},
    },
}
_AZURE = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"
_NOT_STORED: dict[str, Any] = {"model": "gpt-4o-mini", "store": False}


def case(name: str) -> Case:
    """Return one of `cases`."""
    return next(one for one in cases() if one.name == name)


def _asked(path: str, **body: Any) -> Ask:
    return posted(path, json.dumps(body))


def _embedding(model: str, encoding: str) -> Ask:
    return _asked("/v1/embeddings", model=model, encoding_format=encoding, input=_INPUT)


def calling(parameters: object = _CITY) -> dict[str, Any]:
    """Return the members of a request that make a model call a tool."""
    function = {"name": "look_up", "parameters": parameters}
    return {"tools": [{"type": "function", "function": function}], "tool_choice": "required"}


def _endpoints(plan: Plan, place: Place, measured: Measured) -> Table:
    say("each endpoint")
    every = cases()
    with running(MOCK, mock_command(), place) as mock:
        for case in every:  # a first embedding may take longer than a whole quick run
            whole_answer(mock.port, case.ask.numbered(0))
        loads = [Load(case.ask, True, HEADLINE) for case in every]
        rounds = in_turn([(mock, load) for load in loads], plan, place)
    ran = {case.name: one for case, one in zip(every, rounds, strict=True)}
    share = ran["embeddings, base64, 1536"].share_of(ran[CHAT])
    if share is not None:
        measured["embedding"] = share
    rows = [
        (name, number(one.per_cpu_s), number(one.share_of(ran[CHAT]))) for name, one in ran.items()
    ]
    head = ("all-different bodies", "requests per CPU-second", "of small chat")
    return Table(f"Endpoints, {HEADLINE} connections", head, rows)


def _chunks(plan: Plan, place: Place, measured: Measured) -> Table:
    """Compare a paced stream of text with one of a call's arguments, as many chunks each."""
    say("chunks of text and of a tool call")
    written = {"type": "object", "properties": {"text": _WRITTEN}, "required": ["text"]}
    profile = place.scratch / "paced.yaml"
    profile.write_text(json.dumps({"itl": {"token": f"{_GAP_MS}ms"}, "tokens": {"output": 1000}}))
    with running(MOCK, mock_command("--profile", str(profile)), place) as mock:
        call = chat(stream=True, **calling(written))
        chunks = len(capture_stream(mock.port, call).events)
        text = chat(stream=True, max_tokens=chunks)
        costs: dict[str, list[float]] = {"text": [], "tool call": []}
        for name, ask in turns((("text", text), ("tool call", call)), plan.rounds):
            costs[name].append(_chunks_per_cpu_s(mock, ask, place))
    shares = {name: paired_ratio(found, costs["text"]) for name, found in costs.items()}
    if (share := shares["tool call"]) is not None:
        measured["call"] = share
    rows = [(name, number(median(found)), number(shares[name])) for name, found in costs.items()]
    title = f"{_STREAMS} streams of about {chunks} chunks, {1000 // _GAP_MS} a second each"
    return Table(title, ("", "chunks per CPU-second", "of text's"), rows)


def _chunks_per_cpu_s(mock: Target, ask: Ask, place: Place) -> float:
    captured = capture_stream(mock.port, ask)
    limit_s = _START_S + len(captured.events) * _GAP_MS / 1000 + _SPARE_S
    with connections(mock.port, _STREAMS) as opened, undisturbed():
        streams = [Stream(one) for one in opened]
        before_s = mock.cpu_s() or 0.0
        run_streams(streams, ask, 1 << 60, _START_S, limit_s, spin=place.spins)
        after_s = mock.cpu_s() or 0.0
    return _sent(streams) / max(after_s - before_s, 0.01)


def _sent(streams: list[Stream]) -> int:
    return sum(len(stream.read_ns) for stream in streams)
