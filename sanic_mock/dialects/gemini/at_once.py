"""Plain answers in one go: the steps of the general way, without the values between them.

What is answered is what `Generate.parse`, the engine and `Generate.whole` answer, byte for byte; a
property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.content import average
from sanic_mock.dialects.gemini.head import GeminiHead
from sanic_mock.dialects.gemini.ids import drawn_varints, id_second, instant, named, signature
from sanic_mock.dialects.gemini.layout import escaped
from sanic_mock.dialects.gemini.request import PlainRequest, decode_plain
from sanic_mock.dialects.gemini.shapes import EndShape
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.usage import any_thought


class GeminiSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        rich: makes an Ask of a body that is no plain request.
        plain: makes an Ask of one that is, and the tokens of its prompt, or None where they are not
            counted yet.
        is_special: whether a plain request asks for more than a free text of any length.
        prompt_tokens: counts a prompt.
        text_tokens: counts a text.
        per_message: what a message bills beside its texts.
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
    text_tokens: Callable[[str], int]
    per_message: int
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
    rich, plain, is_special, count, count_text, per_message, most, terms, shape, head, model = steps
    choices, start, mean = len(bodies), shape.start, 0 if terms is None else terms.thought
    is_timed, is_signed, is_averaged = shape.is_timed, shape.is_signed, shape.is_averaged
    has_angle = any(b"<" in one.escaped or b">" in one.escaped for one in bodies)
    second, opening, named_second = -1, b"", b""
    line, size = framing.length + start, len(start) + 1

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        nonlocal second, opening, named_second
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return rich(body)
        (first, *further), system = request.contents, request.system_instruction
        (part, *others), config = first.parts, request.generation_config
        if further or others or system is not None or config is not None:
            if is_special(request):
                return plain(request, None)
            tokens = count(request)
        elif "{" in part.text:  # what asks for JSON in words has a brace; see `asks_for_json`
            return plain(request, None)
        else:
            tokens = count_text(part.text) + per_message
        if tokens > most:
            return plain(request, tokens)
        if now_s != second:
            second, opening = now_s, framing.opening + head.fields("json", now_s)
            named_second = id_second(now_s)
        text = bodies[first_integer(digest) % choices]
        said, shown = text.escaped, text.tokens
        if has_angle:
            said = escaped(said)
        thought = any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        drawn = drawn_varints(digest)
        format, pick = shape.ended(tokens, shown, thought)
        behind = format % pick(
            (
                *(tokens, shown, tokens + shown + thought, thought, 0),
                average(digest) if is_averaged else 0.0,
                signature(digest) if is_signed else b"",
                instant(now_s, drawn) if is_timed else b"",
                named(named_second, drawn),
            )
        )
        length = size + len(said) + len(behind)
        response = b"".join((opening, line % length, said, behind, b"\n"))
        return (response, model, tokens, shown + thought, length) if is_counted else response

    return answer
