"""Which part of a prompt was seen before: an LRU of chained blocks, as vLLM's prefix cache."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from itertools import takewhile
from threading import Lock


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
        self._lock = Lock()  # large requests are read on threads

    def read(self, tokens: Sequence[int]) -> int:
        """Remember a prompt; return how many of its first tokens were known, whole blocks."""
        names = self._names(tokens)
        with self._lock:
            return self._remember(names) * self._block_tokens

    def _remember(self, names: Sequence[bytes]) -> int:
        known = self._known
        hits = sum(1 for _ in takewhile(known.__contains__, names))
        for name in reversed(names):  # a block is of no use without those before it, so they stay
            known[name] = None
            known.move_to_end(name)
        while len(known) > self._most:
            known.popitem(last=False)
        return hits

    def _names(self, tokens: Sequence[int]) -> list[bytes]:
        names: list[bytes] = []
        name, size = b"", self._block_tokens
        for start in range(0, len(tokens) - size + 1, size):
            block = array("L", tokens[start : start + size]).tobytes()
            name = blake2b(block, key=name, digest_size=16).digest()
            names.append(name)
        return names
