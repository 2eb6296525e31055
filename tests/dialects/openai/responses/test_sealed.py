"""Encrypted reasoning bills, told again, what it did when it was thought."""

from __future__ import annotations

from base64 import urlsafe_b64decode

import pytest

from sanic_mock.dialects.openai.billing import thought_tokens
from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.responses.sealed import sealed

NAMES = Naming(bytes(64), 1_790_000_000)
FRAMING = 1180


@pytest.mark.parametrize("tokens", [0, 17, 64, 1024, 16_000])
def test_a_thought_bills_again_what_it_did(tokens: int) -> None:
    text = sealed(NAMES, tokens, FRAMING)

    # what frames it, and half a block of 16 bytes: 11 letters
    assert thought_tokens(text, FRAMING) == pytest.approx(tokens + 2, abs=2)
    raw = urlsafe_b64decode(text)
    assert (raw[0], len(raw) % 16) == (0x80, 57 % 16)


def test_a_thought_is_sealed_alike_and_each_in_its_own_way() -> None:
    other = Naming(bytes(63) + b"1", 1_790_000_000)

    assert sealed(NAMES, 9, FRAMING) == sealed(NAMES, 9, FRAMING)
    assert sealed(NAMES, 9, FRAMING)[9:] != sealed(other, 9, FRAMING)[9:]


def test_a_thought_without_end_has_one() -> None:
    assert len(sealed(NAMES, 10**9, FRAMING)) < 110_000
