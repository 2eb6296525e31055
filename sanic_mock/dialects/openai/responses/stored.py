"""What is kept of a response: for its operations, and for the requests that go on from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Literal

import msgspec
from msgspec import Raw

from sanic_mock.dialects.operation import State
from sanic_mock.errors import HeldError, OversizedError

Item = dict[str, Any]
Status = Literal["queued", "in_progress", "completed"]

PREFIX = "resp_"
MOST_CONTEXT = 256
_ROOT = 16
# A response in the background is told as queued for this long.
QUEUED_S = 0.1


class Record(msgspec.Struct):
    """One response, as it is when it is done.

    Attributes:
        response: the response object.
        input: its own input items, with the ids under which they are listed.
        pieces: for each output item the texts that it is streamed in.
        context: items before its own input; the newest MOST_CONTEXT of them.
        context_tokens: size of all items before its own input.
        started_s: when it was asked for, unix seconds.
        lasts_s: how long it takes from there, in the background; 0 for one that is done.
    """

    response: dict[str, Any]
    input: list[Item] = []
    pieces: list[list[str]] = []
    context: list[Item] = []
    context_tokens: int = 0
    started_s: float = 0.0
    lasts_s: float = 0.0

    def history(self) -> list[Item]:
        """Return the newest items that a request which goes on from here has before its own."""
        return [*self.context, *self.input, *self.response["output"]][-MOST_CONTEXT:]

    def pending(self, now_s: float) -> Status | None:
        """Return what a response that is under way is at `now_s`; None for one that is done."""
        if self.response["status"] == "cancelled":
            return None
        return _pending(now_s - self.started_s, self.lasts_s)

    def shown(self, now_s: float) -> dict[str, Any]:
        """Return the response object as it is at `now_s`."""
        status = self.pending(now_s)
        return self.response if status is None else unfinished(self.response, status)


class Written(msgspec.Struct, gc=False):
    """A record as it is written: of JSON where there is some; read, it is a Record."""

    response: Raw
    input: list[Item] | Raw
    pieces: list[Raw]
    context: Sequence[Item]
    context_tokens: int
    started_s: float
    lasts_s: float


class _Stored(msgspec.Struct, gc=False):
    """A record that is read to be changed: what stays has as many bytes when it is written again.

    So one that is cancelled, which has no output and no usage, is never larger than it was.
    """

    response: dict[str, Raw]
    input: Raw
    pieces: Raw
    context: Raw
    context_tokens: int
    started_s: float
    lasts_s: float

    def ended(self, response: dict[str, Raw]) -> bytes:
        """Return the record of a response that has ended as that says."""
        done = msgspec.structs.replace(self, response=response, pieces=_NOTHING, lasts_s=0.0)
        return encode(done)


def unfinished(response: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a response object as it is before it is done: no output, no usage, no end."""
    return response | {
        "status": status,
        "completed_at": None,
        "error": None,
        "incomplete_details": None,
        "moderation": None,
        "output": [],
        "usage": None,
    }


def keep(state: State, response_id: str, record: Written | Record) -> None:
    """Store a record under its response's id; one larger than the store takes is not kept."""
    put(state, response_id, encode(record))


def put(state: State, response_id: str, written: bytes) -> None:
    """Store a record that is encoded, as `keep` does."""
    state.store.put(_key(response_id), written)


def written_list(slices: Iterable[list[Item]], most_bytes: int) -> Raw | None:
    """Return a list of all items, None where it has more bytes; no more slices are made then."""
    written, size = [], 0
    for one in slices:
        written.append(encode(one)[1:-1])
        size += len(written[-1]) + 1
        if size > most_bytes:
            return None
    return Raw(b"[%b]" % b",".join(filter(None, written)))


def load(state: State, response_id: str) -> Record | None:
    """Return what is kept of a response, None if it is not there."""
    found = load_by_root(state, root_of(response_id)) if response_id.startswith(PREFIX) else None
    return found if found is not None and found.response["id"] == response_id else None


def root_of(name: str) -> str:
    """Return what the ids of a response and of its items have in common; see ids.Naming."""
    return name.partition("_")[2][:_ROOT]


def load_by_root(state: State, root: str) -> Record | None:
    """Return what is kept of the response that an item is from, None if it is not there."""
    kept = state.store.get(PREFIX + root)
    return None if kept is None else _decode(kept)


def cancel(state: State, response_id: str, now_s: float) -> None:
    """End a response that is under way; one that is done stays as it is."""

    def cancelled(kept: bytes | None) -> bytes | None:
        record = None if kept is None else _decode_stored(kept)
        if record is None or record.response["status"] == _CANCELLED:
            return kept
        if _pending(now_s - record.started_s, record.lasts_s) is None:
            return kept
        return record.ended(record.response | _CANCELLING)

    state.store.update(_key(response_id), cancelled)


def end(state: State, response: dict[str, Any]) -> None:
    """Let a response have ended as it says, if it is kept and not larger than the store takes."""

    def ended(kept: bytes | None) -> bytes | None:
        record = None if kept is None else _decode_stored(kept)
        if record is None or record.response["id"] != _raw(response["id"]):
            return kept
        return record.ended({name: _raw(value) for name, value in response.items()})

    with suppress(HeldError, OversizedError):
        state.store.update(_key(response["id"]), ended)


def take_back(state: State, response_id: str) -> None:
    """Forget a response that ended before its end, unless it failed."""

    def failed(kept: bytes | None) -> bytes | None:
        record = None if kept is None else _decode_stored(kept)
        has_failed = record is not None and record.response["status"] == _FAILED
        return kept if has_failed else None

    with suppress(HeldError):
        state.store.update(_key(response_id), failed)


def forget(state: State, response_id: str) -> bool:
    """Remove a response; return whether it was there."""
    return load(state, response_id) is not None and state.store.delete(_key(response_id))


def _key(response_id: str) -> str:
    return PREFIX + root_of(response_id)


def _pending(past_s: float, lasts_s: float) -> Status | None:
    """Return what a response is so long after it was asked for; None where it is done."""
    past_s = max(0.0, past_s)  # a clock may be set back
    if past_s >= lasts_s:
        return None
    return "queued" if past_s < min(QUEUED_S, lasts_s / 2) else "in_progress"


def _decode(kept: bytes) -> Record | None:
    """Return a record; None for one that is nested too deep to be read again."""
    try:
        return _decoder.decode(kept)
    except RecursionError:
        return None


def _decode_stored(kept: bytes) -> _Stored | None:
    """Return a record to be changed; None as `_decode` does."""
    try:
        return _stored_decoder.decode(kept)
    except RecursionError:
        return None


def _raw(value: Any) -> Raw:
    return Raw(encode(value))


encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Record)
_stored_decoder = msgspec.json.Decoder(_Stored)
_NOTHING, _CANCELLED, _FAILED = _raw([]), _raw("cancelled"), _raw("failed")
_CANCELLING = {name: _raw(value) for name, value in unfinished({}, "cancelled").items()}
