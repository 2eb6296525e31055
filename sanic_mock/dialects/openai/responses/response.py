"""The response object, in the key order of [otel-2026] and [pydantic-2026].

Most of it is the same for all requests that ask the same but for their input. It is made once, as
JSON with holes.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Raw

from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.request import (
    Item,
    Reasoning,
    ResponsesRequest,
    TextFormatSpec,
)
from sanic_mock.dialects.openai.schemas import decoded

_NO_IMAGES = {"image_tokens": 0, "text_tokens": 0}
_NO_TOOLS = {
    "image_gen": {
        "input_tokens": 0,
        "input_tokens_details": _NO_IMAGES,
        "output_tokens": 0,
        "output_tokens_details": _NO_IMAGES,
        "total_tokens": 0,
    },
    "web_search": {"num_requests": Raw(b"\0")},
}
# Why a response is incomplete, by why its text ends ([openapi-2026] Response).
CUT: Mapping[str, str] = {"length": "max_output_tokens", "content_filter": "content_filter"}
_DETAILS = b'{"reason":"%b"}'
_TIERS = {"fast": "priority", "priority": "priority", "flex": "flex"}

# Where only one answer's JSON, or text, belongs; the byte is in no JSON.
_HOLE = b"\0"
_ANY, _QUOTED = Raw(_HOLE), Raw(b'"%b"' % _HOLE)
KNOWN_FORMS = 512
_LARGEST_KEY = 4096
# What was asked, the model, whether it is done and billed, to JSON with holes; one for each worker.
_forms: dict[tuple[bytes, str, bool, bool], bytes] = {}

_encode = msgspec.json.Encoder().encode


class Frame(msgspec.Struct, gc=False):
    """What a response says from its beginning to its end.

    Attributes:
        id: its id.
        created_s: unix seconds.
        asked: the request, without what it was asked: its input and the response before it.
        previous: id of the response before it.
        model: how the model answers.
        tools: the tools, as they are repeated.
    """

    id: str
    created_s: int
    asked: ResponsesRequest
    previous: str | None
    model: ResponsesTraits
    tools: tuple[Item, ...]

    def begun(self, status: str) -> Raw:
        """Return the JSON of the response as it is told before its end."""
        return self._filled(status, is_done=False, is_billed=False)

    def done(
        self,
        output: list[Item],
        usage: bytes,
        *,
        cut: str,
        done_s: int,
        is_billed: bool,
        moderation: Item | None = None,
        searches: int = 0,
    ) -> Raw:
        """Return the JSON of the response as it is told at its end.

        Args:
            output: its items.
            usage: JSON of what it is billed.
            cut: why it is incomplete; "" where it is not.
            done_s: when it ended, unix seconds.
            is_billed: whether to say who pays, which streams leave out.
            moderation: what was found in prompt and answer, where that is asked for.
            searches: how often the web was searched.
        """
        return self._filled(
            "incomplete" if cut else "completed",
            is_done=True,
            is_billed=is_billed,
            done_s=b"null" if cut else b"%d" % done_s,
            details=_DETAILS % cut.encode() if cut else b"null",
            moderation=_encode(moderation),
            output=_encode(output),
            usage=usage,
            searches=b"%d" % searches,
        )

    def _filled(
        self,
        status: str,
        *,
        is_done: bool,
        is_billed: bool,
        done_s: bytes = b"null",
        details: bytes = b"null",
        moderation: bytes = b"null",
        output: bytes = b"[]",
        usage: bytes = b"null",
        searches: bytes = b"0",
    ) -> Raw:
        form = self._form(is_done, is_billed)
        return Raw(
            form
            % (
                self.id.encode(),
                b"%d" % self.created_s,
                status.encode(),
                done_s,
                details,
                moderation,
                output,
                _encode(self.previous),
                searches,
                usage,
            )
        )

    def _form(self, is_done: bool, is_billed: bool) -> bytes:
        """Return JSON with a hole for each thing that only one answer has; it is kept."""
        asked = _encode(self.asked)
        key = asked, self.model.answers_as, is_done, is_billed
        if form := _forms.get(key):
            return form
        tier = self.asked.service_tier
        told = _TIERS.get(tier or "", "default") if is_done else tier or "auto"
        made = _encode(_object(self.asked, self.model, self.tools, told, is_billed))
        form = made.replace(b"%", b"%%").replace(_HOLE, b"%b")
        if len(_forms) >= KNOWN_FORMS:
            _forms.clear()
        if len(asked) <= _LARGEST_KEY:
            _forms[key] = form
        return form


def _object(
    asked: ResponsesRequest,
    model: ResponsesTraits,
    tools: tuple[Item, ...],
    tier: str,
    is_billed: bool,
) -> Item:
    named = asked.conversation_id
    return {
        "id": _QUOTED,
        "object": "response",
        "created_at": _ANY,
        "status": _QUOTED,
        "background": asked.background is True,
        **({"billing": {"payer": "developer"}} if is_billed else {}),
        "completed_at": _ANY,
        **({"conversation": {"id": named}} if named is not None else {}),
        "error": None,
        "frequency_penalty": float(asked.frequency_penalty or 0.0),
        "incomplete_details": _ANY,
        "instructions": asked.instructions,
        "max_output_tokens": asked.max_output_tokens,
        "max_tool_calls": asked.max_tool_calls,
        "model": model.answers_as,
        "moderation": _ANY,
        "output": _ANY,
        "parallel_tool_calls": asked.parallel_tool_calls is not False,
        "presence_penalty": float(asked.presence_penalty or 0.0),
        "previous_response_id": _ANY,
        **({"prompt": _prompt(asked)} if asked.prompt is not None else {}),
        **_rest(asked, model, tools, tier),
    }


def _rest(
    asked: ResponsesRequest, model: ResponsesTraits, tools: tuple[Item, ...], tier: str
) -> Item:
    return {
        "prompt_cache_key": asked.prompt_cache_key,
        "prompt_cache_retention": asked.prompt_cache_retention or model.retention,
        "reasoning": _reasoning(asked, model),
        "safety_identifier": asked.safety_identifier,
        "service_tier": tier,
        "store": asked.is_kept,
        "temperature": 1.0 if asked.temperature is None else float(asked.temperature),
        "text": _text(asked),
        "tool_choice": "auto" if asked.tool_choice is None else asked.tool_choice,
        "tool_usage": _NO_TOOLS,
        "tools": tools,
        "top_logprobs": asked.top_logprobs or 0,
        "top_p": model.top_p if asked.top_p is None else float(asked.top_p),
        "truncation": asked.truncation or "disabled",
        "usage": _ANY,
        "user": asked.user,
        "metadata": asked.metadata or {},
    }


def _prompt(asked: ResponsesRequest) -> Item:
    assert asked.prompt is not None
    return {
        "id": asked.prompt.id,
        "variables": asked.prompt.variables or {},
        "version": asked.prompt.version,
    }


def _reasoning(asked: ResponsesRequest, model: ResponsesTraits) -> Item:
    effort = model.asked_effort(asked)
    if effort is None:
        return {"context": None, "effort": None, "summary": None}
    wanted = asked.reasoning or Reasoning()
    chosen = wanted.context if wanted.context != "auto" else None
    return {
        "context": chosen or model.turns,
        "effort": effort,
        "mode": wanted.mode or "standard",
        # the best that a model has ([openapi-2026] Reasoning; [codex-2026])
        "summary": "detailed" if wanted.summary == "auto" else wanted.summary,
    }


def _text(asked: ResponsesRequest) -> Item:
    wanted = asked.text
    if wanted is None:
        return {"format": {"type": "text"}, "verbosity": "medium"}
    return {"format": _format(wanted.format), "verbosity": wanted.verbosity or "medium"}


def _format(spec: TextFormatSpec | None) -> Item:
    if spec is None or spec.type != "json_schema":
        return {"type": "text" if spec is None else spec.type}
    return {
        "type": "json_schema",
        "description": spec.description,
        "name": spec.name,
        "schema": decoded(bytes(spec.schema)),
        "strict": spec.strict is True,
    }
