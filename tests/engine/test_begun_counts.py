"""Counting what follows a known beginning is counting all of it, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine import begun_counts
from sanic_mock.engine.beginnings import KEY_LETTERS
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.tokens import CL100K, ENCODING, encoding

WORDS = "Please tell me of gateways, of their 12345 queues and what a retry costs them all. "
LONG = WORDS * (2 * LONG_TEXT // len(WORDS))
NAMES = (ENCODING, CL100K)
# what makes words end differently: cases, marks, contractions, digits, blanks, other scripts
LETTERS = st.sampled_from(
    [*"aZé\u0301ß中\u0131'\u2019 \t\n\r\u00a0\u3000.,-/\\09٣🙂", " a", "'s", "'LL", "a b"]
)
TEXTS = st.lists(LETTERS | st.characters(codec="utf-8"), max_size=60).map("".join)


class Counter:
    """Counts tokens, and how often and how many letters it has looked at."""

    def __init__(self, name: str = ENCODING) -> None:
        self._count = encoding(name).count
        self.calls = self.letters = 0

    def __call__(self, text: str) -> int:
        self.calls += 1
        self.letters += len(text)
        return self._count(text)


@pytest.mark.parametrize("name", NAMES)
@given(before=TEXTS, texts=st.lists(TEXTS, min_size=2, max_size=5))
@settings(deadline=None)
def test_texts_that_begin_alike_are_counted_as_each_is_alone(
    name: str, before: str, texts: list[str]
) -> None:
    begun, plain = BegunCounts(encoding(name).count), encoding(name).count
    every = [LONG + before + text for text in (*texts, *texts)]

    assert [begun(text) for text in every] == [plain(text) for text in every]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("letters", range(1, 40))
def test_a_word_that_goes_on_is_not_known_by_its_beginning(name: str, letters: int) -> None:
    begun, plain = BegunCounts(encoding(name).count), encoding(name).count
    every = 2 * [LONG + letters * "a" + text for text in ("", " a", "a")]

    assert [begun(text) for text in every] == [plain(text) for text in every]


@pytest.mark.parametrize("name", NAMES)
@given(st.lists(LETTERS, min_size=1, max_size=40), st.data())
@settings(deadline=None)
def test_a_text_counts_what_its_parts_do_before_a_space_between_letters(
    name: str, letters: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(letters)))
    first, rest = "".join(letters[:place]) + "w", " W" + "".join(letters[place:])
    count = encoding(name).count

    assert count(first) + count(rest) == count(first + rest)


def test_what_begins_as_before_is_not_counted_again() -> None:
    counter = Counter()
    begun = BegunCounts(counter)
    for number in range(3):
        begun(f"{LONG}{number:08}")
    counter.letters = 0
    begun(f"{LONG}00000009")

    assert counter.letters < KEY_LETTERS


def test_what_two_prompts_share_behind_their_beginning_is_known_too() -> None:
    counter = Counter()
    begun = BegunCounts(counter)
    texts = [f"{LONG[:KEY_LETTERS]} of {number} {LONG}" for number in range(3)]
    for text in 4 * texts:
        begun(text)
    counter.letters = 0
    begun(f"{texts[1]} and of all")

    assert counter.letters < 2 * KEY_LETTERS


@pytest.mark.parametrize("text", ["x" * 5000, "中" * 5000, "1 " * 2500, "\n" * 5000, " a" * 2500])
def test_texts_without_words_are_counted_all_the_same(text: str) -> None:
    begun = BegunCounts(encoding().count)

    assert [begun(text) for _ in range(4)] == [encoding().count(text)] * 4


@pytest.mark.parametrize("text", ["x" * 50_000, "中" * 5000, "a b" + "x" * 50_000])
def test_a_text_whose_end_is_no_words_is_counted_as_a_whole(text: str) -> None:
    counter = Counter()
    begun = BegunCounts(counter)
    for _ in range(4):
        begun(text)

    assert (counter.calls, counter.letters) == (4, 4 * len(text))


def test_behind_many_short_beginnings_the_rest_is_counted_as_a_whole() -> None:
    counter = Counter()
    begun = BegunCounts(counter)
    whole = " ".join(f"Word number {number} of this text" for number in range(1500))
    rest = whole
    while len(rest) >= LONG_TEXT:
        for number in range(3):
            begun(f"{rest[:KEY_LETTERS]} {number} {LONG}")
        known = begun._beginnings.of(rest)
        assert known is not None
        rest = rest[len(known[0]) :]
    counter.letters = 0

    assert begun(whole) == encoding().count(whole)
    assert counter.letters > len(whole) // 2


def test_half_of_a_text_that_ends_in_no_words_is_kept() -> None:
    counter = Counter()
    begun = BegunCounts(counter)
    text = LONG + "0123456789 " * 30
    for _ in range(3):
        begun(text)
    counter.letters = 0
    begun(text)

    assert counter.letters < len(text) * 2 // 3


def test_a_very_long_text_is_counted_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begun_counts, "LONGEST", len(LONG) - 1)
    counter = Counter()
    begun = BegunCounts(counter)
    for _ in range(3):
        begun(LONG)

    assert counter.letters == 3 * len(LONG)
