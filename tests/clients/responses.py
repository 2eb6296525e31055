"""What responses billed, and their items told again, as OpenAI's client has them."""

from __future__ import annotations

from typing import Any

from openai.types.responses import Response, ResponseUsage


def usage_of(response: Response) -> ResponseUsage:
    """Return what a response was billed."""
    assert response.usage is not None
    return response.usage


def told(response: Response) -> list[dict[str, Any]]:
    """Return a response's items as a client tells them again."""
    return [one.model_dump(exclude_none=True) for one in response.output]
