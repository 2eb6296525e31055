"""Who asks: their request's head, and which request of which connection it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Protocol

import msgspec

_HEAD_END = b"\r\n\r\n"
# In seconds or ms; a date [RFC 9110, section 10.2.3]; Bedrock's, in ms.
_RETRY = re.compile(rb"(?i)(?:^|\n)(x-amz-)?retry-after(-ms)?: *([^\r\n]+)")
# Google's, in an error's details [gemini-2026]: google.rpc.RetryInfo, a Duration in JSON.
RETRY_DELAY = b'"retryDelay"'
_DELAY = re.compile(RETRY_DELAY + rb' *: *"([0-9]+(?:\.[0-9]+)?)s"')
_NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?")
_MS = 1000
_LONGEST_WAIT_MS = 2**32 - 1


class Caller(msgspec.Struct, frozen=True, gc=False):
    """Who asks; made for each request, which a tuple with names takes three times as long for.

    Attributes:
        head: the request's, as it came.
        connection: which of its process's connections, from 1; 0 where nobody knows.
        nth: which request of the connection.
        body_hash: of its body; 0 where that is too long.
        body: likewise, where bodies are kept; else empty.
    """

    head: bytes
    connection: int
    nth: int
    body_hash: int
    body: bytes = b""


class Asking(Protocol):
    """A connection that asks.

    Attributes:
        connection: see Caller.
        asked: how many of its requests are answered.
    """

    connection: int
    asked: int

    def next_caller(self, head: bytes, body: bytes) -> Caller:
        """Return who asks with a request that has come, which `asked` does not count yet."""


class _Nobody:
    """Who asks before anybody does."""

    connection = asked = 0

    def next_caller(self, head: bytes, body: bytes) -> Caller:
        return Caller(b"", 0, 0, 0)


NOBODY = _Nobody()


class Callers:
    """One worker's callers.

    Args:
        first: what its first connection is called; who had its place before has used those below.

    Attributes:
        asking: who is being answered at once: the connection, what came of it, how long the head of
            that is, and the body.
        keeps_bodies: whether bodies are kept.
        next_connection: returns what a further connection is called.
    """

    __slots__ = ("asking", "keeps_bodies", "next_connection")

    def __init__(self, first: int = 1) -> None:
        self.asking: tuple[Asking, bytes, int, bytes] = NOBODY, b"", 0, b""
        self.keeps_bodies = False
        self.next_connection: Callable[[], int] = count(first).__next__

    def name_connection(self, asking: Asking) -> int:
        """Return what a connection is called that asks for the first time."""
        asking.connection = self.next_connection()
        return asking.connection

    def current(self) -> Caller:
        """Return who is being answered at once."""
        asking, data, start, body = self.asking
        return asking.next_caller(data[:start], body)


def retry_ms_in(fields: bytes, now_s: float) -> int:
    """Return for how long a response asks its client to wait; 0 where it does not.

    A field goes before what the body tells.

    Args:
        fields: the response's header lines, or all of it.
        now_s: unix seconds, from which a wait until a date is counted.
    """
    head, _, body = fields.partition(_HEAD_END)
    waits = [
        (not (of_aws or of_ms), _wait_ms(text, now_s, 1 if of_aws or of_ms else _MS))
        for of_aws, of_ms, text in _RETRY.findall(head)
    ]
    told = _DELAY.search(body)
    told_ms = float(told[1]) * _MS if told else 0.0
    _, asked_ms = min(waits, default=(True, told_ms))  # ms are the finer ones of two
    return min(_LONGEST_WAIT_MS, max(0, round(asked_ms)))


def _wait_ms(text: bytes, now_s: float, unit_ms: int) -> float:
    """Return a wait as a field tells it; 0 for one that nobody can read."""
    if _NUMBER.fullmatch(text.strip()):
        return float(text) * unit_ms
    try:
        return (parsedate_to_datetime(text.decode("latin-1")).timestamp() - now_s) * _MS
    except ValueError:
        return 0.0
