"""Heads that differ only where it decides nothing, recognised by comparing bytes.

Gateways and tracing clients send another `traceparent` or `x-request-id` with every request. A
known head is one that `request_head` has read: its bytes, and the places of its values. Another
one of the same length is recognised where all bytes are equal but those of some values, which are
the ones that differed before. What has to be equal is cut out and compared in one call each, so
that it hardly matters in how many places heads differ. Every line, name and colon is where it was,
and what is between them is checked: a value that decides nothing may be any visible text (it can
end no line), the length has to be a number, and a value that decides (a key) has to be one that
was seen. What must never happen is that a head is taken for another one that would be answered
differently.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from sanic_mock.server.request_head import (
    CONTENT_LENGTH,
    OF_VENDORS,
    DecidingFields,
    PostHead,
    Span,
)
from sanic_mock.server.route import Route

MOST_KNOWN = 256
_MOST_ALIKE = 8
MOST_KEYS = 1024

_VISIBLE = bytes(range(0x20, 0x7F)) + b"\t"
# Leaves visible text as it is, and nothing else.
_CHECKED = bytes(one if one in _VISIBLE else 0x20 for one in range(256))
# A line is literal where this field is: its few values are heads of their own.
_FIXED = frozenset({b"connection"})
_NOTHING = slice(0)

# A route, and where the body begins and ends.
FoundRoute = tuple[Route, int, int]


class KnownHead:
    """A head that was read, and what of it may be otherwise.

    Args:
        raw: its bytes, the empty line included.
        post: the same as it was read.
        route: who answers it.
        varying: spans whose values differed so far.
        deciding: the fields that decide.

    Attributes:
        literals: all that may not differ.
        taken: returns what data has in their places.
        found: what every head that fits comes to; None where that depends on a value.
        is_constant: whether nothing may differ.
    """

    __slots__ = (
        "_deciding",
        "_end",
        "_free",
        "_keyed",
        "_keys",
        "_length",
        "_only",
        "_raw",
        "_routes",
        "_spans",
        "_varying",
        "found",
        "is_constant",
        "literals",
        "taken",
    )

    def __init__(
        self,
        raw: bytes,
        post: PostHead,
        route: Route,
        varying: Iterable[Span] = (),
        deciding: DecidingFields = OF_VENDORS,
    ) -> None:
        self._deciding = deciding
        self._raw = raw
        self._spans = post.spans
        self._varying = frozenset(varying)
        differing = sorted(self._varying, key=lambda span: span.start)
        self.taken = _taker(_between(raw, differing))
        self.literals = self.taken(raw)
        lengths, self._keyed, free = _by_use(differing, deciding)
        self._length = next(_places(lengths), None)
        self._free = _taker(_places(free)) if free else None
        self._keys = _taker(_places(self._keyed))
        self._only = route, post.length
        self._routes = {self._keys(raw): self._only}
        self._end = end = len(raw)
        depends = self._keyed or lengths
        self.found: FoundRoute | None = None if depends else (route, end, end + post.length)
        self.is_constant = not differing

    def match(self, data: bytes, most_bytes: int) -> FoundRoute | None:
        """Return what data comes to whose literals fit; None where a value does not.

        Args:
            data: begins with a head of this length.
            most_bytes: a longer body is not taken.
        """
        if self._free is not None:
            text = b"".join(self._free(data))
            if text.translate(_CHECKED) != text:
                return None
        if self.found is not None:
            return self.found
        known = self._routes.get(self._keys(data)) if self._keyed else self._only
        if known is None:
            return None
        route, length = known
        if self._length is not None:
            digits = data[self._length]
            if not digits.isdigit() or (length := int(digits)) > most_bytes:
                return None
        return route, self._end, self._end + length

    def joined(self, raw: bytes, post: PostHead, route: Route) -> KnownHead | None:
        """Return what both this and another head fit; None where they differ elsewhere."""
        own, spans = self._raw, self._spans
        outside = _taker(_between(raw, spans))
        if post.spans != spans or outside(raw) != outside(own):
            return None
        differing = [one for one in spans if raw[one.start : one.stop] != own[one.start : one.stop]]
        if any(one.name in _FIXED for one in differing):
            return None
        varying = self._varying.union(differing)
        made = KnownHead(raw, post, route, varying, self._deciding)
        made._take_keys(self)
        return made

    def _take_keys(self, other: KnownHead) -> None:
        """Know the keys that another one knows, as far as they are still read from one place."""
        if len(other._routes) >= MOST_KEYS:
            return
        if self._keyed == other._keyed:
            self._routes = {**other._routes, **self._routes}
        else:
            self._routes[self._keys(other._raw)] = other._routes[other._keys(other._raw)]


class KnownHeads:
    """Those that are known of one variant, as many as are worth it.

    Args:
        deciding: the fields that decide which route it is.

    Attributes:
        by_length: the heads, by how many bytes they have.
    """

    def __init__(self, deciding: DecidingFields) -> None:
        self._deciding = deciding
        self._count = 0
        self.by_length: dict[int, list[KnownHead]] = {}

    def keep(self, raw: bytes, post: PostHead, route: Route) -> None:
        """Know one head more, joined with one that differs from it in values alone."""
        if self._count >= MOST_KNOWN:
            self.by_length.clear()
            self._count = 0
        alike = self.by_length.setdefault(len(raw), [])
        for place, one in enumerate(alike):
            if joined := one.joined(raw, post, route):
                alike[place] = joined
                return
        if len(alike) >= _MOST_ALIKE:
            del alike[0]
            self._count -= 1
        alike.append(KnownHead(raw, post, route, (), self._deciding))
        self._count += 1


def _taker(places: Iterable[slice]) -> Callable[[bytes], tuple[bytes, ...]]:
    """Return what takes the bytes in these places, in one call and always as a tuple."""
    taken: Any = itemgetter(*places, _NOTHING, _NOTHING)
    return taken  # type: ignore[no-any-return]


def _by_use(
    spans: list[Span], deciding: DecidingFields
) -> tuple[list[Span], list[Span], list[Span]]:
    """Return the length, what decides, and what does not."""
    lengths = [one for one in spans if one.name == CONTENT_LENGTH]
    keyed = [one for one in spans if one.name in deciding.by_bytes]
    return lengths, keyed, [one for one in spans if one not in (*lengths, *keyed)]


def _places(spans: Iterable[Span]) -> Iterator[slice]:
    """Yield where the values are."""
    return (slice(start, stop) for _, start, stop in spans)


def _between(raw: bytes, spans: Iterable[Span]) -> Iterator[slice]:
    """Yield where everything is but the values."""
    at = 0
    for _, start, stop in spans:
        yield slice(at, start)
        at = stop
    yield slice(at, len(raw))
