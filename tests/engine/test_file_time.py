"""All files of a request together are read for a bounded time."""

from __future__ import annotations

import pytest

from sanic_mock.engine.file_time import FileTime


class Thread:
    """A thread that has spent what it is told to."""

    spent_s = 7.0

    def read(self, time: FileTime, file_s: float) -> bool:
        """Spend so long on a file, and return whether the time is over by then."""
        with time.reading() as is_over:
            self.spent_s += file_s
            return is_over()


@pytest.mark.parametrize(
    ("files", "is_over", "is_short"),
    [
        ([0.0], False, False),
        ([1.0, 0.9], False, False),
        ([2.0], True, False),  # as long by itself
        ([0.5, 1.5], True, True),
        ([3.0, 0.0], True, True),
        ([0.0, 3.0], True, False),
    ],
)
def test_a_file_is_short_of_what_others_had(
    files: list[float], is_over: bool, is_short: bool
) -> None:
    thread = Thread()
    time = FileTime(lambda: thread.spent_s, most_s=2.0)

    seen = [thread.read(time, one) for one in files]

    assert (seen[-1], time.is_over, time.is_short) == (is_over, is_over, is_short)


def test_what_is_done_between_files_costs_them_nothing() -> None:
    thread = Thread()
    time = FileTime(lambda: thread.spent_s, most_s=2.0)
    for _ in range(3):
        assert not thread.read(time, 0.5)
        thread.spent_s += 60

    assert thread.read(time, 0.5)
