"""Answers requests that come within another one: as the profile answers them, but aside.

Rules and faults hold for them. They take no part in what is limited, loaded or counted, and go
through no network.
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.subrequests import SubrequestAnswer
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.answer_steps import unchecked
from sanic_mock.server.body_answers import BodyAnswers
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import scripted_answers

_S = 1e-9


class _Aside(NamedTuple):
    """A profile, and what answers bodies by it though nobody waits for that."""

    served: ServedProfile
    bodies: BodyAnswers


class ProfileSubrequests:
    """See dialects.subrequests.Subrequests; what they stand on is made after them."""

    def __init__(self) -> None:
        self._aside: _Aside | None = None

    def attach(self, served: ServedProfile) -> None:
        """Answer as this profile does."""
        planner = AnswerPlanner(served.compiled, None, None, has_links=False)
        scripted = scripted_answers(served) if served.settings.answers else None
        self._aside = _Aside(served, BodyAnswers(planner.plan, scripted))

    def answer(self, head: RequestHead, body: bytes, case: bytes) -> SubrequestAnswer:
        """See Subrequests."""
        assert self._aside is not None
        served, bodies = self._aside
        terms, digest = _terms(served, head), served.chance.hash(case)
        drawer, account = terms.drawer, terms.label.account
        faults = () if drawer is None else served.faults.draw(drawer, account, case, digest)
        planned = bodies.answer(terms, body, digest, faults, unchecked)
        assert isinstance(planned.answer, Whole)
        return SubrequestAnswer(planned.answer, _lasts_s(served, planned))


def _terms(served: ServedProfile, head: RequestHead) -> RouteTerms:
    admission = served.router.admit(head)
    assert admission is not None
    dialect, refused, key, faults, _ = admission
    drawer = FaultDrawer(faults, repr(faults).encode()) if faults else served.faults.drawer
    label = Label(head.path, key, served.settings.profile, served.settings.rule)
    return RouteTerms(label, dialect, refused, drawer)


def _lasts_s(served: ServedProfile, planned: Planned) -> float:
    """Return how long an answer takes from when it is asked."""
    timeline = served.compiled.timeline
    if planned.plan is None or timeline is None:
        return 0.0
    return timeline.last(planned.plan, planned.tokens) * _S
