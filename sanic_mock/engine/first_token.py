"""When the first token of an answer is due, by its prompt and its draws; see timeline."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.engine.draws import UINT32, Draw, six_integers, unit, unpack_second
from sanic_mock.settings import Ttft

_NS = 1_000_000_000

# Returns an offset in ns, by draws and tokens of the prompt, fresh ones and those of a cache.
FirstToken = Callable[[Draw, int, int], int]
# The same by a request's chance and tokens of the prompt, of which none is found in a cache.
OnlyToken = Callable[[bytes, int], int]


def compile_first_token(ttft: Ttft | None, scale: float) -> FirstToken:
    """Return what says when first tokens are due; what a profile lacks costs nothing."""
    if ttft is None:
        return lambda draws, fresh, cached: 0
    if _is_base_alone(ttft):
        base, ns = ttft.base.quantile, _NS * scale
        return lambda draws, fresh, cached: int(base(unit(draws[1])) * ns)
    return _behind_prompt(ttft, scale)


def compile_only_token(ttft: Ttft | None, scale: float) -> OnlyToken:
    """Return the same by a request's chance, where no token is found in a cache."""
    first = compile_first_token(ttft, scale)
    if ttft is None or not _is_base_alone(ttft):
        return lambda digest, fresh: first(six_integers(digest), fresh, 0)
    base, ns = ttft.base.quantile, _NS * scale
    return lambda digest, fresh: int(base((unpack_second(digest)[0] + 0.5) * UINT32) * ns)


def _is_base_alone(ttft: Ttft) -> bool:
    is_read = ttft.per_prompt_token_s or ttft.per_prompt_token_sq_s or ttft.per_cached_token_s
    return ttft.stall is None and not is_read


def _behind_prompt(ttft: Ttft, scale: float) -> FirstToken:
    base, stall, ns = ttft.base.quantile, ttft.stall, _NS * scale
    each, squared = ttft.per_prompt_token_s, ttft.per_prompt_token_sq_s
    each_cached = ttft.per_cached_token_s

    def first(draws: Draw, fresh: int, cached: int) -> int:
        seconds = base(unit(draws[1])) + (each + squared * fresh) * fresh + each_cached * cached
        if stall is not None and (chance := unit(draws[2])) < stall.p:
            seconds += stall.dist.quantile(chance / stall.p)
        return int(seconds * ns)

    return first
