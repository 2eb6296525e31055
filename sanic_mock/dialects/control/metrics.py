"""What Prometheus asks a server: sums over all its workers, exact to the request.

A new metric is a row: of COUNTERS for what is summed of every answer, of HISTOGRAMS for times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.exposition import (
    CONTENT_TYPE,
    HistogramValue,
    MetricFamily,
    exposed,
)
from sanic_mock.dialects.control.vllm_metrics import vllm_families
from sanic_mock.dialects.operation import Call, State
from sanic_mock.errors import Problem
from sanic_mock.ledger.counting import SUMS, Totals
from sanic_mock.ledger.series import Series
from sanic_mock.ledger.spans import EDGES, SPANS, histogram

PREFIX = "sanic_mock_"
OF_REQUESTS = ("endpoint", "model", "profile", "rule", "phase", "status", "ending", "fault")
_OF_MODELS = ("endpoint", "model", "profile")

Sums = Mapping[Series, Totals]


class SummedMetric(NamedTuple):
    """A metric that is a sum over answers.

    Attributes:
        name: without PREFIX.
        sum: which of counting.SUMS.
        labels: parts of a series.
        doc: one line.
        of: which answers count.
    """

    name: str
    sum: str
    labels: tuple[str, ...]
    doc: str
    of: Callable[[Series], bool] = lambda series: True


class TimedMetric(NamedTuple):
    """A histogram of measured times; `span` is one of spans.SPANS, else as SummedMetric."""

    name: str
    span: str
    labels: tuple[str, ...]
    doc: str


COUNTERS = (
    SummedMetric("requests_total", "requests", OF_REQUESTS, "Answers, by how they ended."),
    SummedMetric("prompt_tokens_total", "prompt", _OF_MODELS, "Tokens billed for prompts."),
    SummedMetric("completion_tokens_total", "completion", _OF_MODELS, "Tokens billed for answers."),
    SummedMetric("cached_tokens_total", "cached", _OF_MODELS, "Prompt tokens billed as cached."),
    SummedMetric("reasoning_tokens_total", "reasoning", _OF_MODELS, "Reasoning tokens billed."),
    SummedMetric("sent_pieces_total", "sent", _OF_MODELS, "Pieces of text that left in time."),
    SummedMetric("sent_bytes_total", "bytes", _OF_MODELS, "Bytes of answers, without framing."),
    SummedMetric(
        "faults_total",
        "requests",
        ("endpoint", "fault"),
        "Answers that had faults.",
        lambda series: bool(series.fault),
    ),
    SummedMetric(
        "aborts_total",
        "requests",
        _OF_MODELS,
        "Answers whose client left before their end.",
        lambda series: series.ending == "left",
    ),
    SummedMetric(
        "limited_total",
        "requests",
        _OF_MODELS,
        "Answers of status 429.",
        lambda series: series.status == 429,
    ),
)
HISTOGRAMS = (
    TimedMetric(
        "time_to_first_token_seconds", "ttft", _OF_MODELS, "Request to a stream's first write."
    ),
    TimedMetric(
        "time_per_output_token_seconds", "tpot", _OF_MODELS, "Mean gap of each stream's tokens."
    ),
    TimedMetric("request_duration_seconds", "total", _OF_MODELS, "Request to an answer's end."),
    TimedMetric("write_lateness_seconds", "late", _OF_MODELS, "The latest write of each answer."),
)


def metrics(state: State, call: Call) -> Whole:
    """Tell what was counted."""
    if state.ledger is None or not state.settings.observe.metrics:
        raise Problem(404, "Metrics are off; set observe.metrics, or start with -metrics.")
    return Whole(200, CONTENT_TYPE, exposed(families(state, state.ledger.totals())))


def families(state: State, sums: Sums) -> Iterator[MetricFamily]:
    """Yield all metrics."""
    for counter in COUNTERS:
        yield MetricFamily(PREFIX + counter.name, "counter", counter.doc, _summed(counter, sums))
    for timed in HISTOGRAMS:
        yield MetricFamily(PREFIX + timed.name, "histogram", timed.doc, _timed(timed, sums))
    yield from _levels(state)
    if state.settings.load.model != "none":
        yield from vllm_families(state, sums)


def _levels(state: State) -> Iterator[MetricFamily]:
    unread, most = state.unread()
    levels = (
        ("inflight_requests", state.level("inflight"), "Answers under way that take time."),
        ("inflight_requests_peak", state.peak("inflight_peak"), "The most there were."),
        ("queued_requests", state.level("queued"), "Of these, those that wait for a slot."),
        ("connections", state.level("connections"), "Those that are open."),
        ("unread_bytes", unread, "What clients have not read yet."),
        ("unread_bytes_peak", most, "The most there were."),
        ("degraded", int(bool(state.trouble())), "1 where answers are not to be trusted just now."),
    )
    taken, doc = state.level("connections_taken"), "Connections that clients have opened."
    yield MetricFamily(PREFIX + "connections_total", "counter", doc, [({}, taken)])
    for name, value, doc in levels:
        yield MetricFamily(PREFIX + name, "gauge", doc, [({}, value)])


def _summed(metric: SummedMetric, sums: Sums) -> list[tuple[dict[str, object], int]]:
    place = SUMS.index(metric.sum)
    found: dict[tuple[object, ...], int] = {}
    for series, totals in sums.items():
        if metric.of(series):
            key = _parts(series, metric.labels)
            found[key] = found.get(key, 0) + totals.sums[place]
    return [(dict(zip(metric.labels, key, strict=True)), found[key]) for key in sorted(found)]


def _timed(metric: TimedMetric, sums: Sums) -> list[tuple[dict[str, object], HistogramValue]]:
    found: dict[tuple[object, ...], Totals] = {}
    for series, totals in sums.items():
        if totals.spans:
            found.setdefault(_parts(series, metric.labels), Totals()).join(totals)
    return [
        (dict(zip(metric.labels, key, strict=True)), value)
        for key in sorted(found)
        if any((value := span_of(found[key], metric.span)).counts)
    ]


def span_of(totals: Totals, span: str) -> HistogramValue:
    """Return one of the histograms."""
    return HistogramValue(EDGES, *histogram(totals.spans, SPANS.index(span)))


def _parts(series: Series, labels: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(series, one) for one in labels)
