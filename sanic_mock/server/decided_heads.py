"""Heads that differ in any way that decides nothing, recognised by the lines that decide.

What `known_heads` compares has to be as long as a head that was read. Where values of several
widths come together (addresses, durations, names of users), there are too many of those: then all
lines that decide nothing are dropped, which one expression does, and what is left is looked up.

Only whole lines are dropped, of a valid name, a valid value and their end; so whatever is odd
(a folded line, a bare line feed, a second length) is left in the key, and `read_head` says of the
key what it would have said of the head. What was decided is remembered under the key. A length is
taken out of it, too, in its usual spelling: it decides nothing but where the body ends. So is what
a client calls its request, which only its answer repeats: it is another one each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sanic_mock.dialects.request_head import CLIENT_ID, RequestHead
from sanic_mock.server.request_head import (
    MAX_HEAD,
    OF_VENDORS,
    OWN_BYTES,
    DecidingFields,
    read_head,
)
from sanic_mock.server.route import Route, repeating

MOST_DECIDED = 1024
LONGEST_KEY = 4096

_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: ?([0-9]{1,7})(?=\r)").search
# The whole line, and its value as `read_head` has it.
_CLIENT_ID = re.compile(
    rb"\r\n(?i:"
    + re.escape(CLIENT_ID.encode())
    + rb"):[ \t]*+([!-~](?:[ -~\t]*[!-~])?|)[ \t]*(?=\r)"
).search

# Says who answers a head that was read, None where nobody does.
Find = Callable[[RequestHead], Route | None]


class DecidedHeads:
    """Who answers which head.

    Args:
        deciding: the fields that decide.
    """

    def __init__(self, deciding: DecidingFields = OF_VENDORS) -> None:
        self._deciding = deciding
        self._repeats = deciding.repeats
        self._drop = _dropping(deciding)
        self._known: dict[bytes, Route | None] = {}

    def find(self, raw: bytes, find: Find) -> tuple[Route, int] | None:
        """Return who answers a head, and the length of its body; None where that is not certain.

        Args:
            raw: everything up to and including the empty line.
            find: is asked what is not known.
        """
        if len(raw) > MAX_HEAD:
            return None
        key = self._drop(b"", raw)
        if self._repeats and (named := _CLIENT_ID(key)) and named[1]:
            return self._find_named(key, named, find)
        return self._find(key, find)

    def _find_named(
        self, key: bytes, named: re.Match[bytes], find: Find
    ) -> tuple[Route, int] | None:
        """Find a head whose client calls its request something, as if it did not."""
        start, stop = named.span()
        nameless = key[:start] + key[stop:]
        if _CLIENT_ID(nameless):  # a second one, which `read_head` takes for no certain head
            return None
        found = self._find(nameless, find)
        if found is None:
            return None
        route, length = found
        if route.choice is not None:  # who leads on looks at the whole head
            return self._find(key, find)
        return repeating(route, named[1].decode()), length

    def _find(self, key: bytes, find: Find) -> tuple[Route, int] | None:
        length = _LENGTH(key)
        if length is None:
            return self._read(key, find)
        start, stop = length.span()
        lengthless = key[:start] + key[stop:]
        try:
            route = self._known[lengthless]
        except KeyError:
            route = self._learn(lengthless, key, find)
        return None if route is None else (route, int(length[1]))

    def _learn(self, lengthless: bytes, key: bytes, find: Find) -> Route | None:
        found = self._read(key, find)
        route = None if found is None else found[0]
        if len(self._known) >= MOST_DECIDED:
            self._known.clear()
        if len(lengthless) <= LONGEST_KEY:
            self._known[lengthless] = route
        return route

    def _read(self, key: bytes, find: Find) -> tuple[Route, int] | None:
        post = read_head(key, self._deciding)
        route = None if post is None else find(post.head)
        return None if post is None or route is None else (route, post.length)


def _dropping(deciding: DecidingFields) -> Callable[[bytes, bytes], bytes]:
    """Return what replaces all lines that decide nothing."""
    others = sorted(name for name in deciding.meant if not name.startswith(OWN_BYTES))
    names = b"|".join((*map(re.escape, others), re.escape(OWN_BYTES) + rb"[^:\r]*"))
    return re.compile(
        rb"\r\n(?!(?i:" + names + rb"):)[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[ -~\t]*(?=\r)"
    ).sub
