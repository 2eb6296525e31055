"""What answers each method of a model, and OpenAI's clients: nobody needs it before it is asked."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.gemini.compatible.chat import CompatibleChat
from sanic_mock.dialects.gemini.compatible.embeddings import CompatibleEmbeddings
from sanic_mock.dialects.gemini.compatible.endpoint import CompatibleEndpoint
from sanic_mock.dialects.gemini.embeddings import Embed
from sanic_mock.dialects.gemini.endpoint import GeminiEndpoint
from sanic_mock.dialects.gemini.generate import Generate

# By the method that a path calls; see vendor.METHODS.
KINDS: dict[str, type[GeminiEndpoint[Any]]] = {
    "generateContent": Generate,
    "streamGenerateContent": Generate,
    "embedContent": Embed,
    "batchEmbedContents": Embed,
    "predict": Embed,
}
# By the end of a path of OpenAI's; see compatible.paths.
COMPATIBLE: dict[str, type[CompatibleEndpoint[Any]]] = {
    "/chat/completions": CompatibleChat,
    "/embeddings": CompatibleEmbeddings,
}
