"""Bodies by shape: each of any size, for an endpoint that has to read all of it."""

from __future__ import annotations

import json
from collections.abc import Callable

Shape = Callable[[int], bytes]

_HEAD = b'{"model":"gpt-4o-mini","max_tokens":2,"messages":[{"role":"user","content":"Hi"}]'
_UNICODE = "Ünïcödé 世界 \U0001f600 "


def _filled(before: bytes, unit: bytes, after: bytes, size: int) -> bytes:
    """Return a body that consists mostly of one unit."""
    count = max(1, (size - len(before) - len(after)) // len(unit))
    return before + unit * count + after


def _member(value: bytes) -> Callable[[int], bytes]:
    """Return the shape of a chat request with an unknown member of many equal values."""
    return lambda size: _filled(_HEAD + b',"x":[', value + b",", b"0]}", size)


def nested(size: int) -> bytes:
    """Return lists in lists."""
    half = max(1, (size - len(_HEAD)) // 2)
    return _HEAD + b',"metadata":' + b"[" * half + b"]" * half + b"}"


def unknown_keys(size: int) -> bytes:
    """Return a request of unknown members, all different."""
    count = max(1, size // 16)
    return _HEAD + b"".join(b',"k%09d":0' % place for place in range(count)) + b"}"


def text(size: int) -> bytes:
    """Return one message of one long word."""
    return json.dumps(_chat([{"role": "user", "content": "x" * size}])).encode()


def prose(size: int) -> bytes:
    """Return one long message of words, all different."""
    words = " ".join(str(place) for place in range(size // 7))
    return json.dumps(_chat([{"role": "user", "content": words}])).encode()


def escapes(size: int) -> bytes:
    """Return a text of which each letter is escaped."""
    return json.dumps(_chat([{"role": "user", "content": "é" * (size // 6)}])).encode()


def unicode(size: int) -> bytes:
    """Return a text of letters, signs and pictures of many bytes."""
    content = _UNICODE * (size // len(_UNICODE.encode()) + 1)
    return json.dumps(_chat([{"role": "user", "content": content}]), ensure_ascii=False).encode()


def messages(size: int) -> bytes:
    """Return many messages."""
    return json.dumps(_chat([{"role": "user", "content": "Hi"}] * (size // 36 + 1))).encode()


def parts(size: int) -> bytes:
    """Return one message of many parts."""
    content = [{"type": "text", "text": "Hi"}] * (size // 32 + 1)
    return json.dumps(_chat([{"role": "user", "content": content}])).encode()


def image(size: int) -> bytes:
    """Return base64 that is no image."""
    url = "data:image/png;base64," + "A!" * (size // 2)
    content = [{"type": "image_url", "image_url": {"url": url}}]
    return json.dumps(_chat([{"role": "user", "content": content}])).encode()


def digits(size: int) -> bytes:
    """Return numbers of ten thousand digits."""
    number = b"9" * min(10_000, max(1, size - len(_HEAD)))
    return _filled(_HEAD + b',"x":[', number + b",", b"0]}", size)


def _chat(messages: list[dict[str, object]]) -> dict[str, object]:
    return {"model": "gpt-4o-mini", "max_tokens": 2, "messages": messages}


def _texts_of(before: bytes, unit: bytes, after: bytes) -> Shape:
    return lambda size: _filled(before, unit + b",", unit + after, size)


def _inputs(unit: bytes) -> Shape:
    return _texts_of(b'{"model":"m","input":[', unit, b"]}")


CHAT, MODERATIONS = "/v1/chat/completions", "/v1/moderations"
EMBEDDINGS, COMPLETIONS, RESPONSES = "/v1/embeddings", "/v1/completions", "/v1/responses"

# name to path and shape
SHAPES: dict[str, tuple[str, Shape]] = {
    "[],": (CHAT, _member(b"[]")),
    "{},": (CHAT, _member(b"{}")),
    "unknown keys": (CHAT, unknown_keys),
    "nested": (CHAT, nested),
    "one word": (CHAT, text),
    "prose": (CHAT, prose),
    "escapes": (CHAT, escapes),
    "unicode": (CHAT, unicode),
    "messages": (CHAT, messages),
    "parts": (CHAT, parts),
    "image": (CHAT, image),
    "digits": (CHAT, digits),
    "moderation of words": (MODERATIONS, _inputs(b'"some words to be judged"')),
    "moderation of lists": (MODERATIONS, _inputs(b"[]")),
    "embeddings": (EMBEDDINGS, _inputs(b'"text"')),
    "embeddings of tokens": (EMBEDDINGS, _inputs(b"[1,2,3]")),
    "completions": (
        COMPLETIONS,
        lambda size: _filled(b'{"model":"m","max_tokens":2,"prompt":[', b'"a",', b'"a"]}', size),
    ),
    "responses": (
        RESPONSES,
        lambda size: _filled(
            b'{"model":"m","max_output_tokens":16,"input":[',
            b'{"role":"user","content":"Hi"},',
            b'{"role":"user","content":"Hi"}]}',
            size,
        ),
    ),
    "Anthropic's blocks": (
        "/v1/messages",
        _texts_of(
            b'{"model":"claude-sonnet-4-5","max_tokens":2,"messages":[{"role":"user","content":[',
            b'{"type":"text","text":"Hi"}',
            b"]}]}",
        ),
    ),
    "Gemini's contents": (
        "/v1beta/models/gemini-2.5-flash:generateContent",
        _texts_of(
            b'{"generationConfig":{"maxOutputTokens":2},"contents":[',
            b'{"role":"user","parts":[{"text":"Hi"}]}',
            b"]}",
        ),
    ),
    "Gemini's vectors": (
        "/v1beta/models/gemini-embedding-001:batchEmbedContents",
        _texts_of(b'{"requests":[', b'{"content":{"parts":[{"text":"Hi"}]}}', b"]}"),
    ),
    "Converse's blocks": (
        "/model/amazon.nova-lite-v1%3A0/converse",
        _texts_of(
            b'{"inferenceConfig":{"maxTokens":2},"messages":[{"role":"user","content":[',
            b'{"text":"Hi"}',
            b"]}]}",
        ),
    ),
    "Ollama's vectors": ("/api/embed", _inputs(b'"text"')),
}
