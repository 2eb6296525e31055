"""Plain streams in one go; see `at_once`."""

from __future__ import annotations

from sanic_mock.dialects.gemini.ask import Form, GeminiAsk
from sanic_mock.dialects.gemini.at_once import Answer, GeminiSteps, prompt_reader
from sanic_mock.dialects.gemini.events import has_angle, shown_pieces
from sanic_mock.dialects.gemini.head import Kind
from sanic_mock.dialects.gemini.ids import AnswerName, id_second, instant, named, printed_second
from sanic_mock.dialects.gemini.plain_streams import PlainStreams
from sanic_mock.dialects.gemini.shapes import ChunkShape
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.usage import any_thought


def compile_streamed(steps: GeminiSteps, shape: ChunkShape, form: Form, wanted: ShortWay) -> Answer:
    """Return what streams the answer to a body; see `at_once.compile_at_once`.

    Args:
        steps: the general way.
        shape: what all streams of the model share.
        form: in which form they are.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    read, mean, head, model = prompt_reader(steps), steps.mean_thought, steps.head, steps.model
    choices, is_escaped = len(bodies), any(map(has_angle, bodies))
    kind: Kind = "array" if form == "array" else "events"
    size, _, after = framing.events.partition(b"%b")
    weave, is_timed = PlainStreams(shape).events, shape.is_timed
    second, opening, named_second, timed_second = -1, b"", b"", b""

    def turn(now_s: int) -> None:
        nonlocal second, opening, named_second, timed_second
        second, opening = now_s, framing.opening + head.fields(kind, now_s)
        named_second, timed_second = id_second(now_s), printed_second(now_s)

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        tokens = read(body)
        if not isinstance(tokens, int):
            return tokens
        text = bodies[first_integer(digest) % choices]
        if len(text.pieces) > MOST_AT_ONCE:
            return steps.parse(body)
        if now_s != second:
            turn(now_s)
        shown, thought = text.tokens, any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        name, drawn = named(digest, named_second)
        time = instant(drawn, timed_second) if is_timed else b""
        if is_escaped and has_angle(text):
            text = Body(shown_pieces(text), text.counts)
        events = weave(text, tokens, thought, digest, AnswerName(name, time))
        stream = b"".join((opening, size % len(events), events, after))
        if is_counted:
            return stream, model, tokens, shown + thought, thought, len(events)
        return stream

    return answer
