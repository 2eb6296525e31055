"""Answers requests in one call each, where no answer takes time.

The steps are those of `AnswerSteps`, without the values between them. A dialect may know a
shorter way through them for the requests that it gets most; it leaves the others here.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Any

from sanic_mock.dialects.vendor import Dialect, ShortWay
from sanic_mock.engine.answers.phrases import MARK, SIGN
from sanic_mock.engine.draws import Chance
from sanic_mock.errors import Lengthy, MockError, WishInBody
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import whole_bytes
from sanic_mock.server.result import Label
from sanic_mock.server.short_ways import ShortWays

# Answers a request's body with the whole response; raises Lengthy where that takes long, and
# ShapedAnswer where it leaves in another way.
AnswerNow = Callable[[bytes], bytes]
# The same, given the request's chance.
DrawnAnswer = Callable[[bytes, bytes], bytes]
# Answers an Ask with its chance, as AnswerNow does; where texts are picked, what is Unpicked.
Respond = Callable[[Any, bytes], bytes]
# What does so for a dialect and a client.
InSteps = Callable[[Dialect, Label], Respond]
# A dialect's AtOnce, of which isinstance says what it returned.
Short = Callable[[bytes, bytes, int, str], Any]


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
        in_steps: answers what goes in steps.
        wanted: what dialects' short ways are to know; None where there are none.
        has_phrases: whether bodies may ask for something.
    """

    def __init__(
        self, chance: Chance, in_steps: InSteps, wanted: ShortWay | None, *, has_phrases: bool
    ) -> None:
        self._has_phrases = has_phrases
        self._chance = chance
        self._in_steps = in_steps
        self._wanted = wanted
        self._short = ShortWays(self._make).of

    def by(self, dialect: Dialect, label: Label) -> AnswerNow:
        """Return what answers a client's requests for a dialect."""
        draw, undo, key = self._chance.draw, self._chance.undo, label.account
        short, parse, respond = self._short(dialect), dialect.parse, self._in_steps(dialect, label)

        has_phrases = self._has_phrases

        def answer_now(body: bytes) -> bytes:
            if has_phrases and SIGN in body and MARK in body:
                raise WishInBody
            digest = draw(body)
            try:
                if short is None:
                    return respond(parse(body), digest)
                answer = short(body, digest, int(time()), key)
                return answer if isinstance(answer, bytes) else respond(answer, digest)
            except Lengthy:
                undo(body)
                raise
            except Exception as error:
                return whole_bytes(error_answer(dialect, error, digest))

        return answer_now

    def drawn_by(self, dialect: Dialect, label: Label) -> DrawnAnswer:
        """Return what does the same for requests whose chance is drawn.

        `by` does not call it: for most requests a further call is a sixtieth of all that they take.
        """
        short, parse, respond = self._short(dialect), dialect.parse, self._in_steps(dialect, label)
        key = label.account

        def answer_drawn(body: bytes, digest: bytes) -> bytes:
            try:
                if short is None:
                    return respond(parse(body), digest)
                answer = short(body, digest, int(time()), key)
                return answer if isinstance(answer, bytes) else respond(answer, digest)
            except Lengthy:
                raise
            except Exception as error:
                return whole_bytes(error_answer(dialect, error, digest))

        return answer_drawn

    @property
    def has_picks(self) -> bool:
        """Whether texts are picked by rules."""
        return self._wanted is not None and self._wanted.pick is not None

    def is_short(self, dialect: Dialect) -> bool:
        """Return whether a dialect knows a short way."""
        return self._short(dialect) is not None

    def _make(self, dialect: Dialect) -> Short | None:
        wanted = self._wanted
        if wanted is None or (wanted.pick is not None and not dialect.PICKS):
            return None
        return dialect.at_once(wanted)
