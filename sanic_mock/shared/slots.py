"""Values under names, so many and each so large, for all processes of a server.

Names come from clients, so both numbers are fixed when the memory is made: where all places are
taken, a further name gets none, and takes none from another. A value is written to a free place
beside the one that it replaces, and counts as soon as its version says so, which is written last.
So a writer may be killed at any instruction: what it left is the old value, or the new one beside
it, of which the later one counts. Readers need no lock: they look again if a version has changed
meanwhile.

Each process knows where names are as of a generation, which every change raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sanic_mock.shared.memory import WORD_BYTES, Memory, ProcessLock, whole_words

# The mapping's words: generation; then a column each of versions, of when a name was used last, and
# of the bytes of name << 32 | value; then the places. A place without a version is free.
_GENERATION, _COLUMNS = range(2)
_VERSIONS, _USED, _LENGTHS = range(3)
_LOW = 0xFFFFFFFF

# What became of a value: it is kept; another one was there first; there is no place for it.
Kept = Literal["kept", "moved", "full"]


class Slot(NamedTuple):
    """What is kept under a name.

    Attributes:
        version: another value has a higher one.
        used_s: when somebody last used it, unix seconds.
        value: likewise.
    """

    version: int
    used_s: int
    value: bytes


class _Names(NamedTuple):
    """Where names are.

    Attributes:
        generation: as of when.
        versions: of all places.
        names: likewise, "" for a free one.
        places: of each name, the place of its latest value.
    """

    generation: int
    versions: list[int]
    names: list[str]
    places: dict[str, int]


class NamedSlots:
    """Values under names, for this process and all that are forked from it.

    Args:
        most: how many names there may be.
        most_bytes: of a name and its value together.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._count = count = most + 1  # one more, to write to
        self._most, self.most_bytes = most, most_bytes
        self._width = whole_words(most_bytes)
        self._start = (_COLUMNS + 3 * count) * WORD_BYTES
        memory = Memory(self._start + count * self._width)
        self._raw, self._words = memory.raw, memory.words
        columns = (_COLUMNS + column * count for column in (_VERSIONS, _USED, _LENGTHS))
        self._versions, self._used, self._lengths = (
            memory.words[first : first + count] for first in columns
        )
        self._lock = ProcessLock()
        self._known = _Names(0, [0] * count, [""] * count, {})

    @property
    def generation(self) -> int:
        """How often anything was changed."""
        return self._words[_GENERATION]

    def get(self, name: str) -> Slot | None:
        """Return what is under a name, None for nothing."""
        while (place := self._names().places.get(name)) is not None:
            if (slot := self._read(place)) is not None:
                return slot
        return None

    def version(self, name: str) -> int:
        """Return the version of what is under a name, 0 for nothing."""
        names = self._names()
        place = names.places.get(name)
        return 0 if place is None else names.versions[place]

    def used_s(self, name: str) -> int:
        """Return when a name was last used, unix seconds; 0 where there is none."""
        place = self._names().places.get(name)
        return 0 if place is None else self._used[place]

    def use(self, name: str, now_s: int) -> None:
        """Note that a name is used."""
        if (place := self._names().places.get(name)) is not None:
            self._used[place] = now_s

    def put(self, name: str, value: bytes, after: int, now_s: int) -> Kept:
        """Keep a value in the place of the one that it was made of.

        Args:
            name: whose it is.
            value: with its name it must not be larger than `most_bytes`.
            after: the version that is replaced; 0 is none.
            now_s: unix seconds.
        """
        with self._lock:
            names = self._cleaned()
            if self.version(name) != after:
                return "moved"
            if not after and len(names.places) >= self._most:
                return "full"
            place = names.versions.index(0)
            self._write(place, name.encode(), value, now_s)
            self._change(place)
            if after:
                self._versions[names.places[name]] = 0
            return "kept"

    def delete(self, name: str) -> bool:
        """Remove a name; return whether it was there."""
        with self._lock:
            place = self._cleaned().places.get(name)
            if place is not None:
                self._free([place])
            return place is not None

    def delete_unused(self, before_s: float) -> None:
        """Remove all that nobody has used since a moment, unix seconds."""
        with self._lock:
            names = self._cleaned()
            self._free([one for one in names.places.values() if self._used[one] < before_s])

    def clear(self) -> None:
        """Remove all names."""
        with self._lock:
            self._free(list(self._cleaned().places.values()))

    def each(self) -> Iterator[tuple[str, Slot]]:
        """Yield all names and what is under them."""
        for name in self._names().places:
            if (slot := self.get(name)) is not None:
                yield name, slot

    def _read(self, place: int) -> Slot | None:
        """Return what is at a place, None where it is not the same any more."""
        version, lengths, used_s = self._versions[place], self._lengths[place], self._used[place]
        start = self._start + place * self._width + (lengths >> 32)
        value = self._raw[start : start + (lengths & _LOW)]
        if not version or version != self._versions[place]:
            self._known = self._known._replace(generation=-1)
            return None
        return Slot(version, used_s, value)

    def _names(self) -> _Names:
        known, generation = self._known, self.generation
        if known.generation == generation:
            return known
        versions = self._versions.tolist()
        both = zip(known.versions, versions, strict=True)
        names = [
            known.names[place] if old == new else self._name(place)
            for place, (old, new) in enumerate(both)
        ]
        # the latest of a name, where one that replaced another was killed, comes last
        order = sorted(
            (place for place, one in enumerate(versions) if one), key=versions.__getitem__
        )
        self._known = known = _Names(
            generation, versions, names, {names[place]: place for place in order}
        )
        return known

    def _name(self, place: int) -> str:
        start = self._start + place * self._width
        return self._raw[start : start + (self._lengths[place] >> 32)].decode(errors="replace")

    def _cleaned(self) -> _Names:
        """Return where names are by now, each of them once; the lock is held."""
        self._known = self._known._replace(generation=-1)
        names = self._names()
        if (latest := max(names.versions)) > self.generation:  # whoever wrote it was killed
            self._words[_GENERATION] = latest
        for place, version in enumerate(names.versions):
            if version and names.places[names.names[place]] != place:
                self._versions[place] = 0
        self._known = self._known._replace(generation=-1)
        return self._names()

    def _write(self, place: int, name: bytes, value: bytes, now_s: int) -> None:
        start = self._start + place * self._width
        self._raw[start : start + len(name) + len(value)] = name + value
        self._lengths[place] = len(name) << 32 | len(value)
        self._used[place] = now_s

    def _change(self, place: int) -> None:
        following = self.generation + 1
        self._versions[place] = following
        self._words[_GENERATION] = following

    def _free(self, places: list[int]) -> None:
        for place in places:
            self._versions[place] = 0
        if places:
            self._words[_GENERATION] += 1
