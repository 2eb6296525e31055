"""What clients have kept, by its name, with what it is made of beside it: shared by all workers.

A list reads the records alone. What has expired is not there any more, though its room is only
taken by what is kept later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from secrets import token_hex
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, structs

from sanic_mock.dialects.operation import State
from sanic_mock.errors import OversizedError


class KeptRecord(Struct, kw_only=True):
    """What is told of one thing.

    Attributes:
        name: its own, which begins with its collection.
        created_s: when it came, unix seconds.
        gone_s: when it goes, in seconds for which the server is ready by then; 0 for never.
        parts: in how many its content is kept.
        mark: what tells its content from that of others who wanted its name; "" for no others.
    """

    name: str
    created_s: float
    gone_s: float = 0.0
    parts: int = 1
    mark: str = ""

    def is_there(self, up_s: float) -> bool:
        """Return whether it has not gone when the server is ready for so long."""
        return not self.gone_s or up_s < self.gone_s


R = TypeVar("R", bound=KeptRecord)

_PART = "content {} of {}{}"
_PART_BYTES = 1 << 20
# Of all that is kept one thing has half at most; in one piece a quarter is what the store takes.
_LARGEST_PARTS = 2
_encode = msgspec.json.Encoder().encode


def most_bytes(state: State) -> int:
    """Return how much one thing may be made of."""
    return _LARGEST_PARTS * state.store.largest_bytes


class KeptRecords(Generic[R]):
    """The records of one collection.

    Args:
        collection: what their names begin with.
        kind: what they are.
        too_large: what is raised for one that is too large to be kept, given the bytes that are.
    """

    def __init__(
        self, collection: str, kind: type[R], too_large: Callable[[int], Exception]
    ) -> None:
        self._collection = collection
        self._decode = msgspec.json.Decoder(kind).decode
        self._too_large = too_large

    def keep(self, state: State, record: R, content: bytes = b"") -> None:
        """Keep a thing, as long as there is room; raises `too_large`."""
        self.keep_parts(state, record, _divided(state, content))

    def keep_parts(self, state: State, record: R, parts: Sequence[bytes]) -> None:
        """Keep a thing as `keep` does whose content is in parts, each to be read alone."""
        record = structs.replace(record, parts=len(parts))
        is_kept = False
        try:
            self._put(state, record, parts)
            is_kept = state.store.put(record.name, _encode(record))
        finally:
            if not is_kept:
                self._drop(state, record)
        if not is_kept:
            raise self._too_large(state.store.largest_bytes)

    def add(self, state: State, record: R, content: bytes) -> bool:
        """Keep a thing where its name is free, and return whether it was; raises `too_large`.

        Its content is kept by then: nobody ever finds it without.
        """
        before = self.find(state, record.name)
        if self._there(state, before) is not None:
            return False  # what it is made of would take the room of others
        parts = _divided(state, content)
        record = structs.replace(record, parts=len(parts), mark=token_hex(8))
        mine = _encode(record)

        def added(kept: bytes | None) -> bytes | None:
            return mine if self._there(state, self._read(kept)) is None else kept

        is_kept = False
        try:
            self._put(state, record, parts)
            is_kept = self._update(state, record.name, added) is mine
        finally:
            if not is_kept:
                self._drop(state, record)
        if is_kept and before is not None:  # had gone
            self._drop(state, before)
        return is_kept

    def find(self, state: State, name: str) -> R | None:
        """Return what is told of a thing though it may have gone; None where it is not known."""
        return self._read(state.store.get(name) if name.startswith(self._collection) else None)

    def load(self, state: State, name: str) -> R | None:
        """Return what is told of a thing, None where it is not there."""
        return self._there(state, self.find(state, name))

    def load_all(self, state: State) -> list[R]:
        """Return all that are there, the newest first."""
        found = (self.load(state, name) for name in state.store.keys(self._collection))
        there = (one for one in found if one is not None)
        return sorted(there, key=lambda one: one.created_s, reverse=True)

    def content(self, state: State, record: R) -> bytes | None:
        """Return what a thing is made of, None where newer ones took its room."""
        parts = [part for part in self.parts(state, record) if part is not None]
        return b"".join(parts) if len(parts) == record.parts else None

    def parts(self, state: State, record: R) -> Iterator[bytes | None]:
        """Yield the parts that a thing is made of, None for each whose room newer ones took."""
        for place in range(record.parts):
            yield state.store.get(_part(record, place))

    def change(self, state: State, name: str, changed: Callable[[R], R]) -> R | None:
        """Replace a record by what is made of it; None where it has gone. Raises `too_large`."""

        def changed_bytes(kept: bytes | None) -> bytes | None:
            record = self._there(state, self._read(kept))
            return kept if record is None else _encode(changed(record))

        return self._there(state, self._read(self._update(state, name, changed_bytes)))

    def forget(self, state: State, name: str) -> bool:
        """Keep nothing of a thing any more; return whether there was one."""
        record = self.load(state, name)
        if record is None or not state.store.delete(name):
            return False
        self._drop(state, record)
        return True

    def _read(self, kept: bytes | None) -> R | None:
        return None if kept is None else self._decode(kept)

    def _there(self, state: State, record: R | None) -> R | None:
        """Return a thing, None where there is none or it has gone."""
        return record if record is not None and record.is_there(state.up_s()) else None

    def _update(
        self, state: State, name: str, change: Callable[[bytes | None], bytes | None]
    ) -> bytes | None:
        """Do what `Store.update` does; raises `too_large`."""
        try:
            return state.store.update(name, change)
        except OversizedError:
            raise self._too_large(state.store.largest_bytes) from None

    def _put(self, state: State, record: R, parts: Sequence[bytes]) -> None:
        """Keep what a thing is made of, or nothing; raises `too_large`."""
        most = most_bytes(state)
        if sum(map(len, parts)) > most:
            raise self._too_large(most)
        puts = (state.store.put(_part(record, place), part) for place, part in enumerate(parts))
        if not all(puts):
            self._drop(state, record)
            raise self._too_large(state.store.largest_bytes)

    def _drop(self, state: State, record: R) -> None:
        for place in range(record.parts):
            state.store.delete(_part(record, place))


def _part(record: KeptRecord, place: int) -> str:
    """Return the key of a part of what a thing is made of."""
    return _PART.format(place, record.name, record.mark)


def _divided(state: State, content: bytes) -> Sequence[bytes]:
    """Return the parts in which a content is kept; one where it is short, or nothing."""
    size = min(_PART_BYTES, state.store.largest_bytes // 2)
    return [content[at : at + size] for at in range(0, len(content), size)] or [b""]
