"""How the answers of one variant come to be sent in their time."""

from __future__ import annotations

from sanic_mock.engine.compiled import Compiled
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.scheduler import Scheduler
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.shaping import Shaper


class AnswerTiming:
    """What plans answers, and lets them begin in the time that a compiled profile gives them.

    Args:
        served: the profile.
        compiled: likewise; its answers may take time where the profile's do not.

    Attributes:
        scheduler: lets answers begin in their time; None where nothing takes time.
        shaper: hands in the answers that are changed on their way out.
        planner: plans answers.
    """

    def __init__(self, served: ServedProfile, compiled: Compiled) -> None:
        settings, pacer, links = served.settings, served.pacer, served.links
        begin, observe = served.begin, served.observe
        self.scheduler: Scheduler | None = None
        if compiled.timeline is not None:
            self.scheduler = Scheduler(settings, compiled.timeline, pacer, observe, begin)
        self.shaper = Shaper(pacer, self.scheduler, settings.time_scale, links, observe, begin)
        self.planner = AnswerPlanner(
            compiled,
            self.scheduler,
            served.limiter,
            has_links=links is not None,
            is_counted=served.log is not None,
        )
