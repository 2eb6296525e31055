"""Asks a server on one connection that stays open, and reads answers and events."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.serving import Server

Json = dict[str, Any]
TIMEOUT_S = 20.0


@dataclass
class Event:
    """One server-sent event."""

    name: str | None
    value: Any


@dataclass
class Answer:
    """What came back."""

    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        """Return the body's value; AssertionError where it is no success."""
        assert self.status == 200, f"{self.status}: {self.body[:600]!r}"
        assert self.kind == "application/json", self.kind
        return json.loads(self.body)

    def refusal(self) -> Any:
        """Return the body's value; AssertionError where it is a success."""
        assert self.status >= 400, self.status
        assert self.kind.startswith("application/json"), self.kind
        return json.loads(self.body)

    def events(self) -> list[Event]:
        """Return the events; AssertionError where they are no success or not laid out so."""
        assert self.status == 200, f"{self.status}: {self.body[:600]!r}"
        # The legacy endpoint names no charset [openllmetry-2026].
        assert self.kind in ("text/event-stream; charset=utf-8", "text/event-stream"), self.kind
        *blocks, rest = self.body.decode().split("\n\n")
        assert rest == "", f"a stream's end without an empty line: {rest[-200:]!r}"
        return [_event(block) for block in blocks]

    def chunks(self) -> list[Any]:
        """Return the values of a stream that has no names and ends with [DONE]."""
        *events, last = self.events()
        assert last.value == "[DONE]", last
        assert {event.name for event in events} <= {None}
        return [event.value for event in events]


def _event(block: str) -> Event:
    fields = dict(line.split(": ", 1) for line in block.split("\n"))
    assert list(fields) in (["data"], ["event", "data"]), block[:200]
    told = fields["data"]
    return Event(fields.get("event"), told if told == "[DONE]" else json.loads(told))


class Talk:
    """A connection to a server."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT_S)

    def ask(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        raw: bool = False,
        fault: str = "",
    ) -> Answer:
        """Send a request and read all of the answer.

        Args:
            method: of HTTP.
            path: below the root.
            body: sent as JSON.
            raw: whether characters outside ASCII are sent as they are, and not escaped.
            fault: what is asked to go wrong; "" for nothing.
        """
        sent = None if body is None else json.dumps(body, ensure_ascii=not raw).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer sk-any"}
        if fault:
            headers["x-mock-fault"] = fault
        self._connection.request(method, path, sent, headers)
        with self._connection.getresponse() as got:
            return Answer(got.status, got.headers.get("Content-Type", ""), got.read())

    def post(self, path: str, body: Json, raw: bool = False) -> Answer:
        """Send a POST and read all of the answer."""
        return self.ask("POST", path, body, raw)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def talking(server: Server) -> Iterator[Talk]:
    """Hold a connection open until the block ends."""
    talk = Talk(server)
    try:
        yield talk
    finally:
        talk.close()
