"""Ids of answers that are heard, by which a later turn tells them again without their sound.

What is told again so bills the tokens of its transcript and of its sound once more: two of two
[dotnet-2026]. Nothing else of it comes back, so its id has in it, hidden, how many tokens its
transcript had; of one that was not made here nobody knows.
"""

from __future__ import annotations

from sanic_mock.dialects.openai.hidden_counts import HiddenCount

_KIND = "audio_"
_DRAWN_BYTES, _ALL_BYTES = 9, 16
_COUNT = HiddenCount(3, 4, b"heard", b"heard here")


def audio_id(drawn: bytes, tokens: int) -> str:
    """Return the id of an answer.

    Args:
        drawn: at least 9 bytes, which name it.
        tokens: of its transcript, less than 2**24.
    """
    return _KIND + _COUNT.behind(drawn[:_DRAWN_BYTES], tokens).hex()


def transcript_tokens(name: str) -> int | None:
    """Return how many tokens the transcript of an answer had, None of one not made here."""
    try:
        raw = bytes.fromhex(name.removeprefix(_KIND))
    except ValueError:
        return None
    return _COUNT.read(raw) if len(raw) == _ALL_BYTES else None
