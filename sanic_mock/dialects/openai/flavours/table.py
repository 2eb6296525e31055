"""All services with a flavour of their own; OpenAI's and Azure's answers are told elsewhere."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.hosted import (
    DEEPSEEK,
    GROQ_CLOUD,
    MISTRAL,
    OPENROUTER,
    XAI,
)
from sanic_mock.dialects.openai.flavours.local import OLLAMA, VLLM

FLAVOURS: dict[str, Flavour] = {
    one.name: one for one in (VLLM, OLLAMA, DEEPSEEK, MISTRAL, GROQ_CLOUD, OPENROUTER, XAI)
}
