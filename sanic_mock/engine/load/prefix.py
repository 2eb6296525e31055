"""Which part of a prompt was seen before: an LRU of chained blocks, as vLLM's prefix cache."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from hashlib import blake2b
from threading import Lock

from xxhash import xxh3_64_intdigest

_64_BITS = (1 << 64) - 1


class PrefixCache:
    """Blocks of prompts that one worker has read.

    A block's name is the hash of its tokens and of the block before it, so a block is found only
    behind the same beginning.

    Args:
        blocks: how many are remembered, at least 1.
        block_tokens: tokens in a block, at least 1.

    Attributes:
        block_tokens: likewise.
    """

    def __init__(self, blocks: int, block_tokens: int) -> None:
        self.block_tokens = block_tokens
        self._most = blocks
        self._names: OrderedDict[bytes, None] = OrderedDict()  # read least recently first
        self._lock = Lock()  # large requests are read on threads

    def read(self, tokens: Sequence[int]) -> int:
        """Remember a prompt; return how many of its first tokens were known, whole blocks."""
        return self.read_named(self.names(tokens))

    def read_named(self, names: Sequence[bytes]) -> int:
        """Do the same for a prompt whose blocks have these names."""
        with self._lock:
            known = self._names
            hits = 0
            for name in names:
                if name not in known:
                    break
                hits += 1
            # a block is of no use without those before it, so they stay, and none that follows one
            # that is not known is known
            known.update(dict.fromkeys(reversed(names[hits:])))
            for name in reversed(names[:hits]):
                known.move_to_end(name)
            while len(known) > self._most:
                known.popitem(last=False)
            return hits * self.block_tokens

    def names(self, tokens: Sequence[int], behind: bytes = b"") -> list[bytes]:
        """Return the names of whole blocks, behind the one that has a name."""
        names: list[bytes] = []
        name, size = behind, self.block_tokens
        for start in range(0, len(tokens) - size + 1, size):
            block = array("L", tokens[start : start + size]).tobytes()
            name = blake2b(block, key=name, digest_size=16).digest()
            names.append(name)
        return names


class PartCache:
    """Parts of prompts that one worker has read, whatever they are; nothing is tokenised.

    Args:
        parts: how many are remembered, in two halves: when one is full, what was in the other and
            has not come again is forgotten. All parts of one prompt are in one.
    """

    def __init__(self, parts: int) -> None:
        self._most = parts // 2
        self._recent: dict[int, None] = {}
        self._older: dict[int, None] = {}
        self._lock = Lock()  # large requests are read on threads

    def read(self, parts: Iterable[Hashable]) -> int:
        """Remember a prompt; return how many of its first parts were known."""
        names = _names(parts)
        with self._lock:
            recent, older = self._recent, self._older
            hits = 0
            for name in names:
                if name not in recent and name not in older:
                    break
                hits += 1
            # those that were known, too: a part is of no use without those before it
            recent.update(dict.fromkeys(names))
            if len(recent) > self._most:
                self._older, self._recent = recent, {}
            return hits


def _names(parts: Iterable[Hashable]) -> list[int]:
    """Return a name of each part behind all those before it."""
    names: list[int] = []
    name = 0
    for part in parts:
        if isinstance(part, str):
            name = xxh3_64_intdigest(part.encode("utf-8", "surrogatepass"), name)
        else:  # this worker's alone, so the hash may be another's in each process
            name = hash((name, part)) & _64_BITS
        names.append(name)
    return names
