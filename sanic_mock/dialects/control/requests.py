"""What became of the last requests, one by one: `GET /_mock/requests`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import gt
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.control.kept_members import kept_members
from sanic_mock.dialects.control.plan import QUERY, QUERY_OF_GET, plan
from sanic_mock.dialects.control.request_view import before, entry_id, members
from sanic_mock.dialects.operation import Call, State
from sanic_mock.errors import Problem
from sanic_mock.ledger.reader import Entry, LedgerReader
from sanic_mock.ledger.series import Series
from sanic_mock.profile.nearest import suggestion
from sanic_mock.report.bodies import attempts_of, place_of, repetitions

MOST, USUAL = 100_000, 100
_NDJSON = b"Content-Type: application/x-ndjson\r\n"
_FILTERS = Series._fields
_FORMATS = ("json", "ndjson")
_KNOWN = (*_FILTERS, "limit", "after", "format")
_STATUS = re.compile("[2-5][0-9]{2}")


def requests(state: State, call: Call) -> Whole:
    """List the last requests, the newest first; those after a cursor, the oldest first."""
    reader = _reader(state)
    _check(call)
    if (after := call.last("after")) is None:
        numbers = reader.newest()
        entries = reader.recent(_remembered(state))
    else:
        numbers = _numbers(reader, after)
        entries = reader.since(numbers)
    found = [one for one in entries if _matches(one.series, call)][: _limit(call)]
    shown = [*_shown(reader, found, reader.recent(_remembered(state)))]
    if call.last("format") == "ndjson":
        lines = b"".join(msgspec.json.encode(one) + b"\n" for one in shown)
        return Whole(200, _NDJSON + f"x-mock-cursor: {_cursor(numbers)}\r\n".encode(), lines)
    return answer({"requests": shown, "cursor": _cursor(numbers)})


def request(state: State, call: Call) -> Whole:
    """Tell of one request, by the id that the list has for it."""
    reader, name = _reader(state), call.parts["id"]
    everything = reader.recent(_remembered(state))
    for one in everything:
        if entry_id(one) == name:
            shown = next(_shown(reader, [one], everything))
            return answer(shown | dict(kept_members(state, one, reader.caller(one))))
    raise Problem(404, f"{name} is not among the last {len(everything)} requests.")


def _reader(state: State) -> LedgerReader:
    if state.ledger is None or not state.settings.observe.ledger:
        raise Problem(404, "There is no ledger; set observe.ledger, or start with -ledger N.")
    return state.ledger


def _remembered(state: State) -> int:
    """Return how many answers are told of: there may be room for more."""
    return state.settings.observe.ledger * state.settings.workers


def _check(call: Call) -> None:
    """Refuse what a query cannot say."""
    for name in call.query:
        if name not in _KNOWN:
            raise Problem(400, f"{name}: unknown; {suggestion(name, _KNOWN)}", param=name)
    if (form := call.last("format")) is not None and form not in _FORMATS:
        raise Problem(400, f"format: {form!r} is not one of {', '.join(_FORMATS)}", param="format")

    for text in call.query.get("status", ()):
        if not _STATUS.fullmatch(text):
            raise Problem(400, f"status: {text!r} is no HTTP status; want 200 to 599")


def _limit(call: Call) -> int:
    text = call.last("limit")
    if text is None:
        return USUAL if call.last("after") is None else MOST
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise Problem(400, f"limit: {text!r} is out of range; want 1 to {MOST}", param="limit")
    return int(text)


def _matches(series: Series, call: Call) -> bool:
    """Return whether a request has all that a query wants, each name one of its values."""
    return all(
        str(getattr(series, name)) in values
        for name, values in call.query.items()
        if name in _FILTERS
    )


def _numbers(reader: LedgerReader, cursor: str) -> list[int]:
    """Return the numbers that a cursor has, one for each process."""
    numbers = [int(one) for one in cursor.split("-") if one.isdecimal()]
    newest = reader.newest()
    if len(numbers) != len(newest) or any(map(gt, numbers, newest)):
        raise Problem(400, f"after: {cursor!r} is no cursor of this server", param="after")
    return numbers


def _cursor(numbers: Sequence[int]) -> str:
    return "-".join(map(str, numbers))


def _shown(
    reader: LedgerReader, entries: Iterable[Entry], everything: Sequence[Entry]
) -> Iterator[dict[str, Any]]:
    """Yield requests as they are shown, given all that are remembered."""
    callers = {
        place_of(one): caller for one in everything if (caller := reader.caller(one)) is not None
    }
    attempts = attempts_of(everything)
    again = {place_of(one.entry): one for one in repetitions(everything, callers)}
    for one in entries:
        place = place_of(one)
        shown = dict(members(one, callers.get(place)))
        shown["attempt"] = attempts.get(one.record.digest)
        yield shown | dict(before(again.get(place)))


class ReadOperation(NamedTuple):
    """An operation that only looks at a running server; as table.ControlOperation."""

    method: str
    path: str
    answer: Callable[[State, Call], Whole]
    doc: str
    result: Mapping[str, Any] = {"type": "object"}
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = {}


READERS = (
    ReadOperation(
        "GET",
        "/requests",
        requests,
        "The last requests, and what became of each.",
        {
            "type": "object",
            "required": ["requests", "cursor"],
            "properties": {
                "requests": {"type": "array", "items": {"type": "object"}},
                "cursor": {"type": "string"},
            },
        },
        query={
            **dict.fromkeys(_FILTERS, "only those with this value"),
            "limit": "so many at most",
            "after": "those after a cursor, the oldest first",
            "format": "json, or ndjson for a line each",
        },
    ),
    ReadOperation(
        "GET", "/plan", plan, "When the answer to a body would come.", query=QUERY_OF_GET
    ),
    ReadOperation(
        "POST", "/plan", plan, "When the answer to a body would come.", body={}, query=QUERY
    ),
    ReadOperation("GET", "/requests/<id>", request, "One of them, by its id."),
)
