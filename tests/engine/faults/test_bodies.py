"""Faults of whole bodies: their type, their length, and that there is none."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.engine.faults.behaviour import Reframing
from sanic_mock.engine.faults.content_length import BEHAVIOUR as CONTENT_LENGTH
from sanic_mock.engine.faults.content_type import BEHAVIOUR as CONTENT_TYPE
from sanic_mock.engine.faults.empty_body import BEHAVIOUR as EMPTY_BODY
from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.sections.faults.rewriting import (
    ContentLengthFault,
    ContentTypeFault,
    EmptyBodyFault,
    WrongLength,
)
from tests.engine.faults.placing import STREAM, WHOLE, circumstances, fed, shown

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: 1\r\n"


def typed(**keys: Any) -> bytes:
    assert CONTENT_TYPE.stage is not None
    stage = CONTENT_TYPE.stage(ContentTypeFault(**keys), circumstances())
    assert stage is not None
    head, *others = fed(stage, (FlowPart(0, HEAD, 0, "head"), *STREAM[1:]))
    assert others == list(STREAM[1:])
    return head.content


def test_a_type_takes_the_place_of_an_answers_own() -> None:
    assert typed(value="text/html") == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nx-request-id: 1\r\n"
    )


def test_there_may_be_no_type() -> None:
    assert typed() == b"HTTP/1.1 200 OK\r\nx-request-id: 1\r\n"


@pytest.mark.parametrize(("parts", "due_ms"), [(STREAM, 10), (WHOLE, 30)])
def test_nothing_follows_the_head_but_the_end(parts: Any, due_ms: float) -> None:
    assert EMPTY_BODY.stage is not None
    stage = EMPTY_BODY.stage(EmptyBodyFault(), circumstances())
    assert stage is not None
    assert shown(fed(stage, parts)) == [(due_ms, "HEAD"), (due_ms, "<keep>")]


def reframed(what: WrongLength, *, is_stream: bool) -> Reframing:
    assert CONTENT_LENGTH.reframing is not None
    entry = ContentLengthFault(what=what)
    reframing = CONTENT_LENGTH.reframing(entry, circumstances(is_stream=is_stream))
    assert reframing is not None
    return reframing


@pytest.mark.parametrize(
    ("what", "length", "told"),
    [("short", 10, 5), ("short", 1, 1), ("short", 0, 0), ("long", 10, 20), ("long", 0, 0)],
)
def test_a_length_is_wrong(what: WrongLength, length: int, told: int) -> None:
    whole, stream = (reframed(what, is_stream=is_stream) for is_stream in (False, True))
    assert whole.length is not None
    assert stream.size is not None
    assert whole.length(length) == told
    assert stream.size(FlowPart(0, b"x" * length), b"") == b"%x" % told


def test_no_length_is_no_chunk_either() -> None:
    assert reframed("missing", is_stream=True) == Reframing(is_until_close=True)
    assert reframed("missing", is_stream=False) == Reframing(is_until_close=True)
