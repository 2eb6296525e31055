"""What InvokeModel tells of an answer beside its body: in header fields, or a stream's last event.

Names and order are those of recordings [bedrock-2026]; in which order a cache's fields come was
not seen.
"""

from __future__ import annotations

from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.usage import BilledTokens, latency_ms
from sanic_mock.engine.reply import Reply

_LINE = b"X-Amzn-Bedrock-%b: %d\r\n"
_METRICS = (
    b'"amazon-bedrock-invocationMetrics":{"inputTokenCount":%d,"outputTokenCount":%d,'
    b'"invocationLatency":%d,"firstByteLatency":%d%b}'
)
_CACHE = b',"cacheReadInputTokenCount":%d,"cacheWriteInputTokenCount":%d'
_STREAMED = b"X-Amzn-Bedrock-Content-Type: application/json\r\n"
_NS_PER_MS = 1_000_000


def fields(now_s: int, reply: Reply, billed: BilledTokens, *, caches: bool) -> bytes:
    """Return the header lines of a whole answer."""
    counts: list[tuple[bytes, int]] = [
        (b"Invocation-Latency", latency_ms(reply)),
        (b"Input-Token-Count", billed.fresh),
        (b"Output-Token-Count", billed.completion),
    ]
    if caches:
        counts.append((b"Cache-Read-Input-Token-Count", billed.read))
        counts.append((b"Cache-Write-Input-Token-Count", billed.written))
    lines = b"".join(_LINE % one for one in counts)
    return http.fields(http.JSON, now_s, reply.digest) + lines


def input_fields(now_s: int, reply: Reply) -> bytes:
    """Return the header lines of an answer that says nothing, as of vectors."""
    counts = (
        (b"Invocation-Latency", latency_ms(reply)),
        (b"Input-Token-Count", reply.prompt_tokens),
    )
    lines = b"".join(_LINE % one for one in counts)
    return http.fields(http.JSON, now_s, reply.digest) + lines


def stream_fields(now_s: int, digest: bytes) -> bytes:
    """Return the header lines of a stream, which tell no counts."""
    return http.fields(http.EVENTS, now_s, digest) + _STREAMED


def member(reply: Reply, billed: BilledTokens, *, caches: bool = False) -> bytes:
    """Return the member of a stream's last event."""
    first_ms = reply.first_ns // _NS_PER_MS
    cache = _CACHE % (billed.read, billed.written) if caches else b""
    latencies = latency_ms(reply), max(1, first_ms)
    return _METRICS % (billed.fresh, billed.completion, *latencies, cache)
