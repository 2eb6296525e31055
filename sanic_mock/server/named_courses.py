"""The courses of profiles that requests name, each made when it is first asked for."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable

from sanic_mock.dialects.own_fields import WrongField
from sanic_mock.dialects.selection import NamedProfile
from sanic_mock.errors import SettingsError, Unprepared
from sanic_mock.profile.building import inside
from sanic_mock.profile.named import named_settings, names_under
from sanic_mock.server.course_group import CourseGroup
from sanic_mock.server.routes import Routes
from sanic_mock.server.ruled_course import RuledCourse
from sanic_mock.settings import Settings

log = logging.getLogger("sanic_mock")

# Profiles that were named and are kept; the one that was admitted longest ago goes first.
MOST_NAMED = 32

# A profile's name, and that of the backend that it is in, "" for none.
_Place = tuple[str, str]


class NamedCourses(CourseGroup):
    """Those of one server as its running profile has it.

    Args:
        settings: the running profile.
        beside: makes the course of whoever answers beside that.
        forget: is told the routes to who answers from here on.
    """

    def __init__(
        self,
        settings: Settings,
        beside: Callable[[Settings], RuledCourse],
        forget: Callable[[Routes], None],
    ) -> None:
        self._settings = settings
        self._health = {one.backend: one.health for one in settings.backed}
        self._beside = beside
        self._forget = forget
        self._names: dict[str, str] = {}
        self._kept: OrderedDict[_Place, RuledCourse] = OrderedDict()
        self._faulty: set[str] = set()
        self._preparing = asyncio.Lock()
        self._is_closed = False

    def close(self) -> None:
        """See Coursed."""
        self._is_closed = True
        super().close()

    def each(self) -> Iterable[RuledCourse]:
        """Return all that are kept; the one that was admitted longest ago is first."""
        return self._kept.values()

    def routes(self, profile: NamedProfile, backend: str = "") -> Routes:
        """Return the routes to a profile that a request names, in a backend of that name.

        Raises:
            Unprepared: it is to be waited for, as there may be one by then.
        """
        place = self._name(profile) or "", backend
        if place not in self._kept:
            raise Unprepared
        self._kept.move_to_end(place)
        return self._kept[place].routes

    async def prepare(self, profile: NamedProfile, backend: str = "") -> WrongField | None:
        """Make a profile that a request names, in a backend; return why there is none."""
        async with self._preparing:
            run = asyncio.get_running_loop().run_in_executor
            self._names = await run(None, names_under, self._settings)
            name = self._name(profile)
            if name is None:
                return profile.wrong(sorted(self._names))
            if (name, backend) in self._kept:
                return None
            try:
                course = await run(None, self._compiled, name, backend)
            except SettingsError as error:
                self._tell(name, error)
                return profile.faulty()
            self._keep((name, backend), course)
        return None

    def _courses(self) -> Iterable[RuledCourse]:
        return self.each()

    def _name(self, profile: NamedProfile) -> str | None:
        """Return the longest of its words that is a profile's."""
        return next((word for word in profile.words if word in self._names), None)

    def _compiled(self, name: str, backend: str) -> RuledCourse:
        """Return a course that is ready to start; called on a thread."""
        settings = named_settings(self._settings, self._names[name], name)
        if backend:
            settings = inside(settings, backend=backend, health=self._health[backend])
        course = self._beside(settings)
        course.rehearse()
        return course

    def _keep(self, place: _Place, course: RuledCourse) -> None:
        self._kept[place] = course
        if len(self._kept) > MOST_NAMED:
            _, oldest = self._kept.popitem(last=False)
            oldest.close()
        if not self._is_closed:  # else it is for those alone who wait for it
            course.start()
        self._forget(course.routes)

    def _tell(self, name: str, error: SettingsError) -> None:
        """Say once what is wrong with a profile."""
        if name not in self._faulty:
            self._faulty.add(name)
            for problem in error.problems:
                log.error("%s", problem)
