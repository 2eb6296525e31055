"""Ids of answers that are heard, by which a later turn tells them again without their sound.

What is told again so bills the tokens of its transcript and of its sound once more: two of two
[dotnet-2026]. Nothing else of it comes back, so its id has in it, hidden, how many tokens its
transcript had; of one that was not made here nobody knows.
"""

from __future__ import annotations

from hashlib import blake2b

_KIND = "audio_"
_DRAWN, _COUNT, _CHECK = 9, 3, 4


def audio_id(drawn: bytes, tokens: int) -> str:
    """Return the id of an answer.

    Args:
        drawn: at least 9 bytes, which name it.
        tokens: of its transcript, less than 2**24.
    """
    body = drawn[:_DRAWN]
    counted = body + _hidden(body, tokens)
    return _KIND + (counted + _check(counted)).hex()


def transcript_tokens(name: str) -> int | None:
    """Return how many tokens the transcript of an answer had, None of one not made here."""
    try:
        raw = bytes.fromhex(name.removeprefix(_KIND))
    except ValueError:
        return None
    counted, check = raw[:-_CHECK], raw[-_CHECK:]
    if len(raw) != _DRAWN + _COUNT + _CHECK or check != _check(counted):
        return None
    body, count = counted[:_DRAWN], counted[_DRAWN:]
    return int.from_bytes(_hidden(body, int.from_bytes(count)))


def _hidden(body: bytes, tokens: int) -> bytes:
    """Return a count that is hidden by what is before it; of one that is hidden, the count."""
    mask = int.from_bytes(blake2b(body, digest_size=_COUNT, person=b"heard").digest())
    return (tokens ^ mask).to_bytes(_COUNT)


def _check(counted: bytes) -> bytes:
    """Return what shows that a count was hidden here."""
    return blake2b(counted, digest_size=_CHECK, person=b"heard here").digest()
