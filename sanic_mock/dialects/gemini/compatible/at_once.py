"""Plain answers in one go, whole and streamed; see `gemini.at_once`.

What is answered is what `CompatibleChat` answers step by step, byte for byte; a property test holds
them equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.gemini.ask import GeminiAsk
from sanic_mock.dialects.gemini.ask_reader import AskReader
from sanic_mock.dialects.gemini.at_once import Answer
from sanic_mock.dialects.gemini.compatible.plain import decode_plain
from sanic_mock.dialects.gemini.compatible.shapes import CompatibleShapes
from sanic_mock.dialects.gemini.head import GeminiHead
from sanic_mock.dialects.gemini.ids import SIGNING, AnswerName, id_second, named
from sanic_mock.dialects.gemini.known_parts import KnownEnds
from sanic_mock.dialects.gemini.models import KNOWN_MODELS
from sanic_mock.dialects.gemini.plain_streams import PlainStreams
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.begun_counts import LONG_TEXT, BegunCounts
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.usage import any_thought


class ChatSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        parse: makes an Ask of a body.
        reader: returns who reads what a model is asked; None where it does not answer.
        shapes: what the answers of each model share.
        text_tokens: counts a text.
        head: the fields of all answers.
        tells_usage: whether streams tell what is billed though nobody asks.
    """

    parse: Callable[[bytes], GeminiAsk]
    reader: Callable[[str], AskReader | None]
    shapes: CompatibleShapes
    text_tokens: Callable[[str], int]
    head: GeminiHead
    tells_usage: bool


class _ModelParts(NamedTuple):
    """What all answers of one model share.

    Attributes:
        model: its name.
        framing: tokens that a message bills beside its text.
        most_short: tokens of a prompt that is neither refused nor found in a cache.
        mean_thought: tokens that are thought on average.
        start: what comes before the text of a whole answer.
        ends: what follows it.
        streams: makes the events of streams, by whether they tell what is billed.
    """

    model: str
    framing: int
    most_short: int
    mean_thought: int
    start: bytes
    ends: KnownEnds
    streams: tuple[PlainStreams, PlainStreams]


class _CompatibleParts(dict[str, _ModelParts | None]):
    """Models to what their answers share, None for those that go the general way."""

    def __init__(self, steps: ChatSteps) -> None:
        super().__init__()
        self._reader, self._shapes = steps.reader, steps.shapes

    def __missing__(self, model: str) -> _ModelParts | None:
        if len(self) >= KNOWN_MODELS:
            self.clear()
        reader = self._reader(model)
        self[model] = made = None if reader is None else self._known(reader)
        return made

    def _known(self, reader: AskReader) -> _ModelParts:
        model, shapes = reader.answers_as, self._shapes
        whole = shapes.whole(model)
        silent, telling = (
            PlainStreams(shapes.streamed(model, tells_usage=tells)) for tells in (False, True)
        )
        thought = 0 if reader.terms is None else reader.terms.thought
        numbers = reader.framing, reader.most_short, thought
        return _ModelParts(model, *numbers, whole.start, KnownEnds(whole), (silent, telling))


def compile_at_once(steps: ChatSteps, wanted: ShortWay) -> Answer:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `CompatibleChat.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, _ = wanted
    parse, _, _, count, head, tells_usage = steps
    choices, models, begun = len(bodies), _CompatibleParts(steps), BegunCounts(count)
    second, opening, streaming, named_second, created = -1, b"", b"", b"", b""
    size, _, after = framing.events.partition(b"%b")

    def turn(now_s: int) -> None:
        nonlocal second, opening, streaming, named_second, created
        second, named_second, created = now_s, id_second(now_s), b"%d" % now_s
        opening = framing.opening + head.fields("openai", now_s) + framing.length
        streaming = framing.opening + head.fields("openai_events", now_s) + size

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | GeminiAsk:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return parse(body)
        known, prompt = models[request.model], request.messages[0].content
        text = bodies[first_integer(digest) % choices]
        if known is None or may_ask(prompt) or len(text.pieces) > MOST_AT_ONCE:
            return parse(body)
        model, per_message, most, mean, start, ends, streams = known
        tokens = (count if len(prompt) < LONG_TEXT else begun)(prompt) + per_message
        if tokens > most:
            return parse(body)
        if now_s != second:
            turn(now_s)
        shown, thought = text.tokens, any_thought(mean, digest) if mean else 0
        if let_in is not None:
            let_in(key, model, tokens, 0, shown + thought)
        name, _ = named(digest, named_second)
        if request.stream:
            options = request.stream_options
            tells = tells_usage or (options is not None and options.include_usage)
            about = AnswerName(name, created)
            content = streams[tells].events(text, tokens, thought, digest, about)
            response = b"".join((streaming % len(content), content, after))
        else:
            template, pick = ends[tokens, shown, thought > 0]
            total = tokens + shown + thought
            rest = template % pick((0, 0, total, thought, 0, b"", b"", created, name))
            sign = ends.signed[digest[SIGNING] % len(ends.signed)]
            content = b"".join((start, text.escaped, sign, rest))
            response = b"".join((opening % len(content), content))
        if is_counted:
            return response, model, tokens, shown + thought, thought, len(content)
        return response

    return answer
