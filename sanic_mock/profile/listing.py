"""The list of shipped profiles by group, with the age of their numbers and the trust in them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sanic_mock.errors import SettingsError
from sanic_mock.profile import files, find
from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.sections.about import GROUPS
from sanic_mock.units import day_number

_LEAST_TEXT = 20
_MONTH_DAYS, _YEAR_DAYS = 30.44, 365.25
_OTHERS = "others"

Row = tuple[str, str, str]


def listing(width: int, today: int) -> Iterator[str]:
    """Yield a line for each profile under its group: name, trust and age, description.

    Args:
        width: of a line; descriptions are wrapped.
        today: the number of the day from which ages count back; see units.day_number.
    """
    own = {name: _own(name) for name in find.names()}
    rows = {name: (name, _trusted(one, today), described(one)) for name, one in own.items()}
    for group in (*GROUPS, _OTHERS):
        members = [row for name, row in rows.items() if group_of(name) == group]
        if members:
            yield f"{group}:"
            yield from _lines(members, [*rows.values()], width)


def description(name: str) -> str:
    """Return a shipped profile's description, or that it has problems."""
    return described(_own(name))


def group_of(name: str) -> str:
    """Return the group of a shipped profile."""
    return given(_own(name) or {}, "group") or _OTHERS


def described(own: Values | None) -> str:
    """Return what a file says of itself in a line; None is a file with problems."""
    if own is None:
        return "(has problems: see sanic-mock profiles check)"
    return " ".join((given(own, "description") or "").split())


def age(measured: str, today: int) -> str:
    """Return how long ago a date or the middle of a month was: 12 days, 7 months, 2 years."""
    days = max(0, today - day_number(measured))
    for unit, length in (("year", _YEAR_DAYS), ("month", _MONTH_DAYS)):
        if days >= 2 * length:
            return f"{int(days / length)} {unit}s"
    return f"{days} day{'s' if days != 1 else ''}"


def _own(name: str) -> Values | None:
    """Return what a shipped profile's own file says; None where it cannot be read."""
    try:
        return files.read_file(find.find(name)).values
    except SettingsError:
        return None


def _trusted(own: Values | None, today: int) -> str:
    """Return how far to trust a profile and its age, "" where its numbers are invented."""
    trust, measured = given(own or {}, "trust"), given(own or {}, "measured")
    if trust is None and measured is None:
        return ""
    return f"{trust or '-'}, {'undated' if measured is None else age(measured, today)}"


def _lines(members: Sequence[Row], rows: Sequence[Row], width: int) -> Iterator[str]:
    """Yield rows in columns that are as wide as all rows want them."""
    first, second = (max(len(row[place]) for row in rows) + 2 for place in (0, 1))
    column = 2 + first + second
    for name, trusted, text in members:
        yield from textwrap.wrap(
            f"  {name:<{first}}{trusted:<{second}}{text}".rstrip(),
            max(width, column + _LEAST_TEXT),
            subsequent_indent=" " * column,
            break_on_hyphens=False,
        )
