"""Plain answers in one go: the steps of the general way, without the values between them.

What is answered is what `Generate.parse`, the engine, and `Generate.whole` or `Generate.events`
answer, byte for byte; a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.events import has_angle
from sanic_mock.dialects.gemini.head import GeminiHead
from sanic_mock.dialects.gemini.ids import SIGNING, id_second, instant, named, printed_second
from sanic_mock.dialects.gemini.known_parts import KnownEnds
from sanic_mock.dialects.gemini.layout import escaped
from sanic_mock.dialects.gemini.probabilities import printed_average
from sanic_mock.dialects.gemini.request import PlainRequest, decode_plain
from sanic_mock.dialects.gemini.shapes import EndShape
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.usage import any_thought

Answer = Callable[..., bytes | Counted | GeminiAsk]


class GeminiSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        parse: makes an Ask of a body.
        rich: makes one of a body that is no plain request.
        plain: makes one of one that is, and the tokens of its prompt, or None where they are not
            counted yet.
        is_special: whether a plain request asks for more than a free text of any length.
        prompt_tokens: counts a prompt.
        text_tokens: counts a text.
        per_message: what a message bills beside its texts.
        most_short: tokens of a prompt that is neither refused nor found in a cache.
        terms: how all answers are billed.
        head: the fields of all answers.
        model: answers.
    """

    parse: Callable[[bytes], GeminiAsk]
    rich: Callable[[bytes], GeminiAsk]
    plain: Callable[[PlainRequest, int | None], GeminiAsk]
    is_special: Callable[[PlainRequest], bool]
    prompt_tokens: Callable[[PlainRequest], int]
    text_tokens: Callable[[str], int]
    per_message: int
    most_short: int
    terms: Terms | None
    head: GeminiHead
    model: str

    @property
    def mean_thought(self) -> int:
        """How many tokens are thought on average; any number may be, see `thinking`."""
        return 0 if self.terms is None else self.terms.thought


def prompt_reader(steps: GeminiSteps) -> Callable[[bytes], int | GeminiAsk]:
    """Return what counts the prompt of a request for one free text, or makes an Ask of another."""
    _, rich, plain, is_special, count, count_text, per_message, most, *_ = steps
    begun = BegunCounts(count_text)

    def read(body: bytes) -> int | GeminiAsk:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return rich(body)
        contents, system = request.contents, request.system_instruction
        parts, config = contents[0].parts, request.generation_config
        if len(contents) > 1 or len(parts) > 1 or system is not None or config is not None:
            if is_special(request):
                return plain(request, None)
            tokens = count(request)
        elif may_ask(text := parts[0].text):
            return plain(request, None)
        else:
            tokens = (count_text if len(text) < LONG_TEXT else begun)(text) + per_message
        return tokens if tokens <= most else plain(request, tokens)

    return read


def compile_at_once(steps: GeminiSteps, shape: EndShape, wanted: ShortWay) -> Answer:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Generate.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        shape: what all answers of the model share.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, times = wanted
    read, mean, head, model = prompt_reader(steps), steps.mean_thought, steps.head, steps.model
    is_timed, is_averaged = shape.is_timed, shape.is_averaged
    choices, is_escaped = len(bodies), any(map(has_angle, bodies))
    line, size = framing.length + shape.start, len(shape.start) + 1
    ends = KnownEnds(shape)
    signed, signatures = ends.signed, len(ends.signed)
    second, opening, named_second, timed_second = -1, b"", b"", b""

    def turn(now_s: int) -> None:
        nonlocal second, opening, named_second, timed_second
        second, opening = now_s, framing.opening + head.fields("json", now_s)
        named_second, timed_second = id_second(now_s), printed_second(now_s)

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        tokens = read(body)
        if not isinstance(tokens, int):
            return tokens
        if now_s != second:
            turn(now_s)
        text = bodies[first_integer(digest) % choices]
        said = escaped(text.escaped) if is_escaped else text.escaped
        shown, thought = text.tokens, any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        name, drawn = named(digest, named_second)
        time = instant(drawn, timed_second) if is_timed else b""
        average = printed_average(digest) if is_averaged else b""
        total = tokens + shown + thought
        template, pick = ends[tokens, shown, thought > 0]
        rest = template % pick((0, 0, total, thought, 0, average, b"", time, name))
        sign = signed[digest[SIGNING] % signatures]
        length = size + len(said) + len(sign) + len(rest)
        begun = opening
        if times is not None:
            first_ns = times(digest, tokens, len(text.pieces))[0]
            begun = framing.opening + head.fields("json", now_s, first_ns)
        response = b"".join((begun, line % length, said, sign, rest, b"\n"))
        if is_counted:
            return response, model, tokens, shown + thought, thought, length
        return response

    return answer
