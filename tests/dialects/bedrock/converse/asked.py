"""Asks Converse for what few requests ask, and reads what is answered."""

from __future__ import annotations

import json
from typing import Any

from tests.dialects.bedrock.messages import NOVA, Message, asking, converse, messages
from tests.serving import Response, Server
from tests.talking import ask

Json = dict[str, Any]
POINT: Json = {"cachePoint": {"type": "default"}}
LLAMA = "meta.llama3-8b-instruct-v1:0"
HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
NOVA_2 = "us.amazon.nova-2-lite-v1:0"
THINKING: Json = {"thinking": {"type": "enabled", "budget_tokens": 2000}}
GUARD: Json = {"guardrailIdentifier": "5zwrmdlsra2e", "guardrailVersion": "1", "trace": "enabled"}


def told(server: Server, body: bytes, *fields: str, model: str = NOVA) -> Any:
    """Return the JSON of an answer, or of an error."""
    return json.loads(answer(server, body, *fields, model=model).body)


def answer(server: Server, body: bytes, *fields: str, model: str = NOVA) -> Response:
    """Return an answer in one piece."""
    return ask(server, converse(body, *fields, model=model))


def streamed(server: Server, body: bytes, *fields: str, model: str = NOVA) -> list[Message]:
    """Return the messages of a stream."""
    return messages(ask(server, converse(body, *fields, model=model, stream=True)).body)


def long_body(name: str, words: int, *further: Json, **asked: Any) -> bytes:
    """Return a request whose instructions, so many words, are to be kept."""
    system = [{"text": f"{name} " + "word " * words}, POINT, *further]
    return asking("Hello", system=system, **asked)
