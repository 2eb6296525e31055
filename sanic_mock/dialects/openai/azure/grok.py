"""xAI's models as Azure serves them: nearly as xAI does, under the gateway's header fields.

36 answers and 5 streams of August 2026 [replay-2026]. Unlike there, the usage of a stream has no
spaces, and what is cached is never more than the prompt.
"""

from __future__ import annotations

from dataclasses import replace

from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.ids import request_id, trace_id
from sanic_mock.dialects.openai.azure.head import REGION, TRANSPORT, apim_id
from sanic_mock.dialects.openai.chat.dialect import Chat
from sanic_mock.dialects.openai.endpoints import Endpoints
from sanic_mock.dialects.openai.flavours.endpoints import ServiceChat
from sanic_mock.dialects.openai.flavours.flavour import (
    CACHED,
    CALL_ID,
    CALL_INDEX,
    CHOICES,
    COMPLETION,
    CREATED,
    FUNCTION,
    ID,
    MODEL,
    PROMPT,
    REASONED,
    TOTAL,
    USAGE,
    Heads,
)
from sanic_mock.dialects.openai.flavours.heads import ServiceHead
from sanic_mock.dialects.openai.flavours.service import flavoured
from sanic_mock.dialects.openai.flavours.services.xai import XAI
from sanic_mock.dialects.openai.flavours.usual import REASONED_MESSAGE
from sanic_mock.dialects.operation import State
from sanic_mock.engine.reply import Reply

_SPENT = {
    "reasoning_tokens": REASONED,
    "audio_tokens": 0,
    "accepted_prediction_tokens": 0,
    "rejected_prediction_tokens": 0,
}
_COUNTS = {"prompt_tokens": PROMPT, "completion_tokens": COMPLETION, "total_tokens": TOTAL}
_FINGERPRINT = "fp_49c5j0a323"
_LINES = (
    b"cache-control: no-cache\r\nContent-Type: %b\r\naccess-control-allow-origin: *\r\n"
    b"access-control-expose-headers: *\r\nvary: access-control-request-headers\r\n"
    b"apim-request-id: %b\r\ntraceparent: 00-%b-%b-00\r\n"
)
# Also where it streams.
_SERVED = (
    b"azureai-requested-tier: default\r\nazureai-processed-tier: default\r\n"
    b"azureai-fe-is-streaming: False\r\nazureai-fe-offer-type: paygo\r\n"
)

GROK = replace(
    XAI,
    name="azure-grok",
    bases=(),
    whole={
        "id": ID,
        "model": MODEL,
        "choices": CHOICES,
        "usage": USAGE,
        "created": CREATED,
        "object": "chat.completion",
        "prompt_filter_results": None,
    },
    message=REASONED_MESSAGE,
    call={"id": CALL_ID, "index": CALL_INDEX, "type": "function", "function": FUNCTION},
    usage={
        **_COUNTS,
        "audio_prompt_tokens": 0,
        "prompt_tokens_details": {
            "cached_tokens": CACHED,
            "audio_tokens": 0,
            "text_tokens": PROMPT,
            "image_tokens": 0,
        },
        "completion_tokens_details": _SPENT,
        "num_sources_used": 0,
    },
    streamed_usage={
        **_COUNTS,
        "prompt_tokens_details": {
            "text_tokens": PROMPT,
            "audio_tokens": 0,
            "image_tokens": 0,
            "cached_tokens": CACHED,
        },
        "completion_tokens_details": _SPENT,
        "num_sources_used": 0,
        "cost_in_usd_ticks": 0,
    },
    chunks=replace(
        XAI.chunks,
        tail={"system_fingerprint": _FINGERPRINT, "service_tier": "default"},
        first_called=b'"role":"assistant",',
    ),
    heads=Heads(events=b"text/event-stream"),
)


class GrokHead(ServiceHead):
    """Renders the fields of an answer of xAI's."""

    def fields(self, content_type: bytes, reply: Reply, now_s: int) -> bytes:
        """See ServiceHead; nothing is told of limits."""
        trace = request_id(reply.digest), trace_id(reply.digest)[:16]
        told = _LINES % (content_type, apim_id(reply.digest), *trace)
        return told + TRANSPORT + REGION + _SERVED + date_field(now_s)


class GrokChat(ServiceChat):
    """Chat completions of xAI's models at Azure; what is read is what a lenient server reads.

    Args:
        state: of the server.
    """

    def __init__(self, state: State) -> None:
        settings = flavoured(state.settings, GROK)
        endpoint = Endpoints(replace(state, settings=settings)).find("/chat/completions", "lenient")
        assert isinstance(endpoint, Chat)
        shown = state.settings.reasoning_in_chat
        super().__init__(GROK, endpoint, GROK.thought_member if shown == "none" else shown)
        self._head = GrokHead(GROK)


def is_groks(model: str) -> bool:
    """Return whether a model is xAI's, by its name."""
    return model.lower().startswith("grok")
