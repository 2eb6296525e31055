"""What a server testifies of its clients: `GET /_mock/report` and `GET /_mock/usage`."""

from __future__ import annotations

from collections.abc import Sequence

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.evidence import counting_ledger, findings_of
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.control.requests import ReadOperation
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.request_head import ACCEPT
from sanic_mock.errors import Problem
from sanic_mock.profile.nearest import suggestion
from sanic_mock.report.document import report_of
from sanic_mock.report.usage import usage_csv, usage_rows, usage_total

_CSV = b"Content-Type: text/csv; charset=utf-8; header=present\r\n"
_FORMATS = ("json", "csv")
_NAMES = {"format": "json or csv; else as Accept says"}


def report(state: State, call: Call) -> Whole:
    """Tell what clients look like from behind."""
    _check(call, ())
    return answer(report_of(findings_of(state)))


def usage(state: State, call: Call) -> Whole:
    """Tell what is billed, by key and model."""
    form = _form(call)
    rows = usage_rows(counting_ledger(state).totals())
    if form == "csv":
        return Whole(200, _CSV, usage_csv(rows).encode())
    total = usage_total(rows)._asdict()
    del total["key"], total["model"]
    return answer({"usage": [one._asdict() for one in rows], "total": total})


def _form(call: Call) -> str:
    _check(call, _NAMES)
    given = call.last("format")
    if given is None:
        accepted = call.head.field(ACCEPT) or ""
        return "csv" if "text/csv" in accepted.lower() else "json"
    if given not in _FORMATS:
        raise Problem(400, f"format: {given!r} is not one of {', '.join(_FORMATS)}", param="format")
    return given


def _check(call: Call, known: Sequence[str] | dict[str, str]) -> None:
    """Refuse names of a query that mean nothing."""
    for name in call.query:
        if name not in known:
            hint = suggestion(name, known) if known else "there is nothing to choose"
            raise Problem(400, f"{name}: unknown; {hint}", param=name)


REPORTERS = (
    ReadOperation(
        "GET",
        "/report",
        report,
        "What clients look like from behind.",
        {
            "type": "object",
            "required": ["trusted", "requests", "keys", "models", "timeouts", "unknown"],
            "properties": {
                "trusted": {"type": "boolean"},
                "doubt": {"type": "string"},
                "requests": {"type": "object"},
                "keys": {"type": "array", "items": {"type": "object"}},
                "models": {"type": "array", "items": {"type": "object"}},
                "timeouts": {"type": "array", "items": {"type": "object"}},
                "parameters": {"type": "array", "items": {"type": "object"}},
                "fields": {"type": "array", "items": {"type": "object"}},
                "unknown": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
    ),
    ReadOperation(
        "GET",
        "/usage",
        usage,
        "What is billed, by key and model.",
        {
            "type": "object",
            "required": ["usage", "total"],
            "properties": {
                "usage": {"type": "array", "items": {"type": "object"}},
                "total": {"type": "object"},
            },
        },
        query=_NAMES,
    ),
)
