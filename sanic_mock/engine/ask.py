"""The two values between a vendor's bytes and ours: what was asked, and what is replied."""

from __future__ import annotations

from typing import Literal

import msgspec

from sanic_mock.engine.content import Body
from sanic_mock.engine.timeline import Plan

FinishReason = Literal["stop", "length"]


class Ask(msgspec.Struct, gc=False):
    """What every vendor's request boils down to.

    Attributes:
        model: the name the client asked for.
        prompt_tokens: size of the prompt, in tokens.
        cap: at most this many tokens are answered; None is no limit.
        stream: whether the answer is to come in pieces.
        usage_wanted: whether a stream ends with its usage.
        obfuscated: whether a stream's events are padded.
        prompt: the prompt's text, where a cache of prompts is simulated.
    """

    model: str
    prompt_tokens: int
    cap: int | None = None
    stream: bool = False
    usage_wanted: bool = False
    obfuscated: bool = True
    prompt: str = ""


class Reply(msgspec.Struct, gc=False):
    """What decides time, length and outcome of one answer.

    Attributes:
        body: the text.
        finish_reason: why it ends where it ends.
        prompt_tokens: tokens the answer bills for the prompt.
        digest: 64 bytes of chance, for identifiers.
        plan: when its tokens are due; None where all are due at once.
        reasoning_tokens: tokens billed and waited for, but not shown.
        cached_tokens: prompt tokens that were found in a cache.
    """

    body: Body
    finish_reason: FinishReason
    prompt_tokens: int
    digest: bytes
    plan: Plan | None = None
    reasoning_tokens: int = 0
    cached_tokens: int = 0
