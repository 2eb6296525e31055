"""The fault that puts an answer into other bytes, in many ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sanic_mock.profile.choices import ChoicesKind
from sanic_mock.profile.keys import key
from sanic_mock.profile.sections.faults.entry import FaultEntry

LineWay = Literal["crlf", "comments", "fields", "no_space", "data_lines", "large_frame"]
WriteWay = Literal["split_utf8", "one_in_many", "many_in_one"]
EndWay = Literal["done_twice", "after_done"]
ChunkWay = Literal["chunk_capitals", "chunk_extensions", "chunk_zeros"]
LossWay = Literal["duplicate", "missing_blank", "missing_finish", "missing_usage"]
TortureWay = LineWay | WriteWay | EndWay | ChunkWay | LossWay

LINE_WAYS: tuple[LineWay, ...] = get_args(LineWay)
WRITE_WAYS: tuple[WriteWay, ...] = get_args(WriteWay)
END_WAYS: tuple[EndWay, ...] = get_args(EndWay)
CHUNK_WAYS: tuple[ChunkWay, ...] = get_args(ChunkWay)
LOSS_WAYS: tuple[LossWay, ...] = get_args(LossWay)
# Behind these a client reads what it would have read.
HARMLESS: tuple[TortureWay, ...] = (*LINE_WAYS, *WRITE_WAYS, *END_WAYS, *CHUNK_WAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TortureFault(FaultEntry):
    """The answer is in other bytes."""

    what: tuple[TortureWay, ...] = key(
        "what", ChoicesKind((*HARMLESS, *LOSS_WAYS)), "in which ways", HARMLESS
    )
