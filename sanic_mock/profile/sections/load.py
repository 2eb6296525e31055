"""What requests that run side by side do to each other."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Literal, get_args

from sanic_mock.profile.amounts import MAX_DELAY_S, DurationKind, NumberKind, WholeKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.curve import CurveKind
from sanic_mock.profile.keys import fill, key, section
from sanic_mock.profile.kinds import ChoiceKind
from sanic_mock.profile.retry_wait import RetryWaitKind

LoadModel = Literal["none", "slots", "step"]
OnFull = Literal["429", "503", "wait"]

_MODEL = "load.model"
_SLOTS, _STEP = ("slots",), ("step",)
_EITHER = _SLOTS + _STEP
_MOST = 1_000_000
_SLOPE = NumberKind(0, 1000)


@dataclass(frozen=True, slots=True)
class Step:
    """One engine's clock: a step takes base + per_running B + per_prefill P + per_kv K.

    B sequences run, P prompt tokens are read in this step, K thousand tokens are kept.
    """

    base_s: float = key(
        "load.step.base",
        DurationKind(),
        "time of a step of the engine",
        switch=_MODEL,
        only_with=_STEP,
        required_for=_STEP,
        unset=MISSING,
    )
    per_running_s: float = key(
        "load.step.per_running",
        DurationKind(),
        "added for each running request",
        0.0,
        switch=_MODEL,
        only_with=_STEP,
    )
    per_prefill_token_s: float = key(
        "load.step.per_prefill_token",
        DurationKind(),
        "added for each prompt token of the step",
        0.0,
        switch=_MODEL,
        only_with=_STEP,
    )
    per_kv_ktoken_s: float = key(
        "load.step.per_kv_ktoken",
        DurationKind(),
        "added for each 1,000 tokens in memory",
        0.0,
        switch=_MODEL,
        only_with=_STEP,
    )
    token_budget: int = key(
        "load.step.token_budget",
        WholeKind(1, _MOST),
        "most tokens of a step",
        8192,
        switch=_MODEL,
        only_with=_STEP,
    )


def build_step(chosen: ChosenValues) -> Step | None:
    """Return the engine's clock, None where there is none."""
    return fill(Step, chosen) if chosen(_MODEL) == "step" else None


@dataclass(frozen=True, slots=True)
class Load:
    """How the service slows down and queues as requests run side by side. Per worker.

    `ttft_by_running` is a measured curve, (requests running, factor of TTFT), rising in its first
    column; where it is given it stands for `ttft_slope`.
    """

    model: LoadModel = key(
        _MODEL,
        ChoiceKind(get_args(LoadModel)),
        "how the service slows down under load; per worker",
        "none",
    )
    slots: int = key(
        "load.slots",
        WholeKind(1, _MOST),
        "requests that run at once",
        256,
        switch=_MODEL,
        only_with=_EITHER,
    )
    queue: int = key(
        "load.queue",
        WholeKind(0, _MOST),
        "requests that wait",
        1000,
        switch=_MODEL,
        only_with=_EITHER,
    )
    on_full: OnFull = key(
        "load.on_full",
        ChoiceKind(get_args(OnFull)),
        "the answer when the queue is full",
        "429",
        switch=_MODEL,
        only_with=_EITHER,
    )
    retry_after_s: float = key(
        "load.retry_after",
        RetryWaitKind(high_s=MAX_DELAY_S),
        "told with it",
        1.0,
        switch=_MODEL,
        only_with=_EITHER,
    )
    itl_slope: float = key(
        "load.itl_slope",
        _SLOPE,
        "gaps grow by this much at full load",
        0.0,
        switch=_MODEL,
        only_with=_SLOTS,
    )
    ttft_slope: float = key(
        "load.ttft_slope",
        _SLOPE,
        "TTFT grows by this much at full load",
        0.0,
        switch=_MODEL,
        only_with=_SLOTS,
        idle_beside=(("load.ttft_by_running", None),),
    )
    ttft_by_running: tuple[tuple[int, float], ...] = key(
        "load.ttft_by_running",
        CurveKind(),
        "measured instead of `ttft_slope`: factor of TTFT by requests running",
        switch=_MODEL,
        only_with=_SLOTS,
        unset=(),
    )
    step: Step | None = section(Step, build_step)
    cache_blocks: int = key(
        "load.prefix_cache.blocks",
        WholeKind(0, 10**9),
        "blocks of prompts remembered; 0 is none",
        0,
        switch=_MODEL,
        only_with=_EITHER,
    )
    cache_block_tokens: int = key(
        "load.prefix_cache.block",
        WholeKind(1, 65536),
        "tokens of a block",
        16,
        switch=_MODEL,
        only_with=_EITHER,
    )


def build_load(chosen: ChosenValues) -> Load:
    """Return what load does."""
    return fill(Load, chosen)
