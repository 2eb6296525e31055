"""`sanic-mock assert`: whether assertions are true of a running server, for CI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sanic_mock.control.client import ControlClient
from sanic_mock.control.command import place
from sanic_mock.control.junit import Case, write_junit
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import OK, Invocation
from sanic_mock.report.assertion.parser import Clause, parse
from sanic_mock.report.document import figure_rows, named_values
from sanic_mock.report.figure import Figure, Value
from sanic_mock.report.written import written

FALSE, DOUBTFUL = 1, 3
_WORDS = {True: "true", False: "false", None: "in doubt"}


class ClauseVerdict(NamedTuple):
    """What became of one clause.

    Attributes:
        clause: the clause.
        is_true: whether it is; None where that is in doubt.
        values: what it names, NAME = VALUE each.
        doubt: why, "" for no reason.
    """

    clause: Clause
    is_true: bool | None
    values: Sequence[str]
    doubt: str


def check_assertions(call: Invocation) -> int:
    """Print a line for each clause, and the values of those that are not true.

    Returns:
        0 where all are true, 1 where one is false, 3 where that is in doubt.
    """
    if call.line.own.get("list"):
        return _list(call)
    clauses = _clauses(call.words)
    report = ControlClient(*place(call)).ask("GET", "/report")
    verdicts = [_verdict(one, report) for one in clauses]
    if (name := call.line.own.get("junit")) is not None:
        write_junit(name, "sanic-mock assert", map(_case, verdicts))
    call.print(chain.from_iterable(map(_lines, verdicts)))
    return _exit_code({one.is_true for one in verdicts})


def _exit_code(truths: set[bool | None]) -> int:
    return FALSE if False in truths else DOUBTFUL if None in truths else OK


def _list(call: Invocation) -> int:
    if call.words or "junit" in call.line.own:
        raise SettingsError(["-list: does nothing beside an assertion or -junit; give one of them"])
    rows = [*figure_rows()]
    names, units = (max(map(len, column)) for column in list(zip(*rows, strict=True))[:2])
    return call.print(f"{name:<{names}}  {unit:<{units}}  {doc}" for name, unit, doc in rows)


def _clauses(texts: Sequence[str]) -> list[Clause]:
    """Return the clauses of all assertions, or raise with all that is wrong with them."""
    if not texts:
        raise SettingsError(["assert: needs ASSERTION..., such as 'inflight.max <= 64'"])
    found: list[Clause] = []
    problems: list[str] = []
    for place_of, text in enumerate(texts, 1):
        try:
            found += parse(text, "assertion" if len(texts) == 1 else f"assertion {place_of}")
        except SettingsError as error:
            problems += error.problems
    if problems:
        raise SettingsError(problems)
    return found


def _verdict(clause: Clause, report: Mapping[str, Any]) -> ClauseVerdict:
    values = named_values(report)
    figures = [*dict.fromkeys(clause.node.figures())]
    shown = [f"{one.name} = {written(values[one.name], one.unit)}" for one in figures]
    holds = clause.node.holds(values)
    doubt = report["doubt"] or ("" if holds is not None else _unknown(figures, values, report))
    return ClauseVerdict(clause, None if doubt else holds, shown, doubt)


def _unknown(
    figures: Sequence[Figure], values: Mapping[str, Value], report: Mapping[str, Any]
) -> str:
    why = report["unknown"]
    unknown = [one.name for one in figures if values[one.name] is None]
    return "; ".join(f"{name}: {why.get(name, 'this server does not say')}" for name in unknown)


def _lines(verdict: ClauseVerdict) -> Iterator[str]:
    yield f"{_WORDS[verdict.is_true]:<8}  {verdict.clause.text}"
    if not verdict.is_true:
        yield from (f"{'':<8}    {one}" for one in verdict.values)
    if verdict.doubt:
        yield f"{'':<8}    {verdict.doubt}"


def _case(verdict: ClauseVerdict) -> Case:
    values = ", ".join(verdict.values)
    if verdict.is_true is None:
        return Case(verdict.clause.text, error=f"in doubt: {verdict.doubt}", text=values)
    return Case(verdict.clause.text, failure="" if verdict.is_true else values)
