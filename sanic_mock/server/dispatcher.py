"""Which of all profiles of a server answers a request.

The running profile has a course of its own. One that requests name (`dialects.selection`) is made
when it is first asked for, on a thread: meanwhile the fast lane leaves such requests to the Sanic
lane, which waits. What a head leads to is decided once and remembered by the running profile's
routes; so they forget all heads whenever somebody else is to answer some.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from sanic_mock.dialects.loading import load
from sanic_mock.dialects.own_fields import BACKEND_IN_BODY, WrongField
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.selection import ClosedPrefix, Selecting, Selection, wrong_backend
from sanic_mock.errors import Problem, Unprepared
from sanic_mock.server.course_group import Coursed, CourseGroup
from sanic_mock.server.named_courses import NamedCourses
from sanic_mock.server.routes import Destination, Routes
from sanic_mock.server.ruled_course import MakeCourse, RuledCourse
from sanic_mock.server.tenant_book import name_of_key
from sanic_mock.server.tenant_courses import TenantCourses, TenantSource
from sanic_mock.settings import Settings


class Dispatcher(CourseGroup):
    """All who answer for one server as its running profile has it.

    Where who answers is still to be made, `Routes` raise Unprepared; the Sanic lane awaits
    `destination`, which makes it and asks again.

    Args:
        settings: the running profile.
        make: makes courses.
        switch: is told to whom heads lead from here on.
        tenants: where it says what tenants are; None of a server that has none.

    Attributes:
        course: of the running profile.
    """

    def __init__(
        self,
        settings: Settings,
        make: MakeCourse,
        switch: Callable[[Routes], None],
        tenants: TenantSource | None = None,
    ) -> None:
        self._settings = settings
        self._make = make
        self._switch = switch
        self._named = NamedCourses(settings, self._course_beside, self._forget)
        self._backends: dict[str, RuledCourse] = {}
        self._noticed: set[ClosedPrefix] = set()
        self.course = RuledCourse(settings, settings, make, switch, self._forget, self._lead)
        self._tenants, tenant_of = None, None
        if tenants is not None:
            self._tenants = TenantCourses(tenants, self._course_beside, self._forget)
            tenant_of = self._tenant_of
        self._selecting = Selecting(settings.steering, self._key_of, tenant_of)
        for number, one in enumerate(settings.backed, 1):
            backend = RuledCourse(one, settings, make, self._forget, self._forget)
            self._backends[str(number)] = self._backends[one.backend] = backend
        if len(settings.every) > 1:
            self._forget(self.course.routes)

    def selected(self, head: RequestHead) -> Selection:
        """Return what a head says of who is to answer, and what is left of it."""
        return self._selecting.read(head)

    async def destination(self, read: Callable[[], RequestHead]) -> Destination:
        """Return where a head leads, when whoever is named there is ready.

        Args:
            read: returns the head; there may be more to read of it, once it is known to whom.
        """
        while True:
            head = read()
            try:
                return await _loaded(self.course.routes.destination(head))
            except Unprepared:
                selection = self.selected(head)
                if problem := await self._prepare(selection):
                    return Destination(self.course.routes, selection.head, problem)

    async def _prepare(self, selection: Selection) -> Problem | None:
        """Make whoever a head asks for; return why there is none."""
        if selection.profile is not None:
            wrong = await self._named.prepare(selection.profile, self._backend_name(selection))
            return None if wrong is None else self._bad_field(wrong)
        assert self._tenants is not None
        error = await self._tenants.prepare(selection.tenant)
        if error is None:
            return None
        why = f"what this tenant has said cannot be had: {'; '.join(error.problems)}"
        wrong = WrongField("tenant", selection.tenant, "", problem=why)
        return self._bad_field(wrong)

    def _lead(self, head: RequestHead) -> Destination | None:
        if not self._selecting.is_asked(head):
            return None
        selection = self.selected(head)
        if problem := self._wrong(selection):
            return Destination(self.course.routes, selection.head, problem)
        if selection.profile is not None:
            routes = self._named.routes(selection.profile, self._backend_name(selection))
            return Destination(routes, selection.head)
        if selection.backend:
            return Destination(self._backends[selection.backend].routes, selection.head)
        if self._tenants is not None and selection.tenant:
            if (course := self._tenants.find(selection.tenant)) is not None:
                return Destination(course.routes, selection.head)
            if selection.head is not head:
                return Destination(self.course.routes, selection.head)
        return None

    def _wrong(self, selection: Selection) -> Problem | None:
        """Return why there is nobody as a head asks for."""
        router = self.course.routes.variant.router
        if selection.wrong is not None:
            return router.bad_field(selection.wrong)
        if selection.closed is not None:
            self._notice_closed(selection.closed)
            return router.closed_prefix(*selection.closed)
        if selection.backend and selection.backend not in self._backends:
            names = [one.backend for one in self._settings.backed]
            if BACKEND_IN_BODY not in selection.head.fields:
                return router.no_backend(selection.backend, names)
            return router.bad_field(wrong_backend(selection.backend, names))
        return None

    def _notice_closed(self, closed: ClosedPrefix) -> None:
        """Tell who runs the server, once for each prefix, that somebody wants it open."""
        if closed not in self._noticed:
            self._noticed.add(closed)
            place, key = closed
            asked = f"a request has the prefix {place}, which is off"
            self.course.routes.variant.router.state.notice(f"{asked}; `{key}: true` has it on")

    def _backend_name(self, selection: Selection) -> str:
        """Return the name of a backend that a head asks for by name or number."""
        if not selection.backend:
            return ""
        return self._backends[selection.backend].settings.backend

    def _bad_field(self, wrong: WrongField) -> Problem:
        return self.course.routes.variant.router.bad_field(wrong)

    def _key_of(self, head: RequestHead) -> str:
        return self.course.routes.variant.router.key_of(head)

    def _tenant_of(self, head: RequestHead) -> str:
        key = self._key_of(head) or self.bearer(head)
        return name_of_key(key) if key else ""

    def bearer(self, head: RequestHead) -> str:
        """Return the key that a request bears, whatever its path is; "" for none."""
        return self.course.routes.variant.router.unclaimed().vendor.key_of(head)

    def _course_beside(self, settings: Settings) -> RuledCourse:
        """Return the course of whoever answers beside the running profile."""
        return RuledCourse(settings, self._settings, self._make, self._forget, self._forget)

    def _forget(self, routes: Routes | None = None) -> None:
        """Let no head lead where it did before; called where others answer from here on."""
        every = (settings for one in self._ruled() for settings in one.settings.every)
        names = sorted({name for settings in every for name in settings.header_names})
        for course in self._ruled():
            course.forget(names)

    def _courses(self) -> Iterator[Coursed]:
        yield from self._lasting()
        yield from self._groups()

    def _ruled(self) -> Iterator[RuledCourse]:
        """Yield the courses of all there are by now."""
        yield from self._lasting()
        for group in self._groups():
            yield from group.each()

    def _lasting(self) -> Iterator[RuledCourse]:
        """Yield those that are there from the start."""
        yield self.course
        yield from dict.fromkeys(self._backends.values())

    def _groups(self) -> Iterator[NamedCourses | TenantCourses]:
        """Yield those of whom requests name."""
        yield self._named
        if self._tenants is not None:
            yield self._tenants


async def _loaded(there: Destination) -> Destination:
    """Return where a head leads, when what answers there is loaded."""
    if module := there.routes.variant.router.unloaded(there.head):
        await asyncio.get_running_loop().run_in_executor(None, load, module)
    return there
