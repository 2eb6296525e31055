"""Which answers of a variant are given in one call, and what gives them."""

from __future__ import annotations

from sanic_mock.dialects.vendor import ShortWay
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.simulator import invented_bodies
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
from sanic_mock.server.drawn_faults import drawn_answers
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
    return not served.settings.trace and served.onlooker is None


def faulty_now(
    served: ServedProfile,
    steps: AnswerSteps,
    terms: RouteTerms,
    answer: DrawnAnswer,
) -> AnswerNow:
    """Return what answers in one call those requests to which faults may come.

    It raises ShapedAnswer for an answer that is changed on its way out.

    Args:
        served: the profile.
        steps: answers requests that have faults.
        terms: of the requests.
        answer: answers those that have none.
    """

    def answer_faulty(body: bytes, digest: bytes, faults: tuple[Fault, ...]) -> bytes:
        planned = steps.answer_faulty(terms, body, digest, faults)
        if planned.is_shaped:
            raise ShapedAnswer(planned)
        refuse_large(planned)
        return served.response(terms.label, planned)

    return drawn_answers(served, terms, answer, answer_faulty)
