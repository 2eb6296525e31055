"""Answers requests in one call each, where no answer takes time and limits say who is answered.

The steps are those of answer_now, and of `Variant.answer` where they are not short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.rendering import is_large
from sanic_mock.dialects.vendor import AtOnce, Dialect, LetIn
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.content import Body
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.simulator import plain_bodies
from sanic_mock.errors import Lengthy, Sliced
from sanic_mock.server.answer_now import AnswerNow, DrawnAnswer, ImmediateAnswers
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import WHOLE, response_bytes, whole_bytes

Plan = Callable[[Dialect, str | None, Ask, bytes], Planned]


class LimitedAnswers:
    """What answers at once whom limits let in, by the dialect that reads and renders.

    Args:
        chance: draws for each request.
        let_in: see vendor.LetIn.
        plan: lets a request in and answers it.
        bodies: see ImmediateAnswers; `fail` likewise.
    """

    def __init__(
        self,
        chance: Chance,
        let_in: LetIn,
        plan: Plan,
        bodies: Sequence[Body] | None,
        fail: Callable[[Dialect, Exception, bytes], Whole],
    ) -> None:
        self._chance = chance
        self._let_in = let_in
        self._plan = plan
        self._bodies = bodies
        self._fail = fail
        self._known: dict[Dialect, AtOnce] = {}

    def by(self, dialect: Dialect, key: str) -> AnswerNow:
        """Return what answers a client's requests for a dialect."""
        draw, undo, fail, respond = self._chance.draw, self._chance.undo, self._fail, self._respond
        short = self._short(dialect)

        def answer_now(body: bytes) -> bytes:
            digest = draw(body)
            try:
                answer = short(body, digest, int(time()), key)
                if isinstance(answer, bytes):
                    return answer
                return respond(dialect, key, answer, digest)
            except Lengthy:
                undo(body)
                raise
            except Exception as error:
                return whole_bytes(fail(dialect, error, digest))

        return answer_now

    def drawn_by(self, dialect: Dialect, key: str) -> DrawnAnswer:
        """Return what does the same for requests whose chance is drawn."""
        fail, respond, short = self._fail, self._respond, self._short(dialect)

        def answer_drawn(body: bytes, digest: bytes) -> bytes:
            try:
                answer = short(body, digest, int(time()), key)
                if isinstance(answer, bytes):
                    return answer
                return respond(dialect, key, answer, digest)
            except Lengthy:
                raise
            except Exception as error:
                return whole_bytes(fail(dialect, error, digest))

        return answer_drawn

    def _short(self, dialect: Dialect) -> AtOnce:
        """Return a dialect's short way; one that has none parses."""
        found = self._known.get(dialect)
        if found is None:
            if self._bodies is not None:
                found = dialect.at_once(self._bodies, WHOLE, self._let_in)
            found = self._known[dialect] = found or _parsing(dialect)
        return found

    def _respond(self, dialect: Dialect, key: str, ask: Ask, digest: bytes) -> bytes:
        planned = self._plan(dialect, key, ask, digest)
        if isinstance(planned.answer, Events) and is_large(planned.answer):
            assert planned.charge is not None
            planned.charge.undo()
            raise Sliced
        return response_bytes(planned.answer)


def _parsing(dialect: Dialect) -> AtOnce:
    parse = dialect.parse
    return lambda body, digest, now_s, key: parse(body)


def immediate_answers(
    compiled: Compiled, planner: AnswerPlanner, limiter: Limiter | None
) -> ImmediateAnswers | LimitedAnswers:
    """Return what answers each request in one call."""
    chance, bodies = compiled.chance, plain_bodies(compiled.settings, compiled.texts)
    if limiter is None:
        return ImmediateAnswers(chance, compiled.simulate, bodies, error_answer)
    return LimitedAnswers(chance, limiter.let_in, planner.at_once, bodies, error_answer)
