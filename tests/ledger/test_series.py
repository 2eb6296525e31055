"""What answers are counted under: as few as there is room for, whoever asks."""

from __future__ import annotations

import pytest

from sanic_mock.ledger.series import (
    LONGEST,
    MOST_SERIES,
    OTHERS,
    Series,
    SeriesTable,
    decoded,
    masked,
)
from sanic_mock.shared.tallies import NameRow, Names

CHAT = Series("/v1/chat/completions", "", "gpt-4o-mini", "fast")


def names() -> NameRow:
    """Return room for all names of one process."""
    return Names(1, MOST_SERIES, LONGEST).row(0)


def test_a_series_has_one_entry_which_tells_it() -> None:
    row = names()
    table = SeriesTable(row)

    entry = table.entry(CHAT)

    assert table.entry(CHAT) == entry
    assert table.entry(CHAT._replace(status=429)) != entry
    assert decoded(row[entry]) == CHAT


def test_who_goes_on_with_a_row_finds_the_same_entries() -> None:
    row = names()
    entry = SeriesTable(row).entry(CHAT)
    assert SeriesTable(row).entry(CHAT) == entry


@pytest.mark.parametrize("part", ["endpoint", "key", "model", "rule", "fault", "profile", "phase"])
def test_the_100_000th_value_of_a_part_is_counted_with_others(part: str) -> None:
    row = names()
    table = SeriesTable(row)

    found = {table.entry(Series(**{**CHAT._asdict(), part: f"{n}"})) for n in range(100_000)}

    assert len(found) <= 1030
    last = decoded(row[table.entry(Series(**{**CHAT._asdict(), part: "99999"}))])
    assert last == Series(**{**CHAT._asdict(), part: OTHERS})


def test_where_all_parts_differ_the_endpoint_is_still_told() -> None:
    row = names()
    table = SeriesTable(row)
    for n in range(20_000):
        table.entry(CHAT._replace(key=f"{n % 1000}", model=f"{n % 200}", rule=f"{n % 7}"))

    last = decoded(row[table.entry(CHAT._replace(key="new", status=500))])

    assert (last.endpoint, last.status, last.key) == (CHAT.endpoint, 500, OTHERS)
    assert len(row) <= MOST_SERIES


def test_a_table_that_is_full_counts_the_rest_together() -> None:
    row = names()
    table = SeriesTable(row)
    for status in range(MOST_SERIES + 10):
        table.entry(CHAT._replace(status=status))
    assert decoded(row[table.entry(CHAT._replace(status=99_999))]).endpoint == OTHERS


def test_long_names_are_cut_and_fit() -> None:
    row = names()
    table = SeriesTable(row)
    parts = dict.fromkeys(("key", "model", "profile", "rule", "phase", "fault"), "ä" * 500)
    long = Series(**{**Series("ä" * 500)._asdict(), **parts})

    entry = table.entry(long)

    assert table.entry(long) == entry
    assert decoded(row[entry]).key == "ä" * 30


@pytest.mark.parametrize(
    ("key", "shown"),
    [("", ""), ("sk-short", "***"), ("sk-abcdefghijklmnop", "sk-***mnop")],
)
def test_no_key_is_shown(key: str, shown: str) -> None:
    assert masked(key) == shown
