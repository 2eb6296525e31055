"""Plain responses in one go: the steps of the general way, without the values between them.

Most of a load asks for one free text, in requests of few kinds. Their answers fill the forms that
`kinds` makes by the general way. Every other request goes that way itself, from where it is clear
that it has to. What must never happen is that both ways answer a request differently: a property
test holds them equal, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.answer import Framing
from sanic_mock.dialects.ids import request_id
from sanic_mock.dialects.openai.billing import Count
from sanic_mock.dialects.openai.http import EVENTS, JSON, Head
from sanic_mock.dialects.openai.ids import Naming
from sanic_mock.dialects.openai.live_limits import named
from sanic_mock.dialects.openai.responses import stored
from sanic_mock.dialects.openai.responses.ask import ResponsesAsk
from sanic_mock.dialects.openai.responses.caching import LEAST_TOKENS
from sanic_mock.dialects.openai.responses.kinds import AskOf, Kinds, kept_values, values_of
from sanic_mock.dialects.openai.responses.request import Item, ResponsesRequest
from sanic_mock.dialects.openai.responses.usage import TEXT_FRAMING
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.prompted import LEAST_LETTERS, may_ask, may_show_steps
from sanic_mock.dialects.vendor import Counted, ShortWay
from sanic_mock.engine.draws import first_integer

LONGEST_TEXT = 8192


class ResponsesSteps(NamedTuple):
    """The steps of the general way, and what they share with the short one.

    Attributes:
        decoded: reads a body.
        ask: makes an Ask of what was read.
        count: counts a text's tokens.
        head: the fields of all answers.
        state: has what is kept.
    """

    decoded: Callable[[bytes], ResponsesRequest]
    ask: AskOf
    count: Count
    head: Head
    state: State


class _Heads:
    """The heads of answers in one second, as far as they are alike.

    Args:
        head: renders their fields.
        framing: says what comes before these.

    Attributes:
        whole: of whole answers, up to what is told of the limit.
        limited: of streams that tell limits, up to the same.
        streamed: of streams that tell none, up to the answer's name.
    """

    def __init__(self, head: Head, framing: Framing) -> None:
        self._head = head
        self._opening = framing.opening
        self._second = -1
        self.whole = self.limited = self.streamed = b""

    def turn(self, now_s: int) -> None:
        """Know the heads of a second."""
        if now_s == self._second:
            return
        head, self._second = self._head, now_s
        self.whole = self._opening + head.start(JSON, now_s)
        self.limited = self._opening + head.start(EVENTS, now_s)
        self.streamed = self._opening + head.nameless(EVENTS, now_s)


def compile_at_once(
    steps: ResponsesSteps,
    wanted: ShortWay,
) -> Callable[..., bytes | Counted | ResponsesAsk]:
    """Return what answers a body with its chance at a unix second, or makes an Ask of it.

    It raises what `Responses.parse`, `Responses.whole` and `Responses.events` raise, and `let_in`.

    Args:
        steps: the general way.
        wanted: what is wanted of it.
    """
    bodies, framing, let_in, is_counted, _, times = wanted
    decoded, ask, count, head, state = steps
    kinds, heads = Kinds(ask, count), _Heads(head, framing)
    choices = len(bodies)

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | ResponsesAsk:
        request = decoded(body)
        text = _text(request.input)
        if (
            not 0 < len(text) <= LONGEST_TEXT
            or may_ask(text)
            or (len(text) >= LEAST_LETTERS and may_show_steps(text))
            or request.previous_response_id is not None
            or request.conversation is not None
            or request.tools
        ):
            return ask(request, body)
        kind = kinds.of(request)
        if kind is None:
            return ask(request, body)
        if times is not None and (kind.kept or kind.streamed is not None):
            return ask(request, body)  # what is cut before its time is not to be kept
        tokens = kind.tokens + count(text)
        said = bodies[first_integer(digest) % choices]
        if tokens >= LEAST_TOKENS or said.tokens > kind.cap:
            return ask(request, body)
        completion, standing = said.tokens + TEXT_FRAMING, None
        if let_in is not None:
            standing = let_in(key, kind.model, tokens, kind.most, completion)
        names = Naming(digest, now_s)
        values = values_of(names, now_s, tokens, said)
        if kind.kept:
            record = kind.kept % {**values, **kept_values(names, said, text)}
            stored.put(state, values[b"id"].decode(), record)
        heads.turn(now_s)
        left = head.limits[tokens] if standing is None else named(standing)
        if kind.streamed is not None:
            events = kind.streamed.events(values, said.pieces)
            rest = framing.events % (len(events), events)
            start = heads.limited + left if kind.tells_limits else heads.streamed
            stream = b"%b%b\r\n%b" % (start, request_id(digest), rest)
            if is_counted:
                return stream, kind.model, tokens, completion, 0, len(events)
            return stream
        whole = kind.whole % values
        fields = heads.whole, left, request_id(digest)
        response = b"%b%b%b\r\n%b%b" % (*fields, framing.length % len(whole), whole)
        if is_counted:
            return response, kind.model, tokens, completion, 0, len(whole)
        return response

    return answer


def _text(given: str | list[Item]) -> str:
    """Return the text of an input that is one, or one message of a user; "" for any other."""
    if isinstance(given, str):
        return given
    if len(given) != 1 or len(given[0]) != 2 or given[0].get("role") != "user":
        return ""
    content = given[0].get("content")
    return content if isinstance(content, str) else ""
