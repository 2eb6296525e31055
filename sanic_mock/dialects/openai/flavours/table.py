"""All services with a flavour of their own; OpenAI's and Azure's answers are told elsewhere."""

from __future__ import annotations

from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.services.bedrock import BEDROCK
from sanic_mock.dialects.openai.flavours.services.deepseek import DEEPSEEK
from sanic_mock.dialects.openai.flavours.services.groq import GROQ_CLOUD
from sanic_mock.dialects.openai.flavours.services.mistral import MISTRAL
from sanic_mock.dialects.openai.flavours.services.ollama import OLLAMA
from sanic_mock.dialects.openai.flavours.services.openrouter import OPENROUTER
from sanic_mock.dialects.openai.flavours.services.vllm import VLLM
from sanic_mock.dialects.openai.flavours.services.xai import XAI

FLAVOURS: dict[str, Flavour] = {
    one.name: one for one in (VLLM, OLLAMA, DEEPSEEK, MISTRAL, GROQ_CLOUD, OPENROUTER, XAI, BEDROCK)
}
