"""Heads that differ only where it decides nothing, recognised by comparing bytes.

Gateways and tracing clients send another `traceparent` or `x-request-id` with every request. A
known head is one that `request_head` has read: its bytes, and the places of its values. Another
one of the same length is recognised where all bytes are equal but those of some values, which are
the ones that differed before. So every line, name and colon is where it was, and what is between
them is checked: a value that decides nothing may be any visible text (it can end no line), the
length has to be a number, and a value that decides (a key) has to be one that was seen.
What must never happen is that a head is taken for another one that would be answered differently.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.server.request_head import CONTENT_LENGTH, DECIDING, PostHead, Span
from sanic_mock.server.variant import Route

MOST_KEYS = 1024

_VISIBLE = bytes(range(0x20, 0x7F)) + b"\t"
# A line is literal where this field is: its few values are heads of their own.
_FIXED = frozenset({b"connection"})

# A route, and where the body begins and ends.
FoundRoute = tuple[Route, int, int]


class KnownHead:
    """A head that was read, and what of it may be otherwise.

    Args:
        raw: its bytes, the empty line included.
        post: the same as it was read.
        route: who answers it.
        varying: spans whose values differed so far.

    Attributes:
        literals: (start, bytes) of all that may not differ.
        found: what every head that fits comes to; None where that depends on a value.
    """

    __slots__ = (
        "_free",
        "_keyed",
        "_length",
        "_raw",
        "_routes",
        "_spans",
        "_varying",
        "found",
        "literals",
    )

    def __init__(
        self, raw: bytes, post: PostHead, route: Route, varying: Iterable[Span] = ()
    ) -> None:
        self._raw = raw
        self._spans = post.spans
        self._varying = frozenset(varying)
        differing = sorted(self._varying, key=lambda span: span.start)
        self.literals = tuple(_between(raw, differing))
        self._length = next((one for one in differing if one.name == CONTENT_LENGTH), None)
        self._keyed = tuple(one for one in differing if one.name in DECIDING)
        self._free = tuple(
            (one.start, one.stop)
            for one in differing
            if one is not self._length and one not in self._keyed
        )
        self._routes = {self._key(raw): (route, post.length)}
        end = len(raw)
        self.found: FoundRoute | None = None if differing else (route, end, end + post.length)

    def match(self, data: bytes, most_bytes: int) -> FoundRoute | None:
        """Return what data comes to whose literals fit; None where a value does not.

        Args:
            data: begins with a head of this length.
            most_bytes: a longer body is not taken.
        """
        for start, stop in self._free:
            if data[start:stop].translate(None, _VISIBLE):
                return None
        known = self._routes.get(self._key(data))
        if known is None:
            return None
        route, length = known
        if (span := self._length) is not None:
            digits = data[span.start : span.stop]
            if not digits.isdigit() or (length := int(digits)) > most_bytes:
                return None
        end = len(self._raw)
        return route, end, end + length

    def joined(self, raw: bytes, post: PostHead, route: Route) -> KnownHead | None:
        """Return what both this and another head fit; None where they differ elsewhere."""
        own, spans = self._raw, self._spans
        if post.spans != spans or _outside(raw, spans) != _outside(own, spans):
            return None
        differing = [one for one in spans if raw[one.start : one.stop] != own[one.start : one.stop]]
        if any(one.name in _FIXED for one in differing):
            return None
        made = KnownHead(raw, post, route, self._varying.union(differing))
        made._take_keys(self)
        return made

    def _take_keys(self, other: KnownHead) -> None:
        """Know the keys that another one knows, as far as they are still read from one place."""
        if len(other._routes) >= MOST_KEYS:
            return
        if self._keyed == other._keyed:
            self._routes = {**other._routes, **self._routes}
        else:
            self._routes[self._key(other._raw)] = other._routes[other._key(other._raw)]

    def _key(self, data: bytes) -> bytes:
        """Return the values that decide and differ, which have no line end in them."""
        return b"\n".join([data[start:stop] for _, start, stop in self._keyed])


def _outside(raw: bytes, spans: Iterable[Span]) -> bytes:
    """Return all but the values."""
    return b"".join(literal for _, literal in _between(raw, spans))


def _between(raw: bytes, spans: Iterable[Span]) -> Iterable[tuple[int, bytes]]:
    """Yield what is not in the spans, and where it begins."""
    at = 0
    for _, start, stop in spans:
        yield at, raw[at:start]
        at = stop
    yield at, raw[at:]
