"""What of a request's head says who is to answer it: a prefix of its path, its key, a field.

With tenants, a prefix `/t/NAME` or a key also says whose the request is.

Of several the one that is said last counts: a key, a prefix, a field. What is found here are only
words; whether there is such a profile, the server knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sanic_mock.dialects.own_fields import BACKEND_IN_BODY, IN_BODY, PROFILE, TENANT, WrongField
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.profile.nearest import nearest
from sanic_mock.profile.sections.steering import Steering

KEY = "sk-mock-"
_PREFIX = re.compile(r"/([pbt])/([^/]+)(?=/|$)")
_PREFIXES = ("/p/", "/b/", "/t/")
# What of a profile opens each of them.
_OPENED_BY = {"p": "steering.prefixes", "b": "steering.prefixes", "t": "tenants"}
# Whose bearer of a key asks for what is its own.
_OF_KEY = "/t/_mock"
_LONGEST_TENANT = 64
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


class ClosedPrefix(NamedTuple):
    """A prefix that the profile leaves closed.

    Attributes:
        place: the prefix, without the name behind it.
        key: what of the profile opens it.
    """

    place: str
    key: str


class Selection(NamedTuple):
    """What a head says of who is to answer.

    Attributes:
        head: the head without its prefix.
        profile: whoever is named; None for nobody.
        backend: which backend is asked, "" for the server itself.
        wrong: what cannot be asked of this server.
        tenant: whose it is, "" for nobody's.
        closed: a prefix by which nobody can be asked; None for none.
    """

    head: RequestHead
    profile: NamedProfile | None = None
    backend: str = ""
    wrong: WrongField | None = None
    tenant: str = ""
    closed: ClosedPrefix | None = None


class Selecting:
    """Reads what heads say, in the ways that a profile leaves open.

    Args:
        steering: the ways.
        key_of: finds the key.
        tenant_of: returns the name of the tenant who has a head's key, "" where it has none; None
            where there are no tenants.
    """

    def __init__(self, steering: Steering, key_of: KeyOf, tenant_of: KeyOf | None = None) -> None:
        self._steering = steering
        self._key_of = key_of
        self._tenant_of = tenant_of
        self._letters = f"{'pb' if steering.prefixes else ''}{'t' if tenant_of else ''}"

    def is_asked(self, head: RequestHead) -> bool:
        """Return whether a head may say anything, in fewer steps than it takes to find out what."""
        fields = head.fields
        if PROFILE in fields or IN_BODY in fields or BACKEND_IN_BODY in fields:
            return True
        if self._tenant_of is not None:
            return TENANT not in fields
        return head.path.startswith(_PREFIXES) or _may_bear(head)

    def read(self, head: RequestHead) -> Selection:
        """Return what a head says."""
        if self._tenant_of is not None and _asks_of_key(head.path):
            return self._of_key_tenant(head)
        head, named = _without_prefixes(head)
        if closed := next((letter for letter in named if letter not in self._letters), ""):
            return Selection(head, closed=ClosedPrefix(f"/{closed}", _OPENED_BY[closed]))
        tenant = named.get("t", "")
        if tenant:
            head = head._replace(fields={**head.fields, TENANT: tenant})
        if len(tenant) > _LONGEST_TENANT:
            return Selection(head, wrong=_no_tenant(tenant))
        return self._read(head, named)._replace(tenant=tenant or self._tenant_of_key(head))

    def _read(self, head: RequestHead, named: Mapping[str, str]) -> Selection:
        """Return what a head without its prefixes says, given those."""
        steering, profile = self._steering, None
        backend = head.field(BACKEND_IN_BODY) or named.get("b", "")
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

    def _of_key_tenant(self, head: RequestHead) -> Selection:
        """Return what a head says that would change what its key gets."""
        head = head._replace(path=head.path.removeprefix("/t"))
        tenant, wrong = self._tenant_of_key(head), None
        head = head._replace(fields={**head.fields, TENANT: tenant})
        if not tenant:
            problem = "the path /t/_mock: it is that of a key's tenant, and there is no key"
            wrong = WrongField("/t/_mock", "", "", problem=problem)
        return Selection(head, wrong=wrong, tenant=tenant)

    def _tenant_of_key(self, head: RequestHead) -> str:
        if self._tenant_of is None or TENANT in head.fields:
            return ""
        return self._tenant_of(head)


def _asks_of_key(path: str) -> bool:
    return path.startswith(_OF_KEY) and path[len(_OF_KEY) :][:1] in ("", "/")


def _without_prefixes(head: RequestHead) -> tuple[RequestHead, dict[str, str]]:
    """Return a head without those prefixes, and what each of them names, by its letter."""
    path, named = head.path, dict[str, str]()
    while (found := _PREFIX.match(path)) and found[1] not in named:
        named[found[1]] = found[2]
        path = path[found.end() :] or "/"
    return (head._replace(path=path) if named else head), named


def wrong_backend(name: str, names: list[str]) -> WrongField:
    """Return what is answered to a body that names a backend which there is not among these."""
    if not names:
        problem = f"backend: '{name}' is none, as this server has no backends"
        return WrongField("backend", name, "", problem=problem)
    wanted = f"a number up to {len(names)}, or one of {', '.join(names[:_MOST_NAMED])}"
    return WrongField("backend", name, wanted, nearest(name, names) or "")


def _no_tenant(name: str) -> WrongField:
    problem = f"the prefix /t: a name has at most {_LONGEST_TENANT} characters"
    return WrongField("the prefix /t", name, "", problem=problem)


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
