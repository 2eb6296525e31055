"""A sample drawn as text: at most twelve rows, plain enough for a file or a screen reader."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

BINS = 9
BAR = 50

# Bins are as wide as each other in the logarithm where the sample spans more than this factor.
_LOG_FROM = 4.0
_NARROW = 0.02
_FEW = 0.005
_EIGHTHS = " ▏▎▍▌▋▊▉"

Show = Callable[[float], str]


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value that `share` of a sorted sample does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rows(sample: Sequence[float], show: Show) -> Iterator[str]:
    """Yield a sample's histogram: range, bar, share.

    Args:
        sample: at least one value, none negative. Zeros get a row of their own unless they are few,
            as does what lies below p1 and above p99.
        show: prints a value with its unit.
    """
    named = list(_named_counts(sorted(sample), show))
    width = max(len(name) for name, _ in named)
    most = max(count for _, count in named)
    for name, count in named:
        share = f"{100 * count / len(sample):.1f} %"
        yield f"{name:>{width}}  {_bar(count / most):<{BAR}}  {share:>7}"


def _named_counts(ordered: Sequence[float], show: Show) -> Iterator[tuple[str, int]]:
    zeros = bisect_right(ordered, 0.0)
    if zeros < _FEW * len(ordered):  # a gap under a nanosecond is no row's worth
        zeros = 0
    else:
        yield show(0.0), zeros
    rest = ordered[zeros:]
    if not rest:
        return
    low, high = percentile(rest, 0.01), percentile(rest, 0.99)
    if high - low < _NARROW * high:
        yield (show(low) if show(low) == show(high) else f"{show(low)} to {show(high)}"), len(rest)
        return
    yield from _binned(rest, _edges(low, high), show)


def _binned(ordered: Sequence[float], edges: list[float], show: Show) -> Iterator[tuple[str, int]]:
    """Yield a row for each bin, and those below and above where anything lies there."""
    places = [bisect_right(ordered, edge) for edge in edges]
    if places[0]:
        yield f"up to {show(edges[0])}", places[0]
    for place in range(len(edges) - 1):
        count = places[place + 1] - places[place]
        yield f"{show(edges[place])} to {show(edges[place + 1])}", count
    if places[-1] < len(ordered):
        yield f"above {show(edges[-1])}", len(ordered) - places[-1]


def _edges(low: float, high: float) -> list[float]:
    if high > _LOG_FROM * low:
        return [low * (high / low) ** (place / BINS) for place in range(BINS + 1)]
    return [low + (high - low) * place / BINS for place in range(BINS + 1)]


def _bar(share: float) -> str:
    whole, eighths = divmod(round(share * BAR * 8), 8)
    return ("█" * whole + _EIGHTHS[eighths]).rstrip()
