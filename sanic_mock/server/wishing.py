"""Who answers requests that ask for something themselves: a variant as it is, and a little more.

Such an answer may take time where nothing of the profile does, and be said where it has no rules.
So there is another variant beside, made when the first of these requests comes, of the same served
profile: they share all that is counted, limited and remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import structs

from sanic_mock.dialects.own_fields import BACKEND_IN_BODY, IN_BODY
from sanic_mock.dialects.own_wishes import read_suffix
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.answers.phrases import asked, may_ask, without_phrases
from sanic_mock.engine.faults.drawing import drawer_of
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.json_size import check_size
from sanic_mock.engine.refusal import Refusal, unmet
from sanic_mock.errors import Lengthy, SettingsError, Unprepared
from sanic_mock.profile.model_suffix import asked_suffix
from sanic_mock.profile.sections.answers.wish import NO_WISH, Wish
from sanic_mock.profile.wishes import read_wish
from sanic_mock.server.answer_steps import AnswerSteps
from sanic_mock.server.answer_timing import AnswerTiming
from sanic_mock.server.body_answers import AnswerBody, BodyAnswers, CheckBody
from sanic_mock.server.chosen_answer import ChosenAnswer
from sanic_mock.server.planned import Planned
from sanic_mock.server.route import Route, in_steps
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.variant import Variant, scripted_answers
from sanic_mock.settings import Settings

# Returns who answers a head; raises Unprepared where that is to be waited for.
Find = Callable[[RequestHead], Route | None]


class BodyWish(NamedTuple):
    """What a body asks for.

    Attributes:
        wish: all of it.
        model: the one that it names without what is behind it; "" where nothing is.
        wrong: what cannot be had; None for nothing.
    """

    wish: Wish
    model: str
    wrong: Refusal | None

    def route(self, route: Route) -> Route:
        """Return a route with that."""
        found = wishing_route(route, self.wish)
        refusal = found.refusal or self.wrong
        return structs.replace(found, model=self.model, is_read=True, refusal=refusal)

    def head(self, route: Route) -> RequestHead | None:
        """Return the head of a request that somebody else is to answer; None for nobody else."""
        head, wish = route.head, self.wish
        if not wish.elsewhere or head is None or route.refusal is not None:
            return None
        named = {IN_BODY: wish.profile, BACKEND_IN_BODY: wish.backend}
        own = {name: one for name, one in named.items() if one is not None}
        return head._replace(fields={**head.fields, **own})


def wish_in(route: Route, body: bytes) -> BodyWish | None:
    """Return what a body asks for, None for nothing; raises Lengthy where that takes long."""
    dialect, settings = route.dialect, route.variant.settings
    model, suffix = "", ""
    if b"@" in body:
        model, suffix = asked_suffix(dialect.asked_model(body), settings)
    has_phrases = settings.steering.phrases and may_ask(body)
    if not suffix and not has_phrases:
        return None
    own = dialect.with_model(body, model) if suffix else body
    wish, wrong = read_suffix(suffix, None)
    for phrase in _phrases(dialect, own) if has_phrases else ():
        try:
            said = read_wish(phrase, ";", "[[mock]]")
        except SettingsError as error:
            wrong = wrong or unmet("; ".join(error.problems))
        else:
            wish = said if wish is None else said.over(wish)
    return BodyWish(wish or NO_WISH, model if suffix else "", wrong)


def chosen_by_wish(route: Route, body: bytes, find: Find) -> ChosenAnswer:
    """Return who answers a body that asks for something.

    Args:
        route: of its head.
        body: likewise.
        find: returns the route of another head.

    Raises:
        Lengthy: a thread is to find out, as if nothing had been; Unprepared likewise.
    """
    undo = _nothing if route.choice is None else route.choice.undo
    chosen = chosen_route(route, body)
    try:
        asked_for = wish_in(chosen, body)
        if asked_for is None:
            return ChosenAnswer(chosen, undo)
        if (head := asked_for.head(route)) is not None and (other := find(head)) is not None:
            chosen = chosen_route(other, body)
        return ChosenAnswer(asked_for.route(chosen), undo)
    except (Lengthy, Unprepared):
        undo(body)
        raise


def chosen_route(route: Route, body: bytes) -> Route:
    """Return the route that rules have for a body; the same where there are none."""
    return route if route.choice is None else route.choice.choose(body)


def _nothing(body: bytes) -> None:
    """Let nothing not have been."""


def _phrases(dialect: Dialect, body: bytes) -> list[str]:
    """Return what counts of the phrases in a body; of one that cannot be read, nothing does."""
    try:
        check_size(body)
        conversation = dialect.conversation(body)
        return [] if conversation is None else [*asked(conversation)]
    except Lengthy:
        raise
    except Exception:
        return []


def wishing_route(route: Route, wish: Wish) -> Route:
    """Return the route of a request that has a wish, beside what its head says.

    Args:
        route: without it.
        wish: goes before what the route has.
    """
    usual = route.variant
    usual.wishing = variant = usual.wishing or _variant_for_wishes(usual)
    drawer = drawer_of(tuple(one.value for one in wish.fault)) or route.drawer
    wish = wish.over(route.wish)
    return structs.replace(
        in_steps(route),
        dialect=route.dialect.conversing(),
        refusal=route.refusal or _unmet(variant.settings, wish),
        variant=variant,
        drawer=drawer,
        wish=wish,
        case=b"" if wish.case is None else wish.case.encode("utf-8", "replace"),
    )


def _unmet(settings: Settings, wish: Wish) -> Refusal | None:
    """Return why a profile cannot do what is asked for, None where it can."""
    if wish.itl is not None and settings.load.model == "step":
        return unmet("itl cannot be asked for where load.model step decides when tokens are due")
    return None


def _variant_for_wishes(usual: Variant) -> Variant:
    """Return what answers requests with wishes, which may take time and be said."""
    served, timing, compiled = usual.served, usual.timing, usual.served.compiled
    if timing.scheduler is None:
        paced = None if served.phased is None else served.phased.paced()
        timing = AnswerTiming(served, compiled.timed(paced))
    scripted = usual.scripted or scripted_answers(served)
    answers = BodyAnswers(timing.planner, scripted)
    variant = Variant(served, timing, scripted, AnswerSteps(served, _answer_rest(answers.answer)))
    variant.wishing = variant
    return variant


def _answer_rest(answer: AnswerBody) -> AnswerBody:
    """Return what answers what is left of a body without what it asks for."""

    def answer_rest(
        terms: RouteTerms,
        body: bytes,
        digest: bytes,
        faults: tuple[Fault, ...],
        check: CheckBody,
    ) -> Planned:
        if terms.model:
            body = terms.dialect.with_model(body, terms.model)
        if terms.is_read and may_ask(body):
            body = without_phrases(body)
        return answer(terms, body, digest, faults, check)

    return answer_rest
