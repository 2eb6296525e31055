"""All that a server answers with, made once at start."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sanic_mock.engine.body import Body, LongBody
from sanic_mock.engine.scroll import Scroll, make_scroll
from sanic_mock.engine.text_pool import KEPT_PROFILES, make_bodies
from sanic_mock.settings import Settings, Tokens


class Texts(NamedTuple):
    """All that a server answers with.

    Attributes:
        bodies: the texts to choose from, at least one.
        scroll: where texts of a drawn length come from; None where none is drawn.
    """

    bodies: Sequence[Body]
    scroll: Scroll | None = None

    def vocabulary(self) -> frozenset[bytes]:
        """Return the pieces that the texts are made of."""
        pieces = _distinct_pieces(tuple(self.bodies))
        return pieces if self.scroll is None else pieces.union(self.scroll.pieces)


@lru_cache(KEPT_PROFILES)
def _distinct_pieces(bodies: tuple[Body, ...]) -> frozenset[bytes]:
    """Kept as long as the texts are: a profile that changes in something else has the same."""
    return frozenset().union(
        *(one.pieces.distinct() if isinstance(one, LongBody) else one.pieces for one in bodies)
    )


def make_texts(settings: Settings) -> Texts:
    """Write all that a server will answer with."""
    scroll = None if settings.tokens == Tokens() else make_scroll(settings)
    return Texts(make_bodies(settings), scroll)
