"""A prompt as text is known as far as its tokens are, though only what is new is tokenised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanic_mock.engine.begun_counts import LONG_TEXT
from sanic_mock.engine.load.prefix import PrefixCache
from sanic_mock.engine.load.text_prefixes import TextPrefixes
from sanic_mock.engine.long_runs import encoder
from sanic_mock.engine.tokens import CL100K, ENCODING, encoding

WORDS = "Please tell me of gateways, of their 12345 queues and what a retry costs them all. "
LONG = WORDS * (2 * LONG_TEXT // len(WORDS))
ENDS = st.text(st.sampled_from("ab \n.9é中"), max_size=30)


@pytest.mark.parametrize("name", [ENCODING, CL100K])
@given(
    texts=st.lists(st.tuples(st.integers(0, len(LONG)), ENDS), max_size=12),
    size=st.sampled_from([1, 7, 16]),
)
@settings(deadline=None, max_examples=40)
def test_texts_are_known_as_their_tokens_are(
    name: str, texts: list[tuple[int, str]], size: int
) -> None:
    encode = encoding(name).encode_ordinary
    by_text = TextPrefixes(PrefixCache(1000, size), encode)
    by_tokens = PrefixCache(1000, size)
    for length, end in texts:
        text = LONG[:length] + end
        assert by_text.read(text) == by_tokens.read(encode(text))


@pytest.mark.parametrize("letters", range(1, 40))
def test_a_word_that_goes_on_is_tokenised_from_its_beginning(letters: int) -> None:
    encode = encoding(CL100K).encode_ordinary
    by_text, by_tokens = TextPrefixes(PrefixCache(1000, 1), encode), PrefixCache(1000, 1)
    for end in 2 * ("", " a", "a"):
        text = LONG + letters * "a" + end
        assert by_text.read(text) == by_tokens.read(encode(text))


def test_what_begins_as_before_is_not_tokenised_again() -> None:
    asked: list[int] = []

    def encode(text: str) -> list[int]:
        asked.append(len(text))
        return encoding().encode_ordinary(text)

    prefixes = TextPrefixes(PrefixCache(1000, 16), encode)
    for number in range(3):
        prefixes.read(f"{LONG}{number:08}")
    asked.clear()

    assert prefixes.read(f"{LONG}00000009") > len(LONG) // 8
    assert sum(asked) < len(WORDS)


def test_a_long_run_is_known_wherever_reading_begins() -> None:
    prefixes = TextPrefixes(PrefixCache(1000, 16), encoder())
    text = f"{LONG} --{'-' * 2500} {WORDS * 5}"
    prefixes.read(text)
    known = prefixes.read(text)
    for number in range(2):
        prefixes.read(f"{LONG}{number}")

    assert prefixes.read(text) == known
