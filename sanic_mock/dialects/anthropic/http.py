"""Header fields of Anthropic's answers, in their order on the wire [messages-2026].

`Content-Length`, `Transfer-Encoding` and `Connection` belong to whoever writes the bytes.
"""

from __future__ import annotations

from binascii import hexlify

from sanic_mock.dialects.anthropic.ids import answer_ids, request_id
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import unique
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.reply import Reply
from sanic_mock.units import utc_second

VERSION = "anthropic-version"
OLD, NEW = "2023-06-01", "2026-10-21"

JSON = b"application/json"
LINES = b"application/x-jsonl"
EVENTS = b"text/event-stream; charset=utf-8"

SHOULD_RETRY = "x-should-retry"

# Told to pages that say that they mean to ask [issues-2026]; who may read is told by the lane.
EXPOSED = b"access-control-expose-headers: *\r\n"

ORGANIZATION = "5a41c000-0000-4000-8000-00000000d0c5"
_WORKSPACE = b"wrkspc_01QCEJHLNPRTVXZbdfhjmoqs"
_REQUESTS, _INPUT, _OUTPUT = 10_000, 10_000_000, 2_000_000
_ROUNDED = 1000  # what is left of tokens is told in thousands

_LINES = b"".join(
    b"anthropic-ratelimit-%b-limit: %%d\r\nanthropic-ratelimit-%b-remaining: %%d\r\n"
    b"anthropic-ratelimit-%b-reset: %%b\r\n" % (what, what, what)
    for what in (b"input-tokens", b"output-tokens", b"requests", b"tokens")
)
_SECURITY = b"strict-transport-security: max-age=31536000; includeSubDomains; preload\r\n"
_OWNER = (
    b"anthropic-organization-id: %b\r\nanthropic-workspace-id: %b\r\n"
    % (ORGANIZATION.encode(), _WORKSPACE)
)  # fmt: skip
_NETWORK = (
    b"Server: cloudflare\r\n"
    b"vary: Accept-Encoding\r\n"
    b"content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
    b"cf-cache-status: DYNAMIC\r\n"
    b"x-robots-tag: none\r\n"
    b"CF-RAY: %b-FRA\r\n"
)
_TRACE = b"traceresponse: 00-%b-%b-01\r\n"
BEFORE_TRACE = b"\r\n" + _SECURITY + _OWNER + b"traceresponse: 00-"
AFTER_TRACE = b"-01\r\n" + _NETWORK[: _NETWORK.index(b"%b")]


def reset(at_s: int) -> bytes:
    """Print the second at which a limit is full again."""
    return f"{utc_second(at_s)}Z".encode()


class AnthropicHead:
    """Renders the fields of an answer; what only time changes is kept for a second.

    Args:
        is_exposed: whether pages of any site may read all of them.
    """

    def __init__(self, *, is_exposed: bool = False) -> None:
        self._exposed = EXPOSED if is_exposed else b""
        self._second = -1
        self._starts: dict[bytes, bytes] = {}
        self._limits: dict[int, bytes] = {}

    def fields(self, content_type: bytes, now_s: int, reply: Reply) -> bytes:
        """Return all header lines of a model's answer."""
        left = self.left(reply.prompt_tokens, reply.standing, now_s)
        return self.start(content_type, now_s) + left + named(reply.digest, now_s)

    def start(self, content_type: bytes, now_s: int) -> bytes:
        """Return the lines before those of the limits."""
        self._turn(now_s)
        start = self._starts.get(content_type)
        if start is None:
            cached = b"Cache-Control: no-cache\r\n" if content_type is EVENTS else b""
            line = b"Content-Type: %b\r\n%b" % (content_type, cached)
            start = self._starts[content_type] = date_field(now_s) + line + self._exposed
        return start

    def left(self, prompt: int, standing: Standing | None, now_s: int) -> bytes:
        """Return the lines that tell what is left of limits, counted or not."""
        if standing is not None:
            return counted(standing, now_s)
        self._turn(now_s)
        left = (_INPUT - prompt + _ROUNDED // 2) // _ROUNDED
        found = self._limits.get(left)
        if found is None:
            found = self._limits[left] = _uncounted(max(0, left) * _ROUNDED, now_s)
        return found

    def _turn(self, now_s: int) -> None:
        if now_s != self._second:
            self._second, self._starts, self._limits = now_s, {}, {}


def named(digest: bytes, now_s: int) -> bytes:
    """Return the lines behind those of the limits: who answers, and under which name."""
    _, name, drawn = answer_ids(digest, now_s)
    return b"".join((*names(name, drawn), b"\r\n"))


def names(name: bytes, drawn: bytes) -> tuple[bytes, ...]:
    """Return the parts of the same, without their end.

    Args:
        name: of the request.
        drawn: 64 hex digits.
    """
    trace, span, ray = drawn[:32], drawn[32:48], drawn[48:]
    return b"request-id: ", name, BEFORE_TRACE, trace, b"-", span, AFTER_TRACE, ray, b"-FRA"


def modelless_fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return all header lines of an answer that no model gave."""
    line = b"Content-Type: %b\r\n" % content_type
    timing = b"server-timing: x-originResponse;dur=42\r\n"
    return date_field(now_s) + line + timing + named(digest, now_s)


def error_fields(
    status: int, digest: bytes, now_s: int, is_model: bool, should_retry: str | None = None
) -> bytes:
    """Return the header lines of an error, up to those that it asks for itself.

    Args:
        status: of it; what cannot be helped by a retry is told so.
        is_model: whether it is a model that is not there.
        should_retry: what is told instead of that; None for that.
    """
    if should_retry is None:
        should_retry = "true" if status in (408, 409, 429) or status >= 500 else "false"
    if status == 400 or status == 429 or status >= 500:
        known = _OWNER + _trace(digest)
    else:
        known = _trace(digest) if is_model else b""
    return b"".join(
        (
            date_field(now_s),
            b"Content-Type: application/json\r\nx-should-retry: %b\r\nrequest-id: "
            % should_retry.encode(),
            request_id(digest, now_s),
            b"\r\n",
            _SECURITY,
            known,
            _NETWORK % hexlify(unique(digest[56:64])),
        )
    )


def counted(standing: Standing, now_s: int) -> bytes:
    """Return the lines of limits that are counted; what is said is told as a sixth of tokens."""
    requests, requests_left, requests_ms, tokens, tokens_left, tokens_ms = standing
    said, said_left = _rounded(tokens // 6), _rounded(tokens_left // 6)
    at = reset(now_s + -(-tokens_ms // 1000))
    read, read_left = _rounded(tokens) - said, max(0, _rounded(tokens_left) - said_left)
    return _LINES % (
        *(read, read_left, at, said, said_left, at),
        *(requests, requests_left, reset(now_s + -(-requests_ms // 1000))),
        *(read + said, read_left + said_left, at),
    )


def _uncounted(left: int, now_s: int) -> bytes:
    at = reset(now_s)
    return _LINES % (
        *(_INPUT, left, at, _OUTPUT, _OUTPUT, at),
        *(_REQUESTS, _REQUESTS - 1, at),
        *(_INPUT + _OUTPUT, left + _OUTPUT, at),
    )


def _rounded(tokens: int) -> int:
    return (tokens + _ROUNDED // 2) // _ROUNDED * _ROUNDED


def _trace(digest: bytes) -> bytes:
    drawn = hexlify(unique(digest[32:56]))
    return _TRACE % (drawn[:32], drawn[32:])
