"""What clients have kept, by its name, with what it is made of beside it: shared by all workers.

A list reads the records alone. What has expired is not there any more, though its room is only
taken by what is kept later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from sanic_mock.dialects.operation import State


class KeptRecord(Struct, kw_only=True):
    """What is told of one thing.

    Attributes:
        name: its own, which begins with its collection.
        created_s: when it came, unix seconds.
        gone_s: when it goes, in seconds for which the server is ready by then; 0 for never.
    """

    name: str
    created_s: float
    gone_s: float = 0.0

    def is_there(self, up_s: float) -> bool:
        """Return whether it has not gone when the server is ready for so long."""
        return not self.gone_s or up_s < self.gone_s


R = TypeVar("R", bound=KeptRecord)

_CONTENT = "content of {}"
_encode = msgspec.json.Encoder().encode


class KeptRecords(Generic[R]):
    """The records of one collection.

    Args:
        collection: what their names begin with.
        kind: what they are.
    """

    def __init__(self, collection: str, kind: type[R]) -> None:
        self._collection = collection
        self._decode = msgspec.json.Decoder(kind).decode

    def keep(self, state: State, record: R, content: bytes) -> bool:
        """Keep a thing, as long as there is room; return whether it is not too large for that."""
        if not state.store.put(_CONTENT.format(record.name), content):
            return False
        return state.store.put(record.name, _encode(record))

    def takes(self, state: State, name: str, size: int) -> bool:
        """Return whether there may be room for a thing of so many bytes."""
        return state.store.takes(_CONTENT.format(name), size)

    def add(self, state: State, record: R, content: bytes) -> bool:
        """Keep a thing that is not too large; return whether its name was free."""

        def added(kept: bytes | None) -> bytes | None:
            is_taken = kept is not None and self._decode(kept).is_there(state.up_s())
            return kept if is_taken else mine

        mine = _encode(record)
        if state.store.update(record.name, added) is not mine:
            return False
        state.store.put(_CONTENT.format(record.name), content)
        return True

    def load(self, state: State, name: str) -> R | None:
        """Return what is told of a thing, None where it is not there."""
        kept = state.store.get(name) if name.startswith(self._collection) else None
        record = None if kept is None else self._decode(kept)
        return record if record is not None and record.is_there(state.up_s()) else None

    def load_all(self, state: State) -> list[R]:
        """Return all that are there, the newest first."""
        found = (self.load(state, name) for name in state.store.keys(self._collection))
        there = (one for one in found if one is not None)
        return sorted(there, key=lambda one: one.created_s, reverse=True)

    def content(self, state: State, name: str) -> bytes | None:
        """Return what a thing is made of, None where newer ones took its room."""
        return state.store.get(_CONTENT.format(name))

    def change(self, state: State, name: str, changed: Callable[[R], R]) -> R | None:
        """Replace a record by what is made of it; None where it has gone."""

        def changed_bytes(kept: bytes | None) -> bytes | None:
            return None if kept is None else _encode(changed(self._decode(kept)))

        kept = state.store.update(name, changed_bytes)
        return None if kept is None else self._decode(kept)

    def forget(self, state: State, name: str) -> bool:
        """Keep nothing of a thing any more; return whether there was one."""
        if self.load(state, name) is None:
            return False
        state.store.delete(_CONTENT.format(name))
        return state.store.delete(name)
