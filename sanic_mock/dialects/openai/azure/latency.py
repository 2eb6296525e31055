"""When a chat's tokens came, as Azure tells it beside what they bill [cassettes-2026].

Since June 2026: in the usage of a whole answer, beside it in a stream's last chunk. The service
has no time of its own here: nothing is waited for before the engine, and nothing behind it, so that
`user_visible_ttft_ms` is `service_ttft_ms` less `pre_inference_ms`, as in all that was recorded.
"""

from __future__ import annotations

from sanic_mock.engine.reply import Reply

NAME = "latency_checkpoint"

_MS = 1_000_000
_TIMES = (
    b'{"engine_tbt_ms":%(gap)d,"engine_ttft_ms":%(first)d,"engine_ttlt_ms":%(last)d,'
    b'"pre_inference_ms":0,"service_tbt_ms":%(gap)d,"service_ttft_ms":%(first)d,'
    b'"service_ttlt_ms":%(last)d,"total_duration_ms":%(last)d,"user_visible_ttft_ms":%(first)d}'
)
AT_ONCE = _TIMES % {b"gap": 0, b"first": 0, b"last": 0}


def checkpoint(reply: Reply) -> bytes:
    """Return the JSON of an answer's planned times; its Ask is dated."""
    if reply.plan is None:
        return AT_ONCE
    first_ns = reply.plan.first_ns - reply.plan.thought_ns  # thought is tokens, too
    tokens = reply.reasoning_tokens + len(reply.body.pieces)
    gap_ns = (reply.lasts_ns - first_ns) / max(1, tokens - 1)
    times = {b"gap": gap_ns / _MS, b"first": first_ns / _MS, b"last": reply.lasts_ns / _MS}
    return _TIMES % {name: round(ms) for name, ms in times.items()}
