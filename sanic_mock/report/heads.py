"""Names of the header fields that arrive: which of them somebody between has added or let through.

Names are told, and never values. Whose client sends no such field by itself knows from them that a
gateway does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sanic_mock.ledger.caller import CallerRecord

# So many different names are told of.
MOST_NAMES = 100
_LONGEST_NAME = 60
# What proxies say of themselves and of whom they speak for (RFC 9110 7.6.3, RFC 7239, and custom).
_PROXIES = ("via", "forwarded", "x-forwarded-", "x-real-ip", "x-envoy-", "cf-", "x-litellm-")
# What is between a client and its gateway, and none of a vendor's business: other sites' state, a
# proxy's password, the client's address.
_PRIVATE = frozenset(("cookie", "proxy-authorization", "forwarded", "x-forwarded-for", "x-real-ip"))
# One of these says who asks; a second is somebody else's.
_CREDENTIALS = frozenset(("authorization", "api-key", "x-api-key", "x-goog-api-key"))


def names_of(caller: CallerRecord) -> frozenset[str]:
    """Return the names of a request's fields, in lower case, so far as its head is kept."""
    return frozenset(caller.fields())


def is_proxied(names: frozenset[str]) -> bool:
    """Return whether a proxy says that it was between."""
    return any(one.startswith(_PROXIES) for one in names)


def is_leaking(names: frozenset[str]) -> bool:
    """Return whether a request tells what a vendor is not to know."""
    return bool(names & _PRIVATE) or len(names & _CREDENTIALS) > 1


def most_frequent(heads: Iterable[frozenset[str]]) -> list[tuple[str, int]]:
    """Return names and how many requests had them, the most frequent first."""
    counts = Counter(name for names in heads for name in names)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(name[:_LONGEST_NAME], many) for name, many in ordered[:MOST_NAMES]]
