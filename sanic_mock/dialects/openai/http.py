"""Header fields of OpenAI's own servers, without those of the network in front of them.

Names, order and values: [replay-2026] [otel-2026]. `Content-Length`, `Transfer-Encoding` and
`Connection` belong to whoever writes the bytes.
"""

from __future__ import annotations

from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import request_id
from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE
from sanic_mock.engine.refusal import TOKENS_PER_MINUTE as TOKENS_LIMIT
from sanic_mock.engine.reply import Reply

JSON = b"application/json"
EVENTS = b"text/event-stream; charset=utf-8"
KNOWN_PROMPTS = 4096

ORGANIZATION = b"openai-organization: sanic-mock\r\n"
GATEWAY = b"x-openai-proxy-wasm: v0.1\r\n"
_VERSION = b"openai-version: 2020-10-01\r\n"
_SERVED = (
    b"openai-processing-ms: %d\r\nopenai-project: proj_sanicMockSanicMockSanicM\r\n"
) + _VERSION
# Of all answers until December 2025; what the server behind the gateway took longer than the model.
_UPSTREAM, _UPSTREAM_MS = b"x-envoy-upstream-service-time: %d\r\n", 3
# What is told of an answer that took no time.
AT_ONCE = ORGANIZATION + _SERVED % 0
_EXPOSED = b"access-control-expose-headers: %b\r\n"
_ID, _RAY = _EXPOSED % b"X-Request-ID", _EXPOSED % b"CF-Ray"
# Three fields since June 2026, in the order of most recordings of each route [replay-2026].
EXPOSED, EXPOSED_BY_NAME = _ID + _RAY + _RAY, _RAY + _RAY + _ID

# What a route's answers begin with, up to what is told of limits; the time that it took is open.
Start = bytes
CHAT: Start = EXPOSED + ORGANIZATION + _SERVED + GATEWAY
EMBEDDINGS: Start = EXPOSED_BY_NAME + ORGANIZATION + _SERVED + GATEWAY
RESPONSES: Start = EXPOSED_BY_NAME + ORGANIZATION + _SERVED

_IMAGES = ((b"limit", b"50000"), (b"remaining", b"49999"), (b"reset", b"1ms"))
_LIMITS, _AFTER_LIMITS = b"x-ratelimit", b"x-request-id"
NS_PER_MS = 1_000_000
# A continuous token bucket refills its limit in a minute [otel-2026].
_TOKENS_PER_MS = TOKENS_LIMIT // 60_000


def go_duration(milliseconds: int) -> bytes:
    """Print a duration as Go does, cut to milliseconds: 0s, 6ms, 8.64s, 1m6.779s, 24h0m0s."""
    if milliseconds < 1000:
        return b"%dms" % milliseconds if milliseconds else b"0s"
    minutes, rest_ms = divmod(milliseconds, 60_000)
    hours, minutes_of_hour = divmod(minutes, 60)
    seconds = f"{rest_ms / 1000:.3f}".rstrip("0").rstrip(".")
    whole = f"{hours}h{minutes_of_hour}m" if hours else f"{minutes}m" if minutes else ""
    return f"{whole}{seconds}s".encode()


def request_id_field(digest: bytes) -> bytes:
    """Return the line that names an answer."""
    return b"x-request-id: req_%b\r\n" % request_id(digest)


def modelless_fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return all header lines of an answer that no model gave [replay-2026]."""
    return _fields(content_type, now_s, digest, EXPOSED, AT_ONCE)


def gateway_fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return all header lines of an answer of conversations, 18 of 18 [cassettes-2026]."""
    return _fields(content_type, now_s, digest, _RAY, AT_ONCE, GATEWAY)


def limited_fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return all header lines of what was made shorter: 2 of 2 tell limits [cassettes-2026]."""
    return _fields(content_type, now_s, digest, EXPOSED, AT_ONCE, LIMITED)


def stored_fields(content_type: bytes, now_s: int, digest: bytes) -> bytes:
    """Return all header lines of what is told of stored completions [dotnet-2026]."""
    return _fields(content_type, now_s, digest, AT_ONCE, GATEWAY)


def _fields(content_type: bytes, now_s: int, digest: bytes, *lines: bytes) -> bytes:
    """Return lines of a route, between the content's type and the answer's name."""
    typed = b"Content-Type: %b\r\n" % content_type
    return b"".join((date_field(now_s), typed, *lines, request_id_field(digest)))


def moderation_fields(content_type: bytes, now_s: int, digest: bytes, took_ms: int) -> bytes:
    """Return all header lines of a verdict, which has an order of its own [replay-2026]."""
    return b"".join(
        (
            date_field(now_s),
            b"Content-Type: %b\r\nopenai-version: 2020-10-01\r\n" % content_type,
            ORGANIZATION,
            b"openai-project: proj_sanicMockSanicMockSanicM\r\n",
            request_id_field(digest),
            b"openai-processing-ms: %d\r\n" % took_ms,
            GATEWAY,
            _RAY,
        )
    )


class Head:
    """Renders the fields of a successful answer; what only time changes is kept for a second.

    Args:
        start: of the route.
        tells_upstream: see wire.Wire.

    Attributes:
        limits: what is told of the limit, up to the answer's name.
    """

    def __init__(self, start: Start = CHAT, *, tells_upstream: bool = False) -> None:
        self._route = start
        self._tells_upstream = tells_upstream
        self._second = -1
        self._starts: dict[tuple[bytes, int], bytes] = {}
        self.limits = KnownValues(_limits, KNOWN_PROMPTS)

    def fields(self, content_type: bytes, now_s: int, reply: Reply) -> bytes:
        """Return all header lines of one answer.

        Args:
            content_type: value of Content-Type.
            now_s: the time of day, unix seconds.
            reply: its prompt is charged against the limit, its wait is told as processing time.
        """
        plan = reply.plan
        return b"".join(
            (
                self.start(content_type, now_s, 0 if plan is None else plan.first_ns // NS_PER_MS),
                self.limits[reply.prompt_tokens],
                request_id(reply.digest),
                b"\r\n",
            )
        )

    def start(self, content_type: bytes, now_s: int, took_ms: int = 0) -> bytes:
        """Return the lines before those of the limit."""
        if now_s != self._second:
            self._second, self._starts = now_s, {}
        key = content_type, took_ms
        start = self._starts.get(key)
        if start is None:
            start = self._starts[key] = self.made(content_type, now_s, took_ms)
        return start

    def made(self, content_type: bytes, now_s: int, took_ms: int) -> bytes:
        """Return `start`, which is not kept."""
        return self._served(content_type, now_s, took_ms) + _LIMITED

    def nameless(self, content_type: bytes, now_s: int) -> bytes:
        """Return the lines of an answer that tells no limits, up to its name."""
        return without_limits(self.start(content_type, now_s) + self.limits[0])

    def _served(self, content_type: bytes, now_s: int, took_ms: int) -> bytes:
        content = b"Content-Type: %b\r\n" % content_type
        served = date_field(now_s) + content + self._route % took_ms
        if not self._tells_upstream:
            return served
        return served.replace(_VERSION, _VERSION + _UPSTREAM % (took_ms + _UPSTREAM_MS), 1)


def with_images(fields: bytes) -> bytes:
    """Return header lines as chat has them for prompts with images, one or many [replay-2026]."""
    for member, value in _IMAGES:
        line = b"x-ratelimit-%b-" % member
        shown = b"%binput-images: %b\r\n%brequests" % (line, value, line)
        fields = fields.replace(line + b"requests", shown, 1)
    return fields


def without_limits(fields: bytes) -> bytes:
    """Return header lines as streams of responses that are kept have them [otel-2026]."""
    return fields[: fields.index(_LIMITS)] + fields[fields.index(_AFTER_LIMITS) :]


def _limits(prompt: int) -> bytes:
    """Return the lines that tell what a prompt's tokens leave of the limit."""
    return _LIMIT % (max(0, TOKENS_LIMIT - prompt), go_duration(prompt // _TOKENS_PER_MS))


_LIMITED = (
    b"x-ratelimit-limit-requests: %d\r\n"
    b"x-ratelimit-limit-tokens: %d\r\n"
    b"x-ratelimit-remaining-requests: %d\r\n"
    % (REQUESTS_PER_MINUTE, TOKENS_LIMIT, REQUESTS_PER_MINUTE - 1)
)
_LIMIT = (
    b"x-ratelimit-remaining-tokens: %d\r\n"
    b"x-ratelimit-reset-requests: 6ms\r\n"
    b"x-ratelimit-reset-tokens: %b\r\n"
    b"x-request-id: req_"
)
# What is told of limits where nothing is counted yet.
LIMITED = _LIMITED + _limits(0).removesuffix(b"x-request-id: req_")
