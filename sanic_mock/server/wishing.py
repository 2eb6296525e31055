"""Who answers requests that ask for something themselves: a variant as it is, and a little more.

Such an answer may take time where nothing of the profile does, and be said where it has no rules.
So there is another variant beside, made when the first of these requests comes, which shares all
that is counted, limited and remembered.
"""

from __future__ import annotations

from msgspec import structs

from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.refusal import Refusal, unmet
from sanic_mock.profile.sections.answers.wish import Wish
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.scripted_answers import ScriptedAnswers
from sanic_mock.server.shaping import Shaper
from sanic_mock.server.variant import Route, Variant
from sanic_mock.settings import Settings


class WishingVariant(Variant):
    """A variant for requests with wishes.

    Args:
        usual: the variant that answers all others.
    """

    def __init__(self, usual: Variant) -> None:
        vars(self).update(vars(usual))
        self.wishing = self
        self.immediate = None
        settings = self.settings
        if self.scheduler is None:
            self._take_time()
        self._scripted = self._scripted or ScriptedAnswers(
            settings, self._attempts, self.faults, self._onlooker
        )

    def _take_time(self) -> None:
        """Have answers take the time that they are asked to take."""
        settings, pacer, observe = self.settings, self._pacer, self._observe
        paced = None if self._phased is None else self._phased.paced()
        compiled = self._compiled.timed(paced)
        assert compiled.timeline is not None
        begin, scale = self._begin, settings.time_scale
        self.scheduler = Scheduler(settings, compiled.timeline, pacer, observe, begin)
        self.shaper = Shaper(pacer, self.scheduler, scale, self.links, observe, begin)
        planner = AnswerPlanner(
            compiled,
            self.scheduler,
            self.limiter,
            has_links=self.links is not None,
            is_counted=self.log is not None,
        )
        self._plan = planner.plan


def wishing_route(route: Route, wish: Wish) -> Route:
    """Return the route of a request that has a wish, beside what its head says.

    Args:
        route: without it.
        wish: goes before what the route has.
    """
    usual = route.variant
    usual.wishing = variant = usual.wishing or WishingVariant(usual)
    faults = tuple(one.value for one in wish.fault)
    drawer = FaultDrawer(faults, repr(faults).encode()) if faults else route.drawer
    wish = wish.over(route.wish)
    return structs.replace(
        route,
        dialect=route.dialect.conversing(),
        refusal=route.refusal or _unmet(variant.settings, wish),
        variant=variant,
        answer_now=None,
        drawer=drawer,
        wish=wish,
        case=b"" if wish.case is None else wish.case.encode("utf-8", "replace"),
    )


def _unmet(settings: Settings, wish: Wish) -> Refusal | None:
    """Return why a profile cannot do what is asked for, None where it can."""
    if wish.itl is not None and settings.load.model == "step":
        return unmet("itl cannot be asked for where load.model step decides when tokens are due")
    return None
