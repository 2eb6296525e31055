"""Which part of a prompt was seen before: an LRU of chained blocks, as vLLM's prefix cache."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b


class PrefixCache:
    """Blocks of prompts that one worker has read.

    A block's name is the hash of its tokens and of the block before it, so a block is found only
    behind the same beginning.

    Args:
        blocks: how many are remembered, at least 1.
        block_tokens: tokens in a block, at least 1.
    """

    def __init__(self, blocks: int, block_tokens: int) -> None:
        self._most = blocks
        self._block_tokens = block_tokens
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def read(self, tokens: Sequence[int]) -> int:
        """Remember a prompt; return how many of its first tokens were known, whole blocks."""
        hits = 0
        is_known = True
        for name in self._names(tokens):
            is_known = is_known and name in self._known
            hits += is_known
            self._known[name] = None
            self._known.move_to_end(name)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return hits * self._block_tokens

    def _names(self, tokens: Sequence[int]) -> list[bytes]:
        names: list[bytes] = []
        name, size = b"", self._block_tokens
        for start in range(0, len(tokens) - size + 1, size):
            block = array("L", tokens[start : start + size]).tobytes()
            name = blake2b(block, key=name, digest_size=16).digest()
            names.append(name)
        return names
