"""Reads a request's head with certainty, or not at all.

The fast lane answers only what this module recognises; every other head is Sanic's. It must never
recognise a head that Sanic would refuse or read differently: RFC 9112's grammar is applied without
its leniencies (no folded lines, no bare LF, no space before a colon, no second Content-Length).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from sanic_mock.dialects.own_fields import NOTED, OWN, UNKNOWN
from sanic_mock.dialects.request_head import CLIENT_ID, RequestHead
from sanic_mock.dialects.router import FIELDS

HEAD_END = b"\r\n\r\n"
MAX_HEAD = 16_384  # the most that Sanic allows: sanic.http.http1, Http.HEADER_CEILING

# A target with a fragment is Sanic's, which drops that; RFC 9112, section 3.2 has none.
_REQUEST_LINE = re.compile(rb"POST (/[!\"$-~]*) HTTP/1\.1")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*+([!-~](?:[ -~\t]*[!-~])?|)[ \t]*")
_DIGITS = re.compile(rb"[0-9]{1,12}")

CONTENT_LENGTH = b"content-length"
_CONNECTION = b"connection"
OWN_BYTES = OWN.encode()
_NOTED_BYTES = frozenset(one.encode() for one in NOTED)
# A head with one of these may need an answer that only a whole HTTP server gives.
# Browsers send Origin, and are told more than others.
_SANICS_OWN = frozenset(
    {b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"origin"}
)


class DecidingFields:
    """The fields that decide who answers, and how.

    Args:
        further: those beside the ones that vendors name, in lower case.

    Attributes:
        names: all of them, in lower case.
        by_bytes: the same by their bytes.
        once: what may not come twice, as it decides something; all other fields are passed over.
        repeats: whether what a client calls its request decides nothing but what is repeated.
        meant: what means anything to `read_head`: lines of all other fields could be missing.
    """

    def __init__(self, further: Collection[str] = ()) -> None:
        self.names = tuple(dict.fromkeys((*FIELDS, *further)))
        self.repeats = CLIENT_ID not in further
        self.by_bytes = {name.encode(): name for name in self.names}
        self.once = frozenset({CONTENT_LENGTH, _CONNECTION, *self.by_bytes})
        self.meant = self.once | _SANICS_OWN

    def is_unknown(self, name: bytes) -> bool:
        """Return whether a field looks like one of sanic-mock's own, and is none."""
        is_own = name.startswith(OWN_BYTES)
        return is_own and name not in self.by_bytes and name not in _NOTED_BYTES


OF_VENDORS = DecidingFields()


class Span(NamedTuple):
    """Where a field's value is in its head; white space around it is no part of it."""

    name: bytes
    start: int
    stop: int


class PostHead(NamedTuple):
    """A recognised head.

    Attributes:
        head: what decides who answers.
        length: Content-Length in bytes.
        spans: all values, in their order.
    """

    head: RequestHead
    length: int
    spans: tuple[Span, ...]


def read_head(raw: bytes, deciding: DecidingFields = OF_VENDORS) -> PostHead | None:
    """Return what a head says, or None where it is not certain to be a plain POST.

    Args:
        raw: everything up to and including the empty line.
        deciding: the fields that are read.
    """
    if len(raw) - len(HEAD_END) >= MAX_HEAD:
        return None
    line, *lines = raw[: -len(HEAD_END)].split(b"\r\n")
    request_line = _REQUEST_LINE.fullmatch(line)
    spans = _spans(lines, len(line) + 2, deciding.once)
    if request_line is None or spans is None:
        return None
    values = {name: raw[start:stop] for name, start, stop in spans}
    if not _is_plain(values):
        return None
    path, _, query = request_line[1].decode().partition("?")
    named = deciding.by_bytes
    fields = {named[name]: value.decode() for name, value in values.items() if name in named}
    if unknown := next((name for name in values if deciding.is_unknown(name)), None):
        fields[UNKNOWN] = unknown.decode()
    return PostHead(RequestHead("POST", path, query, fields), int(values[CONTENT_LENGTH]), spans)


def _spans(lines: list[bytes], at: int, once: frozenset[bytes]) -> tuple[Span, ...] | None:
    """Return where the values are; None on bad grammar or a second one of what decides."""
    spans: list[Span] = []
    seen: set[bytes] = set()
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None or (name := field[1].lower()) in seen:
            return None
        if name in once:
            seen.add(name)
        start, stop = field.span(2)
        spans.append(Span(name, at + start, at + stop))
        at += len(line) + 2
    return tuple(spans)


def _is_plain(values: dict[bytes, bytes]) -> bool:
    if not _SANICS_OWN.isdisjoint(values):
        return False
    if values.get(_CONNECTION, b"keep-alive").lower() != b"keep-alive":
        return False
    return _DIGITS.fullmatch(values.get(CONTENT_LENGTH, b"")) is not None
