"""Messages as Ollama tells them: with fewer members, and escaped as Go does it [ollama-2026].

Nothing is padded, no ping is sent, arguments come in one part; what is empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.ollama.shapes import call_id, is_complete
from sanic_mock.engine.body import plain_text
from sanic_mock.engine.choice_timing import first_choice
from sanic_mock.engine.reply import Choice, Reply, ToolCall
from sanic_mock.engine.usage import completion_tokens

_encode = msgspec.json.Encoder().encode
_MESSAGE = b'{"id":"msg_%b","type":"message","role":"assistant","model":%b,"content":%b,%b%b}'
_USAGE = b'"usage":{"input_tokens":%d,"output_tokens":%d}'
_STOP = b'{"type":"content_block_stop","index":%d}'
_START = b'{"type":"content_block_start","index":%d,"content_block":%b}'
_DELTA = b'{"type":"content_block_delta","index":%d,"delta":{"type":"%b","%b":"%b"}}'
# By the kind of a block: what begins it, and the type and the member of its deltas.
_TOLD = {
    "thinking": (b'{"type":"thinking","thinking":""}', b"thinking_delta", b"thinking"),
    "text": (b'{"type":"text","text":""}', b"text_delta", b"text"),
}


def whole(model: str, reply: Reply) -> bytes:
    """Return an answer in one piece."""
    one = first_choice(reply)
    content = b"[%b]" % b",".join(told) if (told := list(_blocks(one, reply))) else b"null"
    stop = b'"stop_reason":"%b",' % _reason(one)
    return _message(model, reply, content, stop, _usage(reply)) + b"\n"


def rows(model: str, reply: Reply, estimate: int) -> tuple[bytes, ...]:
    """Return the events of a stream, by piece; b"" where a call is still made.

    Args:
        model: that answers.
        reply: the answer.
        estimate: tokens of the prompt, as its first event tells them.
    """
    one, found, index = first_choice(reply), list[bytes](), 0
    texts = (("thinking", one.thought), ("text", None if one.calls else one.body))
    for kind, body in texts:
        if body is not None and body.pieces:
            found += _streamed(kind, body.pieces, index)
            index += 1
    for number, call in enumerate(one.calls):
        found += [b""] * (max(1, len(call.arguments.pieces)) - 1)
        found.append(_called(call, number, index, reply) if is_complete(call) else b"")
        index += is_complete(call)
    if not found:
        return ()
    return (_begun(model, reply, estimate) + found[0], *found[1:])


def last(model: str, reply: Reply, estimate: int, *, is_begun: bool) -> bytes:
    """Return what ends a stream; it has all of one that says nothing, and so was not begun."""
    one = first_choice(reply)
    delta = b'{"type":"message_delta","delta":{"stop_reason":"%b"},%b}'
    end = event(b"message_delta", delta % (_reason(one), _usage(reply)))
    begun = b"" if is_begun else _begun(model, reply, estimate)
    return begun + end + event(b"message_stop", b'{"type":"message_stop"}')


def event(name: bytes, told: bytes) -> bytes:
    """Return one event."""
    return b"event: %b\ndata: %b\n\n" % (name, told)


def _begun(model: str, reply: Reply, estimate: int) -> bytes:
    told = _message(model, reply, b"[]", b"", _USAGE % (estimate, 0))
    return event(b"message_start", b'{"type":"message_start","message":%b}' % told)


def _message(model: str, reply: Reply, content: bytes, stop: bytes, usage: bytes) -> bytes:
    name = html_escaped(_encode(model))
    return _MESSAGE % (reply.digest[24:36].hex().encode(), name, content, stop, usage)


def _streamed(kind: str, pieces: Sequence[bytes], index: int) -> Iterator[bytes]:
    """Yield the events of a text, those that begin and end it with its first and last piece."""
    begun, delta, member = _TOLD[kind]
    stop = event(b"content_block_stop", _STOP % index)
    for number, piece in enumerate(pieces):
        told = _DELTA % (index, delta, member, html_escaped(piece))
        start = b"" if number else event(b"content_block_start", _START % (index, begun))
        is_last = number == len(pieces) - 1
        yield start + event(b"content_block_delta", told) + (stop if is_last else b"")


def _called(call: ToolCall, number: int, index: int, reply: Reply) -> bytes:
    text = _encode(html_escaped(plain_text(call.arguments).encode()).decode())[1:-1]
    told = _DELTA % (index, b"input_json_delta", b"partial_json", text)
    return b"".join(
        (
            event(b"content_block_start", _START % (index, _call(call, number, b"{}", reply))),
            event(b"content_block_delta", told),
            event(b"content_block_stop", _STOP % index),
        )
    )


def _blocks(one: Choice, reply: Reply) -> Iterator[bytes]:
    """Yield the blocks of an answer that say something."""
    if one.thought is not None and one.thought.pieces:
        yield b'{"type":"thinking","thinking":"%b"}' % html_escaped(one.thought.escaped)
    if not one.calls and one.body.escaped:
        yield b'{"type":"text","text":"%b"}' % html_escaped(one.body.escaped)
    for number, call in enumerate(one.calls):
        if is_complete(call):
            arguments = html_escaped(plain_text(call.arguments).encode())
            yield _call(call, number, arguments, reply)


def _call(call: ToolCall, number: int, arguments: bytes, reply: Reply) -> bytes:
    name = html_escaped(_encode(call.name))
    told = call_id(reply, number), name, arguments
    return b'{"type":"tool_use","id":"%b","name":%b,"input":%b}' % told


def _reason(one: Choice) -> bytes:
    if any(map(is_complete, one.calls)):
        return b"tool_use"
    return b"max_tokens" if one.finish_reason == "length" else b"end_turn"


def _usage(reply: Reply) -> bytes:
    return _USAGE % (reply.prompt_tokens, completion_tokens(reply))
