"""What is left of limits, in the header fields of answers; see http for their order and values."""

from __future__ import annotations

from sanic_mock.dialects.ids import request_id
from sanic_mock.dialects.openai.http import CHAT, NS_PER_MS, Head, Start, go_duration
from sanic_mock.dialects.openai.wire import wire_of
from sanic_mock.engine.known_values import KnownValues
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.reply import Reply
from sanic_mock.settings import Settings

_KNOWN_DURATIONS = _KNOWN_COUNTS = 65_536
_KNOWN_LIMITS = 4096
_NAME = b"x-request-id: req_"
_LINES = (
    b"x-ratelimit-limit-requests: %d\r\n"
    b"x-ratelimit-limit-tokens: %d\r\n"
    b"x-ratelimit-remaining-requests: %%b\r\n"
    b"x-ratelimit-remaining-tokens: %%d\r\n"
    b"x-ratelimit-reset-requests: %%b\r\n"
    b"x-ratelimit-reset-tokens: %%b\r\n"
)


# Milliseconds, and numbers that many answers tell, to how they are printed.
_durations = KnownValues(go_duration, _KNOWN_DURATIONS)
_counts = KnownValues(b"%d".__mod__, _KNOWN_COUNTS)

# A limit of requests and one of tokens to their lines, which lack what is left.
LinesOfLimits = KnownValues[tuple[int, int], bytes]
_alone: LinesOfLimits = KnownValues(_LINES.__mod__, _KNOWN_LIMITS)
_named: LinesOfLimits = KnownValues((_LINES + _NAME).__mod__, _KNOWN_LIMITS)


def live_lines(standing: Standing, lines: LinesOfLimits = _alone) -> bytes:
    """Return the lines that tell what is left."""
    requests, requests_left, requests_ms, tokens, tokens_left, tokens_ms = standing
    printed = _durations
    return lines[requests, tokens] % (
        _counts[requests_left],
        tokens_left,
        printed[requests_ms],
        printed[tokens_ms],
    )


def named(standing: Standing) -> bytes:
    """Return the lines that tell what is left, up to the answer's name."""
    return live_lines(standing, _named)


def live_pairs(standing: Standing) -> tuple[tuple[str, str], ...]:
    """Return the same as (name, value)."""
    lines = live_lines(standing).decode().splitlines()
    return tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))


class LiveHead(Head):
    """Renders the fields of a successful answer whose client has limits that are counted."""

    def fields(self, content_type: bytes, now_s: int, reply: Reply) -> bytes:
        """See Head; what is left is the reply's standing."""
        plan, standing = reply.plan, reply.standing
        assert standing is not None
        took_ms = 0 if plan is None else plan.first_ns // NS_PER_MS
        start, name = self.start(content_type, now_s, took_ms), request_id(reply.digest)
        return b"%b%b%b\r\n" % (start, named(standing), name)

    def nameless(self, content_type: bytes, now_s: int) -> bytes:
        """See Head."""
        return self.start(content_type, now_s) + _NAME

    def made(self, content_type: bytes, now_s: int, took_ms: int) -> bytes:
        return self._served(content_type, now_s, took_ms)


def head_of(settings: Settings, start: Start = CHAT) -> Head:
    """Return what renders the fields of a route's answers."""
    head = LiveHead if settings.limits else Head
    return head(start, tells_upstream=wire_of(settings).tells_upstream)
