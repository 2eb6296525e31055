"""Packed pieces are those of a tuple, in less memory and without copies."""

from __future__ import annotations

import pytest

from sanic_mock.engine.packed_pieces import PackedPieces, Packer, RepeatedPieces

TEXT = (b"A", b" text", b" of", b" a", b" few", b" pieces", b".")
LAST = b"!"
SLICES = (
    slice(0, 3),
    slice(2, None),
    slice(None, -1),
    slice(5, 100),
    slice(9, 10),
    slice(None, None, 2),
    slice(None, None, 3),
)


def stretch(last: bytes | None) -> PackedPieces:
    """Return the pieces 5 to 14 of a text that is repeated."""
    return RepeatedPieces(TEXT, 20).stretch(5, 10, last)


PACKED = {
    "packed": (Packer().pack(TEXT), TEXT),
    "cut": (Packer().pack((*TEXT, b"more")).first(len(TEXT)), TEXT),
    "repeated": (stretch(None), (TEXT * 3)[5:15]),
    "with another last piece": (stretch(LAST), (*(TEXT * 3)[5:14], LAST)),
}


@pytest.mark.parametrize("name", PACKED)
def test_they_are_read_as_the_tuple_is(name: str) -> None:
    packed, expected = PACKED[name]

    assert tuple(packed) == expected
    assert len(packed) == len(expected)
    assert [packed[place] for place in range(len(expected))] == list(expected)
    assert packed[-1] == expected[-1]


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("place", SLICES, ids=str)
def test_slices_of_them_are_those_of_the_tuple(name: str, place: slice) -> None:
    packed, expected = PACKED[name]

    assert packed[place] == expected[place]


def test_texts_that_are_packed_together_share_their_vocabulary() -> None:
    packer = Packer()

    first, second = packer.pack(TEXT), packer.pack(reversed(TEXT))

    assert tuple(second) == TEXT[::-1]
    assert first[1] is second[-2]


def test_more_pieces_than_two_bytes_can_number_are_packed_too() -> None:
    pieces = tuple(str(number).encode() for number in range(70_000))

    assert tuple(Packer().pack(pieces)) == pieces


@pytest.mark.parametrize("start", range(len(TEXT)))
@pytest.mark.parametrize("count", [0, 1, 10, 20])
def test_a_stretch_has_its_text(start: int, count: int) -> None:
    repeated = RepeatedPieces(TEXT, 20)

    assert bytes(repeated.text(start, count)) == b"".join(repeated.stretch(start, count, None))


@pytest.mark.parametrize("name", PACKED)
def test_what_differs_of_them_is_known(name: str) -> None:
    packed, expected = PACKED[name]

    assert packed.distinct() >= set(expected)
