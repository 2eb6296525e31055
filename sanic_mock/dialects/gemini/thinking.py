"""How much a model thinks: as much as its kind does, unless a request says otherwise.

What is thought by default was measured on 540 answers [gemini-2026]: quartiles of 34, 69
and 181 tokens on 2.5 Flash, 123, 235 and 459 on 3 Flash, of which an exponential has nearly the
same. What budgets and levels mean is documented [google-2026].
"""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.models import GeminiTraits
from sanic_mock.engine.terms import Terms

Json = dict[str, Any]

# Of what a model thinks by default; HIGH is what that is.
_SHARES = {"MINIMAL": 0.0, "LOW": 1 / 3, "MEDIUM": 2 / 3}
# A budget is seldom used up: one in twenty drawn thoughts would be longer.
_OF_BUDGET = 3


def unasked_terms(known: GeminiTraits) -> Terms | None:
    """Return how an answer is billed whose request says nothing of thinking; None for no thought.

    All such answers of a model may share it.
    """
    return _terms(known.thought)


def read_thinking(config: Json, known: GeminiTraits, ask: GeminiAsk, *, is_strict: bool) -> None:
    """Have a model think as much as a request says, and show that where it is to.

    Args:
        config: its `thinkingConfig`.
        known: how the model answers.
        ask: the request's.
        is_strict: whether to refuse what Gemini refuses.

    Raises:
        GeminiProblem: the model cannot do without.
    """
    if not known.thinks:
        return
    if config.get("includeThoughts"):
        ask.shows_thought = ask.may_show_thought = True
    if config.get("thinkingBudget") == 0 and known.always_thinks and is_strict:
        raise errors.only_thinks()
    mean = _mean(config, known)
    ask.terms = _terms(mean, is_shown=ask.shows_thought)
    ask.reasons = mean > 0


def _mean(config: Json, known: GeminiTraits) -> int:
    """Return how many tokens are thought on average."""
    usual = known.most_thought
    budget: int | None = config.get("thinkingBudget")
    if budget is not None:
        return usual if budget < 0 else min(usual, -(-budget // _OF_BUDGET))
    if level := config.get("thinkingLevel"):
        return round(usual * _SHARES.get(level, 1))
    return known.thought


def _terms(mean: int, *, is_shown: bool = False) -> Terms | None:
    return Terms(thought=mean, thought_law="any", is_shown=is_shown) if mean else None
