"""What is kept of batches, shared by all workers: each, and its lines in parts beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.batches.batch import BatchLine, MessageBatch
from sanic_mock.dialects.operation import State

PREFIX = "msgbatch_"
_PART = "lines of {} {}"
_PART_BYTES = 1 << 20

_encode = msgspec.json.Encoder().encode
_batch = msgspec.json.Decoder(MessageBatch).decode
_lines = msgspec.json.Decoder(list[BatchLine]).decode


def keep(state: State, batch: MessageBatch, lines: Sequence[BatchLine]) -> None:
    """Keep a batch, as long as there is room.

    Raises:
        Problem: its results are more than is kept.
    """
    parts = list(_parted(lines))
    size, most = sum(map(len, parts)), state.store.largest_bytes
    if size > most:
        why = f"sanic_mock: the results of this batch have {size:,} bytes, and {most:,} are kept."
        raise errors.of_status(413, why)
    for place, part in enumerate(parts):
        state.store.put(_PART.format(batch.id, place), part)
    state.store.put(batch.id, _encode(batch))


def load(state: State, name: str) -> MessageBatch | None:
    """Return a batch, None where there is none of this name."""
    kept = state.store.get(name) if name.startswith(PREFIX) else None
    return None if kept is None else _batch(kept)


def load_all(state: State) -> list[MessageBatch]:
    """Return all batches, the newest first."""
    found = (load(state, name) for name in state.store.keys(PREFIX))
    batches = [one for one in found if one is not None]
    return sorted(batches, key=lambda one: one.created_s, reverse=True)


def lines_of(state: State, batch: MessageBatch) -> Iterator[BatchLine]:
    """Yield what becomes of a batch's requests; raises Problem where newer ones took their room."""
    left, place = batch.requests, 0
    while left:
        part = state.store.get(_PART.format(batch.id, place))
        if part is None:
            raise errors.not_found("sanic_mock: what was kept later took the room of the results.")
        lines = _lines(part)
        yield from lines
        left, place = left - len(lines), place + 1


def change(
    state: State, name: str, changed: Callable[[MessageBatch], MessageBatch]
) -> MessageBatch | None:
    """Replace a batch by what is made of it; None where it has gone."""

    def changed_record(kept: bytes | None) -> bytes | None:
        return None if kept is None else _encode(changed(_batch(kept)))

    kept = state.store.update(name, changed_record)
    return None if kept is None else _batch(kept)


def forget(state: State, batch: MessageBatch) -> None:
    """Keep nothing of a batch any more."""
    state.store.delete(batch.id)
    place = 0
    while state.store.delete(_PART.format(batch.id, place)):
        place += 1


def _parted(lines: Iterable[BatchLine]) -> Iterator[bytes]:
    """Yield lists of lines, of as many bytes as a part has; a long line is one of its own."""
    part: list[bytes] = []
    size = 0
    for encoded in map(_encode, lines):
        if part and size + len(encoded) > _PART_BYTES:
            yield b"[%b]" % b",".join(part)
            part, size = [], 0
        part.append(encoded)
        size += len(encoded)
    yield b"[%b]" % b",".join(part)
