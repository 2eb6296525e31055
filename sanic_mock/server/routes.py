"""Finds the Route of a request, of its bytes or of a head that somebody else has read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol, cast

import msgspec

from sanic_mock.dialects.own_fields import TENANT
from sanic_mock.dialects.request_head import CLIENT_ID, RequestHead
from sanic_mock.dialects.router import Claim
from sanic_mock.engine.faults.drawing import drawer_of
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem, Unprepared
from sanic_mock.server.decided_heads import DecidedHeads
from sanic_mock.server.known_heads import FoundRoute, KnownHead, KnownHeads
from sanic_mock.server.request_head import HEAD_END, MAX_HEAD, DecidingFields, read_head
from sanic_mock.server.result import Label
from sanic_mock.server.route import Route, in_one_call, in_steps
from sanic_mock.server.variant import Variant
from sanic_mock.server.wishing import wishing_route

# A larger body is Sanic's, and answered on a thread: on the loop, 1 MB of JSON would hold up every
# other answer for some milliseconds, and a schema of that size for a second.
LARGE_BODY = 64 * 1024

MOST_ROUTES = 1024
# Of heads that are like none that is known the first are all read, and then every so many: where
# that goes on, heads come in too many lengths for all of them to be known.
_ALL_READ = 256
_SOME_READ = 32


class Recent(NamedTuple):
    """A head, its empty line included, and what it comes to.

    Attributes:
        raw: its bytes.
        route: who answers.
        start: where the body begins.
        stop: where it ends.
        length: bytes of the body.
    """

    raw: bytes
    route: Route
    start: int
    stop: int
    length: int


_NONE_YET = Recent(b"", cast(Route, None), 0, -1, -1)


class Destination(NamedTuple):
    """Where a head leads.

    Attributes:
        routes: to who answers.
        head: as they are to read it.
        wrong: what is answered in the place of an answer; None for nothing.
    """

    routes: Routes
    head: RequestHead
    wrong: Problem | None = None

    def find(self) -> Claim:
        """Return whose the request is there."""
        return self.routes.variant.router.find(self.head)

    def route(self) -> Route | None:
        """Return the route there, None where no model answers."""
        if self.wrong is None:
            return self.routes.route(self.head)
        return self.routes.refused(self.head, self.wrong)


# Returns where else a head leads, None for nowhere; raises Unprepared where that is to be waited
# for.
Lead = Callable[[RequestHead], Destination | None]


class BodyRouter(Protocol):
    """Leads requests by rules, which may look at their bodies."""

    def destination(self, head: RequestHead, key: str) -> Destination | None:
        """Return where what no model answers is led to; None for nowhere else."""

    def route(self, head: RequestHead, own: Route) -> Route:
        """Return who answers a head's requests; its own route where no rule is for it."""


class Routes:
    """All routes to one variant; they end with it, and so does all that was remembered.

    Args:
        variant: who answers.
        refuse: says why it does not, as long as that lasts; None where it always does.
        lead: says which heads others answer; None is none.
        ruled: leads the others by the profile's rules; None where it has none.

    Attributes:
        variant: likewise.
        deciding: the fields that decide which route it is.
        recent: the head that was found last, where all like it are equal; what most clients send
            is asked for here first.
    """

    def __init__(
        self,
        variant: Variant,
        refuse: Callable[[], Refusal | None] | None = None,
        lead: Lead | None = None,
        ruled: BodyRouter | None = None,
    ) -> None:
        self.variant = variant
        self._refuse = refuse
        self._named = variant.settings.header_names
        self._lead = lead
        self._ruled = ruled
        self._most_bytes = min(LARGE_BODY, variant.settings.max_body_bytes)
        self.forget()

    def forget(self, further: Iterable[str] = ()) -> None:
        """Remember no head any more: somebody whom one leads to is another one from here on.

        Args:
            further: header fields that decide something elsewhere, in lower case.
        """
        self.deciding = DecidingFields((*self._named, *further))
        self.recent = _NONE_YET
        self._routes: dict[tuple[str | None, ...], Route | None] = {}
        self._known = KnownHeads(self.deciding)
        self._last: KnownHead | None = None
        self._decided = DecidedHeads(self.deciding)
        self._strange = 0

    def find(self, data: bytes) -> FoundRoute | None:
        """Return the route of a request, and where its body begins and ends in the data.

        None where the head is not whole, not certainly a plain POST, or nobody's.
        """
        last = self._last
        if (
            last is not None
            and last.taken(data) == last.literals
            and (found := last.match(data, self._most_bytes))
        ):  # its end is one of its literals, and a value that fits has none
            return found
        end = data.find(HEAD_END) + 4
        for known in self._known.by_length.get(end, ()):
            if known.taken(data) != known.literals:
                continue
            if found := known.match(data, self._most_bytes):
                if known.is_constant:
                    self.recent = Recent(known.literals[0], *found, found[2] - found[1])
                else:  # from here on it is asked first
                    self._last = known
                return found
        return self._learned(data[:end]) if 3 < end <= MAX_HEAD else None

    def route(self, head: RequestHead) -> Route | None:
        """Return who answers a request, None where no model does.

        Raises:
            Unprepared: it is to be waited for.
        """
        key = (head.method, head.path, head.query, *map(head.fields.get, self.deciding.names))
        if key in self._routes:
            return self._routes[key]
        if len(self._routes) >= MOST_ROUTES:
            self._routes.clear()
        route = self._admitted(head)
        if route is not None:
            route = msgspec.structs.replace(route, head=head)
        self._routes[key] = route
        return route

    def destination(self, head: RequestHead) -> Destination:
        """Return where a head leads; raises Unprepared as `route` does.

        Where rules may look at a body, that of a model's request is not known yet: `route` knows.
        """
        led = None if self._lead is None else self._lead(head)
        if led is not None:
            return led if led.wrong else led.routes.destination(led.head)
        router = self.variant.router
        if self._ruled is not None and not router.is_answered(head):
            led = self._ruled.destination(head, router.key_of(head))
        return led or Destination(self, head)

    def refused(self, head: RequestHead, problem: Problem) -> Route | None:
        """Return the route of a request that is refused for this reason, unless for another."""
        route = self._own(head)
        if route is None or route.refusal is not None:
            return route
        return msgspec.structs.replace(in_steps(route), refusal=problem)

    def _admitted(self, head: RequestHead) -> Route | None:
        led = None if self._lead is None else self._lead(head)
        if led is not None:
            return led.route()
        own = self._own(head)
        return own if own is None or self._ruled is None else self._ruled.route(head, own)

    def _own(self, head: RequestHead) -> Route | None:
        admission = self.variant.router.admit(head)
        if admission is None:
            return None
        dialect, refused, key, faults, wish = admission
        variant, served = self.variant, self.variant.served
        refusal = served.allowed_hosts.refusal(head) or self._refuse or refused
        drawer = drawer_of(faults) or served.faults.drawer
        fields = {name: head.fields[name] for name in self._named if name in head.fields}
        tenant = head.fields.get(TENANT, "")
        label = Label(head.path, key, variant.settings.profile, variant.settings.rule, tenant)
        route = Route(label, dialect, refusal, drawer, fields, variant=variant)
        if wish is not None:
            return wishing_route(route, wish)
        return in_one_call(route)

    def _prepared_route(self, head: RequestHead) -> Route | None:
        """Return what `route` does; raises Unprepared where it would load modules, too."""
        if self.variant.router.unloaded(head):
            raise Unprepared
        return self.route(head)

    def _learned(self, raw: bytes) -> FoundRoute | None:
        """Return what a head comes to that is like none that is known; know more of those."""
        decided = self._decided.find(raw, self._prepared_route)
        if decided is None or decided[1] > self._most_bytes:
            return None
        route, length = decided
        self._strange += 1
        if self._strange <= _ALL_READ or self._strange % _SOME_READ == 0:
            post = read_head(raw, self.deciding)
            if post is None:
                return None
            if not self._is_named(post.head):
                self._known.keep(raw, post, route)
        return route, len(raw), len(raw) + length

    def _is_named(self, head: RequestHead) -> bool:
        """Return whether a head is another one each time, as its client calls its request."""
        return self.deciding.repeats and CLIENT_ID in head.fields
