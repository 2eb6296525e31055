"""Time to the first token; `latency` and `jitter` at the top of a profile are its short form."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from typing import Literal, get_args

from sanic_mock.distributions import Constant, Distribution, Jitter
from sanic_mock.profile.amounts import DurationKind, NumberKind
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dist import TIME
from sanic_mock.profile.keys import fill, key, section
from sanic_mock.profile.kinds import ChoiceKind


@dataclass(frozen=True, slots=True)
class Stall:
    """A rare pause before the first token: with probability `p`, add a draw of `dist` (s)."""

    p: float = key(
        "ttft.stall.p",
        NumberKind(0, 1),
        "share of requests that stall",
        switch="ttft.stall.dist",
        unset=MISSING,
    )
    dist: Distribution = key(
        "ttft.stall.dist", TIME, "how long a stall takes", switch="ttft.stall.p", unset=MISSING
    )


def build_stall(chosen: ChosenValues) -> Stall | None:
    """Return the stall, None where no request ever stalls."""
    return fill(Stall, chosen) if chosen("ttft.stall.p") else None


CachedTokens = Literal["known", "billed"]


@dataclass(frozen=True, slots=True)
class Ttft:
    """Time from the request's last byte to the first token.

    `base + per_prompt_token * fresh + per_prompt_token_sq * fresh**2 + per_cached_token * cached`,
    all in seconds, plus the stall; floored at 0. The head of a stream leaves after `head`, drawn
    with the same chance as `base`, so that who waits long for the one waits long for the other.
    """

    base: Distribution = key(
        "ttft.base",
        TIME,
        "time to first token, before what the prompt adds",
        unset=Constant(0.0),
    )
    per_prompt_token_s: float = key(
        "ttft.per_prompt_token", DurationKind(), "added for each prompt token", 0.0
    )
    per_prompt_token_sq_s: float = key(
        "ttft.per_prompt_token_sq", DurationKind(), "added for prompt tokens squared", 0.0
    )
    per_cached_token_s: float = key(
        "ttft.per_cached_token", DurationKind(), "added for each cached prompt token", 0.0
    )
    cached: CachedTokens = key(
        "ttft.cached_tokens",
        ChoiceKind(get_args(CachedTokens)),
        "which prompt tokens are cached: those that `load.prefix_cache` knows, or those that are "
        "billed so",
        "known",
        switch="ttft.per_prompt_token or ttft.per_prompt_token_sq or ttft.per_cached_token",
        idle_beside=(("load.prefix_cache.blocks", None),),
    )
    stall: Stall | None = section(Stall, build_stall)
    # an engine says when its first token comes, and where none is streamed the head waits for it
    head: Distribution | None = key(
        "ttft.head",
        TIME,
        "time to the head of a stream's response, which leaves with the first token at the latest",
        idle_beside=(("load.model", "step"),),
    )


def build_ttft(chosen: ChosenValues) -> Ttft | None:
    """Return the time of first tokens, None where there is nothing to wait for."""
    if not chosen.has("ttft"):
        return _short(chosen("latency"), chosen("jitter"))
    ttft = fill(Ttft, chosen)
    return None if ttft == Ttft() else ttft


def _short(latency_s: float, jitter_s: float) -> Ttft | None:
    if not latency_s and not jitter_s:
        return None
    return Ttft(Jitter(latency_s, jitter_s) if jitter_s else Constant(latency_s))
