"""The course of a profile, and those of all that its rules of traffic lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from sanic_mock.server.course import Course
from sanic_mock.server.course_group import CourseGroup
from sanic_mock.server.routes import BodyRouter, Lead, Routes
from sanic_mock.server.ruled_traffic import RuledTraffic
from sanic_mock.settings import Settings


class MakeCourse(Protocol):
    """Makes the course of a profile."""

    def __call__(
        self,
        settings: Settings,
        scenario_of: str,
        switch: Callable[[Routes], None],
        lead: Lead | None = None,
        ruled: BodyRouter | None = None,
    ) -> Course:
        """Return the course; may take long.

        Args:
            settings: the profile.
            scenario_of: with whose scenario its own begins, as `Settings.owner` has it.
            switch: is told when others are to answer.
            lead: see Routes; `ruled` likewise.
        """


class RuledCourse(CourseGroup):
    """All who answer for one profile.

    Args:
        settings: the profile.
        running: the one that runs; where that has the same scenario, both begin at once.
        make: makes courses.
        switch: is told whenever others are to answer what no rule is for.
        note_change: is told whenever others are to answer what a rule is for.
        lead: see Routes.

    Attributes:
        own: the profile's own course.
    """

    def __init__(
        self,
        settings: Settings,
        running: Settings,
        make: MakeCourse,
        switch: Callable[[Routes], None],
        note_change: Callable[[Routes], None],
        lead: Lead | None = None,
    ) -> None:
        own = _scenario_of(settings, (running,))

        def make_ruled(one: Settings) -> Course:
            return make(one, _scenario_of(one, (running, settings)), note_change)

        self._traffic = RuledTraffic(settings, make_ruled) if settings.match else None
        self.own = make(settings, own, switch, lead, self._traffic)

    @property
    def routes(self) -> Routes:
        """Those to who answers, and by rules to others."""
        return self.own.routes

    @property
    def settings(self) -> Settings:
        """The profile."""
        return self.own.settings

    def forget(self, further: Iterable[str]) -> None:
        """See Routes.forget, whoever answers just now."""
        for course in self._courses():
            course.forget(further)

    def _courses(self) -> Iterator[Course]:
        yield self.own
        if self._traffic is not None:
            yield from self._traffic.courses


def _scenario_of(settings: Settings, above: Iterable[Settings]) -> str:
    """Return whose scenario a profile has: the first of those above it may have the same."""
    scenario = settings.scenario
    same = (one.owner for one in above if one.scenario == scenario)
    return next(same, settings.owner)
