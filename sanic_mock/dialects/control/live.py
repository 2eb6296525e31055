"""What a page is told each second, for as long as it is open: counts, which it makes figures of.

Everybody may read it, so no key, path or prompt is in it: those are in the ledger, for who may.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

import msgspec

from sanic_mock import __version__
from sanic_mock.dialects.answer import Feed
from sanic_mock.dialects.control.health import shown_phase
from sanic_mock.dialects.operation import Call, State
from sanic_mock.engine.sample import draw
from sanic_mock.engine.timeline import is_immediate
from sanic_mock.ledger.counting import SUMS, Totals
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.spans import EDGES, SPANS, WORDS, histogram

EVERY_S = 1.0
_FRESH_S = 0.9 * EVERY_S
_FIELDS = b"Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
_MS, _NS = 1e6, 1e9
_SHOWN = ("ttft", "tpot", "late")
_PROMPT, _COMPLETION = SUMS.index("prompt"), SUMS.index("completion")

_encode = msgspec.json.encode


def live(state: State, call: Call) -> Feed:
    """Tell a page what the server is, and each second how it does.

    Its answer takes some time to make where nobody has asked yet.
    """
    figures = state.part(LiveFigures)
    untold = [b"retry: 200\n\n" + figures.about()]

    def tell(now_s: float) -> bytes:
        return (untold.pop() if untold else b"") + figures.now(now_s)

    return Feed(_FIELDS, tell, EVERY_S)


class LiveFigures:
    """The events of one worker's pages, made once a second for all of them.

    Args:
        state: the server.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._about = b""
        self._now, self._at_s = b"", 0.0

    def about(self) -> bytes:
        """Return the event that says what the server is to be."""
        if not self._about:
            settings = self._state.settings
            phases = [one.name for one in settings.scenario.phases]
            self._about = _event(
                b"about",
                {
                    "profile": settings.profile,
                    "workers": settings.workers,
                    "version": __version__,
                    "is_counted": settings.observe.is_on,
                    "edges_ms": [edge / _MS for edge in EDGES],
                    "configured": self._configured(),
                    "phases": phases,
                },
            )
        return self._about

    def now(self, now_s: float) -> bytes:
        """Return the event that says how it does; made again once a second has passed."""
        if not 0 <= now_s - self._at_s < _FRESH_S:
            self._now, self._at_s = _event(b"now", self._figures(now_s)), now_s
        return self._now

    def _configured(self) -> dict[str, list[float]] | None:
        """Return the shares of answers that a profile has in each bucket; None without times."""
        settings = self._state.settings
        if is_immediate(settings):
            return None
        sample = draw(settings)
        return {
            "ttft": _shares(sample.ttft_s),
            "tpot": _shares([1 / rate for rate in sample.rates]),
        }

    def _figures(self, now_s: float) -> dict[str, Any]:
        state, phase = self._state, self._state.phase()
        totals = {} if state.ledger is None else state.ledger.totals()
        return {
            "t": now_s,
            "up_s": state.up_s(),
            "in_flight": state.level("inflight"),
            "peak": state.peak("inflight_peak"),
            "trouble": state.trouble(),
            "cold_s": state.ready_in_s(),
            "phase": None if phase is None else shown_phase(phase),
            **_summed(totals),
        }


def _summed(totals: dict[Series, Totals]) -> dict[str, Any]:
    """Return what all series come to."""
    statuses: Counter[int] = Counter()
    endings: Counter[str] = Counter()
    spans = [0] * WORDS
    tokens = 0
    for series, one in totals.items():
        requests = one.sums[0]
        statuses[series.status] += requests
        endings[series.ending] += requests
        tokens += one.sums[_PROMPT] + one.sums[_COMPLETION]
        if one.spans:
            spans = [a + b for a, b in zip(spans, one.spans, strict=True)]
    return {
        "answers": statuses.total(),
        "errors": sum(many for status, many in statuses.items() if status >= 400),
        "tokens": tokens,
        "statuses": statuses,
        "endings": endings,
        **{name: histogram(spans, SPANS.index(name))[0] for name in _SHOWN},
    }


def _shares(sample_s: list[float]) -> list[float]:
    counts = [0] * (len(EDGES) + 1)
    for one in sample_s:
        counts[bisect_left(EDGES, round(one * _NS))] += 1
    return [many / max(1, len(sample_s)) for many in counts]


def _event(name: bytes, value: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name, _encode(value))
