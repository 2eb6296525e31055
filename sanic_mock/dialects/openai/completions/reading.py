"""What an answer needs to know of its request, where it is more than one plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects.openai.completions.prompts import Prompt, text
from sanic_mock.dialects.openai.completions.request import (
    AnyCompletionRequest,
    CompletionRequest,
    Full,
    LenientCompletionRequest,
)
from sanic_mock.dialects.openai.load_tools import guide
from sanic_mock.engine.ask import Options
from sanic_mock.engine.bias import bias_of
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import pinned
from sanic_mock.engine.reply import Choice, FinishReason, Reply
from sanic_mock.engine.schema.budget import Allowance
from sanic_mock.engine.tokens import CL100K

MOST_OUTPUT = 4096
_UNPINNED = ("stream", "stream_options", "user")
_encode = msgspec.json.Encoder().encode


class Reading(NamedTuple):
    """One request.

    Attributes:
        prompts: as they were given.
        shown: how many choices each of them gets.
        candidates: how many are generated for each; billed, but not all shown.
        echoes: whether each choice begins with its prompt.
        top_logprobs: how many alternatives each token has; None is no probabilities.
    """

    prompts: Sequence[Prompt]
    shown: int = 1
    candidates: int = 1
    echoes: bool = False
    top_logprobs: int | None = None


class Shown(NamedTuple):
    """One choice of an answer.

    Attributes:
        place: its index.
        prompt: what it completes.
        choice: the text that completes it.
    """

    place: int
    prompt: str
    choice: Choice


class SingleText(NamedTuple):
    """An answer that is one text and nothing more.

    Attributes:
        body: the text.
        finish_reason: why it ends where it ends.
        echoed: what is in front of it, as inside a JSON string's quotes.
    """

    body: Body
    finish_reason: FinishReason
    echoed: bytes = b""


def needs(
    request: AnyCompletionRequest, prompts: Sequence[Prompt], seed: int
) -> tuple[Reading, Options] | None:
    """Return what few requests ask for, for the answer and for the engine; None for the many.

    Args:
        request: the request.
        prompts: those it gives.
        seed: of the server, for what the request's own seed decides.
    """
    pin = b"" if request.seed is None else _pin(request, seed)
    if not isinstance(request, CompletionRequest | LenientCompletionRequest):
        if len(prompts) == 1 and not pin:
            return None
        return Reading(prompts), Options(choices=len(prompts), pin=pin)
    shown = request.n or 1
    candidates = max(shown, request.best_of or 1)
    choices = candidates * len(prompts)
    stop = request.stop or ()
    stops = (stop,) if isinstance(stop, str) else tuple(stop)
    bias = bias_of(request.logit_bias, CL100K, MOST_OUTPUT)
    guided = _guided(request, prompts)
    is_plain = choices == 1 and not stops and not pin and bias is None and guided.maker is None
    if is_plain and not request.echo and request.logprobs is None:
        return None
    reading = Reading(prompts, shown, candidates, bool(request.echo), request.logprobs)
    options = msgspec.structs.replace(
        guided, choices=choices, stop=stops, top_logprobs=request.logprobs, pin=pin, bias=bias
    )
    return reading, options


def _guided(request: Full, prompts: Sequence[Prompt]) -> Options:
    """Return what the text is to be where load tools say so."""
    options = Options()
    if isinstance(request, LenientCompletionRequest):
        guide(request, options, Allowance())
    if options.maker is not None:
        options.prompt = text(prompts[-1])
    return options


def shown(reading: Reading, reply: Reply) -> list[Shown]:
    """Return the choices that an answer shows: the first candidates of each prompt."""
    found: list[Shown] = []
    for place, prompt in enumerate(map(text, reading.prompts)):
        first = place * reading.candidates
        for choice in reply.choices[first : first + reading.shown]:
            found.append(Shown(len(found), prompt, choice))
    return found


def find_single(reading: Reading, choices: Sequence[Shown]) -> SingleText | None:
    """Return the one text that there is; None where there are several, or probabilities."""
    if len(choices) > 1 or choices[0].choice.logprobs is not None:
        return None
    choice = choices[0].choice
    echoed = _encode(choices[0].prompt)[1:-1] if reading.echoes else b""
    return SingleText(choice.body, choice.finish_reason, echoed)


def billed(reply: Reply) -> int:
    """Return how many tokens were generated, shown or not."""
    if reply.completion_tokens is not None:
        return reply.completion_tokens
    if not reply.choices:
        return reply.body.tokens + reply.reasoning_tokens
    return sum(choice.body.tokens for choice in reply.choices) + reply.reasoning_tokens


def _pin(request: AnyCompletionRequest, seed: int) -> bytes:
    """Return the chance of a request with a seed: the same whenever, and however, it is sent."""
    values = msgspec.structs.asdict(request).items()
    same = {name: one for name, one in values if one is not None and name not in _UNPINNED}
    return pinned(seed, _encode(same))
