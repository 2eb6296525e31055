"""What was planned on a thread, and cannot begin by the time that it is handed in."""

from __future__ import annotations

import pytest

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.planned_phase import UNCHANGED
from sanic_mock.engine.refusal import Refusal
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route
from sanic_mock.server.routes import Routes
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import Variant, compile_variant
from sanic_mock.shared.store import Store
from tests.requests import chat
from tests.server.virtual import Bench

BODY, DIGEST = chat(), bytes(64)


def made() -> tuple[Variant, Route]:
    """Return a profile that has phases, and whose answers take time."""
    flags = {"latency": Given("10ms", "-latency"), "trace": Given("true", "-trace")}
    settings = resolve(flags, {})
    phased = PhasedAnswers(settings)
    phased.follow("peak", UNCHANGED)
    served = ServedProfile(State(settings, Store(1 << 18)), Bench().pacer, phased=phased)
    variant = compile_variant(served)
    route = Routes(variant).route(RequestHead("POST", "/v1/chat/completions", "", {}))
    assert route is not None
    return variant, route


def let_in(variant: Variant, route: Route) -> tuple[Planned, Planned]:
    """Return what was planned, and what is answered."""
    planned = variant.steps.answer(route, BODY, DIGEST)
    return planned, variant.let_in(route, BODY, DIGEST, planned)


def test_it_begins_where_there_is_room() -> None:
    planned, answered = let_in(*made())

    assert answered is planned


def test_its_refusal_tells_what_all_errors_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    variant, route = made()
    full = Refusal("overloaded", retry_s=1.0)
    monkeypatch.setattr(variant.scheduler, "refusal", lambda: full)

    _, answered = let_in(variant, route)

    assert isinstance(answered.answer, Whole)
    assert (answered.answer.status, answered.plan) == (503, None)
    for line in (b"x-mock-profile: default\r\n", b"x-mock-phase: peak\r\n"):
        assert line in answered.answer.fields
