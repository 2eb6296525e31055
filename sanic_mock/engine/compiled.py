"""A profile, compiled: what every answer is planned with, by whoever plans it.

A server, `verify` and `profiles show` make the same plans because they hold the same value.
"""

from __future__ import annotations

from sanic_mock.engine.draws import Chance
from sanic_mock.engine.silent_timeline import compile_timeline
from sanic_mock.engine.simulator import Simulate, compile_simulator
from sanic_mock.engine.texts import Texts, make_texts
from sanic_mock.engine.timeline import Timeline, is_immediate
from sanic_mock.settings import Settings


class Compiled:
    """One profile, ready to plan with; compiling it again forgets all that was asked.

    Args:
        settings: the profile.
        texts: what is answered; None writes them.
        chance: draws; None makes one that counts attempts for itself.
        timeline: when tokens are due; None compiles that, where the profile takes time.

    Attributes:
        settings: the profile.
        texts: what is answered.
        chance: draws for each request, and counts how often a request came.
        timeline: when tokens are due; None where nothing is waited for.
        simulate: makes a Reply of an Ask and its chance.
    """

    __slots__ = ("chance", "settings", "simulate", "texts", "timeline")

    def __init__(
        self,
        settings: Settings,
        texts: Texts | None = None,
        chance: Chance | None = None,
        timeline: Timeline | None = None,
    ) -> None:
        self.settings = settings
        self.texts = texts = texts or make_texts(settings)
        self.chance = chance or Chance(settings.seed)
        if timeline is None and not is_immediate(settings):
            timeline = compile_timeline(settings)
        self.timeline = timeline
        self.simulate: Simulate = compile_simulator(settings, texts, self.timeline)

    def timed(self, timeline: Timeline | None = None) -> Compiled:
        """Return the same, whose answers may take time; itself, where they take it anyway.

        Args:
            timeline: when tokens are due; None compiles that.
        """
        if self.timeline is not None:
            return self
        timeline = timeline or compile_timeline(self.settings)
        return Compiled(self.settings, self.texts, self.chance, timeline)

    def again(self) -> Compiled:
        """Return the same profile as at its start: no request was seen, no prompt is cached."""
        return Compiled(self.settings, self.texts)
