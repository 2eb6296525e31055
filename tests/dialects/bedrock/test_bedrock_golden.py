"""What Bedrock's answers are on the wire, byte for byte; streams are kept as they are read."""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.bedrock.golden import GOLDEN
from tests.dialects.bedrock.messages import (
    CLAUDE,
    NOVA,
    RANKS,
    SHAPES,
    VECTORS,
    WEATHER,
    asking,
    converse,
    invoke,
    messages,
)
from tests.holes import with_holes
from tests.requests import post
from tests.serving import Server, responses
from tests.talking import ask_bytes, serving_quietly

CALLING: dict[str, Any] = {"toolConfig": {"tools": [WEATHER], "toolChoice": {"any": {}}}}
CLAUDE_CALLING: dict[str, Any] = {
    "tools": [
        {
            "name": WEATHER["toolSpec"]["name"],
            "input_schema": WEATHER["toolSpec"]["inputSchema"]["json"],
        }
    ],
    "tool_choice": {"type": "any"},
}
CHAT_CALLING: dict[str, Any] = {
    "tools": [
        {
            "type": "function",
            "function": {
                "name": WEATHER["toolSpec"]["name"],
                "parameters": WEATHER["toolSpec"]["inputSchema"]["json"],
            },
        }
    ],
    "tool_choice": "required",
}
LONG = asking("word " * 2000, system=[{"text": "Be brief."}, {"cachePoint": {"type": "default"}}])
LONG = LONG.replace(b'"}]}]', b'"}, {"cachePoint": {"type": "default"}}]}]', 1)
THINKING: dict[str, Any] = {
    "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 1024}}
}
NOVA_2 = "us.amazon.nova-2-lite-v1:0"
NOVA_EFFORT: dict[str, Any] = {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}
NOVA_THINKING: dict[str, Any] = {"additionalModelRequestFields": NOVA_EFFORT}
GUARDED: dict[str, Any] = {
    "guardrailConfig": {
        "guardrailIdentifier": "5zwrmdlsra2e",
        "guardrailVersion": "DRAFT",
        "trace": "enabled",
    }
}
STOPPING = "x-mock-fault: content_filter"
TOLD: dict[str, Any] = {
    "performanceConfig": {"latency": "optimized"},
    "serviceTier": {"type": "flex"},
    "requestMetadata": {"team": "search"},
    "promptVariables": {"topic": {"text": "ignored"}},
    "additionalModelResponseFieldPaths": ["/stop_sequence", "/delta/stop_sequence"],
}
HOLES = (
    (rb'"signature":"[A-Za-z0-9+/]{232,}={0,2}"', b'"signature":"<base64>"'),
    (rb"msg_bdrk_01[1-9A-HJ-NP-Za-km-z]{22}", b"msg_bdrk_<id>"),
    (rb"toolu_bdrk_01[1-9A-HJ-NP-Za-km-z]{22}", b"toolu_bdrk_<id>"),
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", b"<uuid>"),
    (rb"chatcmpl-tool-[0-9a-f]{16}", b"chatcmpl-tool-<16 hex>"),
    (rb'"id":"[0-9A-Za-z]{9}"', b'"id":"<9 letters>"'),
    (rb'"created":[0-9]{10}', b'"created":<second>'),
    (rb"tooluse_[A-Za-z0-9_-]{22}\b", b"tooluse_<22 letters>"),
)
REQUESTS: dict[str, bytes] = {
    "converse": converse(asking()),
    "converse-uncached": converse(asking(), model="meta.llama3-8b-instruct-v1:0"),
    "converse-prefix": converse(asking(), prefix="/bedrock", model=CLAUDE),
    "converse-cut": converse(asking(inferenceConfig={"maxTokens": 3})),
    "converse-calls": converse(asking(**CALLING), model=CLAUDE),
    "converse-calls-typed": converse(asking(**CALLING), model="us.amazon.nova-2-lite-v1:0"),
    "converse-stream": converse(asking(), stream=True),
    "converse-stream-cut": converse(asking(inferenceConfig={"maxTokens": 2}), stream=True),
    "converse-stream-calls": converse(asking(**CALLING), model=CLAUDE, stream=True),
    "converse-cached": converse(LONG, model=CLAUDE),
    "converse-stream-cached": converse(LONG, stream=True),
    "converse-thinking": converse(asking(**THINKING), model=CLAUDE),
    "converse-stream-thinking": converse(asking(**THINKING), model=CLAUDE, stream=True),
    "converse-nova-thinking": converse(asking(**NOVA_THINKING), model=NOVA_2),
    "converse-stream-nova-thinking": converse(asking(**NOVA_THINKING), model=NOVA_2, stream=True),
    "converse-deepseek": converse(asking(), model="us.deepseek.r1-v1:0"),
    "converse-stream-gpt-oss": converse(asking(), model="openai.gpt-oss-20b-1:0", stream=True),
    "converse-guarded": converse(asking(**GUARDED)),
    "converse-stopped": converse(asking(**GUARDED), STOPPING),
    "converse-stream-stopped": converse(asking(**GUARDED), STOPPING, stream=True),
    "converse-told": converse(asking(**TOLD), model=CLAUDE),
    "converse-stream-told": converse(asking(**TOLD), model=CLAUDE, stream=True),
    **{f"invoke-{shape}": invoke(shape) for shape in SHAPES},
    **{f"invoke-{shape}-stream": invoke(shape, stream=True) for shape in SHAPES},
    "invoke-gpt-oss": invoke("gpt-oss"),
    "invoke-gpt-oss-stream": invoke("gpt-oss", stream=True),
    "invoke-chat-calls": invoke("chat", **CHAT_CALLING),
    "invoke-chat-calls-stream": invoke("chat", stream=True, **CHAT_CALLING),
    "error-chat": invoke("chat", messages=[]),
    "invoke-nova-thinking": invoke("nova-2", **NOVA_EFFORT),
    "invoke-nova-thinking-stream": invoke("nova-2", stream=True, **NOVA_EFFORT),
    "invoke-nova-calls": invoke("nova", **CALLING),
    "invoke-nova-calls-stream": invoke("nova", stream=True, **CALLING),
    "invoke-anthropic-calls": invoke("anthropic", **CLAUDE_CALLING),
    "invoke-anthropic-calls-stream": invoke("anthropic", stream=True, **CLAUDE_CALLING),
    "error-anthropic": invoke("anthropic", messages=[]),
    "models": b"GET /foundation-models?byProvider=meta HTTP/1.1\r\nHost: mock\r\n\r\n",
    "model": b"GET /bedrock/foundation-models/amazon.nova-lite-v1%3A0 HTTP/1.1\r\nHost: m\r\n\r\n",
    "count-tokens": post(
        b'{"input":{"converse":' + asking() + b"}}", path=f"/model/{NOVA}/count-tokens"
    ),
    **{f"invoke-{shape}": invoke(shape) for shape in VECTORS | RANKS},
    "error-embedding-stream": invoke("titan-embedding", stream=True),
    "error-embedding-converse": converse(asking(), model="amazon.titan-embed-text-v2:0"),
    "error-prompt": converse(asking(), model="arn:aws:bedrock:us-east-1:123456789012:prompt/A1:1"),
    "error-shape": post(b"{}", path="/model/stability.sd3-5-large-v1%3A0/invoke"),
    "error-invoke": invoke("llama", max_gen_len=0),
    "error-not-json": converse(b"{"),
    "error-no-messages": converse(b"{}"),
    "error-profile": converse(asking(), model=CLAUDE.removeprefix("us.")),
    "error-limit": converse(asking(), "x-mock-error: rate_limit_requests", stream=True),
    "error-no-key": post(asking(), path=f"/model/{NOVA}/converse"),
    "error-bad-key": converse(asking(), "Authorization: Bearer other"),
    "error-unknown-operation": post(asking(), path=f"/model/{NOVA}/foo"),
}
SIGNED = "AWS4-HMAC-SHA256 Credential=AKID/20261127/us-east-1/bedrock/aws4_request, SignedHeaders=x"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server whose answers are all one text; it lets two keys in."""
    flags = ("-seed", "7", "-api-keys", "AKID,token")
    with serving_quietly(*flags, module="tests.one_text") as running:
        yield running


def keyed(request: bytes) -> bytes:
    """Return a request with a key, unless it has one."""
    if b"Authorization" in request:
        return request
    return request.replace(b"\r\n", b"\r\nAuthorization: %b\r\n" % SIGNED.encode(), 1)


def readable(received: bytes) -> bytes:
    """Return a response as it is kept: a line for each message of a stream, holes."""
    kept = with_holes(received)
    if b"vnd.amazon.eventstream" in kept:
        head = kept.partition(b"\n\n")[0]
        lines = (
            f"{one.size} {json.dumps(one.headers)} ".encode() + decoded(one.payload)
            for one in messages(responses(received)[0].body)
        )
        kept = head + b"\n\n" + b"\n".join(lines)
    kept = re.sub(rb"(?:-?\d\.\d+(?:e-\d+)?,){200,}", b"<many numbers>,", kept)
    for pattern, hole in HOLES:
        kept = re.sub(pattern, hole, kept)
    return kept


def decoded(payload: bytes) -> bytes:
    """Return a payload with what is in base64 as it is said."""
    told = json.loads(payload)
    if "bytes" not in told:
        return payload
    return b'{"bytes":"%b","p":"%b"}' % (b64decode(told["bytes"]), told["p"].encode())


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    file = GOLDEN / f"{name}.txt"
    request = REQUESTS[name]
    found = readable(ask_bytes(server, request if name == "error-no-key" else keyed(request)))

    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found == file.read_bytes()


@pytest.mark.parametrize("name", [name for name in REQUESTS if name.startswith("converse")])
def test_keys_are_in_alphabetical_order(name: str) -> None:
    body = (GOLDEN / f"{name}.txt").read_bytes().partition(b"\n\n")[2]
    for line in body.split(b"\n"):
        shown = line[line.index(b"} ") + 2 :] if line[:1].isdigit() else line
        json.loads(shown, object_pairs_hook=in_order)


def in_order(pairs: list[tuple[str, Any]]) -> None:
    """Check an object's keys."""
    keys = [key for key, _ in pairs]
    assert keys == sorted(keys)


@pytest.mark.parametrize("fields", ["Authorization: Bearer token", f"Authorization: {SIGNED}"])
def test_either_kind_of_key_lets_in(server: Server, fields: str) -> None:
    (answer,) = responses(ask_bytes(server, converse(asking(), fields)))

    assert answer.status == 200
