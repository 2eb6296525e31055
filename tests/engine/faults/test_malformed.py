"""Answers that are broken at a place: JSON, UTF-8, events and chunks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sanic_mock.engine.faults.malformed import BEHAVIOUR
from sanic_mock.engine.flow import FlowPart
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.sections.faults.rewriting import MalformedFault
from tests.engine.faults.placing import MS, circumstances, fed


def event(text: str) -> bytes:
    return b"data: " + json.dumps({"id": "7", "text": text}).encode() + b"\n\n"


STREAM = (
    FlowPart(10 * MS, b"HEAD", 0, "head"),
    FlowPart(10 * MS, event("") + event("one"), 1),
    FlowPart(20 * MS, event("two, or so"), 2),
    FlowPart(30 * MS, event("three"), 3),
    FlowPart(30 * MS, b"data: [DONE]\n\n", 3, "tail"),
    FlowPart(30 * MS, b"", 3, "end"),
)
BODY = json.dumps({"id": "7", "text": "one, two, three, four and five"}).encode() + b"\n"
WHOLE = (
    FlowPart(30 * MS, b"HEAD", 0, "head"),
    FlowPart(30 * MS, BODY, 5),
    FlowPart(30 * MS, b"", 5, "end"),
)


def broken(what: Any, digest: int = 0, **where: Any) -> list[FlowPart]:
    """Return a stream with something that is broken."""
    assert BEHAVIOUR.stage is not None
    drawn = circumstances()._replace(digest=bytes([digest]) + bytes(63))
    stage = BEHAVIOUR.stage(MalformedFault(what=what, **where), drawn)
    assert stage is not None
    return fed(stage, STREAM)


def changed(parts: list[FlowPart]) -> dict[int, bytes]:
    """Return the parts that differ, by their place."""
    assert len(parts) == len(STREAM)
    both = zip(parts, STREAM, strict=True)
    assert all(part._replace(content=b"") == one._replace(content=b"") for part, one in both)
    return {
        place: part.content
        for place, part in enumerate(parts)
        if part.content != STREAM[place].content
    }


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (None, 1),
        (AnswerPlace(1, "tokens"), 2),
        (AnswerPlace(2, "tokens"), 3),
        (AnswerPlace(len(STREAM[1].content), "bytes"), 2),
        (AnswerPlace(len(STREAM[1].content) - 1, "bytes"), 1),
        (AnswerPlace(10, "ms"), 2),
    ],
)
def test_it_is_the_first_event_behind_the_place(where: AnswerPlace | None, place: int) -> None:
    ((found, content),) = changed(broken("json", after=where)).items()
    assert found == place
    assert content.startswith(b'data: {"id"')
    assert content.endswith(STREAM[place].content.split(b"\n\n", 1)[1] or b"\n\n")


def test_data_is_json_no_more_and_other_events_are() -> None:
    (content,) = changed(broken("json")).values()
    first, second = content.split(b"\n\n")[:2]
    with pytest.raises(json.JSONDecodeError):
        json.loads(first.removeprefix(b"data: "))
    assert json.loads(second.removeprefix(b"data: "))["text"] == "one"


def test_a_text_ends_in_the_midst_of_a_character() -> None:
    (content,) = changed(broken("utf8", after=AnswerPlace(1, "tokens"))).values()
    with pytest.raises(UnicodeDecodeError):
        content.decode()
    assert json.loads(content.decode(errors="replace")[6:])["text"] == "two, or so\ufffd"


@pytest.mark.parametrize(
    ("digest", "wanted"),
    [
        (0, b'data {"id": "7", "text": "two, or so"}\n\n'),
        (1, b'data: {"id": "7", "text": "two, or so"}\n'),
        (2, b'data: {"id": "7", "tex\n\nt": "two, or so"}\n\n'),
    ],
)
def test_an_event_is_broken_in_one_of_three_ways(digest: int, wanted: bytes) -> None:
    (content,) = changed(broken("sse", digest, after=AnswerPlace(1, "tokens"))).values()
    assert content == wanted


@pytest.mark.parametrize("what", ["json", "utf8", "sse"])
def test_a_stream_that_is_shorter_has_one_event_more(what: str) -> None:
    parts = broken(what, after=AnswerPlace(9, "tokens"))
    assert [part for part in parts if part in STREAM] == list(STREAM)
    (further,) = (part for part in parts if part not in STREAM)
    assert parts.index(further) == len(STREAM) - 2
    assert further.due_ns == 30 * MS


def whole(what: Any, **where: Any) -> bytes:
    """Return a body that is broken."""
    assert BEHAVIOUR.stage is not None
    entry = MalformedFault(what=what, **where)
    stage = BEHAVIOUR.stage(entry, circumstances(is_stream=False))
    assert stage is not None
    head, body, end = fed(stage, WHOLE)
    assert (head, end) == (WHOLE[0], WHOLE[2])
    return body.content


SIZE = len(BODY) - 1


@pytest.mark.parametrize(
    ("where", "size"),
    [
        (None, SIZE // 2),
        (AnswerPlace(2, "tokens"), SIZE * 2 // 5),
        (AnswerPlace(7, "bytes"), 7),
        (AnswerPlace(29, "ms"), 0),
        (AnswerPlace(30, "ms"), SIZE - 1),
        (AnswerPlace(99, "tokens"), SIZE - 1),
    ],
)
def test_a_body_is_cut(where: AnswerPlace | None, size: int) -> None:
    assert whole("json", after=where) == BODY[:size]


def test_a_body_has_half_a_character_behind_the_place() -> None:
    assert whole("utf8", after=AnswerPlace(4, "bytes")) == BODY.replace(b'e"}', b'e\xf0\x9f"}')


def test_a_body_in_several_parts_is_broken_once() -> None:
    assert BEHAVIOUR.stage is not None
    stage = BEHAVIOUR.stage(MalformedFault(what="utf8"), circumstances(is_stream=False))
    assert stage is not None
    parts = [FlowPart(0, b'{"a":"b c"'), FlowPart(0, b',"d":"e f"}')]
    assert [part.content for part in fed(stage, parts)] == [
        b'{"a":"b c\xf0\x9f"',
        b',"d":"e f"}',
    ]


def test_what_has_no_strings_has_half_a_character_too() -> None:
    assert BEHAVIOUR.stage is not None
    stage = BEHAVIOUR.stage(MalformedFault(what="utf8"), circumstances(is_stream=False))
    assert stage is not None
    (part,) = fed(stage, [FlowPart(0, b"[1,2,3]")])
    assert part.content == b"[1,\xf0\x9f2,3]"


@pytest.mark.parametrize("what", ["sse", "chunk"])
def test_an_answer_of_one_piece_has_no_events(what: Any) -> None:
    assert BEHAVIOUR.stage is not None
    assert BEHAVIOUR.stage(MalformedFault(what=what), circumstances(is_stream=False)) is None


def sizes(after: int) -> list[bytes]:
    """Return what is told of the sizes of a stream's chunks."""
    assert BEHAVIOUR.reframing is not None
    entry = MalformedFault(what="chunk", after=AnswerPlace(after, "tokens"))
    reframing = BEHAVIOUR.reframing(entry, circumstances())
    assert reframing is not None
    assert reframing.size is not None
    return [reframing.size(part, b"7") for part in STREAM[1:]]


def test_one_size_of_a_chunk_is_no_number() -> None:
    assert sizes(1) == [b"7", b"size", b"7", b"7", b"7"]


def test_it_is_that_of_the_last_chunk_where_a_stream_is_shorter() -> None:
    assert sizes(9) == [b"7", b"7", b"7", b"7", b"size"]
