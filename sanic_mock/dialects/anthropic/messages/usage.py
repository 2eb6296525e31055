"""What an answer bills, as its `usage` tells it [messages-2026]."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.counting import output_billed
from sanic_mock.engine.ask import Reply
from sanic_mock.engine.usage import shown_tokens, thought_tokens

_INPUT = (
    b'{"input_tokens":%d,"cache_creation_input_tokens":%d,"cache_read_input_tokens":%d,'
    b'"cache_creation":{"ephemeral_5m_input_tokens":%d,"ephemeral_1h_input_tokens":%d},'
)
_OUTPUT = b'"output_tokens":%d,%b"service_tier":"%b","inference_geo":"%b"%b}'
_THOUGHT = b'"output_tokens_details":{"thinking_tokens":%d},'
_DELTA = (
    b'{"input_tokens":%d,"cache_creation_input_tokens":%d,"cache_read_input_tokens":%d,'
    b'"output_tokens":%d%b%b}'
)
_CALL = 24  # what frames a call, beside what the engine bills for it


def output_tokens(ask: MessagesAsk, reply: Reply) -> int:
    """Return what an answer bills for all that it says; never 0."""
    limit = max(1, ask.limit)
    if reply.completion_tokens is not None:
        return reply.completion_tokens
    reason = reply.choices[0].finish_reason if reply.choices else reply.finish_reason
    if reason == "length":
        return limit
    shown = shown_tokens(reply.choices[0]) if reply.choices else reply.body.tokens
    calls = len(reply.choices[0].calls) if reply.choices else 0
    calls += ask.run is not None
    billed = output_billed(shown + thought_tokens(reply), ask.row.generation) + _CALL * calls
    return min(limit, billed)


def input_tokens(ask: MessagesAsk, reply: Reply) -> int:
    """Return the part of a prompt that is neither kept nor was."""
    return max(0, reply.prompt_tokens - ask.cache.read - ask.cache.written)


def usage(ask: MessagesAsk, reply: Reply, output: int) -> bytes:
    """Return the JSON of a bill of so many tokens of answer."""
    return _usage(ask, input_tokens(ask, reply), output, _thought(ask, reply), _run(ask))


def first_usage(ask: MessagesAsk, reply: Reply) -> bytes:
    """Return the JSON of the bill at a stream's beginning: nothing was thought or looked for."""
    found = 0 if ask.run is None else ask.run.tokens
    read = max(0, input_tokens(ask, reply) - found)
    return _usage(ask, read, first_tokens(reply.digest), b"", b"")


def _usage(ask: MessagesAsk, read: int, output: int, thought: bytes, run: bytes) -> bytes:
    cache, geo = ask.cache, ask.row.generation.geo.encode()
    told = read, cache.written, cache.read, cache.written_5m, cache.written_1h
    return _INPUT % told + _OUTPUT % (output, thought, ask.tier, geo, run)


def first_tokens(digest: bytes) -> int:
    """Return how many tokens of an answer are there when its stream begins."""
    return 1 + digest[47] % 4


def final_usage(ask: MessagesAsk, reply: Reply, output: int) -> bytes:
    """Return the JSON of the bill at a stream's end, of all that it said."""
    cache, thought = ask.cache, _thought(ask, reply)
    return _DELTA % (
        input_tokens(ask, reply),
        cache.written,
        cache.read,
        output,
        thought and b"," + thought.removesuffix(b","),
        _run(ask),
    )


def _run(ask: MessagesAsk) -> bytes:
    """Return the last member of a bill: how much was run that is counted."""
    return b"," + ask.run.billed if ask.run is not None and ask.run.billed else b""


def _thought(ask: MessagesAsk, reply: Reply) -> bytes:
    if not ask.thinks:
        return b""
    return _THOUGHT % min(thought_tokens(reply), output_tokens(ask, reply))
