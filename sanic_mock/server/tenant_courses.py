"""Who answers for the tenants of a server, made when one is first asked for, and few at a time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from time import time
from typing import NamedTuple

from sanic_mock.errors import SettingsError, Unprepared
from sanic_mock.server.course_group import CourseGroup
from sanic_mock.server.ruled_course import RuledCourse
from sanic_mock.server.tenant_book import TenantBook
from sanic_mock.settings import Settings

# Tenants whose courses a worker keeps; the one that was asked for longest ago goes first.
MOST_COURSES = 32


class TenantVersion(NamedTuple):
    """What a tenant comes to.

    Attributes:
        version: of what it said.
        settings: by what it is answered.
        ends_s: when something of that ends by itself, unix seconds; 0 where nothing does.
    """

    version: int
    settings: Settings
    ends_s: float = 0.0


# Returns what a tenant comes to, None where it has said nothing; may take long, and raises
# SettingsError where what it said cannot be had any more.
ReadTenant = Callable[[str], TenantVersion | None]


class TenantSource(NamedTuple):
    """Where it says what tenants are.

    Attributes:
        book: which there are.
        read: reads one.
    """

    book: TenantBook
    read: ReadTenant


class _KeptCourse(NamedTuple):
    version: int
    course: RuledCourse
    timer: asyncio.TimerHandle | None


class TenantCourses(CourseGroup):
    """The courses of tenants.

    Args:
        tenants: say what they are.
        make: makes a course; called on a thread.
        forget: is called where heads may lead to others from here on.
    """

    def __init__(
        self,
        tenants: TenantSource,
        make: Callable[[Settings], RuledCourse],
        forget: Callable[[], None],
    ) -> None:
        self._book, self._read = book, _ = tenants
        self._make, self._forget = make, forget
        self._kept: OrderedDict[str, _KeptCourse] = OrderedDict()
        self._generation = book.generation
        self._preparing = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._is_closed = False

    def find(self, name: str) -> RuledCourse | None:
        """Return the course of a tenant, None of one that has said nothing.

        Raises:
            Unprepared: it is to be waited for.
        """
        version = self._book.use(name)
        if not version:
            return None
        kept = self._kept.get(name)
        if kept is None or kept.version != version:
            raise Unprepared
        self._kept.move_to_end(name)
        return kept.course

    async def prepare(self, name: str) -> SettingsError | None:
        """Make the course of a tenant; return why there is none."""
        async with self._preparing:
            run = asyncio.get_running_loop().run_in_executor
            try:
                made = await run(None, self._made, name)
            except SettingsError as error:
                return error
            if made is not None:
                self._keep(name, *made)
        return None

    def start(self) -> None:
        """See Coursed."""
        super().start()
        self._look_later()

    def look(self) -> None:
        """See Coursed; whoever has changed since then is made anew when it is asked for."""
        super().look()
        if self._generation != self._book.generation:
            self._generation = self._book.generation
            self._forget()

    def close(self) -> None:
        """See Coursed."""
        self._is_closed = True
        for name in [*self._kept]:
            self._drop(name)
        if self._timer is not None:
            self._timer.cancel()

    def each(self) -> Iterable[RuledCourse]:
        """Return all courses that are kept."""
        return [one.course for one in self._kept.values()]

    def _courses(self) -> Iterable[RuledCourse]:
        return self.each()

    def _made(self, name: str) -> tuple[TenantVersion, RuledCourse] | None:
        found = self._read(name)
        if found is None:
            return None
        course = self._make(found.settings)
        course.rehearse()
        return found, course

    def _keep(self, name: str, found: TenantVersion, course: RuledCourse) -> None:
        self._drop(name)
        self._kept[name] = _KeptCourse(found.version, course, self._end_later(name, found.ends_s))
        if len(self._kept) > MOST_COURSES:
            self._drop(next(iter(self._kept)))
        if not self._is_closed:  # else it is for those alone who wait for it
            course.start()
        self._forget()

    def _end_later(self, name: str, ends_s: float) -> asyncio.TimerHandle | None:
        """Make a tenant anew, when asked for, where something of it has ended by then."""
        if not ends_s or self._is_closed:
            return None
        loop = asyncio.get_running_loop()
        return loop.call_later(max(0.0, ends_s - time()), self._end, name)

    def _end(self, name: str) -> None:
        self._drop(name)
        self._forget()

    def _look_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._book.look_s, self._look_again)

    def _look_again(self) -> None:
        """Let each tenant's next request be noticed, and those go whom nobody uses."""
        self._look_later()
        if not self._kept:
            return
        for name, kept in [*self._kept.items()]:
            if self._book.version(name) != kept.version:
                self._drop(name)
        self._forget()

    def _drop(self, name: str) -> None:
        """Let a course go; answers under way keep it."""
        if (kept := self._kept.pop(name, None)) is not None:
            kept.course.close()
            if kept.timer is not None:
                kept.timer.cancel()
