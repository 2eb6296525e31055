"""The response object, in the key order of recorded traffic."""

from __future__ import annotations

import msgspec

from sanic_mock.dialects.openai.responses.manners import Manner
from sanic_mock.dialects.openai.responses.request import FormatSpec, Item, Request
from sanic_mock.dialects.openai.schemas import decoded
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.billing import cached_tokens, shown_tokens, thought_tokens

_NO_IMAGES = {"image_tokens": 0, "text_tokens": 0}
_NO_TOOLS = {
    "image_gen": {
        "input_tokens": 0,
        "input_tokens_details": _NO_IMAGES,
        "output_tokens": 0,
        "output_tokens_details": _NO_IMAGES,
        "total_tokens": 0,
    },
    "web_search": {"num_requests": 0},
}
_TIERS = {"fast": "priority", "priority": "priority", "flex": "flex"}


class Frame(msgspec.Struct, gc=False):
    """What a response says from its beginning to its end.

    Attributes:
        id: its id.
        created_s: unix seconds.
        asked: the request.
        model: how the model answers.
        tools: the tools, as they are repeated.
    """

    id: str
    created_s: int
    asked: Request
    model: Manner
    tools: tuple[Item, ...]

    def begun(self, status: str = "in_progress") -> Item:
        """Return the response as it is told when it begins."""
        return self._object(status, self.asked.service_tier or "auto")

    def done(
        self, output: list[Item], usage: Item, *, is_cut: bool, done_s: int, is_streamed: bool
    ) -> Item:
        """Return the response as it is told at its end.

        Args:
            output: its items.
            usage: what it is billed.
            is_cut: whether it ran into its limit.
            done_s: when it ended, unix seconds.
            is_streamed: whether a stream tells it, which leaves out who pays.
        """
        tier = _TIERS.get(self.asked.service_tier or "", "default")
        response = self._object("incomplete" if is_cut else "completed", tier, not is_streamed)
        if is_cut:
            response["incomplete_details"] = {"reason": "max_output_tokens"}
        else:
            response["completed_at"] = done_s
        response["output"] = output
        response["usage"] = usage
        return response

    def _object(self, status: str, tier: str, is_billed: bool = False) -> Item:
        asked, model = self.asked, self.model
        named = asked.conversation_id
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created_s,
            "status": status,
            "background": asked.background is True,
            **({"billing": {"payer": "developer"}} if is_billed else {}),
            "completed_at": None,
            **({"conversation": {"id": named}} if named is not None else {}),
            "error": None,
            "frequency_penalty": float(asked.frequency_penalty or 0.0),
            "incomplete_details": None,
            "instructions": asked.instructions,
            "max_output_tokens": asked.max_output_tokens,
            "max_tool_calls": asked.max_tool_calls,
            "model": model.answers_as,
            "moderation": None,
            "output": [],
            "parallel_tool_calls": asked.parallel_tool_calls is not False,
            "presence_penalty": float(asked.presence_penalty or 0.0),
            "previous_response_id": asked.previous_response_id,
            **({"prompt": _prompt(asked)} if asked.prompt is not None else {}),
            "prompt_cache_key": asked.prompt_cache_key,
            "prompt_cache_retention": asked.prompt_cache_retention or model.retention,
            "reasoning": _reasoning(asked, model),
            "safety_identifier": asked.safety_identifier,
            "service_tier": tier,
            "store": asked.is_kept,
            "temperature": 1.0 if asked.temperature is None else float(asked.temperature),
            "text": _text(asked),
            "tool_choice": "auto" if asked.tool_choice is None else asked.tool_choice,
            **({"tool_usage": _NO_TOOLS} if model.is_recent else {}),
            "tools": self.tools,
            "top_logprobs": asked.top_logprobs or 0,
            "top_p": model.top_p if asked.top_p is None else float(asked.top_p),
            "truncation": asked.truncation or "disabled",
            "usage": None,
            "user": asked.user,
            "metadata": asked.metadata or {},
        }


def usage(reply: Reply) -> Item:
    """Return what a response is billed: one token more than its text (recorded traffic)."""
    thought = thought_tokens(reply)
    output = _shown(reply) + thought
    return {
        "input_tokens": reply.prompt_tokens,
        "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": cached_tokens(reply)},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": reply.prompt_tokens + output,
    }


def _shown(reply: Reply) -> int:
    if not reply.choices:
        return reply.body.tokens + 1
    choice = reply.choices[0]
    return shown_tokens(choice) if choice.calls else choice.body.tokens + 1


def _prompt(asked: Request) -> Item:
    assert asked.prompt is not None
    return {
        "id": asked.prompt.id,
        "variables": asked.prompt.variables or {},
        "version": asked.prompt.version,
    }


def _reasoning(asked: Request, model: Manner) -> Item:
    wanted = asked.reasoning
    effort = model.asked_effort(asked)
    summary = None if wanted is None else wanted.summary
    if not model.is_recent:
        return {"effort": effort, "summary": summary}
    return {
        "context": (wanted.context if wanted is not None else None) or "current_turn",
        "effort": effort,
        "mode": (wanted.mode if wanted is not None else None) or "standard",
        "summary": summary,
    }


def _text(asked: Request) -> Item:
    wanted = asked.text
    if wanted is None:
        return {"format": {"type": "text"}, "verbosity": "medium"}
    return {"format": _format(wanted.format), "verbosity": wanted.verbosity or "medium"}


def _format(spec: FormatSpec | None) -> Item:
    if spec is None or spec.type != "json_schema":
        return {"type": "text" if spec is None else spec.type}
    return {
        "type": "json_schema",
        "description": spec.description,
        "name": spec.name,
        "schema": decoded(bytes(spec.schema)),
        "strict": spec.strict is True,
    }
