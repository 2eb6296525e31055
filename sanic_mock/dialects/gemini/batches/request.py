"""A request for a batch: the requests that it is made of, in itself or in a file of lines."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import msgspec

from sanic_mock.dialects.gemini import errors
from sanic_mock.dialects.gemini.files import file
from sanic_mock.dialects.gemini.reading import read
from sanic_mock.dialects.gemini.surface import Surface
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.unreadable import UNREADABLE
from sanic_mock.engine.json_size import check_size

Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode


class BatchItem(NamedTuple):
    """One request of a batch.

    Attributes:
        body: that it would have alone.
        named: what its client has said of it, to be told with its answer.
    """

    body: bytes
    named: Json


class NewBatch(NamedTuple):
    """What is asked for.

    Attributes:
        display_name: its client's name for it.
        file: where its requests came in; "" for the request itself.
        requests: its requests, which are read as they are wanted.
    """

    display_name: str
    file: str
    requests: Iterator[BatchItem]


def read_batch(state: State, call: Call, surface: Surface) -> NewBatch:
    """Return what a call asks for; raises GeminiProblem where that is no batch, or has no file."""
    asked = read(call.body, "BatchGenerateContentRequest", surface, is_strict=call.is_strict)
    batch = asked.get("batch", {})
    given = batch.get("inputConfig", {})
    name = given.get("fileName", "")
    inlined = given.get("requests", {}).get("requests", [])
    requests = _lines(state, name) if name else map(_inlined, inlined)
    return NewBatch(batch.get("displayName", ""), name, requests)


def _inlined(one: Json) -> BatchItem:
    named = {"metadata": one["metadata"]} if "metadata" in one else {}
    return BatchItem(_encode(one.get("request", {})), named)


def _lines(state: State, name: str) -> Iterator[BatchItem]:
    """Yield the requests in a file, each in a line of its own, with a key.

    Raises:
        GeminiProblem: there is no such file, or a line is no request.
        RefusedError: a line has too many values.
    """
    content = file.KEPT.content(state, file.load(state, name)) or b""
    for number, line in enumerate(BytesIO(content), 1):
        if not line.strip():
            continue
        check_size(line)  # the file may have come in parts, of which none was too much
        try:
            found = msgspec.json.decode(line, type=Json)
        except UNREADABLE:
            raise errors.wrong_argument(  # worded by analogy
                f"Line {number} of {name} is no JSON object."
            ) from None
        named = {"key": found["key"]} if "key" in found else {}
        yield BatchItem(_encode(found.get("request", {})), named)
