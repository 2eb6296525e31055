"""What some models tell of their usage beside what all of them do [pydantic-2026] [replay-2026]."""

from __future__ import annotations

from collections.abc import Mapping

from sanic_mock.dialects.openai.cache_writes import cache_writes
from sanic_mock.dialects.openai.models import Traits

Counts = Mapping[str, int]

_NOTHING: Counts = {}
# What most models tell of every prompt.
SILENT: Counts = {"audio_tokens": 0}


def tells_more(model: Traits) -> bool:
    """Return whether more than SILENT is told of a prompt."""
    return model.family.tells_cache_writes or model.family.speaks


def of_prompt(model: Traits, prompt: int, cached: int, audio: int = 0) -> Counts:
    """Return what is told of a prompt's tokens, behind those that were cached.

    What is written to a cache stands before the sound: one stream whose order was kept
    [cassettes-2026].
    """
    sound = {"audio_tokens": audio} if audio else SILENT
    if model.family.tells_cache_writes:
        return {"cache_write_tokens": cache_writes(prompt, cached), **sound}
    if model.family.speaks:
        return {**sound, "text_tokens": prompt - audio, "image_tokens": 0}
    return sound


def of_completion(model: Traits, completion: int, audio: int = 0) -> Counts:
    """Return what is told of a completion's tokens, behind what was predicted."""
    return {"text_tokens": completion - audio} if model.family.speaks else _NOTHING


def joined(counts: Counts, before: bytes) -> bytes:
    """Return members of JSON that follow others, with `before` in front of each."""
    return b"".join(b',%b"%b": %d' % (before, *one) for one in _encoded(counts))


def compact(counts: Counts) -> bytes:
    """Return members of compact JSON that follow others."""
    return b"".join(b',"%b":%d' % one for one in _encoded(counts))


def _encoded(counts: Counts) -> list[tuple[bytes, int]]:
    return [(name.encode(), count) for name, count in counts.items()]
