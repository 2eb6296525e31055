"""Answers requests that come within another one: as the profile answers them, but aside.

Rules and faults hold for them. They take no part in what is limited, loaded or counted, and go
through no network.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import structs

from sanic_mock.dialects.answer import SlicedWhole, Whole
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.subrequests import SubrequestAnswer
from sanic_mock.engine.faults.drawing import drawer_of
from sanic_mock.engine.refusal import unmet
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.answer_steps import unchecked
from sanic_mock.server.body_answers import BodyAnswers
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Label
from sanic_mock.server.route import Route
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import Variant
from sanic_mock.server.wishing import wish_in

_S = 1e-9
_ASKS = "a request in a batch cannot ask for something itself"


class _Aside(NamedTuple):
    """A variant, and what answers bodies as it does though nobody waits for that."""

    variant: Variant
    bodies: BodyAnswers


class ProfileSubrequests:
    """See dialects.subrequests.Subrequests; what they stand on is made after them."""

    def __init__(self) -> None:
        self._aside: _Aside | None = None

    def attach(self, variant: Variant) -> None:
        """Answer as this variant does."""
        planner = AnswerPlanner(variant.served.compiled, None, None, has_links=False)
        self._aside = _Aside(variant, BodyAnswers(planner, variant.scripted))

    def answer(self, head: RequestHead, body: bytes, case: bytes) -> SubrequestAnswer:
        """See Subrequests."""
        assert self._aside is not None
        variant, bodies = self._aside
        served, route, digest = variant.served, _route(variant, head), variant.chance.hash(case)
        if route.refusal is None and wish_in(route, body) is not None:
            route = structs.replace(route, refusal=unmet(_ASKS))
        drawer, account = route.drawer, route.label.account
        faults = () if drawer is None else served.faults.draw(drawer, account, case, digest)
        planned = bodies.answer(route, body, digest, faults, unchecked)
        assert isinstance(planned.answer, Whole)
        return SubrequestAnswer(_joined(planned.answer), _lasts_s(served, planned))


def _route(variant: Variant, head: RequestHead) -> Route:
    admission, served = variant.router.admit(head), variant.served
    assert admission is not None
    dialect, refused, key, faults, _ = admission
    drawer = drawer_of(faults) or served.faults.drawer
    label = Label(head.path, key, served.settings.profile, served.settings.rule)
    return Route(label, dialect, refused, drawer, variant=variant)


def _joined(answer: Whole) -> Whole:
    """Return an answer with a body in one piece."""
    if not isinstance(answer, SlicedWhole):
        return answer
    return Whole(answer.status, answer.fields, b"".join(answer.parts), answer.undo)


def _lasts_s(served: ServedProfile, planned: Planned) -> float:
    """Return how long an answer takes from when it is asked."""
    timeline = served.compiled.timeline
    if planned.plan is None or timeline is None:
        return 0.0
    return timeline.last(planned.plan, planned.tokens) * _S
