"""Plain answers in one go: the steps of the general way, without the values between them.

What is answered is what `Generate.parse`, the engine and `Generate.whole` answer, byte for byte; a
property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.head import GeminiHead
from sanic_mock.dialects.gemini.ids import answer_name
from sanic_mock.dialects.gemini.layout import escaped
from sanic_mock.dialects.gemini.request import PlainRequest, decode_plain
from sanic_mock.dialects.gemini.shapes import EndShape
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.usage import drawn_thought


class GeminiSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        rich: makes an Ask of a body that is no plain request.
        plain: makes an Ask of one that is, and the tokens of its prompt, or None where they are not
            counted yet.
        is_special: whether a plain request asks for more than a free text of any length.
        prompt_tokens: counts a prompt.
        most_short: tokens of a prompt that is neither refused nor found in a cache.
        terms: how all answers are billed.
        shape: what all answers of the model share.
        head: the fields of all answers.
        model: answers.
    """

    rich: Callable[[bytes], GeminiAsk]
    plain: Callable[[PlainRequest, int | None], GeminiAsk]
    is_special: Callable[[PlainRequest], bool]
    prompt_tokens: Callable[[PlainRequest], int]
    most_short: int
    terms: Terms | None
    shape: EndShape
    head: GeminiHead
    model: str


def compile_at_once(
    steps: GeminiSteps,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | GeminiAsk]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Generate.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    rich, plain, is_special, count, most, terms, shape, head, model = steps
    choices, start, is_timed = len(bodies), shape.start, shape.is_timed
    second, opening = -1, b""

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        nonlocal second, opening
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return rich(body)
        if is_special(request):
            return plain(request, None)
        tokens = count(request)
        if tokens > most:
            return plain(request, tokens)
        if now_s != second:
            second, opening = now_s, framing.opening + head.fields("json", now_s)
        text = bodies[first_integer(digest) % choices]
        thought = 0 if terms is None else drawn_thought(terms, digest)
        if let_in is not None:
            let_in(key, model, tokens, 0, text.tokens + thought)
        name = answer_name(digest, now_s, is_timed=is_timed)
        behind = shape.behind(("STOP", tokens, text.tokens, thought, 0), digest, name)
        content = b"".join((start, escaped(text.escaped), behind, b"\n"))
        response = b"".join((opening, framing.length % len(content), content))
        if not is_counted:
            return response
        return response, model, tokens, text.tokens + thought, len(content)

    return answer
