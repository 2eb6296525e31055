"""Whether an answer begins with thought, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.dialects.anthropic.messages.ask import MessagesAsk
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.engine.terms import LEAST_THOUGHT, Terms

# What a client sends to see thought that is hidden [platform-2026].
REDACTING = (
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_"
    "46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB"
)
# Tokens that are thought on average, by effort; where none is said, as with `high`.
_MEANS: Mapping[str, int] = {"low": 64, "medium": 128, "high": 256, "xhigh": 512, "max": 1024}


def read_thought(request: MessagesRequest | None, ask: MessagesAsk) -> None:
    """Have an answer think as its request asks; a plain one is None."""
    spec = None if request is None else request.thinking
    generation = ask.row.generation
    ask.thinks = generation.thinks if spec is None else spec.type != "disabled"
    ask.reasons = ask.thinks
    if not ask.thinks:
        return
    display = None if spec is None else spec.display
    is_told = generation.shows_thought if display is None else display == "summarized"
    ask.omits_thought, ask.shows_thought = not is_told, is_told
    config = None if request is None else request.output_config
    effort = "high" if config is None or config.effort is None else config.effort
    ask.terms = ask.terms or Terms()
    ask.terms.thought = mean_tokens(effort, None if spec is None else spec.budget_tokens)
    ask.terms.is_shown = is_told
    ask.terms.thought_law, ask.terms.least_thought = "any", LEAST_THOUGHT
    ask.is_redacted = request is not None and _redacts(request)


def mean_tokens(effort: str, budget: int | None) -> int:
    """Return how many tokens are thought on average.

    Args:
        effort: how hard it is thought.
        budget: the most that may be; None for no limit.
    """
    mean = _MEANS[effort]
    return mean if budget is None else min(mean, budget // 4)


def _redacts(request: MessagesRequest) -> bool:
    last = request.messages[-1]
    texts = (block for block in last.blocks if getattr(block, "text", None))
    return any(REDACTING in getattr(block, "text", "") for block in texts)
