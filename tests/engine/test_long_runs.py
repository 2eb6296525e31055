"""Long runs of one sign are counted shorter, and as many tokens are found."""

from __future__ import annotations

from random import Random

import pytest

from sanic_mock.engine.long_runs import counter
from sanic_mock.engine.tokens import CL100K, ENCODING, encoding

SIGNS = "-*=/#"
BETWEEN = "-*=/#ab \n!.,_x\"\t\r1é漢'~+|<>(){}[]\\&%$@:;"


def text_with_runs(draw: Random) -> str:
    """Return a text with runs of some length, and anything between them."""
    parts = []
    for _ in range(draw.randrange(1, 6)):
        parts += draw.choices(BETWEEN, k=draw.randrange(9))
        parts.append(draw.choice(SIGNS) * draw.randrange(1, draw.choice((30, 300, 700, 3000))))
    return "".join(parts) + "word " * 1000


@pytest.mark.parametrize("name", [ENCODING, CL100K])
@pytest.mark.parametrize("sign", SIGNS)
def test_runs_of_any_length_have_the_tokens_that_they_have(name: str, sign: str) -> None:
    count, whole = counter(name), encoding(name).count
    for length in (1, 191, 192, *range(4090, 4300), 9999):
        assert count(sign * length) == whole(sign * length), length


@pytest.mark.parametrize("name", [ENCODING, CL100K])
def test_runs_have_them_wherever_they_stand(name: str) -> None:
    draw, count, whole = Random(5), counter(name), encoding(name).count
    for text in (text_with_runs(draw) for _ in range(1500)):
        assert count(text) == whole(text), text[:-5000]


def test_a_short_text_is_counted_as_it_is() -> None:
    assert counter()("Hello, world!") == 4
    assert counter()("") == 0
