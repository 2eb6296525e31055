"""The models that a server answers for; a name without a tag is that of the latest."""

from __future__ import annotations

from sanic_mock.dialects.listed_names import listed_names
from sanic_mock.dialects.ollama import errors
from sanic_mock.errors import WishInBody
from sanic_mock.profile.model_suffix import asked_suffix
from sanic_mock.settings import Settings

LONGEST_NAME = 256
_LATEST = ":latest"
USUAL_WIDTH = 3072
_WIDTHS = {
    "all-minilm": 384,
    "bge-m3": 1024,
    "embeddinggemma": 768,
    "mxbai-embed-large": 1024,
    "nomic-embed-text": 768,
    "qwen3-embedding": 4096,
    "snowflake-arctic-embed": 1024,
}
# What is listed where the profile names none; any other is answered all the same.
_USUAL = ("llama3.2:latest", "qwen3:latest", "gpt-oss:20b")


class OllamaModels:
    """The models of one server.

    Args:
        settings: which names are served, if not all.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        own = () if settings.model is None else (settings.model,)
        names = (*own, *settings.models)
        self._served = frozenset(map(tagged, names)) if settings.models else frozenset()

    def check(self, name: str) -> None:
        """Check that a model is served.

        Raises:
            Problem: there is no such model.
            WishInBody: something is asked for behind its name.
        """
        if asked_suffix(name, self._settings)[1]:
            raise WishInBody
        is_served = not self._served or tagged(name) in self._served
        if not is_served or len(name) > LONGEST_NAME:
            raise errors.no_model(name[:LONGEST_NAME])


def served(settings: Settings) -> tuple[str, ...]:
    """Return the names that are listed: the profile's own first."""
    return listed_names(settings, _USUAL)


def width_of(name: str) -> int:
    """Return how many numbers a vector of a model has."""
    return _WIDTHS.get(_family(name), USUAL_WIDTH)


def is_embedding(name: str) -> bool:
    """Return whether a model makes vectors, and no answers."""
    return _family(name) in _WIDTHS


def _family(name: str) -> str:
    """Return a name without whose it is, and without its tag."""
    return name.rpartition("/")[2].partition(":")[0]


def tagged(name: str) -> str:
    """Return a name with its tag."""
    return name if ":" in name.rpartition("/")[2] else name + _LATEST
