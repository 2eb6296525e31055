"""Answers that are heard: silence of the length of what is said, and what is said.

Members and formats: [openapi-2026] ChatCompletionResponseMessage. A stream tells a transcript and
sound by turns, no end, and until when they are kept behind what is billed: four of four
[dotnet-2026]. There a piece of the sound is 0.4 s long, and chunks without choices come while it is
made; here each piece of the transcript comes with its part of the sound.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.openai.chat.heard import audio_id
from sanic_mock.dialects.openai.chat.request import ChatRequest
from sanic_mock.dialects.openai.media import speech_s, speech_tokens
from sanic_mock.engine.draws import more
from sanic_mock.engine.media.silence import silence_base64
from sanic_mock.engine.reply import Choice, Reply

_HELD_S = 3600
_DEFAULT_FORMAT = "pcm16"


class Voice(NamedTuple):
    """How an answer is heard.

    Attributes:
        format: of the sound.
        expires_s: until when it can be referred to, unix seconds.
    """

    format: str
    expires_s: int


def is_spoken(request: ChatRequest | None) -> bool:
    """Return whether the answer to a request is to be heard."""
    return request is not None and "audio" in (request.modalities or ())


def voice_of(request: ChatRequest | None, created_s: int) -> Voice | None:
    """Return how the answer to a request is to be heard; None where it is not."""
    if request is None or not is_spoken(request):
        return None
    kind = _DEFAULT_FORMAT if request.audio is None else request.audio.format
    return Voice(kind, created_s + _HELD_S)


def tokens(one: Choice) -> int:
    """Return what the sound of a choice bills."""
    return 0 if one.calls else speech_tokens(one.body.tokens)


def whole(place: int, one: Choice, reply: Reply, voice: Voice) -> dict[str, Any]:
    """Return the `audio` of a message."""
    return {
        "id": id_of(place, one, reply),
        "data": silence_base64(speech_s(one.body.tokens), voice.format).decode(),
        "expires_at": voice.expires_s,
        "transcript": msgspec.Raw(b'"%b"' % one.body.escaped),
    }


def id_of(place: int, one: Choice, reply: Reply) -> str:
    """Return the id of a choice's sound."""
    return audio_id(more(reply.digest, b"audio%d" % place), one.body.tokens)


def fragment(voice: Voice) -> bytes:
    """Return the sound of one token, in base64."""
    return silence_base64(speech_s(1), voice.format)
