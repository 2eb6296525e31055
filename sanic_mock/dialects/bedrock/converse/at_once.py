"""Plain Converse answers in one go: the steps of the general way, without the values between them.

One turn of one text is answered so; all else goes the general way, from where it is clear that it
has to. What must never happen is that both ways answer a request differently: a property test holds
them equal, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.bedrock import http
from sanic_mock.dialects.bedrock.converse import whole
from sanic_mock.dialects.bedrock.converse.conversation import ConverseConversation
from sanic_mock.dialects.bedrock.converse.ending import plain_ending
from sanic_mock.dialects.bedrock.converse.request import PlainConverse, decode_plain
from sanic_mock.dialects.ids import UUID_LETTERS, uuid
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.dialects.vendor import Counted, ShortWay, Unpicked
from sanic_mock.engine.ask import Ask, Reply
from sanic_mock.engine.content import Body
from sanic_mock.engine.draws import first_integer

KNOWN_ENDS = 4096
_NO_TEXT = Body(())


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


class ConverseEnds(dict[tuple[int, int], bytes]):
    """Tokens of a prompt and of a text to what follows the text.

    Args:
        model: the one that is asked.
    """

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, key: tuple[int, int]) -> bytes:
        if len(self) >= KNOWN_ENDS:
            self.clear()
        prompt, completion = key
        reply = Reply(_NO_TEXT, "stop", prompt, b"", completion_tokens=completion)
        told = plain_ending(reply, self._model, is_stream=False)
        self[key] = end = whole.around(reply, told)[1]
        return end


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
    bodies, framing, let_in, is_counted, pick, _ = wanted
    parse, count, model, answers_as = steps
    choices, ends = len(bodies), ConverseEnds(model)
    nothing = Reply(_NO_TEXT, "stop", 0, b"")
    start = whole.around(nothing, plain_ending(nothing, model, is_stream=False))[0]
    line = b"\r\n" + framing.length + start
    second, opening = -1, b""

    def turn(now_s: int) -> None:
        nonlocal second, opening
        nameless = http.fields(http.JSON, now_s, bytes(64))[: -UUID_LETTERS - 2]
        second, opening = now_s, framing.opening + nameless

    def answer(
        body: bytes, digest: bytes, now_s: int, key: str = ""
    ) -> bytes | Counted | Ask | Unpicked:
        try:
            request = decode_plain(body)
        except UNREADABLE:
            return parse(body) if pick is None else Unpicked(body)
        turns = request.messages
        asked, config = turns[0], request.inference_config
        said = asked.content[0].text
        if (
            len(turns) > 1
            or len(asked.content) > 1
            or request.system is not None
            or asked.role != "user"
            # what asks for JSON in words has a brace; see `Converse.parse`
            or "{" in said
            or not said.strip()
        ):
            return parse(body) if pick is None else Unpicked(body)
        if pick is None:
            text = bodies[first_integer(digest) % choices]
        else:
            picked = pick(ConverseConversation(request, model), digest, key)
            if picked is None:
                return Unpicked(body)
            text = picked
        cap = None if config is None else config.max_tokens
        if cap is not None and cap < text.tokens:
            return parse(body) if pick is None else Unpicked(body)
        tokens = count(request)
        if now_s != second:
            turn(now_s)
        if let_in is not None:
            let_in(key, answers_as, tokens, cap or 0, text.tokens)
        escaped, end = text.escaped, ends[tokens, text.tokens]
        length = len(start) + len(escaped) + len(end)
        response = b"".join((opening, uuid(digest), line % length, escaped, end))
        return (response, answers_as, tokens, text.tokens, length) if is_counted else response

    return answer
