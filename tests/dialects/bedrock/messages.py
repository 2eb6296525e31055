"""Reads binary event streams, byte by byte as their format has it, and asks for them."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

from tests.requests import post

Json = dict[str, Any]

NOVA = "amazon.nova-lite-v1:0"
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
WEATHER: Json = {
    "toolSpec": {
        "name": "get_weather",
        "description": "Weather of a city.",
        "inputSchema": {
            "json": {
                "type": "object",
                "properties": {"city": {"type": "string", "enum": ["Paris"]}},
                "required": ["city"],
            }
        },
    }
}


class Message(NamedTuple):
    """One message: its headers in their order, its payload, and how many bytes it takes."""

    headers: dict[str, str]
    payload: bytes
    size: int

    @property
    def name(self) -> str:
        """Which event or exception it is."""
        return self.headers.get(":event-type") or self.headers[":exception-type"]

    @property
    def told(self) -> Any:
        """Its JSON."""
        return json.loads(self.payload)


def messages(stream: bytes) -> list[Message]:
    """Return the messages of a stream, whose lengths and checksums must be right."""
    return list(_messages(stream))


def _messages(stream: bytes) -> Iterator[Message]:
    while stream:
        total, length = (int.from_bytes(stream[at : at + 4], "big") for at in (0, 4))
        assert int.from_bytes(stream[8:12], "big") == crc32(stream[:8])
        whole, stream = stream[:total], stream[total:]
        assert len(whole) == total, "a message is cut"
        assert int.from_bytes(whole[-4:], "big") == crc32(whole[:-4])
        headers = dict(_headers(whole[12 : 12 + length]))
        yield Message(headers, whole[12 + length : -4], total)


def _headers(raw: bytes) -> Iterator[tuple[str, str]]:
    while raw:
        end = 1 + raw[0]
        name, kind, size = raw[1:end].decode(), raw[end], int.from_bytes(raw[end + 1 : end + 3])
        assert kind == 7, "no header is anything but text"
        yield name, raw[end + 3 : end + 3 + size].decode()
        raw = raw[end + 3 + size :]


def asking(text: str = "Hello", **further: Any) -> bytes:
    """Return the body of a Converse request."""
    turns = [{"role": "user", "content": [{"text": text}]}]
    return json.dumps({"messages": turns, **further}).encode()


def converse(
    body: bytes, *fields: str, model: str = NOVA, prefix: str = "", stream: bool = False
) -> bytes:
    """Return a request's bytes."""
    operation = "converse-stream" if stream else "converse"
    return post(body, *fields, path=f"{prefix}/model/{quote(model, safe='')}/{operation}")


NOVAS: Json = {
    "schemaVersion": "messages-v1",
    "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
}
TITANS: Json = {"inputText": "Hello", "textGenerationConfig": {"maxTokenCount": 512}}
LLAMAS: Json = {"prompt": "Hello", "max_gen_len": 512}
CLAUDES: Json = {
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 512,
    "messages": [{"role": "user", "content": "Hello"}],
}
PROMPTS: Json = {"prompt": "Hello", "max_tokens": 512}
MESSAGES: Json = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 512}
# A model of each shape, and a request in that.
SHAPES: dict[str, tuple[str, Json]] = {
    "anthropic": (CLAUDE, CLAUDES),
    "nova": (NOVA, NOVAS),
    "titan": ("amazon.titan-text-express-v1", TITANS),
    "llama": ("meta.llama3-8b-instruct-v1:0", LLAMAS),
    "mistral": ("mistral.mistral-7b-instruct-v0:2", PROMPTS),
    "deepseek": ("us.deepseek.r1-v1:0", PROMPTS),
    "command": ("cohere.command-light-text-v14", PROMPTS),
    "chat": ("qwen.qwen3-32b-v1:0", MESSAGES),
    "mistral-chat": ("mistral.mistral-large-2407-v1:0", MESSAGES),
    "command-chat": ("cohere.command-r-v1:0", {"message": "Hello", "max_tokens": 512}),
}


# One of a shape that another has, too.
NEWER = {
    "nova-2": ("us.amazon.nova-2-lite-v1:0", NOVAS),
    "gpt-oss": ("openai.gpt-oss-20b-1:0", MESSAGES),
}
# Likewise of those that make vectors.
VECTORS: dict[str, tuple[str, Json]] = {
    "titan-embedding-1": ("amazon.titan-embed-text-v1", {"inputText": "Hello"}),
    "titan-embedding": (
        "amazon.titan-embed-text-v2:0",
        {"inputText": "Hello", "dimensions": 256, "embeddingTypes": ["float"]},
    ),
    "cohere-embedding": (
        "cohere.embed-english-v3",
        {"texts": ["Hello", "World"], "input_type": "search_query"},
    ),
    "cohere-embedding-4": (
        "us.cohere.embed-v4:0",
        {"texts": ["Hello"], "input_type": "search_document", "output_dimension": 256},
    ),
    "nova-embedding": (
        "amazon.nova-2-multimodal-embeddings-v1:0",
        {
            "taskType": "SINGLE_EMBEDDING",
            "singleEmbeddingParams": {
                "embeddingPurpose": "GENERIC_INDEX",
                "text": {"truncationMode": "END", "value": "Hello"},
                "embeddingDimension": 256,
            },
        },
    ),
}
# What sorts texts, and makes none.
RANKS: dict[str, tuple[str, Json]] = {
    "rerank": (
        "cohere.rerank-v3-5:0",
        {"query": "blue sky", "documents": ["Grass", "The sky is blue", {"text": "Sky"}]},
    ),
}


def invoke(shape: str, *fields: str, stream: bool = False, **further: Any) -> bytes:
    """Return the bytes of an InvokeModel of one shape."""
    model, body = (SHAPES | NEWER | VECTORS | RANKS)[shape]
    operation = "invoke-with-response-stream" if stream else "invoke"
    path = f"/model/{quote(model, safe='')}/{operation}"
    return post(json.dumps({**body, **further}).encode(), *fields, path=path)


def told_chunks(stream: bytes) -> list[Any]:
    """Return what the chunks of an InvokeModel's stream tell; all of them are padded."""
    found = messages(stream)
    assert all(list(one.told) == ["bytes", "p"] for one in found)
    return [json.loads(b64decode(one.told["bytes"])) for one in found]


def in_chunks(request: bytes) -> bytes:
    """Return the same request with a body in one chunk, which the fast lane leaves to the other."""
    head, _, body = request.partition(b"\r\n\r\n")
    length = b"Content-Length: %d" % len(body)
    assert length in head
    head = head.replace(length, b"Transfer-Encoding: chunked")
    return b"%b\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (head, len(body), body)


def alike(request: bytes) -> bytes:
    """Return a request as it is, for the fast lane."""
    return request
