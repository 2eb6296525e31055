"""What an answer bills, as other services tell it."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.layout import ABSENT, filled
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

# USD a token of one model at OpenRouter, exact on its 5 answers [services-2026].
_PROMPT_USD, _COMPLETION_USD = 1e-6, 5e-6
# Ticks of 1e-10 USD, exact on one stream [services-2026]: 1 * 3000 + 11 * 750 + 291 * 5000.
_PROMPT_TICKS, _CACHED_TICKS, _COMPLETION_TICKS = 3000, 750, 5000
# Seconds a token, about those that Groq tells of itself; nobody waits for them.
_PROMPT_S, _COMPLETION_S = 5e-05, 0.0018
_DIGITS = 9


def usage(flavour: Flavour, reply: Reply, *, is_streamed: bool = False) -> dict[str, Any]:
    """Return what an answer bills, in a service's layout."""
    layout = (is_streamed and flavour.streamed_usage) or flavour.usage
    prompt, spent = reply.prompt_tokens, completion_tokens(reply)
    cached, thought = cached_tokens(reply), thought_tokens(reply)
    counts = {
        "prompt": prompt,
        "completion": spent - thought if flavour.bills_thought_apart else spent,
        "total": prompt + spent,
        "cached": cached,
        "missed": prompt - cached,
        "reasoned": thought,
        "reasoned_details": {"reasoning_tokens": thought} if thought else ABSENT,
        **_times(prompt, spent),
        **_costs(prompt, cached, spent),
    }
    return filled(layout, counts)


def _times(prompt: int, spent: int) -> dict[str, float]:
    prompt_s, completion_s = prompt * _PROMPT_S, spent * _COMPLETION_S
    return {
        "queue_s": 0.0,
        "prompt_s": round(prompt_s, _DIGITS),
        "completion_s": round(completion_s, _DIGITS),
        "total_s": round(prompt_s + completion_s, _DIGITS),
    }


def _costs(prompt: int, cached: int, spent: int) -> dict[str, float]:
    prompt_usd, completion_usd = prompt * _PROMPT_USD, spent * _COMPLETION_USD
    ticks = (prompt - cached) * _PROMPT_TICKS + cached * _CACHED_TICKS + spent * _COMPLETION_TICKS
    return {
        "cost": round(prompt_usd + completion_usd, _DIGITS),
        "prompt_cost": round(prompt_usd, _DIGITS),
        "completion_cost": round(completion_usd, _DIGITS),
        "cost_ticks": ticks,
    }
