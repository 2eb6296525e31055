"""A report as JSON: figures by group, a row for each key and model, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from sanic_mock.report.changes import by_parameter
from sanic_mock.report.figure import Figure, Unit, Value
from sanic_mock.report.figures import FIGURES
from sanic_mock.report.findings import Findings
from sanic_mock.report.heads import most_frequent

Part = Literal["key", "model"]

_MS = 1e3


def report_of(found: Findings) -> dict[str, Any]:
    """Return a report."""
    values = {one: one.value(found) for one in FIGURES}
    times = [one.time_s for one in found.entries]
    return {
        "trusted": not found.doubt,
        "doubt": found.doubt,
        "since": min(times, default=None),
        **_groups(values),
        "keys": [*_rows(found, "key", found.key_peaks)],
        "models": [*_rows(found, "model", found.model_peaks)],
        "timeouts": [*_timeouts(found)],
        "parameters": by_parameter(found.changes),
        "fields": [{"name": name, "requests": many} for name, many in most_frequent(found.heads)],
        "unknown": _unknown(values),
    }


def named_values(report: Mapping[str, Any]) -> dict[str, Value]:
    """Return the figures of a report by name; times in seconds. What it lacks is None."""
    found: dict[str, Value] = {}
    for one in FIGURES:
        value = report.get(one.group, {}).get(one.member)
        found[one.name] = value / _MS if value is not None and one.unit is Unit.TIME else value
    return found


def _groups(values: Mapping[Figure, Value]) -> dict[str, dict[str, Value]]:
    groups: dict[str, dict[str, Value]] = {}
    for one, value in values.items():
        groups.setdefault(one.group, {})[one.member] = _rounded(one, value)
    return groups


def _rounded(figure: Figure, value: Value) -> Value:
    if value is None or figure.unit in (Unit.COUNT, Unit.SIZE):
        return value
    return round(value * _MS, 6) if figure.unit is Unit.TIME else round(value, 6)


def _unknown(values: Mapping[Figure, Value]) -> dict[str, str]:
    return {one.name: one.unknown for one, value in values.items() if value is None}


def _rows(found: Findings, part: Part, peaks: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Yield what is told of each key or model."""
    again = {
        kind: Counter(getattr(one.entry.series, part) for one in found.again(kind))
        for kind in ("retry", "hedge", "repeat")
    }
    for name in sorted({getattr(series, part) for series in found.totals}):
        yield {
            part: name,
            **_sums(found, part, name),
            "inflight_max": peaks.get(name, 0),
            "retries": again["retry"][name],
            "hedges": again["hedge"][name],
            "repeats": again["repeat"][name],
        }


def _sums(found: Findings, part: Part, name: str) -> dict[str, int]:
    own = {series: one for series, one in found.totals.items() if getattr(series, part) == name}
    of_name = Findings(own, ())
    return {
        "requests": of_name.total("requests"),
        "errors": of_name.total("requests", lambda one: one.status >= 400),
        "aborts": of_name.total("requests", lambda one: one.ending == "left"),
        "prompt_tokens": of_name.total("prompt"),
        "completion_tokens": of_name.total("completion"),
    }


def _timeouts(found: Findings) -> Iterator[dict[str, Any]]:
    """Yield the time-outs that keys seem to have."""
    for one in found.leaving:
        if one.timeout_s is not None:
            yield {
                "key": one.key,
                "timeout_ms": round(one.timeout_s * _MS, 3),
                "answers": one.alike,
                "of": len(one.answers),
            }


def figure_rows(names: Iterable[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield name, unit and doc of figures, of all or of some."""
    wanted = {*names}
    for one in FIGURES:
        if not wanted or one.name in wanted:
            yield one.name, one.unit.value, one.doc
