"""What clients have kept, by its name, with what it is made of beside it: shared by all workers.

A list reads the records alone. What has expired is not there any more, though its room is only
taken by what is kept later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, structs

from sanic_mock.dialects.operation import State


class KeptRecord(Struct, kw_only=True):
    """What is told of one thing.

    Attributes:
        name: its own, which begins with its collection.
        created_s: when it came, unix seconds.
        gone_s: when it goes, in seconds for which the server is ready by then; 0 for never.
        parts: in how many its content is kept.
    """

    name: str
    created_s: float
    gone_s: float = 0.0
    parts: int = 1

    def is_there(self, up_s: float) -> bool:
        """Return whether it has not gone when the server is ready for so long."""
        return not self.gone_s or up_s < self.gone_s


R = TypeVar("R", bound=KeptRecord)

_PART = "content {} of {}"
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
    """

    def __init__(self, collection: str, kind: type[R]) -> None:
        self._collection = collection
        self._decode = msgspec.json.Decoder(kind).decode

    def keep(self, state: State, record: R, content: bytes = b"") -> bool:
        """Keep a thing, as long as there is room; return whether it is not too large for that."""
        return self.keep_parts(state, record, _divided(state, content))

    def keep_parts(self, state: State, record: R, parts: Sequence[bytes]) -> bool:
        """Keep a thing as `keep` does whose content is in parts, each to be read alone."""
        if sum(map(len, parts)) > most_bytes(state):
            return False
        told = _encode(structs.replace(record, parts=len(parts)))
        is_kept = self._put(state, record.name, parts) and state.store.put(record.name, told)
        if not is_kept:
            self._drop(state, record.name, len(parts))
        return is_kept

    def add(self, state: State, record: R, content: bytes) -> bool:
        """Keep a thing that is not too large; return whether its name was free."""
        parts = _divided(state, content)
        mine = _encode(structs.replace(record, parts=len(parts)))

        def added(kept: bytes | None) -> bytes | None:
            is_taken = kept is not None and self._decode(kept).is_there(state.up_s())
            return kept if is_taken else mine

        if state.store.update(record.name, added) is not mine:
            return False
        self._put(state, record.name, parts)
        return True

    def find(self, state: State, name: str) -> R | None:
        """Return what is told of a thing though it may have gone; None where it is not known."""
        kept = state.store.get(name) if name.startswith(self._collection) else None
        return None if kept is None else self._decode(kept)

    def load(self, state: State, name: str) -> R | None:
        """Return what is told of a thing, None where it is not there."""
        record = self.find(state, name)
        return record if record is not None and record.is_there(state.up_s()) else None

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
            yield state.store.get(_PART.format(place, record.name))

    def change(self, state: State, name: str, changed: Callable[[R], R]) -> R | None:
        """Replace a record by what is made of it; None where it has gone."""

        def changed_bytes(kept: bytes | None) -> bytes | None:
            return None if kept is None else _encode(changed(self._decode(kept)))

        kept = state.store.update(name, changed_bytes)
        return None if kept is None else self._decode(kept)

    def forget(self, state: State, name: str) -> bool:
        """Keep nothing of a thing any more; return whether there was one."""
        record = self.load(state, name)
        if record is None or not state.store.delete(name):
            return False
        self._drop(state, name, record.parts)
        return True

    def _put(self, state: State, name: str, parts: Sequence[bytes]) -> bool:
        return all(
            state.store.put(_PART.format(place, name), part) for place, part in enumerate(parts)
        )

    def _drop(self, state: State, name: str, parts: int) -> None:
        for place in range(parts):
            state.store.delete(_PART.format(place, name))


def _divided(state: State, content: bytes) -> Sequence[bytes]:
    """Return the parts in which a content is kept; one where it is short, or nothing."""
    size = min(_PART_BYTES, state.store.largest_bytes // 2)
    return [content[at : at + size] for at in range(0, len(content), size)] or [b""]
