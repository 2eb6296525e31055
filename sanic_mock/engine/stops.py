"""Ends a text before the first of its stop sequences, also where one spans several tokens."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sanic_mock.engine.body import Body
from sanic_mock.engine.logprobs import unescaped

_escape = msgspec.json.Encoder().encode


def cut_at(body: Body, stops: Sequence[str], after: int = 0) -> Body:
    """Return the text before the first stop sequence; all of it where there is none.

    Args:
        body: the text.
        stops: the sequences.
        after: so many tokens at the beginning are not looked at.
    """
    return cut_by(body, stops, after)[0]


def cut_by(body: Body, stops: Sequence[str], after: int = 0) -> tuple[Body, str]:
    """Return the same as `cut_at`, and the sequence that it ends before, "" for none."""
    texts = [unescaped(piece) for piece in body.pieces]
    whole = "".join(texts)
    start = sum(map(len, texts[: len(body.cut(after).pieces)])) if after else 0
    found = [(place, stop) for stop in stops if stop and (place := whole.find(stop, start)) >= 0]
    if not found:
        return body, ""
    place, stop = min(found, key=lambda one: one[0])
    return _first(body, texts, place), stop


def _first(body: Body, texts: Sequence[str], length: int) -> Body:
    """Return a body's first `length` characters; the last piece may be a part of one."""
    pieces: list[bytes] = []
    for text, piece in zip(texts, body.pieces, strict=True):
        if length < len(text):
            if length:
                pieces.append(_escape(text[:length])[1:-1])
            break
        pieces.append(piece)
        length -= len(text)
    return Body(pieces, None if body.counts is None else body.counts[: len(pieces)])
