"""Both distributions of TTFT and ITL as curves in a picture; needs matplotlib, the extra `plot`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from sanic_mock.verify.compare import Comparison
from sanic_mock.verify.spread import percentile

_POINTS = 1000
_SHOWN = 0.995  # a long tail would squeeze all else
_TITLES = {"ttft": "TTFT, ms", "itl": "ITL, ms"}


def lacks() -> str:
    """Return what is needed to plot and is not there, "" for nothing."""
    if find_spec("matplotlib") is None:
        return "-plot: needs matplotlib; install it with: pip install 'sanic-mock[plot]'"
    return ""


def draw(found: Comparison, title: str, file: str) -> None:
    """Write a picture of the curves that there are."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    curves = {name: pair for name, pair in found.curves.items() if pair[1]}
    figure, axes = pyplot.subplots(1, max(1, len(curves)), figsize=(11, 4.5), squeeze=False)
    for axis, (name, (configured, measured)) in zip(axes[0], curves.items(), strict=False):
        if configured:
            axis.plot(*_curve(configured), label="configured", color="0.6", linewidth=4)
        axis.plot(*_curve(measured), label="measured", color="C0", linewidth=1.2)
        most = max(percentile(one, _SHOWN) for one in (configured, measured) if one)
        axis.set(xlabel=_TITLES[name], ylabel="share of all", xlim=(0, most), ylim=(0, 1))
        axis.grid(alpha=0.3)
        axis.legend(loc="lower right")
    figure.suptitle(title)
    figure.savefig(file, dpi=120, bbox_inches="tight")
    pyplot.close(figure)


def _curve(ordered: Sequence[float]) -> tuple[list[float], list[float]]:
    shares = [place / _POINTS for place in range(_POINTS)]
    return [percentile(ordered, share) for share in shares], shares
