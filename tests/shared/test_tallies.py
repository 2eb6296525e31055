"""Sums that are whole whenever they are read, and the names that they are under."""

from __future__ import annotations

import pytest

from sanic_mock.shared.tallies import Names, TallyTable, TallyWriter


def test_sums_that_were_never_kept_are_zero() -> None:
    assert TallyTable(1, 2, 3).row(0).get(1) == (0, 0, 0, 0)


def test_the_last_sums_that_were_kept_are_read() -> None:
    row = TallyTable(2, 3, 2).row(1)
    writer = TallyWriter(row)

    for upto in range(1, 6):
        sums = writer.sums(2)
        sums[0] += 1
        sums[1] += 10
        writer.keep(2, upto)
        assert row.get(2) == (upto, 10 * upto, upto)

    assert row.get(1) == (0, 0, 0)


def test_who_takes_a_row_over_goes_on_with_its_sums() -> None:
    row = TallyTable(1, 1, 1).row(0)
    for upto in (5, 6):
        writer = TallyWriter(row)
        writer.sums(0)[0] += 1
        writer.keep(0, upto)

    assert row.get(0) == (2, 6)
    assert writer.upto(0) == 6


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_sums_that_break_off_are_not_read(kept: int) -> None:
    """A copy that was being packed has no number yet, or an old one."""
    row = TallyTable(1, 1, 2).row(0)
    writer = TallyWriter(row)
    for upto in range(1, kept + 1):
        writer.sums(0)[:] = [upto, upto]
        writer.keep(0, upto)

    older = 0 if row.copies(0)[0][-1] < row.copies(0)[1][-1] else 1
    row.raw[older * 24 : older * 24 + 8] = (99).to_bytes(8, "little")

    assert row.get(0) == (kept, kept, kept)


def test_names_are_there_in_order_until_there_is_no_room() -> None:
    names = Names(2, 3, 8)
    row = names.row(1)

    entries = [row.add(name) for name in (b"one", b"", b"12345678")]

    assert entries == [0, 1, 2]
    assert [row[entry] for entry in entries] == [b"one", b"", b"12345678"]
    assert (row.room, len(row), len(names.row(0))) == (0, 3, 0)
