"""Plain answers in one go: the steps of the general way, without the values between them.

What is answered is what `Generate.parse`, the engine, and `Generate.whole` or `Generate.events`
answer, byte for byte; a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.gemini.ask import Form, GeminiAsk
from sanic_mock.dialects.gemini.content import average
from sanic_mock.dialects.gemini.events import has_angle, shown_pieces, text_events
from sanic_mock.dialects.gemini.head import GeminiHead, Kind
from sanic_mock.dialects.gemini.ids import (
    answer_name,
    drawn_varints,
    id_second,
    instant,
    named,
    signature,
)
from sanic_mock.dialects.gemini.layout import escaped
from sanic_mock.dialects.gemini.request import PlainRequest, decode_plain
from sanic_mock.dialects.gemini.shapes import ChunkShape, EndShape
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.terms import Terms
from sanic_mock.engine.usage import any_thought

_Answer = Callable[..., bytes | Counted | GeminiAsk]


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

    def read(body: bytes) -> int | GeminiAsk:
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
        return tokens if tokens <= most else plain(request, tokens)

    return read


def compile_at_once(steps: GeminiSteps, shape: EndShape, wanted: ShortWay) -> _Answer:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Generate.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        shape: what all answers of the model share.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    read, mean, head, model = prompt_reader(steps), steps.mean_thought, steps.head, steps.model
    is_timed, is_signed, is_averaged = shape.is_timed, shape.is_signed, shape.is_averaged
    choices, is_escaped = len(bodies), any(map(has_angle, bodies))
    line, size = framing.length + shape.start, len(shape.start) + 1
    second, opening, named_second = -1, b"", b""

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        nonlocal second, opening, named_second
        tokens = read(body)
        if not isinstance(tokens, int):
            return tokens
        if now_s != second:
            second, opening = now_s, framing.opening + head.fields("json", now_s)
            named_second = id_second(now_s)
        text = bodies[first_integer(digest) % choices]
        said = escaped(text.escaped) if is_escaped else text.escaped
        shown, thought = text.tokens, any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        drawn = drawn_varints(digest)
        template, pick = shape.ended(tokens, shown, thought)
        behind = template % pick(
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


def compile_streamed(
    steps: GeminiSteps, shape: ChunkShape, form: Form, wanted: ShortWay
) -> _Answer:
    """Return the same for streams.

    Args:
        steps: the general way.
        shape: what all streams of the model share.
        form: in which form they are.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    read, mean, head, model = prompt_reader(steps), steps.mean_thought, steps.head, steps.model
    choices, is_timed = len(bodies), shape.is_timed
    kind: Kind = "array" if form == "array" else "events"
    before, _, after = framing.events.partition(b"%b")
    is_escaped = any(map(has_angle, bodies))

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        tokens = read(body)
        if not isinstance(tokens, int):
            return tokens
        text = bodies[first_integer(digest) % choices]
        if len(text.pieces) > MOST_AT_ONCE:
            return steps.parse(body)
        shown, thought = text.tokens, any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        name = answer_name(digest, now_s, is_timed=is_timed)
        end = "STOP", tokens, shown, thought, 0
        pieces = shown_pieces(text) if is_escaped else text.pieces
        events = text_events(shape, text, end, digest, name).everything(pieces)
        fields = framing.opening, head.fields(kind, now_s)
        stream = b"".join((*fields, before % len(events), events, after))
        return (stream, model, tokens, shown + thought, len(events)) if is_counted else stream

    return answer
