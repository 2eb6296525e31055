"""Whether bytes can be an HTTP/1 request, and whether its head says safely where it ends.

Whoever stands before the server may read a head in another way than the server does, and then the
two disagree about where a request ends: the rest of the one is the other's next request. So what
has two readings is refused: RFC 9112's grammar is held without its leniencies, sections 5 and 6.
"""

from __future__ import annotations

import re

from sanic.exceptions import BadRequest

from sanic_mock.server.http2_refusal import PREFACE, SpokenHttp2
from sanic_mock.server.wrong_scheme import TLS_HANDSHAKE, SpokenTls

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_REQUEST_LINE = re.compile(_TOKEN + rb" [!-\xff]+ HTTP/1\.[01]")
_PART_OF_LINE = re.compile(_TOKEN + rb"(?: [!-\xff]*(?: [!-~]{0,8})?)?\r?")
_FIELD = re.compile(rb"(%b):([\t -~\x80-\xff]*)" % _TOKEN)
_DIGITS = re.compile(rb"[0-9]{1,18}")


def check_beginning(received: bytes) -> None:
    """Refuse bytes that nothing which follows could make a request.

    Args:
        received: the beginning of a request, at least one byte.

    Raises:
        SpokenHttp2: it is HTTP/2's.
        SpokenTls: it is that of a TLS handshake.
        BadRequest: it is none.
    """
    line, end, _ = received.partition(b"\r\n")
    if (_REQUEST_LINE if end else _PART_OF_LINE).fullmatch(line):
        return
    if PREFACE.startswith(line + end):
        raise SpokenHttp2
    if received.startswith(TLS_HANDSHAKE[: len(received)]):
        raise SpokenTls
    raise BadRequest("Bad Request")


def check_fields(head: bytes) -> None:
    """Refuse a head whose fields could be read in two ways.

    Args:
        head: request line and fields, without the empty line.

    Raises:
        BadRequest: says which field.
    """
    hosts = 0
    for line in head.split(b"\r\n")[1:]:
        field = _FIELD.fullmatch(line)
        if field is None:
            raise BadRequest("Bad Request")
        name = field[1].lower()
        _check_length(name, field[2].strip(b" \t"))
        hosts += name == b"host"
    if hosts > 1:  # who stands before the server may go by the other one (RFC 9112, section 3.2)
        raise BadRequest("Bad host: there is more than one")


def is_field(line: bytes) -> bool:
    """Return whether a line is a field by the grammar."""
    return _FIELD.fullmatch(line) is not None


def _check_length(name: bytes, value: bytes) -> None:
    if name == b"content-length" and not _DIGITS.fullmatch(value):
        raise BadRequest("Bad content-length")
    if name == b"transfer-encoding" and value.lower() != b"chunked":
        raise BadRequest("Bad transfer-encoding: only chunked is understood")
