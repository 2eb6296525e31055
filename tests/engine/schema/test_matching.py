"""A stranger's expression is tried only where that is cheap."""

from __future__ import annotations

import pytest

from sanic_mock.engine.schema.matching import is_cheap, matches


@pytest.mark.parametrize(
    ("pattern", "is_so"),
    [
        (r"^[a-z]+@[a-z]+\.[a-z]+$", True),
        (r"^\d{4}$", True),
        (r"a|b", True),
        (r"(a+)+$", False),
        (r"(a|a)*$", False),
        (r"(ab|c)+", False),
        (r"^\+?\d{1,3}( \d{2,4}){2}$", True),
        (r"(ab|cd|ef){2}", True),
        (r"(.)*\1*", True),
        (r"(?:(.)\1)*", True),
        (r"a*a*a*a*b", False),
        (r"(?=(a+)+b)", False),
        ("[", False),
    ],
)
def test_a_pattern_is_cheap_if_it_divides_a_text_in_few_ways(pattern: str, is_so: bool) -> None:
    assert is_cheap(pattern) == is_so


def test_a_costly_pattern_or_a_long_text_is_not_tried() -> None:
    assert matches("(a+)+$", "a" * 30 + "b") is None
    assert matches("^a+$", "a" * 65) is None
    assert matches("^a+$", "a" * 64) is True
    assert matches("^a+$", "b") is False
