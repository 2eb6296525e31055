"""What of a request's head says who is to answer it: a prefix of its path, its key, a field.

Of several the one that is said last counts: a key, a prefix, a field. What is found here are only
words; whether there is such a profile, the server knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from sanic_mock.dialects.own_fields import IN_BODY, PROFILE, WrongField
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.profile.nearest import nearest
from sanic_mock.profile.sections.steering import Steering

KEY = "sk-mock-"
_PREFIX = re.compile(r"/([pb])/([^/]+)(?=/|$)")
_PREFIXES = ("/p/", "/b/")
_MOST_NAMED = 100
# Of a key that a name could end behind so many hyphens.
_MOST_PARTS = 16

# Returns the key that a request bears, "" for none.
KeyOf = Callable[[RequestHead], str]


class NamedProfile(NamedTuple):
    """A profile as a request names it.

    Attributes:
        words: what it may be called; the first that there is counts, for a key may go on behind it.
        place: where it is named, as an error tells it.
        text: what stands there.
    """

    words: tuple[str, ...]
    place: str
    text: str

    def wrong(self, names: list[str]) -> WrongField:
        """Return what is answered where there is no such profile; `names` are those there are."""
        near = next(filter(None, (nearest(word, names) for word in self.words)), "")
        more = ", …" if len(names) > _MOST_NAMED else ""
        wanted = f"one of {', '.join(names[:_MOST_NAMED])}{more}"
        return WrongField(self.place, self.text, wanted, near)

    def faulty(self) -> WrongField:
        """Return what is answered where the profile itself is wrong, which is not the client's."""
        problem = f"{self.place}: the profile '{self.text}' has problems, which the server has told"
        return WrongField(self.place, self.text, "", problem=problem)


class Selection(NamedTuple):
    """What a head says of who is to answer.

    Attributes:
        head: the head without its prefix.
        profile: whoever is named; None for nobody.
        backend: which backend is asked, "" for the server itself.
        wrong: what cannot be asked of this server.
    """

    head: RequestHead
    profile: NamedProfile | None = None
    backend: str = ""
    wrong: WrongField | None = None


class Selecting:
    """Reads what heads say, in the ways that a profile leaves open.

    Args:
        steering: the ways.
        key_of: finds the key.
    """

    def __init__(self, steering: Steering, key_of: KeyOf) -> None:
        self._steering = steering
        self._key_of = key_of

    def is_asked(self, head: RequestHead) -> bool:
        """Return whether a head may say anything, in fewer steps than it takes to find out what."""
        fields = head.fields
        is_named = PROFILE in fields or IN_BODY in fields
        return is_named or head.path.startswith(_PREFIXES) or _may_bear(head)

    def read(self, head: RequestHead) -> Selection:
        """Return what a head says."""
        steering, profile, backend = self._steering, None, ""
        if steering.prefixes:
            head, named = _without_prefixes(head)
            backend = named.get("b", "")
            if name := named.get("p"):
                profile = NamedProfile((name,), "the prefix /p", name)
        if (named_within := head.field(IN_BODY)) is not None:
            return Selection(head, NamedProfile((named_within,), "profile", named_within), backend)
        if (field := head.field(PROFILE)) is not None:
            if not steering.headers:
                return Selection(head, wrong=_closed(PROFILE, field, "steering.headers"))
            profile = NamedProfile((field,), PROFILE, field)
        elif profile is None and steering.keys and _may_bear(head):
            profile = _of_key(self._key_of(head))
        return Selection(head, profile, backend)


def _without_prefixes(head: RequestHead) -> tuple[RequestHead, dict[str, str]]:
    """Return a head without its prefixes, and what each of them names, by its letter."""
    path, named = head.path, dict[str, str]()
    while (found := _PREFIX.match(path)) and found[1] not in named:
        named[found[1]] = found[2]
        path = path[found.end() :] or "/"
    return (head._replace(path=path) if named else head), named


def _closed(place: str, text: str, key: str) -> WrongField:
    """Return what is answered to who asks in a way that is closed."""
    return WrongField(place, text, "", problem=f"{place}: the profile has it off, with {key}")


def _may_bear(head: RequestHead) -> bool:
    """Return whether a key that names a profile may be somewhere in a head."""
    return any(KEY in value for value in head.fields.values()) or KEY in head.query


def _of_key(key: str) -> NamedProfile | None:
    """Return the profile that a key names: all behind `sk-mock-`, or less, up to a hyphen."""
    if not key.startswith(KEY):
        return None
    text = key.removeprefix(KEY)
    parts = text.split("-", _MOST_PARTS)[:_MOST_PARTS]
    words = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return NamedProfile(tuple(words), f"the key {KEY}NAME", text)
