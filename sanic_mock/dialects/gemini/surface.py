"""Which of Gemini's surfaces a path belongs to: the developers' one, or Vertex AI.

The official clients ask for `/v1`, `/v1beta` and, on Vertex, `/v1beta1` [gemini-2026]. What stands
before a model's name is its collection; an own prefix, `/gemini`, may stand before all of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

KNOWN_ROOTS = 1024
PREFIX = "/gemini/"

_VERSION = r"(?:(?P<version>v1(?:alpha|beta1?)?)/)?"
_PROJECT = r"projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/"
_DEVELOPERS = re.compile(rf"(?:gemini/)?{_VERSION}(?P<collection>models|tunedModels|dynamic)")
_VERTEX = re.compile(
    rf"(?:gemini/)?{_VERSION}(?P<collection>(?:{_PROJECT})?publishers/[^/]+/models"
    r"|projects/[^/]+/locations/[^/]+/endpoints)"
)
_PARENT = re.compile(rf"(?:^|/){_PROJECT[:-1]}$")
_APART = re.compile(r"(?:^|(?<=/))(?:upload|download)/")
_LATEST, _VERTEX_VERSION = "v1beta", "v1beta1"


class Surface(NamedTuple):
    """A surface, in one version and place.

    Attributes:
        is_vertex: whether it is Vertex AI.
        version: of its API.
        collection: where its models are.
    """

    is_vertex: bool = False
    version: str = _LATEST
    collection: str = "models"

    @property
    def parent(self) -> str:
        """What stands before the collections of the project that it is of; "" for none."""
        return self.collection.partition("publishers/")[0] if self.is_vertex else ""

    def resource(self, model: str) -> str:
        """Return a model's name as errors tell it."""
        return f"{self.collection}/{model}"


DEVELOPERS = Surface()


@lru_cache(KNOWN_ROOTS)
def surface_of(root: str) -> Surface | None:
    """Return the surface of what stands before a model's name; None where there is none."""
    root = root.strip("/")
    if found := _DEVELOPERS.fullmatch(root):
        return Surface(False, found["version"] or _LATEST, found["collection"])
    if found := _VERTEX.fullmatch(root):
        return Surface(True, found["version"] or _LATEST, found["collection"])
    return None


def resources_surface(root: str) -> Surface | None:
    """Return the surface of what stands before a collection of other things than models."""
    root = root.strip("/")
    is_vertex = root.endswith(_VERTEX_VERSION) or _PARENT.search(root) is not None
    return surface_of(f"{root}/{'publishers/google/models' if is_vertex else 'models'}")


def is_developers(root: str) -> bool:
    """Return whether a root is the developers' surface, or what uploads or downloads there."""
    found = resources_surface(_APART.sub("", f"{root}/", count=1))
    return found is not None and not found.is_vertex
