"""What a response is billed, as JSON in the key order of [otel-2026]."""

from __future__ import annotations

from sanic_mock.engine.ask import Reply
from sanic_mock.engine.usage import cached_tokens, shown_tokens, thought_tokens

TEXT_FRAMING = 1  # token that a response is billed beside its text [otel-2026]
_USAGE = (
    b'{"input_tokens":%d,"input_tokens_details":{"cache_write_tokens":0,"cached_tokens":%d},'
    b'"output_tokens":%d,"output_tokens_details":{"reasoning_tokens":%d},"total_tokens":%d}'
)


def usage_of(reply: Reply) -> bytes:
    """Return JSON of what a response is billed: one token more than its text [otel-2026]."""
    thought = thought_tokens(reply)
    completion = reply.completion_tokens
    if completion is None:
        completion = _shown(reply) + thought
    return usage(reply.prompt_tokens, completion, cached_tokens(reply), thought)


def usage(prompt: int, completion: int, cached: int = 0, thought: int = 0) -> bytes:
    """Return JSON of a bill.

    Args:
        prompt: tokens of the prompt.
        completion: tokens of the answer, with those of its reasoning.
        cached: tokens of the prompt that were known.
        thought: tokens of the reasoning.
    """
    return _USAGE % (prompt, cached, completion, thought, prompt + completion)


def _shown(reply: Reply) -> int:
    if not reply.choices:
        return reply.body.tokens + TEXT_FRAMING
    choice = reply.choices[0]
    return shown_tokens(choice) if choice.calls else choice.body.tokens + TEXT_FRAMING
