"""What texts name as their source where a model has searched."""

from __future__ import annotations

#: The address of a page about `{}`, as models that search mark it [pydantic-2026].
PAGE = "https://example.com/{}?utm_source=openai"
