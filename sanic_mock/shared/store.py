"""What clients had stored, shared by all workers; bounded, and the oldest is overwritten first.

A store is made before the workers are forked: one anonymous shared mapping, which takes memory
only as it is first written to. In it, records follow each other in a ring. Positions only grow (a
place in the ring is a position modulo its size), so what is at or above the tail is there, and
what is below it has been overwritten. A record never wraps: where it does not fit before the
ring's end, a dead record fills the rest. Records are found through hash buckets: a bucket has the
position of its newest record, and each record that of the next older one of its bucket. So no
process keeps an index, and a worker that is started anew finds all there is.

Every call holds one lock, over threads and processes, which the kernel takes from a process that
dies (mutex), and raises what that raises: Lengthy on an event loop where it is not had at once,
HeldError where it is not had at all. A worker may be killed at any instruction: the tail
moves before what is below it is overwritten, and a record counts as soon as its first word says
that it is alive, which is written last. Each of these steps is one aligned word of eight bytes.

A put or get of 2 KB took 3 us on one machine of 2 cores; `keys` walks over all records.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from time import sleep
from zlib import crc32

from sanic_mock.errors import HeldError, OversizedError
from sanic_mock.shared.memory import HELD, WORD_BYTES, Memory, ProcessLock, whole_words

CAPACITY_BYTES = 64 * 1024 * 1024
LEAST_BYTES = 1024

# One record at most is this share of the ring, so that no record displaces all others.
_LARGEST = 4
_BYTES_PER_BUCKET = 512

# A walk over all records lets others in after so many; they have to be given the time, as a lock
# is not handed on.
_WALKED = 1000
_BREATH_S = 0.0002

# The mapping's words: head, tail, buckets; then the ring.
_HEAD, _TAIL, _BUCKETS = range(3)
# A record's words: bytes * 2 + is alive; key's bytes << 32 | value's bytes; next older position.
_SIZE, _LENGTHS, _OLDER, _WORDS = range(4)
_ALIVE = 1
_HEADER = Struct("=QQQ").pack


class Store:
    """Values under keys, for this process and all that are forked from it.

    No thread may be in a call while the process forks.

    Args:
        capacity_bytes: of all records together; a record has 24 bytes beside its key and value.

    Raises:
        ValueError: a capacity under 1 KiB.
    """

    def __init__(self, capacity_bytes: int = CAPACITY_BYTES) -> None:
        if capacity_bytes < LEAST_BYTES:
            raise ValueError(f"{capacity_bytes} bytes are too few for a store")
        self._ring = whole_words(capacity_bytes)
        self._buckets = self._ring // _BYTES_PER_BUCKET
        self._start = (_BUCKETS + self._buckets) * WORD_BYTES
        memory = Memory(self._start + self._ring)
        self._memory, self._words = memory.raw, memory.words
        # An empty bucket says 0, which is below every tail.
        self._words[_HEAD] = self._words[_TAIL] = self._ring
        self._lock = ProcessLock()

    def put(self, key: str, value: bytes) -> bool:
        """Store a value in place of any other under its key.

        Returns:
            False where the record were larger than a quarter of the capacity; nothing is changed.
        """
        name = _encoded(key)
        with self._lock:
            return self._put(name, value)

    def keep(self, key: str, value: bytes) -> bool:
        """Store a value if that can be, as `put` does; False where it cannot."""
        try:
            return self.put(key, value)
        except HeldError:
            return False

    def get(self, key: str) -> bytes | None:
        """Return the value under a key, None where there is none or it has been overwritten."""
        name = _encoded(key)
        with self._lock:
            return self._get(name)

    def delete(self, key: str) -> bool:
        """Remove a key; return whether it was there."""
        name = _encoded(key)
        with self._lock:
            return self._forget(name, self._words[_HEAD])

    def clear(self) -> None:
        """Remove all keys."""
        with self._lock:
            self._words[_TAIL] = self._words[_HEAD]

    def update(self, key: str, change: Callable[[bytes | None], bytes | None]) -> bytes | None:
        """Replace a value by what is made of it, while nobody else can touch the store.

        Args:
            change: gets the value, None where there is none, and returns the new one, None for
                no value. It must not call the store.

        Returns:
            What is under the key afterwards.

        Raises:
            OversizedError: it were larger than a quarter of the capacity; nothing is changed.
        """
        name = _encoded(key)
        with self._lock:
            old = self._get(name)
            new = change(old)
            if new is None:
                self._forget(name, self._words[_HEAD])
                return None
            if not self._put(name, new):
                raise OversizedError
            return new

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with a prefix, in the order in which they were last put.

        It takes long where there are many, so others may call the store meanwhile; what they put
        or delete may or may not be among the keys.
        """
        wanted, place = _encoded(prefix), 0
        found: list[bytes] = []
        while place >= 0:
            with self._lock:
                place = self._walk(place, wanted, found)
            if place >= 0:
                sleep(_BREATH_S)
        # what was put again meanwhile, or by a worker that died, is there twice
        names = dict.fromkeys(reversed(found))
        return [name.decode(errors="surrogatepass") for name in reversed(names)]

    @property
    def largest_bytes(self) -> int:
        """The most that a record may have, its key included."""
        return self._ring // _LARGEST

    @property
    def trouble(self) -> str:
        """Why nothing is kept just now, "" if it is."""
        return HELD if self._lock.is_given_up else ""

    @property
    def held_bytes(self) -> int:
        """How much of the ring is written to: what a walk over all records has to look at."""
        return self._words[_HEAD] - self._words[_TAIL]

    def _walk(self, start: int, prefix: bytes, found: list[bytes]) -> int:
        """Add the names of some living records, oldest first.

        Returns:
            The position to go on from; -1 at the end.
        """
        words = self._words
        place, head = max(start, words[_TAIL]), words[_HEAD]
        for _ in range(_WALKED):
            if place >= head:
                return -1
            word = self._word(place)
            size = words[word + _SIZE]
            if size & _ALIVE:
                name = self._name(word)
                if name.startswith(prefix):
                    found.append(name)
            place += size >> 1
        return place

    def _get(self, name: bytes) -> bytes | None:
        words = self._words
        place, tail = words[self._bucket(name)], words[_TAIL]
        while place >= tail:
            word = self._word(place)
            if words[word + _SIZE] & _ALIVE and self._name(word) == name:
                start = (word + _WORDS) * WORD_BYTES + len(name)
                return self._memory[start : start + (words[word + _LENGTHS] & 0xFFFFFFFF)]
            place = words[word + _OLDER]
        return None

    def _put(self, name: bytes, value: bytes) -> bool:
        size = whole_words(_WORDS * WORD_BYTES + len(name) + len(value))
        if size > self.largest_bytes:
            return False
        words, bucket = self._words, self._bucket(name)
        place = self._make_room(size)
        word, older = self._word(place), words[bucket]
        record = b"%b%b%b" % (
            _HEADER(size << 1, len(name) << 32 | len(value), older),
            name,
            value,
        )
        start = word * WORD_BYTES
        self._memory[start : start + len(record)] = record  # not in the ring yet
        words[_HEAD] = place + size
        words[bucket] = place
        words[word + _SIZE] = size << 1 | _ALIVE
        if older >= words[_TAIL]:
            self._forget(name, place)
        return True

    def _make_room(self, size: int) -> int:
        """Give up the oldest records until one of `size` bytes fits; return its position."""
        words, head, tail = self._words, self._words[_HEAD], self._words[_TAIL]
        rest = self._ring - head % self._ring
        filling = rest if rest < size else 0
        while head + filling + size - tail > self._ring:
            tail += words[self._word(tail) + _SIZE] >> 1
        words[_TAIL] = tail
        if filling:
            words[self._word(head) + _SIZE] = filling << 1
        return head + filling

    def _forget(self, name: bytes, below: int) -> bool:
        """End the records of a name that are older than a position, and take them from its bucket.

        There can be more than one where a worker was killed while it did this.
        """
        words, is_found = self._words, False
        link, tail = self._bucket(name), words[_TAIL]
        while (place := words[link]) >= tail:
            word = self._word(place)
            if place < below and self._name(word) == name:
                is_found |= bool(words[word + _SIZE] & _ALIVE)
                words[word + _SIZE] &= ~_ALIVE
                words[link] = words[word + _OLDER]
            else:
                link = word + _OLDER
        return is_found

    def _name(self, word: int) -> bytes:
        start = (word + _WORDS) * WORD_BYTES
        return self._memory[start : start + (self._words[word + _LENGTHS] >> 32)]

    def _word(self, place: int) -> int:
        return (self._start + place % self._ring) // WORD_BYTES

    def _bucket(self, name: bytes) -> int:
        return _BUCKETS + crc32(name) % self._buckets


def _encoded(key: str) -> bytes:
    return key.encode(errors="surrogatepass")
