"""Which answers of a variant are given in one call, and what gives them."""

from __future__ import annotations

from sanic_mock.dialects.vendor import ShortWay
from sanic_mock.engine.answers.phrases import may_ask
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.simulator import invented_bodies
from sanic_mock.errors import Lengthy, WishInBody
from sanic_mock.server.answer_now import (
    AnswerNow,
    DrawnAnswer,
    ImmediateAnswers,
    InSteps,
    ShapedAnswer,
)
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.answer_steps import AnswerSteps
from sanic_mock.server.counted_answers import CountedAnswers
from sanic_mock.server.immediate_steps import (
    counted_steps,
    limited_steps,
    unlimited_steps,
    unpicked_steps,
)
from sanic_mock.server.planned import refuse_large
from sanic_mock.server.response_bytes import WHOLE
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.scripted_answers import ScriptedAnswers
from sanic_mock.server.served_profile import ServedProfile


def immediate_answers(
    served: ServedProfile,
    planner: AnswerPlanner,
    scripted: ScriptedAnswers | None,
    steps: AnswerSteps,
) -> ImmediateAnswers | None:
    """Return what answers each request in one call; None where answers are more than that.

    Args:
        served: the profile, where no answer takes time.
        planner: plans the answer to an Ask.
        scripted: answers by rules; None where there are none.
        steps: answers in steps what is not picked by rules.
    """
    settings, texts, log = served.settings, served.compiled.texts, served.log
    bodies, pick = invented_bodies(settings, texts), None
    if scripted is None:
        in_steps = _planned_steps(served, planner)
    else:
        pick = scripted.picks(bodies)
        if pick is None:
            return None
        bodies, in_steps = (), unpicked_steps(served, steps)
    let_in = None if served.limiter is None else served.limiter.let_in
    has_phrases = settings.steering.phrases
    wanted = None
    if bodies is not None:
        wanted = ShortWay(bodies, WHOLE, let_in, is_counted=log is not None, pick=pick)
    if log is None:
        return ImmediateAnswers(served.chance, in_steps, wanted, has_phrases=has_phrases)
    return CountedAnswers(served.chance, in_steps, wanted, log, has_phrases=has_phrases)


def _planned_steps(served: ServedProfile, planner: AnswerPlanner) -> InSteps:
    if served.log is not None:
        return counted_steps(planner, served.log)
    if served.limiter is not None:
        return limited_steps(planner)
    return unlimited_steps(served.compiled.simulate)


def may_answer_now(served: ServedProfile) -> bool:
    """Return whether only a profile's times or phases can keep an answer from leaving at once."""
    parts = served.links, served.onlooker
    return not served.settings.trace and all(part is None for part in parts)


def faulty_now(
    served: ServedProfile,
    steps: AnswerSteps,
    terms: RouteTerms,
    drawer: FaultDrawer,
    answer: DrawnAnswer,
) -> AnswerNow:
    """Return what answers in one call those requests to which faults may come.

    It raises ShapedAnswer for an answer that is changed on its way out.

    Args:
        served: the profile.
        steps: answers requests that have faults.
        terms: of the requests.
        drawer: their faults.
        answer: answers those that have none.
    """
    chance, faults, key = served.chance, served.faults, terms.label.account
    has_phrases = served.settings.steering.phrases

    def answer_now(body: bytes) -> bytes:
        if has_phrases and may_ask(body):
            raise WishInBody
        digest, found = chance.draw(body), None
        try:
            found = faults.draw(drawer, key, body, digest)
            if not found:
                return answer(body, digest)
            planned = steps.answer_faulty(terms, body, digest, found)
            if planned.is_shaped:
                raise ShapedAnswer(planned)
            refuse_large(planned)
            return served.response(terms.label, planned)
        except Lengthy:
            if found is not None:
                faults.undo(drawer, key, body)
            chance.undo(body)
            raise

    return answer_now
