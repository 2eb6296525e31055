"""Leads requests to what the rules of a profile have for them.

What a head decides is decided once for it. Where a body has a say, the head's route chooses another
one for each body; nothing else knows of it: where the chosen one answers in one call, so does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.traffic_rules import Traffic, TrafficBody, TrafficHead, TrafficRule
from sanic_mock.errors import Lengthy
from sanic_mock.server.answer_now import AnswerNow, ShapedAnswer
from sanic_mock.server.chosen_answer import ChosenAnswer
from sanic_mock.server.course import Course
from sanic_mock.server.route import Route, RouteChoice, answering_now
from sanic_mock.server.routes import Destination
from sanic_mock.settings import Settings

# Makes the course of what a rule leads to.
MakeRuled = Callable[[Settings], Course]


class RuledTraffic:
    """The rules of one profile, and all that they lead to.

    Args:
        settings: the profile, which has rules.
        make: makes courses.

    Attributes:
        courses: what each rule leads to.
    """

    def __init__(self, settings: Settings, make: MakeRuled) -> None:
        self._traffic = Traffic(settings.match)
        self._names = settings.header_names
        self._chance = Chance(settings.seed)
        self.courses = [make(one) for one in settings.ruled]

    def destination(self, head: RequestHead, key: str) -> Destination | None:
        """Return where what no model answers is led to; None for nowhere else."""
        found = self._candidates(head, key, "")
        return Destination(self.courses[found[0].number].routes, head) if found else None

    def route(self, head: RequestHead, own: Route) -> Route:
        """Return who answers a head's requests; its own route where no rule is for it."""
        if own.refusal is not None and not callable(own.refusal):
            return own
        rules = self._candidates(head, own.key, own.dialect.NAME)
        led = [(rule, self._led(rule, head)) for rule in rules]
        if not led:
            return own
        if not led[0][0].of_body:
            return led[0][1]
        return chosen_by_body(own, BodyRules(own, led, self._chance))

    def _led(self, rule: TrafficRule, head: RequestHead) -> Route:
        route = self.courses[rule.number].routes.route(head)
        assert route is not None, "profiles do not differ in which paths a model answers"
        return route

    def _candidates(self, head: RequestHead, key: str, endpoint: str) -> Sequence[TrafficRule]:
        fields = {name: head.fields[name] for name in self._names if name in head.fields}
        return self._traffic.candidates(TrafficHead(key, fields, endpoint))


class BodyRules:
    """Chooses the route of a body; see RouteChoice.

    Args:
        own: who answers where no rule is for a body.
        led: the rules, in their order, and who answers by each.
        chance: draws shares; its attempts are its own.
    """

    def __init__(
        self, own: Route, led: Sequence[tuple[TrafficRule, Route]], chance: Chance
    ) -> None:
        self._own = own
        self._reader = own.dialect
        self._led = [(rule.fits_body, route) for rule, route in led]
        is_drawn = any(rule.is_drawn for rule, _ in led)
        self._chance = chance if is_drawn else None

    def choose(self, body: bytes) -> Route:
        """See RouteChoice; what cannot be read fits no rule, and is refused by who answers."""
        chance = self._chance
        seen = TrafficBody(
            self._reader, body, b"" if chance is None else chance.draw(self._own.case or body)
        )
        try:
            for fits, route in self._led:
                if fits(seen):
                    return route
        except Lengthy:
            self.undo(body)
            raise
        except Exception:
            return self._own
        return self._own

    def undo(self, body: bytes) -> None:
        """See RouteChoice."""
        if self._chance is not None:
            self._chance.undo(self._own.case or body)


def chosen_by_body(own: Route, choice: RouteChoice) -> Route:
    """Return the route of a head whose bodies are led to several."""
    return answering_now(replace(own, choice=choice), _now(choice))


def _now(choice: RouteChoice) -> AnswerNow:
    """Return what answers by the route that is chosen, as far as that answers in one call."""
    choose, undo = choice.choose, choice.undo

    def answer_now(body: bytes) -> bytes:
        route = choose(body)
        now = route.answer_now
        if now is None:
            raise ChosenAnswer(route, undo)
        try:
            return now(body)
        except ShapedAnswer as shaped:
            raise ChosenAnswer(route, undo, shaped.planned) from None
        except Lengthy:
            undo(body)
            raise

    return answer_now
