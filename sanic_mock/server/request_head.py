"""Reads a request's head with certainty, or not at all.

The fast lane answers only what this module recognises; every other head is Sanic's. It must never
recognise a head that Sanic would refuse or read differently: RFC 9112's grammar is applied without
its leniencies (no folded lines, no bare LF, no space before a colon, no second Content-Length).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sanic_mock.dialects.front import Front

HEAD_END = b"\r\n\r\n"
MAX_HEAD = 16_384  # the most that Sanic allows: sanic.http.http1, Http.HEADER_CEILING

_REQUEST_LINE = re.compile(rb"POST (/[!-~]*) HTTP/1\.1")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([!-~](?:[ -~\t]*[!-~])?|)[ \t]*")
_DIGITS = re.compile(rb"[0-9]{1,12}")

_FRONT = (b"authorization", b"api-key", b"x-mock-mode", b"x-mock-error")
# A head with one of these may need an answer that only a whole HTTP server gives.
# Browsers send Origin, and are told more than others.
_SANICS_OWN = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"origin"})


class PostHead(NamedTuple):
    """A recognised head.

    Attributes:
        front: what decides who answers.
        length: Content-Length in bytes.
    """

    front: Front
    length: int


def read_head(head: bytes) -> PostHead | None:
    """Return what a head says, or None where it is not certain to be a plain POST.

    Args:
        head: everything up to and including the empty line.
    """
    if len(head) - len(HEAD_END) >= MAX_HEAD:
        return None
    line, *lines = head[: -len(HEAD_END)].split(b"\r\n")
    request_line = _REQUEST_LINE.fullmatch(line)
    fields = _fields(lines)
    if request_line is None or fields is None or not _is_plain(fields):
        return None
    path, _, query = request_line[1].decode().partition("?")
    told = (_told(fields.get(name)) for name in _FRONT)
    return PostHead(Front("POST", path, query, *told), int(fields[b"content-length"]))


def _told(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _fields(lines: list[bytes]) -> dict[bytes, bytes] | None:
    """Return lower-case names to values; None on bad grammar or a name that comes twice."""
    fields: dict[bytes, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None or (name := field[1].lower()) in fields:
            return None
        fields[name] = field[2]
    return fields


def _is_plain(fields: dict[bytes, bytes]) -> bool:
    if not _SANICS_OWN.isdisjoint(fields):
        return False
    if fields.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return False
    return _DIGITS.fullmatch(fields.get(b"content-length", b"")) is not None
