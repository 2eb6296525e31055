"""Lists of functions are counted once, however many an agent has, and long ones on a thread."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from sanic_mock.dialects.openai.billing import Function, function_tokens
from sanic_mock.engine.offload import always, patiently
from sanic_mock.engine.tokens import ENCODING, encoding
from sanic_mock.errors import Lengthy

count = encoding(ENCODING).count


class Listed:
    """A list of functions that notes how often it is read.

    Args:
        number: how many functions it has.
        letters: how long each description is.
    """

    def __init__(self, number: int, letters: int) -> None:
        self._functions = [Function(f"find_{at}", "word " * (letters // 5)) for at in range(number)]
        self.raw = repr(self._functions).encode()
        self.readings = 0

    def read(self) -> Iterable[Function]:
        """Return the functions."""
        self.readings += 1
        return self._functions

    def tokens(self) -> int:
        """Return what they bill, counted or known."""
        return function_tokens(self.raw, self.read, count, is_later=False)


@pytest.mark.parametrize(("number", "letters"), [(1, 100), (20, 500), (128, 1000)])
def test_a_list_that_comes_again_is_not_counted_again(number: int, letters: int) -> None:
    listed = Listed(number, letters)

    tokens = listed.tokens()

    assert tokens > number * (letters // 5)
    assert listed.tokens() == tokens
    assert listed.readings == 1


def test_a_list_that_takes_long_is_left_to_a_thread() -> None:
    listed = Listed(300, 1000)

    with pytest.raises(Lengthy):
        listed.tokens()
    tokens = patiently(listed.tokens, always, lambda: 0.0)

    assert listed.readings == 1
    assert listed.tokens() == tokens
