"""What a response is billed, as JSON in the key order of [otel-2026]."""

from __future__ import annotations

from sanic_mock.dialects.openai.cache_writes import cache_writes
from sanic_mock.dialects.openai.responses.request import ResponsesRequest
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, shown_tokens, thought_tokens

TEXT_FRAMING = 1  # token that a response is billed beside its text [otel-2026]
_USAGE = (
    b'{"input_tokens":%d,"input_tokens_details":{"cache_write_tokens":%d,"cached_tokens":%d},'
    b'"output_tokens":%d,"output_tokens_details":{"reasoning_tokens":%d},"total_tokens":%d}'
)


def usage_of(
    reply: Reply, *, call_tokens: int = 0, is_thought: bool = False, tells_writes: bool = False
) -> bytes:
    """Return JSON of what a response is billed: one token more than its text [otel-2026].

    Args:
        reply: what is answered.
        call_tokens: of calls that were run for the client.
        is_thought: whether those are told as reasoning: of models that tell each token of it, nine
            of nine searches; where it is told in steps of 64, they are beside it [cassettes-2026].
        tells_writes: whether the model bills what it writes to its cache.
    """
    thought = thought_tokens(reply)
    prompt, cached = reply.prompt_tokens, cached_tokens(reply)
    written = cache_writes(prompt, cached) if tells_writes else 0
    if is_thought:
        thought += call_tokens
    return usage(prompt, completion_tokens(reply, call_tokens), cached, thought, written)


def within_limit(call_tokens: int, request: ResponsesRequest) -> int:
    """Return what calls of an answer bill, which leave a token of its limit to what it says."""
    most = request.max_output_tokens
    return call_tokens if most is None else max(0, min(call_tokens, most - TEXT_FRAMING - 1))


def completion_tokens(reply: Reply, call_tokens: int = 0) -> int:
    """Return all that a response bills for what it says, and calls."""
    completion = reply.completion_tokens
    if completion is not None:
        return completion
    return _shown(reply) + thought_tokens(reply) + call_tokens


def usage(
    prompt: int, completion: int, cached: int = 0, thought: int = 0, written: int = 0
) -> bytes:
    """Return JSON of a bill.

    Args:
        prompt: tokens of the prompt.
        completion: tokens of the answer, with those of its reasoning.
        cached: tokens of the prompt that were known.
        thought: tokens of the reasoning.
        written: tokens of the prompt that were written to a cache.
    """
    return _USAGE % (prompt, written, cached, completion, thought, prompt + completion)


def _shown(reply: Reply) -> int:
    if not reply.choices:
        return reply.body.tokens + TEXT_FRAMING
    choice = reply.choices[0]
    return shown_tokens(choice) if choice.calls else choice.body.tokens + TEXT_FRAMING
