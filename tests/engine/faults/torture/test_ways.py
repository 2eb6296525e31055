"""Each way to torture a stream, and what a parser by the book reads of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.faults.torture.stage import BEHAVIOUR
from sanic_mock.engine.flow import FlowPart, Stage
from sanic_mock.profile.sections.faults.torturing import (
    CHUNK_WAYS,
    HARMLESS,
    LINE_WAYS,
    LOSS_WAYS,
    WRITE_WAYS,
    TortureFault,
    TortureWay,
)
from tests.engine.faults.placing import MS, circumstances, fed
from tests.engine.faults.torture.reading import events_in
from tests.serving import ROOT

WORDS = ("one", "two", "thr\u00e9e", "four", "five", "six", "seven", "eight", "nine", "ten")


def event(text: str, **members: str) -> bytes:
    return b"data: " + json.dumps({"text": text, **members}, ensure_ascii=False).encode() + b"\n\n"


CLOSING = event("", finish="stop") + event("", usage="10")
STREAM = (
    FlowPart(0, b"HEAD", 0, "head"),
    FlowPart(0, event("") + event(WORDS[0]), 1),
    *(FlowPart(10 * MS * at, event(word), at + 1) for at, word in enumerate(WORDS[1:], 1)),
    FlowPart(100 * MS, CLOSING, 10),
    FlowPart(100 * MS, b"data: [DONE]\n\n", 10, "tail"),
    FlowPart(100 * MS, b"", 10, "end"),
)


def without(event: bytes, what: Omission) -> bytes:
    """Leave away what some dialect's events say."""
    return b"" if what.encode() in event else event


def tortured(*what: TortureWay, digest: int = 0, is_stream: bool = True) -> Stage:
    drawn = circumstances(is_stream=is_stream)._replace(
        tokens=10, digest=bytes([digest]) * 64, without=without
    )
    assert BEHAVIOUR.stage is not None
    stage = BEHAVIOUR.stage(TortureFault(what=what or HARMLESS), drawn)
    assert stage is not None
    return stage


def stream(*what: TortureWay, digest: int = 0) -> list[FlowPart]:
    return fed(tortured(*what, digest=digest), STREAM)


def contents(parts: Any) -> bytes:
    return b"".join(part.content for part in parts if part.kind not in ("head", "end"))


def data(parts: Any) -> list[Any]:
    """Return what each event says, up to the end of the stream."""
    found = events_in(contents(parts))
    assert "[DONE]" in found
    return [json.loads(one) for one in found[: found.index("[DONE]")]]


@pytest.mark.parametrize("digest", range(8))
def test_a_reader_by_the_book_reads_the_same(digest: int) -> None:
    assert data(stream(digest=digest)) == data(STREAM)


@pytest.mark.parametrize("way", [*LINE_WAYS, *WRITE_WAYS, "done_twice", "after_done"])
def test_each_way_by_itself_says_the_same_in_other_bytes(way: TortureWay) -> None:
    parts = stream(way)
    assert data(parts) == data(STREAM)
    assert [part.content for part in parts] != [part.content for part in STREAM]


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("crlf", b'data: {"text": "two"}\r\n\r\n'),
        ("comments", b': event 2\ndata: {"text": "two"}\n:\n\n'),
        (
            "fields",
            b'id: 2\nretry: 3000\nunknown: field\nevent: message\ndata: {"text": "two"}\n\n',
        ),
        ("no_space", b'data:{"text": "two"}\n\n'),
        ("data_lines", b'data: {\ndata: "text": "two"}\n\n'),
    ],
)
def test_lines_differ(way: TortureWay, wanted: bytes) -> None:
    assert stream(way)[2].content == wanted


def test_an_event_that_has_a_name_keeps_it() -> None:
    (part,) = fed(tortured("fields"), [FlowPart(0, b"event: named\n" + event("one"), 1)])
    assert part.content.count(b"event: ") == 1


def test_one_event_is_large() -> None:
    sizes = [len(part.content) for part in stream("large_frame")]
    assert [size > 65_536 for size in sizes].count(True) == 1


def test_the_ways_take_turns() -> None:
    parts = [part.content for part in stream("crlf", "no_space")]
    crlf = [b"\r\n" in content for content in parts[2:-3]]
    assert crlf in ([True, False] * 4 + [True], [False, True] * 4 + [False])


def test_their_order_is_drawn() -> None:
    assert len({contents(stream(digest=digest)) for digest in range(8)}) == 8
    assert stream(digest=3) == stream(digest=3)


def test_nothing_is_early_and_nothing_overtakes() -> None:
    for digest in range(8):
        parts = stream(digest=digest)
        dues = [part.due_ns for part in parts]
        assert dues == sorted(dues)
        tokens = [part.tokens for part in parts if part.kind != "head"]
        assert tokens == sorted(tokens)
        for part in parts:
            if part.kind == "content":
                assert part.due_ns >= 10 * MS * max(0, part.tokens - 1)


def test_slices_are_a_millisecond_apart() -> None:
    parts = [part for part in stream("one_in_many") if part.kind == "content"]
    assert len(parts) >= 2 * 11
    first = [part.due_ns for part in parts if part.due_ns < 10 * MS]
    assert first == [at * MS for at in range(len(first))]


def test_a_slice_that_is_not_the_last_has_no_token_yet() -> None:
    parts = [part for part in stream("one_in_many") if part.kind == "content"]
    assert parts[0].tokens == 0
    counts = [part.tokens for part in parts]
    assert [counts.count(token) for token in range(1, 10)] != [1] * 9


def test_a_character_is_split() -> None:
    halves = [part.content for part in stream("split_utf8") if part.kind == "content"]
    assert halves
    for place, half in enumerate(halves[::2]):
        with pytest.raises(UnicodeDecodeError):
            half.decode()
        (half + halves[2 * place + 1]).decode()


def test_events_are_joined_in_the_time_of_the_last() -> None:
    parts = [part for part in stream("many_in_one") if part.kind == "content"]
    assert 3 <= len(parts) <= 6
    assert all(part.content.count(b"\n\n") >= 2 for part in parts)
    assert parts[0].due_ns == 10 * MS * (parts[0].tokens - 1)


def test_an_end_may_come_twice_with_an_event_between() -> None:
    found = events_in(contents(stream("done_twice", "after_done")))
    assert found[-3:] == ["[DONE]", '{"text": "", "usage": "10"}', "[DONE]"]


# What takes something away, or breaks it


def test_an_event_is_there_twice() -> None:
    texts = [one["text"] for one in data(stream("duplicate"))]
    (twice,) = (word for word in WORDS if texts.count(word) == 2)
    assert [word for word in texts if word] == [
        one for word in WORDS for one in [word] * (1 + (word == twice))
    ]


def test_two_events_are_one() -> None:
    found = events_in(contents(stream("missing_blank")))
    assert [one.count('"text"') for one in found].count(2) == 1


@pytest.mark.parametrize(("way", "mark"), [("missing_finish", "stop"), ("missing_usage", "10")])
def test_a_stream_does_not_tell_all_of_itself(way: TortureWay, mark: str) -> None:
    assert mark in str(data(STREAM))
    assert mark not in str(data(stream(way)))
    assert len(data(stream(way))) == len(data(STREAM)) - 1


def test_an_answer_of_one_token_can_be_broken_too() -> None:
    parts = fed(tortured("duplicate"), [FlowPart(0, event("one"), 10)])
    assert len(events_in(contents(parts))) == 2


def test_the_page_says_of_each_way_what_a_client_does() -> None:
    page = (ROOT / "profiles" / "README.md").read_text(encoding="utf-8")
    table = page.partition("| `torture`, `what` |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", table, re.MULTILINE)
    assert tuple(way for way, _, _ in rows) == (*HARMLESS, *LOSS_WAYS)


# Answers of one piece, and chunks


def body(content: bytes, *what: TortureWay) -> list[FlowPart]:
    parts = (
        FlowPart(0, b"HEAD", 0, "head"),
        FlowPart(0, content, 5),
        FlowPart(0, b"", 5, "end"),
    )
    return fed(tortured(*what, is_stream=False), parts)


def test_of_a_body_nothing_changes_but_its_writes() -> None:
    content = json.dumps({"text": "one two"}).encode()
    parts = body(content, "one_in_many", "crlf", "duplicate", "done_twice")
    assert contents(parts) == content
    assert len(parts) >= 4
    assert [part.due_ns for part in parts[1:-1]] == [at * MS for at in range(len(parts) - 2)]
    assert parts[-1].due_ns == parts[-2].due_ns


def test_a_character_of_a_body_is_split_where_there_is_one() -> None:
    assert [part.content for part in body("né".encode(), "split_utf8")[1:-1]] == [
        *(b"n\xc3", b"\xa9")
    ]
    assert [part.content for part in body(b"no", "split_utf8")[1:-1]] == [b"no"]


@pytest.mark.parametrize(
    "content", [b"\xff", b"checksum\xc3", b"\xe2lone", b"\x82\xac", b"\x00\xf5\x80"]
)
def test_bytes_that_are_no_character_stay_together(content: bytes) -> None:
    assert [part.content for part in body(content, "split_utf8")[1:-1]] == [content]


def sizes(*what: TortureWay) -> list[bytes]:
    assert BEHAVIOUR.reframing is not None
    reframing = BEHAVIOUR.reframing(TortureFault(what=what), circumstances())
    assert reframing is not None
    assert reframing.size is not None
    return [reframing.size(FlowPart(0), size) for size in (b"ab", b"1c", b"0")]


def test_sizes_of_chunks_are_written_as_few_write_them() -> None:
    assert sizes("chunk_capitals") == [b"AB", b"1C", b"0"]
    assert sizes("chunk_zeros") == [b"000ab", b"0001c", b"0000"]
    assert sizes("chunk_extensions")[0] == b"ab;name=value"
    assert {int(size.split(b";")[0], 16) for size in sizes(*CHUNK_WAYS)} == {0xAB, 0x1C, 0}


def test_who_names_no_chunks_has_them_as_they_are() -> None:
    assert BEHAVIOUR.reframing is not None
    assert BEHAVIOUR.reframing(TortureFault(what=("crlf",)), circumstances()) is None
