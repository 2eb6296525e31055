"""What a response repeats of its request, in the order of [otel-2026] and [pydantic-2026].

What only one answer decides is a hole.
"""

from __future__ import annotations

from msgspec import Raw

from sanic_mock.dialects.openai.responses.models import ResponsesTraits
from sanic_mock.dialects.openai.responses.prompt_variables import repeated_variables
from sanic_mock.dialects.openai.responses.request import (
    ADDRESSES,
    Item,
    Reasoning,
    ResponsesRequest,
    TextFormatSpec,
)
from sanic_mock.dialects.openai.schemas import answer_form, decoded

# Where only one answer's JSON, or text, belongs; the byte is in no JSON.
HOLE = b"\0"
ANY, QUOTED = Raw(HOLE), Raw(b'"%b"' % HOLE)
# How a prompt is remembered unless asked ([openapi-2026] PromptCacheOptions).
_MODE, _TTL = "implicit", "30m"
_NO_IMAGES = {"image_tokens": 0, "text_tokens": 0}
_NO_TOOLS = {
    "image_gen": {
        "input_tokens": 0,
        "input_tokens_details": _NO_IMAGES,
        "output_tokens": 0,
        "output_tokens_details": _NO_IMAGES,
        "total_tokens": 0,
    },
    "web_search": {"num_requests": ANY},
}


def form_of(
    asked: ResponsesRequest,
    model: ResponsesTraits,
    tools: tuple[Item, ...],
    tier: str,
    is_billed: bool,
) -> Item:
    """Return a response whose values that one answer decides are holes.

    Args:
        asked: the request.
        model: how it answers.
        tools: as they are told.
        tier: of the service.
        is_billed: whether it tells who pays.
    """
    named = asked.conversation_id
    return {
        "id": QUOTED,
        "object": "response",
        "created_at": ANY,
        "status": QUOTED,
        "background": asked.background is True,
        **({"billing": {"payer": "developer"}} if is_billed else {}),
        "completed_at": ANY,
        **({"conversation": {"id": named}} if named is not None else {}),
        "error": None,
        "frequency_penalty": float(asked.frequency_penalty or 0.0),
        "incomplete_details": ANY,
        "instructions": asked.instructions,
        "max_output_tokens": asked.max_output_tokens,
        "max_tool_calls": asked.max_tool_calls,
        "model": model.answers_as,
        "moderation": ANY,
        "output": ANY,
        "parallel_tool_calls": asked.parallel_tool_calls is not False,
        "presence_penalty": float(asked.presence_penalty or 0.0),
        "previous_response_id": ANY,
        **({"prompt": _prompt(asked)} if asked.prompt is not None else {}),
        **_rest(asked, model, tools, tier),
    }


def _rest(
    asked: ResponsesRequest, model: ResponsesTraits, tools: tuple[Item, ...], tier: str
) -> Item:
    return {
        "prompt_cache_key": asked.prompt_cache_key,
        **_cache_options(asked),
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
        "usage": ANY,
        "user": asked.user,
        "metadata": asked.metadata or {},
    }


def _cache_options(asked: ResponsesRequest) -> Item:
    """Return how the prompt is remembered, where that was asked for [cassettes-2026]."""
    wanted = asked.prompt_cache_options
    if wanted is None:
        return {}
    return {"prompt_cache_options": {"mode": wanted.mode or _MODE, "ttl": wanted.ttl or _TTL}}


def _prompt(asked: ResponsesRequest) -> Item:
    assert asked.prompt is not None
    return {
        "id": asked.prompt.id,
        "variables": repeated_variables(
            asked.prompt.variables, has_addresses=asked.includes(ADDRESSES)
        ),
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
        "schema": answer_form(decoded(bytes(spec.schema))),
        "strict": spec.strict is True,
    }
