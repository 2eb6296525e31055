"""What a server's clients are billed, by key and model: exact, over all answers of all workers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import NamedTuple

from sanic_mock.ledger.counting import SUMS, Totals
from sanic_mock.ledger.series import Series

_LEFT = "left"
_CUT = ("failed", "faulted", "stopped")


class UsageRow(NamedTuple):
    """What the requests of one key for one model come to.

    What is billed of an answer is its whole usage, also of one whose client left, or that a fault
    or a stop cut, who never saw it; what of that was for these is told beside it.

    Attributes:
        key: masked; "" for none. Keys that are masked alike are one.
        model: the one that was asked for; "" where none was.
        requests: all of them; `errors` of these have a status of 400 or more.
        prompt_tokens: billed for prompts, `cached_tokens` of these as cached.
        completion_tokens: billed for answers, `reasoning_tokens` of these for reasoning.
        total_tokens: both.
        aborted_requests: whose clients left; they were billed `aborted_prompt_tokens` and
            `aborted_completion_tokens`, and sent `aborted_sent_pieces` of text.
        cut_requests: that did not come to their end for another reason, and what they were billed.
        content_bytes: sent, without HTTP's framing.
    """

    key: str
    model: str
    requests: int
    errors: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    reasoning_tokens: int
    total_tokens: int
    aborted_requests: int
    aborted_prompt_tokens: int
    aborted_completion_tokens: int
    aborted_sent_pieces: int
    cut_requests: int
    cut_prompt_tokens: int
    cut_completion_tokens: int
    content_bytes: int


def usage_rows(totals: Mapping[Series, Totals]) -> list[UsageRow]:
    """Return a row for each key and model, in their order."""
    found: dict[tuple[str, str], dict[Series, Totals]] = {}
    for series, one in totals.items():
        found.setdefault((series.key, series.model), {})[series] = one
    return [_row(*names, found[names]) for names in sorted(found)]


def usage_total(rows: Iterable[UsageRow]) -> UsageRow:
    """Return what all rows come to, under no name."""
    columns = zip(*(row[2:] for row in rows), strict=True)
    sums = [sum(column) for column in columns] or [0] * (len(UsageRow._fields) - 2)
    return UsageRow("", "", *sums)


def usage_csv(rows: Iterable[UsageRow]) -> str:
    """Return rows as RFC 4180 has them, under their names."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(UsageRow._fields)
    writer.writerows([*map(_unformulated, row[:2]), *row[2:]] for row in rows)
    return text.getvalue()


def _row(key: str, model: str, totals: Mapping[Series, Totals]) -> UsageRow:
    whole = _summed(totals.values())
    errors = _summed(one for series, one in totals.items() if series.status >= 400)
    left = _summed(one for series, one in totals.items() if series.ending == _LEFT)
    cut = _summed(one for series, one in totals.items() if series.ending in _CUT)
    return UsageRow(
        key,
        model,
        whole["requests"],
        errors["requests"],
        whole["prompt"],
        whole["cached"],
        whole["completion"],
        whole["reasoning"],
        whole["prompt"] + whole["completion"],
        *(left["requests"], left["prompt"], left["completion"], left["sent"]),
        *(cut["requests"], cut["prompt"], cut["completion"]),
        whole["bytes"],
    )


def _summed(totals: Iterable[Totals]) -> dict[str, int]:
    found = dict.fromkeys(SUMS, 0)
    for one in totals:
        for name, many in zip(SUMS, one.sums, strict=True):
            found[name] += many
    return found


def _unformulated(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula: clients choose what is in it."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
