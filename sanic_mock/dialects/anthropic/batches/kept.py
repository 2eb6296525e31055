"""What is kept of batches, shared by all workers: each, and its lines in parts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.batches.batch import BatchLine, MessageBatch
from sanic_mock.dialects.kept_records import KeptRecords
from sanic_mock.dialects.operation import State

KEPT = KeptRecords(
    "msgbatch_", MessageBatch, partial(errors.too_large, "the list of this batch's results")
)
_PART_BYTES = 1 << 20

_encode = msgspec.json.Encoder().encode
_lines = msgspec.json.Decoder(list[BatchLine]).decode


def keep(state: State, batch: MessageBatch, lines: Sequence[BatchLine]) -> None:
    """Keep a batch, as long as there is room.

    Raises:
        Problem: its results are more than is kept.
    """
    KEPT.keep_parts(state, batch, list(_parted(lines)))


def lines_of(state: State, batch: MessageBatch) -> Iterator[BatchLine]:
    """Yield what becomes of a batch's requests; raises Problem where newer ones took their room."""
    for part in KEPT.parts(state, batch):
        if part is None:
            raise errors.not_found("sanic_mock: what was kept later took the room of the results.")
        yield from _lines(part)


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
