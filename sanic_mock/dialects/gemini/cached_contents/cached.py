"""A cached content: what is told of it, and the request that it is the beginning of."""

from __future__ import annotations

from functools import partial
from typing import Any

from sanic_mock.dialects.gemini import errors, instants
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

Json = dict[str, Any]

COLLECTION = "cachedContents/"


class CachedContent(KeptRecord, kw_only=True):
    """One of them.

    Attributes:
        model: whose it is, without its collection.
        resource: the same as its client has named it.
        is_vertex: on which surface.
        parent: what stands before its collection; "" for no project.
        tokens: that it bills.
        size: bytes of what is kept.
        updated_s: when it changed last, unix seconds.
        expires_s: when it goes, likewise.
        display_name: its client's name for it.
    """

    model: str
    resource: str
    is_vertex: bool
    parent: str
    tokens: int
    size: int
    updated_s: float
    expires_s: float
    display_name: str = ""

    def shown(self) -> Json:
        """Return its object [gemini-2026]; Vertex AI's has no name of its client's unless given."""
        found: Json = {
            "name": self.parent + self.name,
            "model": self.resource,
            "createTime": instants.printed(self.created_s),
            "updateTime": instants.printed(self.updated_s),
            "expireTime": instants.printed(
                self.expires_s, instants.MICROS if self.is_vertex else instants.NANOS
            ),
        }
        if self.display_name or not self.is_vertex:
            found["displayName"] = self.display_name
        return found | {"usageMetadata": {"totalTokenCount": self.tokens}}


KEPT = KeptRecords(COLLECTION, CachedContent, partial(errors.too_large, "this content"))


def load(state: State, name: str, surface: Surface) -> CachedContent:
    """Return a cached content of a surface by its name, with what stands before its collection.

    Raises:
        GeminiProblem: there is none, or none any more, which is told alike [gemini-2026].
    """
    found = KEPT.load(state, name[name.rfind(COLLECTION) :]) if COLLECTION in name else None
    if found is None or found.is_vertex != surface.is_vertex:
        raise errors.no_cache()
    return found
