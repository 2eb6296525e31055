"""An expression is read, unless Python cannot, or it asks for too much."""

from __future__ import annotations

import pytest

from sanic_mock.engine.schema.expressions import is_pattern


@pytest.mark.parametrize(
    "pattern",
    ["1?+1", "a*+", "(?>a)b",
     "[", "(", "a{2,1}", "*", r"\p{L}", "(" * 900, "a" * 1_001, "a{9000}", "(a{100}){100}",
     "((){200}){200}", "a{99999999999}", r"(?P<a>x)(?P<a>y)"],
)  # fmt: skip
def test_what_cannot_be_read_or_asks_for_too_much_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)
