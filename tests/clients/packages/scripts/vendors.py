"""Models of many vendors as litellm knows them, and where each of them is answered.

`with_litellm_vendors` and `with_litellm_proxy` ask them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.clients.packages.checking import KEY, ROOT

Place = dict[str, str]

_AWS = {
    "aws_access_key_id": "any",
    "aws_secret_access_key": "any",
    "aws_region_name": "us-east-1",
    "aws_bedrock_runtime_endpoint": f"{ROOT}/bedrock",
}
_CLAUDE, _NOVA = "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.amazon.nova-lite-v1:0"
_VERTEX = "/gemini/v1/projects/any/locations/us-central1/publishers/google/models/gemini-2.5-flash"


def _at(path: str) -> Place:
    return {"api_base": ROOT + path, "api_key": KEY}


#: Model to what further is given with it.
MODELS: Mapping[str, Place] = {
    "anthropic/claude-sonnet-4-5": _at("/anthropic"),
    "anthropic/claude-opus-4-6": _at("/anthropic"),
    "gemini/gemini-2.5-flash": _at("/gemini/v1beta"),
    "gemini/gemini-3-flash-preview": _at("/gemini/v1beta"),
    f"bedrock/converse/{_CLAUDE}": _AWS,
    f"bedrock/invoke/{_CLAUDE}": _AWS,
    f"bedrock/{_NOVA}": _AWS,
    "groq/llama-3.3-70b-versatile": _at("/groq/openai/v1"),
    "deepseek/deepseek-chat": _at("/deepseek/v1"),
    "mistral/mistral-small-latest": _at("/mistral/v1"),
    "openrouter/openai/gpt-4o": _at("/openrouter/api/v1"),
    "xai/grok-4": _at("/xai/v1"),
    "ollama/qwen3": _at(""),
    "ollama_chat/qwen3": _at(""),
    "hosted_vllm/llama": _at("/vllm/v1"),
    "openai/gpt-4o": _at("/v1"),
}
#: It writes tools into the prompt there, and tells no other end than "stop".
PROMPTED = ("ollama/qwen3",)
VERTEX = "vertex_ai/gemini-2.5-flash"


def with_vertex() -> Mapping[str, Place]:
    """Return all models, with one that Google's accounts are asked about."""
    place = {"api_base": ROOT + _VERTEX, "vertex_project": "any", "vertex_location": "us-central1"}
    return {**MODELS, VERTEX: {**place, "vertex_credentials": json.dumps(_account())}}


def _account() -> dict[str, str]:
    """Return an account whose tokens come from a server here."""
    server = HTTPServer(("127.0.0.1", 0), _Tokens)
    Thread(target=server.serve_forever, daemon=True).start()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": "any",
        "private_key_id": "any",
        "private_key": pem.decode(),
        "client_email": "any@example.com",
        "token_uri": f"http://127.0.0.1:{server.server_port}/token",
    }


class _Tokens(BaseHTTPRequestHandler):
    """Gives everybody a token."""

    def do_POST(self) -> None:
        """Answer whatever is asked."""
        body = json.dumps({"access_token": KEY, "expires_in": 3600, "token_type": "Bearer"})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""
