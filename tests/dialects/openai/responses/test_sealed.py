"""Encrypted reasoning bills, told again, what it did when it was thought."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses.sealed import sealed, thought_tokens

CREATED_S = 1_790_000_000
NAMES = Naming(bytes(64), CREATED_S)


@given(st.integers(0, 2**32 - 1), st.binary(min_size=64, max_size=64))
def test_a_thought_bills_again_what_it_did_and_what_frames_it(tokens: int, digest: bytes) -> None:
    assert thought_tokens(sealed(Naming(digest, CREATED_S), tokens)) == tokens + 2


def test_a_thought_looks_like_fernet() -> None:
    raw = urlsafe_b64decode(sealed(NAMES, 64))

    assert (raw[0], int.from_bytes(raw[1:9]), len(raw) % 16) == (0x80, CREATED_S, 57 % 16)


def test_a_thought_is_sealed_alike_and_each_in_its_own_way() -> None:
    other = Naming(bytes(63) + b"1", CREATED_S)

    assert sealed(NAMES, 9) == sealed(NAMES, 9)
    assert sealed(NAMES, 9)[12:] != sealed(other, 9)[12:]


def test_a_thought_without_end_has_one() -> None:
    assert len(sealed(NAMES, 10**9)) < 110_000


def foreign(thought_s: int, letters: int) -> str:
    """Return a thought of so many letters that was not sealed here."""
    raw = b"\x80" + thought_s.to_bytes(8) + bytes(letters // 4 * 3 - 9)
    return urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    ("thought_s", "letters", "tokens"),
    [
        # what recorded thoughts were billed [billed-2026], within 20
        (1_769_700_000, 2808, 281),
        (1_778_000_000, 1228, 47),
        (1_778_000_000, 1508, 100),
        (1_785_700_000, 1060, 24),
        (1_787_100_000, 2404, 203),
        (1_787_100_000, 9420, 1364),
    ],
)
def test_another_thought_is_guessed_from_its_letters(
    thought_s: int, letters: int, tokens: int
) -> None:
    assert thought_tokens(foreign(thought_s, letters)) == pytest.approx(tokens, abs=40)


@pytest.mark.parametrize("text", ["", "a", "abc", "gAAAAAB!", "\u00e9" * 40, "\ud800", "=" * 9])
def test_nothing_is_too_broken_to_count(text: str) -> None:
    assert thought_tokens(text) == 2


def test_what_was_changed_is_guessed() -> None:
    whole = sealed(NAMES, 5000)
    changed = whole[:-8] + ("AAAA" if whole[-8:-4] != "AAAA" else "BBBB") + whole[-4:]

    assert thought_tokens(changed) != 5002
    assert thought_tokens(changed) == pytest.approx(5000, abs=20)
