"""Texts of at least so many tokens: one that is too short goes on with what others say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from sanic_mock.engine.body import Body
from sanic_mock.engine.offload import takes
from sanic_mock.engine.refusal import Refusal, RefusedError
from sanic_mock.engine.scroll import Scroll
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.vocabulary import tokenised

MOST_WRITTEN = 1_000_000
SCROLL_TOKENS = 4096
_STOP, _PARAGRAPH_END = b".", b"\\n\\n"
# One token, wherever it stands behind another one.
_FILLING = b" ."
# What a token takes to be put behind another, measured on one machine and rounded up.
_TOKEN_US = 0.3


class Lengthener:
    """Makes texts longer.

    Args:
        bodies: texts that others go on with.
    """

    def __init__(self, bodies: Sequence[Body]) -> None:
        self._bodies = bodies

    def lengthened(
        self, body: Body, least: int, cap: int | None, draw: int, *, is_cut: bool
    ) -> tuple[Body, bool]:
        """Return a text of at least `least` tokens, and whether it ends because of its cap.

        Args:
            body: the text as it is.
            least: at most `cap`.
            cap: most tokens that it may have; None for any number.
            draw: decides how it goes on.
            is_cut: whether it was longer than its cap.

        Raises:
            RefusedError: more is asked for than is written.
            Lengthy: it is too much for the event loop.
        """
        if body.tokens > least:
            return body, is_cut
        is_full = is_cut or (cap is not None and least >= cap)
        return self._longer(body, least, draw, is_whole=not is_full), is_full

    def sized(
        self, body: Body, tokens: int, cap: int | None, draw: int, encoding: str = ENCODING
    ) -> tuple[Body, bool]:
        """Return a text of so many tokens, and whether it has fewer because of its cap.

        Args:
            body: the text as it is, with the encoding's tokens.
            tokens: at least 1.
            cap: most tokens that it may have; None for any number.
            draw: decides how it goes on.
            encoding: whose tokens these are.

        Raises:
            RefusedError: more is asked for than is written.
            Lengthy: it is too much for the event loop.
        """
        is_cut = cap is not None and tokens > cap
        wanted = cap if is_cut and cap is not None else tokens
        if body.tokens < wanted and encoding == ENCODING:
            body = self._longer(body, wanted, draw, is_whole=not is_cut)
        elif body.tokens < wanted:  # other tokens are fewer at times, though not by so many
            longer = self._longer(body, wanted + wanted // 8 + 8, draw, is_whole=False)
            body = tokenised(longer, encoding)
        return _filled(body.cut(wanted), wanted), is_cut

    def _longer(self, body: Body, tokens: int, draw: int, *, is_whole: bool) -> Body:
        if tokens > MOST_WRITTEN:
            raise RefusedError(Refusal("too_many_tokens", MOST_WRITTEN, 1, tokens))
        takes(tokens * _TOKEN_US)
        if body.tokens >= tokens:
            return body
        begun = _as_paragraph(body)
        rest = self._scroll.body(draw, tokens - begun.tokens, is_whole=is_whole)
        return _filled(joined((begun, rest)), tokens)

    @cached_property
    def _scroll(self) -> Scroll:
        """What all texts go on with; made of the first ones when it is first asked for."""
        paragraphs: list[Body] = []
        for body in self._bodies:
            paragraphs.append(_as_paragraph(Body(body.pieces[:SCROLL_TOKENS], _counts(body))))
            if sum(one.tokens for one in paragraphs) >= SCROLL_TOKENS:
                break
        return Scroll(joined(paragraphs), _STOP)


def _as_paragraph(body: Body) -> Body:
    """Return a text that another can follow; a full stop and what ends a paragraph are a token."""
    if not body.pieces:
        return body
    if body.pieces[-1] == _STOP:
        return Body((*body.pieces[:-1], _STOP + _PARAGRAPH_END), body.counts)
    return Body((*body.pieces, _PARAGRAPH_END), None if body.counts is None else (*body.counts, 1))


def joined(bodies: Sequence[Body]) -> Body:
    """Return texts that follow each other as one."""
    pieces = tuple(chain.from_iterable(one.pieces for one in bodies))
    if all(one.counts is None for one in bodies):
        return Body(pieces)
    return Body(pieces, tuple(chain.from_iterable(map(token_counts, bodies))))


def token_counts(body: Body) -> Sequence[int]:
    """Return the tokens in each piece of a text."""
    return (1,) * len(body.pieces) if body.counts is None else body.counts


def _counts(body: Body) -> Sequence[int] | None:
    return None if body.counts is None else body.counts[:SCROLL_TOKENS]


def _filled(body: Body, tokens: int) -> Body:
    """Return a text with what is left where the next character has more tokens than that."""
    lack = tokens - body.tokens
    if lack <= 0:
        return body
    return Body((*body.pieces, *[_FILLING] * lack), (*token_counts(body), *[1] * lack))
