"""Prometheus' text format, version 0.0.4, as its own client library writes it.

That library takes 50 ms to be imported and makes objects of each sample, while answers wait; so it
reads what this writes in tests, and is not here. Source: prometheus.io/docs, "Exposition formats".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

CONTENT_TYPE = b"Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
Kind = Literal["counter", "gauge", "histogram"]
Labels = Mapping[str, object]

_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
_NS = 1e9


class HistogramValue(NamedTuple):
    """What a histogram has counted.

    Attributes:
        edges_ns: upper edges of its buckets; behind the last there is one more.
        counts: of each bucket by itself.
        sum_ns: of all values.
    """

    edges_ns: Sequence[int]
    counts: Sequence[int]
    sum_ns: int


class MetricFamily(NamedTuple):
    """One metric, with all its labels.

    Attributes:
        name: a counter's ends in `_total`.
        kind: what it is.
        doc: one line.
        values: each with its labels.
    """

    name: str
    kind: Kind
    doc: str
    values: Sequence[tuple[Labels, float | HistogramValue]]


def exposed(families: Iterable[MetricFamily]) -> bytes:
    """Return metrics as Prometheus reads them; those without values are left out."""
    lines: list[str] = []
    for family in families:
        if family.values:
            lines += (f"# HELP {family.name} {family.doc}", f"# TYPE {family.name} {family.kind}")
            for labels, value in family.values:
                lines += _samples(family.name, labels, value)
    return ("\n".join(lines) + "\n").encode()


def _samples(name: str, labels: Labels, value: float | HistogramValue) -> Iterable[str]:
    if not isinstance(value, HistogramValue):
        yield f"{name}{_shown(labels)} {value}"
        return
    reached = 0
    edges = (*(repr(edge / _NS) for edge in value.edges_ns), "+Inf")
    for edge, count in zip(edges, value.counts, strict=True):
        reached += count
        yield f"{name}_bucket{_shown({**labels, 'le': edge})} {reached}"
    yield f"{name}_sum{_shown(labels)} {value.sum_ns / _NS!r}"
    yield f"{name}_count{_shown(labels)} {reached}"


def _shown(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{str(value).translate(_ESCAPES)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"
