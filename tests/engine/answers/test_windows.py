"""Windows find all that a text contains, wherever it stands, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.answers.windows import SIZES, Windows, WindowSize, best_size

SOUGHT = st.lists(st.text("ab", max_size=24).map(str.encode), max_size=30)


@pytest.mark.parametrize("size", SIZES, ids=str)
@settings(max_examples=150, deadline=None)
@given(sought=SOUGHT, before=st.text("ab", max_size=20), after=st.text("ab", max_size=20))
def test_what_a_text_contains_is_found_and_nothing_else(
    size: WindowSize, sought: list[bytes], before: str, after: str
) -> None:
    numbered = {number: one for number, one in enumerate(sought) if len(one) >= size.least}
    windows = Windows(numbered, size)
    for middle in (b"", *numbered.values()):
        text = before.encode() + middle + after.encode()

        assert set(windows.find(text)) == {
            number for number, one in numbered.items() if one in text
        }


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_shortest_that_is_found_is_found_at_each_place(size: WindowSize) -> None:
    sought = bytes(range(size.least))
    windows = Windows({7: sought}, size)
    for place in range(2 * size.width):
        for further in range(2 * size.width):
            assert set(windows.find(b"x" * place + sought + b"x" * further)) == {7}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_found_in_a_text_of_a_few_bytes(size: WindowSize) -> None:
    windows = Windows({1: b"0123456789abcdef"}, size)
    assert all(not windows.find(b"0123456789abcde"[:length]) for length in range(16))


@pytest.mark.parametrize(
    ("lengths", "size"),
    [
        ([20] * 300, (8, 8)),
        ([20] * 300 + [2, 5, 9], (8, 8)),
        ([12] * 300, (8, 4)),
        ([12] * 300 + [8] * 100, (4, 4)),
        ([12] * 300 + [5] * 100, (4, 2)),
        ([4] * 300, (4, 1)),
        ([3] * 300, (8, 8)),
        ([], (8, 8)),
    ],
)
def test_as_few_windows_are_cut_as_find_what_is_sought(
    lengths: list[int], size: tuple[int, int]
) -> None:
    assert best_size(lengths) == size
