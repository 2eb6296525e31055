"""JSON that messages ask for in words, as what is to be answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sanic_mock.dialects import prompted
from sanic_mock.engine.ask import Options

SCHEMA = r'{"type": "object", "properties": {"%s": {"type": "string"}}}'
ASKING = f"Answer in JSON with this schema: {SCHEMA}"


@pytest.mark.parametrize("ask", [prompted.ask, prompted.require])
def test_a_schema_with_half_a_letter_is_none(
    ask: Callable[[Options, Sequence[str]], None],
) -> None:
    half, whole = (Options(prompt=ASKING % key) for key in (r"\udc00", r"\ud83d\ude00"))
    for options in (half, whole):
        ask(options, [options.prompt])

    assert half.maker is None
    assert whole.maker is not None
