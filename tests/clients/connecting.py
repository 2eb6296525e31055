"""Clients of OpenAI's that try once."""

from __future__ import annotations

from openai import OpenAI

from tests.serving import Server


def connect(server: Server) -> OpenAI:
    """Return a client that tries once."""
    return OpenAI(base_url=server.url + "/v1", api_key="sk-any", max_retries=0, timeout=10)
