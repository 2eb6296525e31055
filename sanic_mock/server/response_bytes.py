"""HTTP/1.1 responses as bytes, in the form in which Sanic writes them."""

from __future__ import annotations

from http import HTTPStatus

from sanic_mock.dialects.answer import Events, Framing, Whole

LAST_CHUNK = b"0\r\n\r\n"

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
# Those that nobody has named too: a request may ask for them.
_STATUS_LINES = {
    status: f"HTTP/1.1 {status} {_PHRASES.get(status, 'Unknown')}\r\n".encode()
    for status in (*_PHRASES, *range(400, 600))
}
_OK = _STATUS_LINES[200]
_KEPT_END = b"connection: keep-alive\r\n\r\n"
_CLOSED_END = b"connection: close\r\n\r\n"
_CHUNKED = b"transfer-encoding: chunked\r\n" + _KEPT_END
_CHUNK = b"%x\r\n%b\r\n"
_END = b"%b" + _CHUNK + LAST_CHUNK
# As `whole_bytes` and `events_bytes` frame it.
WHOLE = Framing(
    _OK,
    b"content-length: %d\r\n" + _KEPT_END,
    _CHUNKED + _CHUNK + LAST_CHUNK,
)


def status_line(answer: Whole | Events) -> bytes:
    """Return the first line of a response."""
    return _STATUS_LINES[answer.status] if isinstance(answer, Whole) else _OK


def whole_bytes(answer: Whole) -> bytes:
    """Return a whole response on a connection that stays open."""
    body = answer.body
    return b"".join(
        (
            _STATUS_LINES[answer.status],
            answer.fields,
            WHOLE.length % len(body),
            body,
        )
    )


def events_head(answer: Events) -> bytes:
    """Return the head of a stream on a connection that stays open."""
    return _OK + answer.fields + _CHUNKED


def closing(content: bytes) -> bytes:
    """Return bytes of a response; a head that they begin with says that the connection closes."""
    if not content.startswith(b"HTTP/"):
        return content
    size = content.find(b"\r\n\r\n") + 4
    return content[:size].replace(_KEPT_END, _CLOSED_END) + content[size:]


def chunk(content: bytes) -> bytes:
    """Frame bytes as one HTTP chunk; an empty one would end the response."""
    return _CHUNK % (len(content), content)


def events_bytes(answer: Events) -> bytes:
    """Return a whole stream, its events all in one chunk."""
    return b"%b%b%b" % (events_head(answer), chunk(answer.everything()), LAST_CHUNK)


def last_bytes(answer: Whole | Events, content: bytes, *, is_open: bool) -> bytes:
    """Return what ends a response that leaves in several writes, or all of a whole one.

    Args:
        answer: what is sent.
        content: the last events of a stream, not none.
        is_open: whether its head has left.
    """
    if isinstance(answer, Whole):
        return whole_bytes(answer)
    head = b"" if is_open else events_head(answer)
    return _END % (head, len(content), content)


def measured_response(answer: Whole | Events) -> tuple[bytes, int]:
    """Return a response that leaves in one write, and how long its content is."""
    if isinstance(answer, Whole):
        return whole_bytes(answer), len(answer.body)
    content = answer.everything()
    return b"%b%b%b" % (events_head(answer), chunk(content), LAST_CHUNK), len(content)


def response_bytes(answer: Whole | Events) -> bytes:
    """Return a response that leaves in one write."""
    return whole_bytes(answer) if isinstance(answer, Whole) else events_bytes(answer)
