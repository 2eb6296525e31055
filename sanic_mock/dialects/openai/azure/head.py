"""Header fields of Azure's gateway [openllmetry-2026] [pydantic-2026]; the order is that of 2024.

`Content-Length`, `Transfer-Encoding` and `Connection` belong to whoever writes the bytes.
"""

from __future__ import annotations

from binascii import hexlify
from hashlib import blake2b

from sanic_mock.dialects.openai.http import KNOWN_PROMPTS, date_field
from sanic_mock.dialects.openai.ids import request_id, trace_id
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE
from sanic_mock.engine.refusal import TOKENS_PER_MINUTE as TOKENS_LIMIT
from sanic_mock.settings import Settings

KNOWN_NAMES = 1024

# What the limit refills in a millisecond: it is one per minute.
_TOKENS_PER_MS = TOKENS_LIMIT // 60_000
_REGION = b"x-ms-region: East US 2\r\n"
_TRANSPORT = (
    b"Strict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\n"
    b"x-content-type-options: nosniff\r\n"
)
_SESSION = b"azureml-model-session: d20260330170902-0e5a1c30c4f1\r\n"


# The middle of a UUID of version 4; the rest of it, 80 bits, makes it the only one.
_MIDDLES = tuple(
    b"-%b-4%b-%b-" % (drawn[:4], drawn[4:7], b"89ab"[place % 4 : place % 4 + 1] + drawn[7:10])
    for place in range(256)
    if (drawn := hexlify(blake2b(bytes((place,)), digest_size=5).digest()))
)


def uuid(digits: bytes, chance: int) -> bytes:
    """Return 20 of 32 hex digits, around a middle that a byte of chance chooses, as a UUID."""
    return digits[:8] + _MIDDLES[chance] + digits[20:]


def apim_id(digest: bytes) -> bytes:
    """Return the gateway's name of an answer."""
    return uuid(trace_id(digest), digest[24])


def model_id(digest: bytes) -> bytes:
    """Return the model's name of an answer."""
    return uuid(request_id(digest), digest[25])


class AzureHead:
    """Renders the fields of a successful answer; what a second or a prompt decides is kept."""

    def __init__(self) -> None:
        self._second = -1
        self._ends: dict[bytes, bytes] = {}
        self._limits: dict[int, bytes] = {}

    def fields(self, content_type: bytes, now_s: int, reply: Reply, deployment: bytes) -> bytes:
        """Return all header lines of one answer.

        Args:
            content_type: value of Content-Type.
            now_s: the time of day, unix seconds.
            reply: its prompt is charged against the limit.
            deployment: the line that names the deployment.
        """
        if now_s != self._second:
            self._second, self._ends = now_s, {}
        digest = reply.digest
        return b"".join(
            (
                b"Content-Type: ",
                content_type,
                b"\r\napim-request-id: ",
                apim_id(digest),
                self._left(reply),
                model_id(digest),
                self._ends.get(deployment) or self._end(deployment),
            )
        )

    def _left(self, reply: Reply) -> bytes:
        prompt = reply.prompt_tokens
        return self._limits.get(prompt) or self._limit(prompt)

    def _limit(self, prompt: int) -> bytes:
        if len(self._limits) >= KNOWN_PROMPTS:
            self._limits.clear()
        left, reset_ms = max(0, TOKENS_LIMIT - prompt), prompt // _TOKENS_PER_MS
        limits = REQUESTS_PER_MINUTE, TOKENS_LIMIT
        limit = self._limits[prompt] = _LIMIT % (*limits, 9999, left, 6, reset_ms)
        return limit

    def _end(self, deployment: bytes) -> bytes:
        if len(self._ends) >= KNOWN_NAMES:
            self._ends.clear()
        end = self._ends[deployment] = _END + deployment + date_field(self._second)
        return end


class LiveAzureHead(AzureHead):
    """Renders the fields of a successful answer whose client has limits that are counted."""

    def _left(self, reply: Reply) -> bytes:
        assert reply.standing is not None
        requests, requests_left, requests_ms, tokens, tokens_left, tokens_ms = reply.standing
        limits, left = (requests, tokens), (requests_left, tokens_left)
        return _LIMIT % (*limits, *left, requests_ms, tokens_ms)


def azure_head_of(settings: Settings) -> AzureHead:
    """Return what renders the fields of a server's answers."""
    return LiveAzureHead() if settings.limits else AzureHead()


def bare(now_s: int, digest: bytes, further: bytes = b"") -> bytes:
    """Return the header lines of what no model answered, a refusal or a list."""
    return b"Content-Type: application/json\r\napim-request-id: %b\r\n%b%b%b%b" % (
        apim_id(digest),
        _TRANSPORT,
        _REGION,
        further,
        date_field(now_s),
    )


def from_model(status: int, digest: bytes) -> bytes:
    """Return the header lines that tell that a model refused, not the gateway."""
    return (
        b"x-ms-rai-invoked: true\r\nx-request-id: %b\r\n%bms-azureml-model-error-reason: "
        b"model_error\r\nms-azureml-model-error-statuscode: %d\r\n"
        % (model_id(digest), _SESSION, status)
    )


# Limits are told as of 2026, their resets in milliseconds.
_LIMIT = (
    b"\r\n"
    + _TRANSPORT
    + _REGION
    + b"x-ratelimit-abusepenalty-active: False\r\n"
    + b"x-ratelimit-limit-requests: %d\r\n"
    + b"x-ratelimit-limit-tokens: %d\r\n"
    + b"x-ratelimit-remaining-requests: %d\r\n"
    + b"x-ratelimit-remaining-tokens: %d\r\n"
    + b"x-ratelimit-renewalperiod-requests: 60\r\n"
    + b"x-ratelimit-renewalperiod-tokens: 60\r\n"
    + b"x-ratelimit-reset-requests: %d\r\n"
    + b"x-ratelimit-reset-tokens: %d\r\n"
    + b"x-accel-buffering: no\r\n"
    + b"x-ms-rai-invoked: true\r\n"
    + b"x-request-id: "
)
_END = b"\r\n" + _SESSION + b"skip-error-remapping: true\r\nx-ms-is-spilled-over: false\r\n"
