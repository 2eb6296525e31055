"""What a stranger sends is not held by what is remembered of it, however long it is."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from sanic_mock.engine.schema.expressions import is_pattern
from sanic_mock.engine.schema.matching import is_cheap
from sanic_mock.engine.schema.names import kind_of, range_of, tokens_of


@pytest.mark.parametrize("function", [is_pattern, is_cheap, kind_of, range_of, tokens_of])
def test_nothing_holds_a_long_text_that_was_read(function: Callable[[str], object]) -> None:
    text = "user_email" * 1_000
    before = sys.getrefcount(text)

    function(text)

    assert sys.getrefcount(text) == before


def test_the_beginning_of_a_long_name_is_read() -> None:
    assert kind_of("email_" + "x" * 1_000) == "email"
