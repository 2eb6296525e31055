"""A text is cut so that what two have in common is found, in few parts however long it is."""

from __future__ import annotations

import pytest

from sanic_mock.engine.load.prompt_parts import KNOWN_PARTS, PART_LETTERS, divided

LENGTHS = (1, 255, 256, 257, 1000, 2048, 2049, 10_000, 100_000, 4_000_000)


@pytest.mark.parametrize("length", LENGTHS)
def test_parts_are_all_of_a_text(length: int) -> None:
    text = ("0123456789" * (length // 10 + 1))[:length]

    assert "".join(divided(text)) == text


@pytest.mark.parametrize("length", LENGTHS)
def test_a_beginning_is_found_to_within_a_quarter(length: int) -> None:
    both = divided("a" * length + "b" * 9), divided("a" * length + "c" * 5000)

    common = 0
    for one, other in zip(*both, strict=False):
        if one != other:
            break
        common += len(one)

    assert length - common <= max(PART_LETTERS, length / 4)


def test_a_long_text_has_few_parts() -> None:
    assert len(divided("a" * 25_000)) < 40
    assert len(divided("a" * 4_000_000)) < 100 < KNOWN_PARTS
    assert len(divided("")) == 0
