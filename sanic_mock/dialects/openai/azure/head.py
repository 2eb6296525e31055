"""Header fields of Azure's gateway [openllmetry-2026] [pydantic-2026] [replay-2026].

The order is that of February 2026 at deployments [cassettes-2026], of July at responses.

`Content-Length`, `Transfer-Encoding` and `Connection` belong to whoever writes the bytes.
"""

from __future__ import annotations

from binascii import hexlify
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import request_id, trace_id
from sanic_mock.dialects.openai.http import EVENTS
from sanic_mock.engine.refusal import REQUESTS_PER_MINUTE
from sanic_mock.engine.refusal import TOKENS_PER_MINUTE as TOKENS_LIMIT
from sanic_mock.engine.reply import Reply
from sanic_mock.settings import Settings

KNOWN_NAMES = 1024

# What the limit refills in a millisecond: it is one per minute.
_TOKENS_PER_MS = TOKENS_LIMIT // 60_000
REGION = b"x-ms-region: East US 2\r\n"
TRANSPORT = (
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


class HeadForm(NamedTuple):
    """How the fields of a route's answers begin and end, around what is told of limits.

    Attributes:
        start: content type, whether it is a stream, and the gateway's name of the answer.
        limits: two limits, what is left of both, and when they are whole again; and the deployment.
        end: the client's and the model's names of the answer, the deployment, the model that
            serves it, the date.
    """

    start: bytes
    limits: bytes
    end: bytes


class AzureHead:
    """Renders the fields of a successful answer.

    Args:
        route: what the fields are.
    """

    def __init__(self, route: HeadForm) -> None:
        self._route = route

    def fields(
        self,
        content_type: bytes,
        now_s: int,
        reply: Reply,
        names: tuple[str, str],
        client_id: bytes = b"",
    ) -> bytes:
        """Return all header lines of one answer.

        Args:
            content_type: value of Content-Type.
            now_s: the time of day, unix seconds.
            reply: its prompt is charged against the limit.
            names: of the deployment, and of the model that serves it.
            client_id: the line that repeats what the client calls its request; empty for none.
        """
        digest, is_streamed = reply.digest, content_type == EVENTS
        requests, requests_left, requests_ms, tokens, tokens_left, tokens_ms = self._left(reply)
        told = {
            b"type": content_type,
            b"streams": b"True" if is_streamed else b"False",
            b"early": b"" if is_streamed else _REMAPPED,
            b"late": _REMAPPED if is_streamed else b"",
            b"gateway": apim_id(digest),
            b"client": client_id,
            b"answer": model_id(digest),
            b"deployment": printable(names[0]),
            b"model": printable(names[1]),
            b"requests": requests,
            b"requests_left": requests_left,
            b"requests_ms": requests_ms,
            b"tokens": tokens,
            b"tokens_left": tokens_left,
            b"tokens_ms": tokens_ms,
            b"date": date_field(now_s),
        }
        return b"".join(self._route) % told

    def _left(self, reply: Reply) -> Sequence[int]:
        prompt = reply.prompt_tokens
        left, reset_ms = max(0, TOKENS_LIMIT - prompt), prompt // _TOKENS_PER_MS
        return REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - 1, 6, TOKENS_LIMIT, left, reset_ms


class LiveAzureHead(AzureHead):
    """Renders the fields of a successful answer whose client has limits that are counted."""

    def _left(self, reply: Reply) -> Sequence[int]:
        assert reply.standing is not None
        return reply.standing


@lru_cache(KNOWN_NAMES)
def printable(name: str) -> bytes:
    """Return a name as a header field has it."""
    return quote(name).encode()


def bare(now_s: int, digest: bytes, further: bytes = b"") -> bytes:
    """Return the header lines of what no model answered, a refusal or a list."""
    return b"Content-Type: application/json\r\napim-request-id: %b\r\n%b%b%b%b" % (
        apim_id(digest),
        TRANSPORT,
        REGION,
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


# Resets are told in milliseconds.
_OF_REQUESTS = (
    b"x-ratelimit-remaining-requests: %(requests_left)d\r\n"
    b"x-ratelimit-reset-requests: %(requests_ms)d\r\n"
    b"x-ratelimit-limit-requests: %(requests)d\r\n"
    b"x-ratelimit-renewalperiod-requests: 60\r\n"
)
_OF_TOKENS = (
    b"x-ratelimit-remaining-tokens: %(tokens_left)d\r\n"
    b"x-ratelimit-reset-tokens: %(tokens_ms)d\r\n"
    b"x-ratelimit-limit-tokens: %(tokens)d\r\n"
    b"x-ratelimit-renewalperiod-tokens: 60\r\n"
)
_PENALTY = b"x-ratelimit-abusepenalty-active: False\r\n"
_SERVED = b"x-ms-served-model: %(model)b\r\n"
_OFFER = b"azureai-fe-offer-type: paygo\r\n"
_STREAMS = b"azureai-fe-is-streaming: %(streams)b\r\n"
_KEY = b"x-ratelimit-key: %(deployment)b\r\n"
_REMAPPED = b"skip-error-remapping: true\r\n"
_SPILLED = b"x-ms-is-spilled-over: false\r\n"
_GATEWAY = b"apim-request-id: %(gateway)b\r\n"
_ANSWER = b"x-request-id: %(answer)b\r\n"

# What is newer than that month stands where responses have it.
OF_DEPLOYMENTS = HeadForm(
    b"Content-Type: %(type)b\r\n" + _GATEWAY + TRANSPORT + REGION + _KEY,
    _OF_REQUESTS + _PENALTY + _OF_TOKENS,
    _STREAMS
    + _SESSION
    + b"x-accel-buffering: no\r\n%(client)bx-ms-rai-invoked: true\r\n"
    + _ANSWER
    + _REMAPPED
    + _SPILLED
    + b"x-ms-deployment-name: %(deployment)b\r\n"
    + _SERVED
    + b"%(date)b",
)
# Of models that are named by the body [replay-2026].
OF_MODELS = HeadForm(
    b"Content-Type: %(type)b\r\n" + _STREAMS + _OFFER + _GATEWAY + _REMAPPED,
    b"",
    b"%(client)b" + TRANSPORT + REGION + b"%(date)b",
)
OF_RESPONSES = HeadForm(
    b"Content-Type: %(type)b\r\nx-ms-aoai-configured-data-retention-days: 30\r\n%(early)b"
    + _SPILLED
    + _KEY,
    _OF_REQUESTS + _PENALTY + _OF_TOKENS,
    _STREAMS
    + _OFFER
    + b"%(late)b%(client)b"
    + _SERVED
    + _ANSWER
    + _GATEWAY
    + TRANSPORT
    + REGION
    + b"%(date)b",
)


def azure_head_of(settings: Settings, route: HeadForm = OF_DEPLOYMENTS) -> AzureHead:
    """Return what renders the fields of a route's answers."""
    return LiveAzureHead(route) if settings.limits else AzureHead(route)
