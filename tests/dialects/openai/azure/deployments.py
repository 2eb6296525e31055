"""Paths of Azure's deployments."""

from __future__ import annotations

VERSION = "?api-version=2024-10-21"
DEPLOYMENT = "/openai/deployments/gpt-4o"
PATH = f"{DEPLOYMENT}/chat/completions{VERSION}"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def at(deployment: str, endpoint: str = "chat/completions") -> str:
    """Return the path of an endpoint of a deployment."""
    return f"/openai/deployments/{deployment}/{endpoint}{VERSION}"
