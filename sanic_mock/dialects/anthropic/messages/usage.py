"""What an answer bills, as its `usage` tells it [messages-2026]."""

from __future__ import annotations

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.counting import output_billed
from sanic_mock.engine.reply import Reply
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
_ITERATION = (
    b'{"input_tokens":%d,"output_tokens":%d,"cache_read_input_tokens":%d,'
    b'"cache_creation_input_tokens":%d,"cache_creation":{"ephemeral_5m_input_tokens":%d,'
    b'"ephemeral_1h_input_tokens":%d},"type":"%b"}'
)
_CALL = 24  # what frames a call, beside what the engine bills for it


def output_tokens(ask: MessagesAsk, reply: Reply) -> int:
    """Return what an answer bills for all that it says; 0 only where it is a summary."""
    if ask.is_summary:
        return 0
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
    read, last = input_tokens(ask, reply), _run(ask)
    return _usage(ask, read, output, _thought(ask, reply), last, _iterations(ask, read, output))


def first_usage(ask: MessagesAsk, reply: Reply) -> bytes:
    """Return the JSON of the bill at a stream's beginning: nothing was thought or looked for."""
    found = 0 if ask.run is None else ask.run.tokens
    read = max(0, input_tokens(ask, reply) - found)
    if ask.compaction is not None:
        read = ask.compaction.read
    return _usage(ask, read, first_tokens(reply.digest), b"", b"")


def _usage(
    ask: MessagesAsk, read: int, output: int, thought: bytes, run: bytes, iterations: bytes = b""
) -> bytes:
    cache, geo = ask.cache, ask.row.generation.geo.encode()
    told = read, cache.written, cache.read, cache.written_5m, cache.written_1h
    return _INPUT % told + iterations + _OUTPUT % (output, thought, ask.tier, geo, run)


def first_tokens(digest: bytes) -> int:
    """Return how many tokens of an answer are there when its stream begins."""
    return 1 + digest[47] % 4


def final_usage(ask: MessagesAsk, reply: Reply, output: int) -> bytes:
    """Return the JSON of the bill at a stream's end, of all that it said."""
    cache, thought, read = ask.cache, _thought(ask, reply), input_tokens(ask, reply)
    iterations = _iterations(ask, read, output)
    return _DELTA % (
        read,
        cache.written,
        cache.read,
        output,
        thought and b"," + thought.removesuffix(b","),
        _run(ask) + (iterations and b"," + iterations.removesuffix(b",")),
    )


def _iterations(ask: MessagesAsk, read: int, output: int) -> bytes:
    """Return the member that tells each time that a model was asked, where it is told."""
    if not ask.iterates:
        return b""
    cache, found, one = ask.cache, list[bytes](), ask.compaction
    if one is not None:
        found.append(_ITERATION % (one.read, one.written, 0, 0, 0, 0, b"compaction"))
    if not ask.is_summary:
        caches = cache.read, cache.written, cache.written_5m, cache.written_1h
        found.append(_ITERATION % (read, output, *caches, b"message"))
    return b'"iterations":[%b],' % b",".join(found)


def _run(ask: MessagesAsk) -> bytes:
    """Return the last member of a bill: how much was run that is counted."""
    return b"," + ask.run.billed if ask.run is not None and ask.run.billed else b""


def _thought(ask: MessagesAsk, reply: Reply) -> bytes:
    if not ask.thinks:
        return b""
    return _THOUGHT % min(thought_tokens(reply), output_tokens(ask, reply))
