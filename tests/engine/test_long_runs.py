"""Long runs of one sign are counted shorter, and as many tokens are found."""

from __future__ import annotations

from random import Random

import pytest

from sanic_mock.engine.long_runs import counter, encoder
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


@pytest.mark.parametrize("name", [ENCODING, CL100K])
def test_their_tokens_join_up_to_the_text_and_are_nearly_as_many(name: str) -> None:
    draw, tokens, whole = Random(6), encoder(name), encoding(name)
    for text in (text_with_runs(draw) for _ in range(300)):
        assert whole.decode(tokens(text)) == text
        assert abs(len(tokens(text)) - whole.count(text)) <= 10  # two for each of five runs
    assert tokens("Hello") == whole.encode_ordinary("Hello")


def test_a_short_text_is_counted_as_it_is() -> None:
    assert counter()("Hello, world!") == 4
    assert counter()("") == 0
