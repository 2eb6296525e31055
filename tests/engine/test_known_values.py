"""What is known of a key is made once, and there is an end to what is kept."""

from __future__ import annotations

import pytest

from sanic_mock.engine.known_values import KnownValues


def test_a_value_is_made_once() -> None:
    known = KnownValues[int, list[int]](lambda key: [key], 2)

    first = known[1]

    assert first == [1]
    assert known[1] is first


def test_all_are_forgotten_for_one_too_many() -> None:
    known = KnownValues[int, int](abs, 2)

    assert [known[key] for key in (-1, -2, -3)] == [1, 2, 3]
    assert known == {-3: 3}


def test_what_cannot_be_made_is_not_kept() -> None:
    known = KnownValues[str, int](int, 2)

    with pytest.raises(ValueError, match="invalid literal"):
        known["x"]

    assert known == {}
