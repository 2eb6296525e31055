"""A Route: what a head decides for every request that bears it, and who answers those."""

from __future__ import annotations

from typing import Protocol

import msgspec

from sanic_mock.dialects.request_head import CLIENT_ID, RequestHead
from sanic_mock.server.answer_now import AnswerNow
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.timed_answers import AnswerInTime
from sanic_mock.server.variant import Variant


class RouteChoice(Protocol):
    """What chooses among routes by a request's body."""

    def choose(self, body: bytes) -> Route:
        """Return who answers; raises Lengthy where a thread is to find out."""

    def undo(self, body: bytes) -> None:
        """Let a choice not have been: it is made again."""


class Route(RouteTerms, frozen=True, kw_only=True):
    """The terms on which a head's requests are answered, and who does so.

    Attributes:
        variant: the profile that it is answered by.
        answer_now: answers it in one call; None where that takes time, or is refused.
        head: what it was found by; None where no model answers.
        choice: leads its requests on by their bodies, to routes that do not; None leads nowhere.
        at_once: as answer_now, where nobody has to know who asks.
        in_time: answers it in one call with a response and when it is due; None where it cannot.
    """

    variant: Variant
    answer_now: AnswerNow | None = None
    head: RequestHead | None = None
    choice: RouteChoice | None = None
    at_once: AnswerNow | None = None
    in_time: AnswerInTime | None = None


def answering_now(
    route: Route, answer_now: AnswerNow | None, in_time: AnswerInTime | None = None
) -> Route:
    """Return a route that answers in one call, at once or in its time."""
    at_once = None if route.variant.is_noted else answer_now
    return msgspec.structs.replace(route, answer_now=answer_now, at_once=at_once, in_time=in_time)


def in_one_call(route: Route) -> Route:
    """Return a route that answers in one call where its variant can."""
    variant = route.variant
    return answering_now(route, variant.answer_now(route), variant.answer_in_time(route))


def in_steps(route: Route) -> Route:
    """Return a route that answers nothing in one call."""
    return answering_now(route, None)


def repeating(route: Route, client_id: str) -> Route:
    """Return a route for one request, whose answer repeats what its client calls it."""
    dialect, head = route.dialect.repeating(client_id), route.head
    if head is not None:
        head = head._replace(fields={**head.fields, CLIENT_ID: client_id})
    if dialect is route.dialect:
        return msgspec.structs.replace(route, head=head)
    route = msgspec.structs.replace(route, dialect=dialect, head=head)
    if route.answer_now is None and route.in_time is None:
        return route
    return in_one_call(route)
