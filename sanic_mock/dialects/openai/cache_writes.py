"""What is billed as written to a cache of prompts, by models from gpt-5.6 on [replay-2026]."""

from __future__ import annotations

LEAST_TOKENS = 1024
# What begins an answer is no prompt.
_PRIMING = 3


def cache_writes(prompt: int, cached: int) -> int:
    """Return how many tokens of a prompt are written: all that were not there, if it is long."""
    return max(0, prompt - cached - _PRIMING) if prompt >= LEAST_TOKENS else 0
