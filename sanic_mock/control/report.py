"""`sanic-mock report` and `sanic-mock usage`: what a running server testifies of its clients."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sanic_mock.control.client import ControlClient
from sanic_mock.control.command import place
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import OK, Invocation
from sanic_mock.report.document import named_values
from sanic_mock.report.figures import FIGURES
from sanic_mock.report.usage import UsageRow, usage_csv
from sanic_mock.report.written import written
from sanic_mock.units import escaped

_NAMES = ("key", "model", "name")
_KEYS = ("requests", "errors", "aborts", "inflight_max", "retries", "hedges", "repeats")
_TABLES = {
    "keys": ("key", *_KEYS),
    "models": ("model", *_KEYS),
    "timeouts": ("key", "timeout_ms", "answers", "of"),
    "parameters": ("name", "dropped", "added", "changed"),
    "fields": ("name", "requests"),
}
_BILLED = ("requests", "errors", "prompt_tokens", "cached_tokens", "completion_tokens")
_USAGE = (*_BILLED, "reasoning_tokens", "total_tokens", "aborted_completion_tokens")


def show_report(call: Invocation) -> int:
    """Print the report, for people or as JSON."""
    answer = ControlClient(*place(call)).ask("GET", "/report")
    return _print(call, answer) if call.line.own.get("json") else call.print(report_lines(answer))


def show_usage(call: Invocation) -> int:
    """Print the bill: a table, JSON or CSV."""
    own = call.line.own
    if own.get("json") and own.get("csv"):
        raise SettingsError(["-json: does nothing beside -csv; give one"])
    answer = ControlClient(*place(call)).ask("GET", "/usage")
    rows = answer["usage"]
    if own.get("csv"):
        call.out.write(usage_csv(UsageRow(**one) for one in rows))
        return OK
    if own.get("json"):
        return _print(call, answer)
    return call.print(_table(("key", "model", *_USAGE), [*rows, {"key": "all", **answer["total"]}]))


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a report for people."""
    yield verdict(report)
    values, unknown = named_values(report), report["unknown"]
    width = max(len(one.name) for one in FIGURES)
    shown = {one.name: written(values[one.name], one.unit) for one in FIGURES}
    column = max(map(len, shown.values()))
    group = ""
    for one in FIGURES:
        if one.group != group:
            group = one.group
            yield ""
        doc = unknown.get(one.name, one.doc)
        yield f"{one.name:<{width}}  {shown[one.name]:>{column}}  {doc}"
    for name, columns in _TABLES.items():
        if rows := report[name]:
            yield from ("", *_table(columns, rows))


def verdict(report: Mapping[str, Any]) -> str:
    """Say whether times are to be trusted."""
    if report["trusted"]:
        return "The mock was never the bottleneck."
    return f"Times are in doubt: {report['doubt']}."


def _print(call: Invocation, answer: object) -> int:
    return call.print(iter([json.dumps(answer, indent=2, ensure_ascii=False)]))


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield rows in columns: names to the left, numbers to the right; "-" for no name."""
    cells = [[name.removesuffix("_tokens") for name in columns]]
    cells += [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        yield "  ".join(
            cell.ljust(width) if name in _NAMES else cell.rjust(width)
            for cell, width, name in zip(line, widths, columns, strict=True)
        ).rstrip()


def _cell(value: object) -> str:
    return "-" if value in (None, "") else escaped(str(value))  # a client's model, for one
