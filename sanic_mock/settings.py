"""What one server was asked to be: plain, frozen, picklable values.

Only `profile.resolve` makes a `Settings`; every room above reads it once, at start.
Times are float seconds, sizes are bytes, ratios run from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sanic_mock.distributions.base import Distribution

PromptCount = Literal["counted", "random", "fixed"]
ChunkMode = Literal["token", "tokens", "clock", "burst", "full"]
LoadModel = Literal["none", "slots", "step"]
OnFull = Literal["429", "503", "wait"]
Mode = Literal["strict", "lenient"]

SMALL = "small"
BIG_BYTES = 10_240


@dataclass(frozen=True, slots=True)
class Stall:
    """A rare pause before the first token: with probability `p`, add a draw of `dist` (s)."""

    p: float
    dist: Distribution


@dataclass(frozen=True, slots=True)
class Ttft:
    """Time from the request's last byte to the first token.

    `base + per_prompt_token * fresh + per_prompt_token_sq * fresh**2 + per_cached_token * cached`,
    all in seconds, plus the stall; floored at 0.
    """

    base: Distribution
    per_prompt_token_s: float = 0.0
    per_prompt_token_sq_s: float = 0.0
    per_cached_token_s: float = 0.0
    stall: Stall | None = None


@dataclass(frozen=True, slots=True)
class Itl:
    """Gap between tokens: a draw of `token` (s) times one factor per request, at least `min_s`.

    The factor is lognormal with mean 1 and coefficient of variation `request_cv`.
    """

    token: Distribution
    request_cv: float = 0.0
    min_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """How many tokens an answer has; None leaves the length of the text as it is."""

    output: Distribution | None = None
    reasoning: Distribution | None = None


@dataclass(frozen=True, slots=True)
class Chunking:
    """How tokens are put into SSE events, and events into writes."""

    mode: ChunkMode = "token"
    tokens_per_chunk: Distribution | None = None
    clock_s: float = 0.0
    burst_records: Distribution | None = None
    burst_gap: Distribution | None = None
    obfuscation: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One engine's clock: a step takes base + per_running B + per_prefill P + per_kv K.

    B sequences run, P prompt tokens are read in this step, K thousand tokens are kept.
    """

    base_s: float
    per_running_s: float = 0.0
    per_prefill_token_s: float = 0.0
    per_kv_ktoken_s: float = 0.0
    token_budget: int = 8192


@dataclass(frozen=True, slots=True)
class Load:
    """How the service slows down and queues as requests run side by side. Per worker.

    `ttft_by_running` is a measured curve, (requests running, factor of TTFT), rising in its first
    column; where it is given it stands for `ttft_slope`.
    """

    model: LoadModel = "none"
    slots: int = 256
    queue: int = 1000
    on_full: OnFull = "429"
    retry_after_s: float = 1.0
    itl_slope: float = 0.0
    ttft_slope: float = 0.0
    ttft_by_running: tuple[tuple[int, float], ...] = ()
    step: Step | None = None
    cache_blocks: int = 0
    cache_block_tokens: int = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """One server, decided.

    `ttft` is None where nothing is to be waited for; `latency`/`jitter` arrive here as a `Ttft` of
    a constant or a uniform distribution. `itl` None means that all tokens are due with the first.
    `origins` says for each key, as written in a profile ("ttft.base"), where its value came from.
    """

    profile: str
    port: int = 8000
    host: str = "127.0.0.1"
    workers: int = 1
    seed: int = 0
    locale: str = "en_US"
    model: str | None = None
    models: tuple[str, ...] = ()
    mode: Mode = "strict"
    payload: str = SMALL
    payload_bytes: int | None = None
    prompt_tokens: PromptCount = "counted"
    fixed_prompt_tokens: int = 245
    api_keys: tuple[str, ...] = ()
    tool_call_rate: float = 1.0
    max_body_bytes: int = 50 * 1024 * 1024
    latency_s: float = 0.0
    jitter_s: float = 0.0
    ttft: Ttft | None = None
    itl: Itl | None = None
    tokens: Tokens = field(default_factory=Tokens)
    chunking: Chunking = field(default_factory=Chunking)
    load: Load = field(default_factory=Load)
    time_scale: float = 1.0
    trace: bool = False
    late_budget_s: float = 0.005
    origins: tuple[tuple[str, str], ...] = ()
