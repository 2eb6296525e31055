"""Answers requests in one call each, where no answer takes time.

The steps are those of `Variant.answer`, without the values between them. A dialect may know a
shorter way through them for the requests that it gets most; it leaves the others here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.rendering import is_large
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.content import Body
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.simulator import Simulate
from sanic_mock.errors import Lengthy, MockError, Sliced
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import WHOLE, events_bytes, whole_bytes

# Answers a request's body with the whole response; raises Lengthy where that takes long, and
# ShapedAnswer where it leaves in another way.
AnswerNow = Callable[[bytes], bytes]
# The same, given the request's chance.
DrawnAnswer = Callable[[bytes, bytes], bytes]


class ShapedAnswer(MockError):  # noqa: N818, no error, but the way that an answer takes
    """An answer that is changed on its way out, and so is not sent in one call.

    Args:
        planned: the answer.
    """

    def __init__(self, planned: Planned) -> None:
        super().__init__("an answer is changed on its way out")
        self.planned = planned


class ImmediateAnswers:
    """What answers at once, by the dialect that reads and renders.

    Args:
        chance: draws for each request.
        simulate: makes a Reply of an Ask and its chance.
        bodies: the texts, where a Reply is one of them unless its request is special; else None.
        fail: renders what was raised.
    """

    def __init__(
        self,
        chance: Chance,
        simulate: Simulate,
        bodies: Sequence[Body] | None,
        fail: Callable[[Dialect, Exception, bytes], Whole],
    ) -> None:
        self._chance = chance
        self._simulate = simulate
        self._bodies = bodies
        self._fail = fail
        self._known: dict[Dialect, AnswerNow] = {}
        self._drawn: dict[Dialect, DrawnAnswer] = {}

    def by(self, dialect: Dialect, key: str) -> AnswerNow:
        """Return what answers a client's requests for a dialect, whatever its key.

        There are only so many, each for as long as this.
        """
        found = self._known.get(dialect)
        if found is None:
            found = self._known[dialect] = self._compile(dialect)
        return found

    def drawn_by(self, dialect: Dialect, key: str) -> DrawnAnswer:
        """Return what does the same for requests whose chance is drawn."""
        found = self._drawn.get(dialect)
        if found is None:
            found = self._drawn[dialect] = self._compile_drawn(dialect)
        return found

    def _compile_drawn(self, dialect: Dialect) -> DrawnAnswer:
        respond, parse, fail = self._in_steps(dialect), dialect.parse, self._fail
        short = None if self._bodies is None else dialect.at_once(self._bodies, WHOLE, None)

        def answer_drawn(body: bytes, digest: bytes) -> bytes:
            try:
                if short is None:
                    return respond(parse(body), digest)
                answer = short(body, digest, int(time()))
                return answer if isinstance(answer, bytes) else respond(answer, digest)
            except Lengthy:
                raise
            except Exception as error:
                return whole_bytes(fail(dialect, error, digest))

        return answer_drawn

    def _compile(self, dialect: Dialect) -> AnswerNow:
        draw, undo, fail = self._chance.draw, self._chance.undo, self._fail
        respond = self._in_steps(dialect)
        short = None if self._bodies is None else dialect.at_once(self._bodies, WHOLE, None)
        parse = dialect.parse

        def answer_now(body: bytes) -> bytes:
            digest = draw(body)
            try:
                if short is None:
                    return respond(parse(body), digest)
                answer = short(body, digest, int(time()))
                return answer if isinstance(answer, bytes) else respond(answer, digest)
            except Lengthy:
                undo(body)
                raise
            except Exception as error:
                return whole_bytes(fail(dialect, error, digest))

        return answer_now

    def _in_steps(self, dialect: Dialect) -> Callable[[Ask, bytes], bytes]:
        simulate = self._simulate

        def respond(ask: Ask, digest: bytes) -> bytes:
            reply = simulate(ask, digest)
            if not ask.stream:
                return whole_bytes(dialect.whole(ask, reply, int(time())))
            answer = dialect.events(ask, reply, int(time()))
            if is_large(answer):
                raise Sliced
            return events_bytes(answer)

        return respond
