"""The steps to answers that are given in one call, where a dialect knows no shorter way."""

from __future__ import annotations

from time import time

from sanic_mock.dialects.rendering import is_large
from sanic_mock.dialects.vendor import Dialect, Unpicked
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.simulator import Simulate
from sanic_mock.errors import Sliced
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.answer_now import InSteps, Respond
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.answer_steps import AnswerSteps
from sanic_mock.server.planned import refuse_large
from sanic_mock.server.response_bytes import (
    events_bytes,
    measured_response,
    response_bytes,
    whole_bytes,
)
from sanic_mock.server.result import Label
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.served_profile import ServedProfile


def unlimited_steps(simulate: Simulate) -> InSteps:
    """Return what answers in steps where everybody is let in."""

    def in_steps(dialect: Dialect, label: Label) -> Respond:
        def respond(ask: Ask, digest: bytes) -> bytes:
            reply = simulate(ask, digest)
            if not ask.stream:
                return whole_bytes(dialect.whole(ask, reply, int(time())))
            answer = dialect.events(ask, reply, int(time()))
            if is_large(answer):
                raise Sliced
            return events_bytes(answer)

        return respond

    return in_steps


def limited_steps(planner: AnswerPlanner) -> InSteps:
    """Return what answers in steps whom limits let in."""
    plan = planner.plan

    def in_steps(dialect: Dialect, label: Label) -> Respond:
        key = label.account

        def respond(ask: Ask, digest: bytes) -> bytes:
            planned = plan(dialect, key, ask, digest)
            refuse_large(planned)
            return response_bytes(planned.answer)

        return respond

    return in_steps


def counted_steps(planner: AnswerPlanner, log: AnswerLog) -> InSteps:
    """Return what answers in steps, and keeps each answer in a log."""
    plan = planner.plan

    def in_steps(dialect: Dialect, label: Label) -> Respond:
        key = label.account

        def respond(ask: Ask, digest: bytes) -> bytes:
            planned = plan(dialect, key, ask, digest)
            refuse_large(planned)
            response, size = measured_response(planned.answer)
            log.keep_current(log.note_billed(label, planned.billed, digest, size), response)
            return response

        return respond

    return in_steps


def unpicked_steps(served: ServedProfile, steps: AnswerSteps) -> InSteps:
    """Return what answers in steps where the text of a rule cannot be picked."""

    def in_steps(dialect: Dialect, label: Label) -> Respond:
        terms = RouteTerms(label, dialect)

        def respond(asked: Unpicked, digest: bytes) -> bytes:
            planned = steps.answer(terms, asked.body, digest)
            refuse_large(planned)
            return served.response(label, planned)

        return respond

    return in_steps
