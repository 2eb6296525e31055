"""All that a server answers with, made once at start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sanic_mock.engine.content import Body, LongBody, make_bodies
from sanic_mock.engine.scroll import Scroll, make_scroll
from sanic_mock.settings import Settings, Tokens


class Texts(NamedTuple):
    """All that a server answers with.

    Attributes:
        bodies: the texts to choose from, at least one.
        scroll: where texts of a drawn length come from; None where none is drawn.
    """

    bodies: Sequence[Body]
    scroll: Scroll | None = None

    def vocabulary(self) -> set[bytes]:
        """Return the pieces that the texts are made of."""
        pieces = set[bytes]().union(*map(_distinct_pieces, self.bodies))
        return pieces if self.scroll is None else pieces.union(self.scroll.pieces)


def _distinct_pieces(body: Body) -> set[bytes]:
    return body.pieces.distinct() if isinstance(body, LongBody) else set(body.pieces)


def make_texts(settings: Settings) -> Texts:
    """Write all that a server will answer with."""
    scroll = None if settings.tokens == Tokens() else make_scroll(settings)
    return Texts(make_bodies(settings), scroll)
