"""What is known of how texts begin: what is found is a beginning, and read once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.engine import beginnings
from sanic_mock.engine.beginnings import KEY_LETTERS, PATIENCE, SKIPPED, Beginnings, common_letters

ALIKE = "begins alike, " * 40


class Reader:
    """Keeps of a beginning how long it is, and remembers what it has read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, beginning: str) -> tuple[str, int]:
        self.read.append(beginning)
        return beginning, len(beginning)


def test_of_a_first_text_nothing_is_kept() -> None:
    reader = Reader()

    assert Beginnings(reader).of(ALIKE) is None
    assert not reader.read


def test_what_two_texts_share_is_read_once() -> None:
    reader = Reader()
    known = Beginnings(reader)
    found = [known.of(f"{ALIKE}{number}") for number in range(6)]

    assert found == [None, (f"{ALIKE}1", len(ALIKE) + 1), *[(ALIKE, len(ALIKE))] * 4]
    assert reader.read == [f"{ALIKE}1", ALIKE]


def test_a_text_that_ends_within_a_beginning_shortens_it() -> None:
    known = Beginnings(Reader())
    for text in (ALIKE, ALIKE, ALIKE[:300]):
        known.of(text)

    assert known.of(ALIKE) == (ALIKE[:300], 300)


def test_texts_that_begin_differently_have_nothing_to_do_with_each_other() -> None:
    known = Beginnings(Reader())
    texts = [f"{number}{ALIKE}" for number in range(5)]
    for text in texts + texts:
        known.of(text)

    assert [known.of(text) for text in texts] == [(text, len(text)) for text in texts]


def test_among_texts_that_are_unlike_those_that_are_not_are_found() -> None:
    known = Beginnings(Reader())
    for number in range(2 * PATIENCE):
        known.of(f"{number:03}{ALIKE}")
    asked = [known.of(f"{ALIKE}{number}") for number in range(4 * (SKIPPED + 1))]

    assert asked[0] is None
    assert asked[-1] == (ALIKE, len(ALIKE))


def test_where_many_are_alike_each_is_looked_at_though_others_are_unlike() -> None:
    known = Beginnings(Reader())
    known.of(ALIKE)
    known.of(ALIKE)
    for number in range(3 * PATIENCE):
        known.of(f"{number:03}{ALIKE}")
        assert known.of(ALIKE) == (ALIKE, len(ALIKE))


def test_where_nothing_can_be_kept_no_further_text_is_read() -> None:
    read: list[str] = []
    known: Beginnings[int] = Beginnings(read.append)

    assert [known.of(f"{ALIKE}{number}") for number in range(4)] == [None] * 4
    assert len(read) == 1


def test_a_beginning_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "LONGEST", KEY_LETTERS + 9)
    known = Beginnings(Reader())
    known.of(ALIKE)

    assert known.of(ALIKE) == (ALIKE[: KEY_LETTERS + 9], KEY_LETTERS + 9)


def test_what_is_kept_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginnings, "MOST_LETTERS", 10 * KEY_LETTERS)
    known = Beginnings(Reader())
    for number in range(100):
        known.of(f"{number:03}{ALIKE}")

    assert len(known._seen) + len(known._kept) <= 10


@given(st.text(), st.text(), st.text())
def test_common_letters_are_those_before_the_first_that_differs(
    both: str, one: str, other: str
) -> None:
    first, second = both + one, both + other
    common = common_letters(first, second)

    assert common >= len(both)
    assert first[:common] == second[:common]
    assert first[common : common + 1] != second[common : common + 1] or common == min(
        len(first), len(second)
    )
