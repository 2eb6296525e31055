"""Tokens of images and sound: what a prompt's cost, and what a spoken answer's.

Nothing is fetched and nothing is decoded but headers: an image or recording costs microseconds,
whatever its size. Numbers are those of "Managing costs" (Realtime API) [guides-2026]; where it says
nothing, what clients were billed [pydantic-2026] [issues-2026].
"""

from __future__ import annotations

from sanic_mock.dialects.openai.models import family_of
from sanic_mock.dialects.openai.models.images import Tiles
from sanic_mock.engine.media.image_size import size_of
from sanic_mock.engine.media.named_size import named_size
from sanic_mock.engine.media.sound import seconds_of

#: The size of an image that cannot be known: six of seven addresses that name none were billed as
#: one tile, or fewer patches than this [cassettes-2026].
UNKNOWN_SIZE = (512, 512)

_INPUT_MS_PER_TOKEN = 100
_OUTPUT_MS_PER_TOKEN = 50
# 150 words in a minute. Of four answers, of about 9 tokens each, the sound had 37, 50, 56 and 68
# (their source was not kept): 5.9 for each token of the transcript.
_SPEECH_MS_PER_TOKEN = 300
# What an image in patches bills beside them, in 23 of 27 prompts; from gpt-5 on at chat alone
# [billed-2026] (threads 1230130, 1262691 and 1281361 of OpenAI's forum).
_PATCHED_TOKENS = 1


def image_tokens(url: str, detail: str, model: str, *, is_chat: bool) -> int:
    """Return the tokens of one image in a prompt.

    Args:
        url: a data URL tells its size, others may name it; else it counts as 512 x 512.
        detail: "low", "high" or "original"; any other is "auto".
        model: as in the request; a gateway's prefix is passed over. One that is not known counts
            as gpt-4o.
        is_chat: whether it is a chat that shows it.
    """
    family = family_of(model.rpartition("/")[2])
    tokens = family.images.tokens(size_of(url) or named_size(url) or UNKNOWN_SIZE, detail)
    if isinstance(family.images, Tiles) or (family.prompting.has_definitions and not is_chat):
        return tokens
    return tokens + _PATCHED_TOKENS


def audio_tokens(data: str, kind: str) -> int:
    """Return the tokens of a recording in a prompt: one for each whole 100 ms.

    So nine were billed that had some further part of one [cassettes-2026] [dotnet-2026].

    Args:
        data: base64; see `sound.seconds_of` for what is an estimate.
        kind: "wav" or "mp3" in a chat.
    """
    return round(1000 * seconds_of(data, kind)) // _INPUT_MS_PER_TOKEN


def speech_tokens(transcript_tokens: int) -> int:
    """Return the tokens of an answer's sound: one for each 50 ms, an estimate of its length."""
    return transcript_tokens * _SPEECH_MS_PER_TOKEN // _OUTPUT_MS_PER_TOKEN


def speech_s(transcript_tokens: int) -> float:
    """Return how long it takes to say a transcript, in seconds: an estimate."""
    return transcript_tokens * _SPEECH_MS_PER_TOKEN / 1000
