"""Anthropic's models: what each takes, and how it counts.

Which model takes what is from [platform-2026] and [sdk-2026], how each counts from
[messages-2026]. Days of release that nobody told are by analogy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Thinking = Literal["enabled", "adaptive", "disabled"]

_ENABLED: frozenset[Thinking] = frozenset(("enabled", "disabled"))
_BOTH: frozenset[Thinking] = frozenset(("enabled", "adaptive", "disabled"))
_ADAPTIVE: frozenset[Thinking] = frozenset(("adaptive", "disabled"))
_ALWAYS: frozenset[Thinking] = frozenset(("adaptive",))
EFFORTS = ("high", "low", "max", "medium", "xhigh")
_UP_TO_HIGH = ("high", "low", "medium")
_UP_TO_MAX = ("high", "low", "max", "medium")


class ModelGeneration(NamedTuple):
    """What models that came together have in common.

    Attributes:
        thinking: the kinds of thought that may be asked for.
        thinks: whether it thinks though nobody asks for it.
        is_sampled: whether `temperature` and its like are taken.
        continues: whether it goes on from what an assistant has begun.
        is_forced: whether it can be made to call a tool.
        efforts: those that it has.
        least_cached: tokens of the shortest prefix that is kept.
        most_output: tokens of an answer; 0 where nobody knows.
        context: tokens of prompt and answer; 0 likewise.
        geo: where its usage says that it ran.
        counts_more: whether its tokenizer is the one that came in 2026.
        tools: tokens that tools bill beside themselves.
        forced: the same where one must be called.
        shows_thought: whether what it thinks is told though nobody asks for that.
    """

    thinking: frozenset[Thinking] = _BOTH
    thinks: bool = False
    is_sampled: bool = True
    continues: bool = True
    is_forced: bool = True
    efforts: tuple[str, ...] = EFFORTS
    least_cached: int = 1024
    most_output: int = 0
    context: int = 0
    geo: str = "global"
    counts_more: bool = False
    tools: int = 500
    forced: int = 600
    shows_thought: bool = True


class ModelRow(NamedTuple):
    """One model.

    Attributes:
        name: which it answers as.
        generation: what it takes.
        title: how it is shown.
        created: the day from which it is there.
    """

    name: str
    generation: ModelGeneration
    title: str = ""
    created: str = "1970-01-01"


# A name that nobody knows takes whatever any model does.
_ANY = ModelGeneration()
_OLD = ModelGeneration(
    _ENABLED, efforts=(), most_output=64_000, context=200_000, geo="not_available"
)  # fmt: skip
_FIRST = _OLD._replace(tools=316, forced=400)
_OPUS_45 = _OLD._replace(efforts=_UP_TO_HIGH, least_cached=4096)
_46 = ModelGeneration(
    _BOTH, continues=False, efforts=_UP_TO_MAX, most_output=128_000, context=1_000_000
)
_47 = _46._replace(thinking=_ADAPTIVE, is_sampled=False, efforts=EFFORTS, counts_more=True)
_5 = _47._replace(shows_thought=False, least_cached=512)
_MYTHOS = _5._replace(thinking=_ALWAYS, thinks=True)
_UNFORCED = _MYTHOS._replace(is_forced=False)

_ROWS: tuple[ModelRow, ...] = (
    ModelRow("claude-fable-5-2", _MYTHOS, "Claude Fable 5.2", "2026-11-12"),
    ModelRow("claude-mythos-5-2", _5, "Claude Mythos 5.2", "2026-11-12"),
    ModelRow("claude-haiku-5-5", _5._replace(least_cached=1024), "Claude Haiku 5.5", "2026-10-21"),
    ModelRow(
        "claude-sonnet-5-5", _5._replace(least_cached=1024), "Claude Sonnet 5.5", "2026-10-21"
    ),
    ModelRow("claude-fable-5-1", _UNFORCED, "Claude Fable 5.1", "2026-09-30"),
    ModelRow("claude-opus-5-5", _UNFORCED, "Claude Opus 5.5", "2026-09-16"),
    ModelRow("claude-mythos-5-1", _MYTHOS, "Claude Mythos 5.1", "2026-09-02"),
    ModelRow("claude-sonnet-5", _5._replace(least_cached=1024), "Claude Sonnet 5", "2026-08-12"),
    ModelRow("claude-fable-5", _MYTHOS, "Claude Fable 5", "2026-08-05"),
    ModelRow("claude-mythos-5", _MYTHOS, "Claude Mythos 5", "2026-07-22"),
    ModelRow("claude-opus-5", _5, "Claude Opus 5", "2026-07-15"),
    ModelRow("claude-opus-4-8", _47, "Claude Opus 4.8", "2026-05-20"),
    ModelRow("claude-opus-4-7", _47._replace(least_cached=2048), "Claude Opus 4.7", "2026-04-14"),
    ModelRow("claude-mythos-preview", _47, "Claude Mythos Preview", "2026-04-07"),
    ModelRow("claude-sonnet-4-6", _46, "Claude Sonnet 4.6", "2026-02-17"),
    ModelRow("claude-opus-4-6", _46._replace(least_cached=4096), "Claude Opus 4.6", "2026-02-04"),
    ModelRow("claude-opus-4-5-20251101", _OPUS_45, "Claude Opus 4.5", "2025-11-24"),
    ModelRow(
        "claude-haiku-4-5-20251001",
        _OLD._replace(least_cached=4096),
        "Claude Haiku 4.5",
        "2025-10-15",
    ),
    ModelRow("claude-sonnet-4-5-20250929", _OLD, "Claude Sonnet 4.5", "2025-09-29"),
)
# Older ones answer, too, but are not listed.
_RETIRED: tuple[ModelRow, ...] = (
    ModelRow("claude-opus-4-1-20250805", _FIRST, "Claude Opus 4.1", "2025-08-05"),
    ModelRow("claude-sonnet-4-20250514", _FIRST, "Claude Sonnet 4", "2025-05-22"),
    ModelRow("claude-opus-4-20250514", _FIRST, "Claude Opus 4", "2025-05-22"),
    ModelRow("claude-3-7-sonnet-20250219", _FIRST, "Claude Sonnet 3.7", "2025-02-24"),
    ModelRow("claude-3-5-haiku-20241022", _FIRST, "Claude Haiku 3.5", "2024-10-22"),
    ModelRow("claude-3-haiku-20240307", _FIRST, "Claude Haiku 3", "2024-03-07"),
)
_ALIASES: Mapping[str, str] = {
    "claude-opus-4-5": "claude-opus-4-5-20251101",
    "claude-haiku-4-5": "claude-haiku-4-5-20251001",
    "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
    "claude-opus-4-1": "claude-opus-4-1-20250805",
    "claude-sonnet-4-0": "claude-sonnet-4-20250514",
    "claude-opus-4-0": "claude-opus-4-20250514",
    "claude-3-7-sonnet-latest": "claude-3-7-sonnet-20250219",
    "claude-3-5-haiku-latest": "claude-3-5-haiku-20241022",
}
_BY_NAME = {row.name: row for row in (*_ROWS, *_RETIRED)}
ANY_MODEL = "claude-sonnet-4-5"


def model_of(name: str) -> ModelRow:
    """Return what is known of a model; a name without a row is its own."""
    return _BY_NAME.get(_ALIASES.get(name, name)) or ModelRow(name, _ANY, name)


def listed_models() -> tuple[str, ...]:
    """Return the names that are listed, the newest first."""
    return tuple(row.name for row in _ROWS)
