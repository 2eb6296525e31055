"""What a bias of tokens does to a text: some are all that is said, others are never said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import msgspec

from sanic_mock.engine.body import Body, plain_text
from sanic_mock.engine.tokens import encoding
from sanic_mock.engine.vocabulary import body_of

# A bias of so much, either way, leaves a model no choice.
CERTAIN = 100
_LAST_TOKEN = 2**32 - 1
_ROUNDS = 64  # in which banned tokens are looked for, as what is left may join to others
_escape = msgspec.json.Encoder().encode


class Bias(msgspec.Struct, gc=False):
    """Tokens that are always said, or never.

    Attributes:
        vocabulary: whose ids they are.
        forced: those of which one comes after another, up to the limit.
        banned: those that are not said.
        most: tokens of an answer that has no other limit.
    """

    vocabulary: str
    forced: tuple[int, ...] = ()
    banned: frozenset[int] = frozenset()
    most: int = 16_384


def bias_of(weights: Mapping[str, float] | None, vocabulary: str, most: int) -> Bias | None:
    """Return what weights of tokens come to; None where they leave everything open.

    Args:
        weights: token id, in digits, to its weight, -100 to 100.
        vocabulary: whose ids they are.
        most: tokens of an answer that has no other limit.
    """
    if not weights:
        return None
    known = {int(key): one for key, one in weights.items() if key.isascii() and key.isdigit()}
    forced = tuple(key for key, one in known.items() if one >= CERTAIN and _text(key, vocabulary))
    banned = frozenset(key for key, one in known.items() if one <= -CERTAIN)
    if not forced and not banned:
        return None
    return Bias(vocabulary, forced, banned, most)


def biased(body: Body, bias: Bias, cap: int | None, chance: Random) -> tuple[Body, bool]:
    """Return a text as a bias leaves it, and whether the limit cut it.

    Args:
        body: the text.
        bias: the tokens.
        cap: most tokens; None where the bias has the limit.
        chance: decides between several forced tokens.
    """
    if bias.forced:
        count = bias.most if cap is None else min(cap, bias.most)
        said = [_escape(_text(one, bias.vocabulary))[1:-1] for one in bias.forced]
        return Body(chance.choices(said, k=count) if len(said) > 1 else said * count), True
    text = plain_text(body)
    left = _without(text, bias)
    return (body if left == text else body_of(left)), False


def _without(text: str, bias: Bias) -> str:
    """Return a text in which no banned token is left."""
    for _ in range(_ROUNDS):
        raw = text.encode()
        ids, spans = encoding(bias.vocabulary).encode_with_offsets(text)
        kept = b"".join(_kept(raw, ids, spans, bias.banned))
        if kept == raw:
            return text
        text = kept.decode(errors="ignore")
    return ""


def _kept(
    raw: bytes, ids: Sequence[int], spans: Sequence[tuple[int, int]], banned: frozenset[int]
) -> Iterator[bytes]:
    for one, (start, end) in zip(ids, spans, strict=True):
        if one not in banned:
            yield raw[start:end]


def _text(token: int, vocabulary: str) -> str:
    """Return a token's text; "" for one that is none, or only a part of a character."""
    text = encoding(vocabulary).decode([token]) if token <= _LAST_TOKEN else ""
    return "" if "\ufffd" in text else text
