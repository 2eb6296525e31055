"""Plain Converse answers in one go: the steps of the general way, without the values between them.

One turn of one text is answered so; all else goes the general way, from where it is clear that it
has to. What must never happen is that both ways answer a request differently: a property test holds
them equal, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from msgspec import Struct

from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.converse import whole
from sanic_mock.dialects.bedrock.converse.conversation import ConverseConversation
from sanic_mock.dialects.bedrock.converse.ending import ConverseEnding, plain_ending
from sanic_mock.dialects.bedrock.converse.events import ConverseEvents
from sanic_mock.dialects.bedrock.converse.request import PlainConverse, decode_plain
from sanic_mock.dialects.ids import UUID_LETTERS, uuid
from sanic_mock.dialects.prompted import may_ask
from sanic_mock.dialects.rendering import MOST_AT_ONCE
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay, Unpicked
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.draws import first_integer
from sanic_mock.engine.reply import Reply

KNOWN_ENDS = 4096
_KNOWN_STARTS, _NS_PER_MS = 4096, 1_000_000
_NO_TEXT = Body(())

T = TypeVar("T")


class ConverseSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        parse: makes an Ask of a body.
        count: counts the prompt of a plain request.
        model: the one that is asked.
        answers_as: the one that is counted.
    """

    parse: Callable[[bytes], Ask]
    count: Callable[[PlainConverse], int]
    model: str
    answers_as: str


class ConverseEndings(dict[tuple[int, int], T]):
    """Tokens of a prompt and of a text to what ends the answer.

    Args:
        model: the one that is asked.
        make: makes it of what is told of an answer.
        is_stream: whether that comes in events.
    """

    def __init__(self, model: str, make: Callable[[ConverseEnding], T], *, is_stream: bool) -> None:
        super().__init__()
        self._model, self._make, self._is_stream = model, make, is_stream

    def __missing__(self, key: tuple[int, int]) -> T:
        if len(self) >= KNOWN_ENDS:
            self.clear()
        prompt, completion = key
        reply = Reply(_NO_TEXT, "stop", prompt, b"", completion_tokens=completion)
        told = plain_ending(reply, self._model, is_stream=self._is_stream)
        self[key] = end = self._make(told)
        return end


class NamelessFields:
    """The fields of all answers of a second, up to their request's id.

    Args:
        content_type: of the answers.
        opening: what comes before their fields.
    """

    def __init__(self, content_type: bytes, opening: bytes) -> None:
        self._content_type, self._opening = content_type, opening
        self._second, self._fields = -1, b""

    def at(self, now_s: int) -> bytes:
        """Return them at a unix second."""
        if now_s != self._second:
            named = http.fields(self._content_type, now_s, bytes(64))
            self._second, self._fields = now_s, self._opening + named[: -UUID_LETTERS - 2]
        return self._fields


class PlainTurn(Struct, gc=False):
    """What a request for one free text comes to.

    Attributes:
        text: what it is answered.
        tokens: of its prompt.
        cap: most tokens of an answer; 0 for no limit.
    """

    text: Body
    tokens: int
    cap: int


def general_way(steps: ConverseSteps, wanted: ShortWay) -> Callable[[bytes], Ask | Unpicked]:
    """Return what parses any other body, or leaves it as it is where texts are picked."""
    return steps.parse if wanted.pick is None else Unpicked


def turn_reader(
    steps: ConverseSteps, wanted: ShortWay
) -> Callable[[bytes, bytes, str], PlainTurn | Ask | Unpicked]:
    """Return what reads the request of a body, given its chance and its client's key.

    One that is no plain turn goes the general way.

    Args:
        steps: the general way.
        wanted: what is wanted of the short one.
    """
    bodies, pick, choices = wanted.bodies, wanted.pick, len(wanted.bodies)
    count, model, leave = steps.count, steps.model, general_way(steps, wanted)

    def read(body: bytes, digest: bytes, key: str) -> PlainTurn | Ask | Unpicked:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return leave(body)
        turns = request.messages
        asked, config = turns[0], request.inference_config
        said = asked.content[0].text
        if (
            len(turns) > 1
            or len(asked.content) > 1
            or request.system is not None
            or asked.role != "user"
            or may_ask(said)
            or not said.strip()
        ):
            return leave(body)
        if pick is None:
            text = bodies[first_integer(digest) % choices]
        else:
            picked = pick(ConverseConversation(request, model), digest, key)
            if picked is None:
                return Unpicked(body)
            text = picked
        cap = None if config is None else config.max_tokens
        if cap is not None and cap < text.tokens:
            return leave(body)
        return PlainTurn(text, count(request), cap or 0)

    return read


def compile_converse(
    steps: ConverseSteps,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | Ask | Unpicked]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Converse.parse` raises, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    _, framing, let_in, is_counted, _, times = wanted
    model, answers_as = steps.model, steps.answers_as
    read, fields = turn_reader(steps, wanted), NamelessFields(http.JSON, framing.opening)
    ends = ConverseEndings(model, whole.behind, is_stream=False)
    starts: dict[int, bytes] = {}

    def begin(last_ms: int) -> bytes:
        if len(starts) >= _KNOWN_STARTS:
            starts.clear()
        nothing = Reply(_NO_TEXT, "stop", 0, b"", lasts_ns=last_ms * _NS_PER_MS)
        told = plain_ending(nothing, model, is_stream=False)
        starts[last_ms] = made = whole.around(nothing, told)[0]
        return made

    at_once = begin(0)
    line = b"\r\n" + framing.length

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | Ask | Unpicked:
        asked = read(body, digest, key)
        if not isinstance(asked, PlainTurn):
            return asked
        text, tokens = asked.text, asked.tokens
        if let_in is not None:
            let_in(key, answers_as, tokens, asked.cap, text.tokens)
        escaped, end, start = text.escaped, ends[tokens, text.tokens], at_once
        if times is not None:
            last_ms = times(digest, tokens, len(text.pieces))[1] // _NS_PER_MS
            start = starts[last_ms] if last_ms in starts else begin(last_ms)
        length = len(start) + len(escaped) + len(end)
        named = fields.at(now_s), uuid(digest), line % length
        response = b"".join((*named, start, escaped, end))
        return (response, answers_as, tokens, text.tokens, 0, length) if is_counted else response

    return answer


def compile_converse_stream(
    steps: ConverseSteps,
    events: ConverseEvents,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | Ask | Unpicked]:
    """Return the same for streams.

    Args:
        steps: the general way.
        events: renders streams.
        wanted: what is wanted of it.
    """
    _, framing, let_in, is_counted, _, _ = wanted
    read, fields = turn_reader(steps, wanted), NamelessFields(http.EVENTS, framing.opening)
    endings = ConverseEndings(steps.model, lambda told: told, is_stream=True)
    answers_as, leave = steps.answers_as, general_way(steps, wanted)

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | Ask | Unpicked:
        asked = read(body, digest, key)
        if not isinstance(asked, PlainTurn):
            return asked
        text, tokens = asked.text, asked.tokens
        if len(text.pieces) > MOST_AT_ONCE:
            return leave(body)
        if let_in is not None:
            let_in(key, answers_as, tokens, asked.cap, text.tokens)
        reply = Reply(text, "stop", tokens, digest)
        said = events.text(b"", reply, endings[tokens, text.tokens]).everything()
        named = fields.at(now_s), uuid(digest), b"\r\n"
        stream = b"".join((*named, framing.events % (len(said), said)))
        return (stream, answers_as, tokens, text.tokens, 0, len(said)) if is_counted else stream

    return answer
