"""A call's arguments in the parts that streams tell: 2 to 12 characters, cut at random.

Recorded parts end in the midst of words and keys, and not where tokens do [messages-2026].
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec

from sanic_mock.engine.body import Body, plain_text

_FEWEST, _MOST = 2, 12
_escape = msgspec.json.Encoder().encode


def fragments(arguments: Body, digest: bytes, number: int) -> Sequence[Sequence[bytes]]:
    """Return for each token of the arguments the parts that are told when it is there.

    Args:
        arguments: JSON.
        digest: the answer's chance.
        number: of the block.
    """
    text = plain_text(arguments)
    sizes = [len(_unescaped(piece)) for piece in arguments.pieces]
    if text == "{}" or not sizes:  # no arguments: nothing but the empty part is told
        return ((),) * max(1, len(sizes))
    cuts = _cuts(len(text), Random(digest[:8] + bytes((number & 255,))))
    found: list[list[bytes]] = []
    there = told = 0
    for size in sizes:
        there += size
        parts: list[bytes] = []
        while cuts and cuts[0] <= there:
            parts.append(_escape(text[told : cuts[0]])[1:-1])
            told = cuts.pop(0)
        found.append(parts)
    return found


def _cuts(length: int, chance: Random) -> list[int]:
    """Return where parts end; the last one ends with the text."""
    found = [0]
    while found[-1] < length:
        found.append(min(length, found[-1] + chance.randint(_FEWEST, _MOST)))
    return found[1:]


def _unescaped(piece: bytes) -> str:
    text: str = msgspec.json.decode(b'"%b"' % piece)
    return text
