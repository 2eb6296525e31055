"""Where a stream fails: behind whole events, and before its last token."""

from __future__ import annotations

from typing import Any

import pytest

from sanic_mock.engine.faults.behaviour import Circumstances
from sanic_mock.engine.faults.stream_error import BEHAVIOUR, failure
from sanic_mock.engine.flow import NEVER, FlowPart, Stage
from sanic_mock.engine.refusal import Refusal
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.sections.faults.refusing import StreamErrorFault
from tests.engine.faults.placing import MS, circumstances, fed, shown

STREAM = (
    FlowPart(10 * MS, b"HEAD", 0, "head"),
    FlowPart(10 * MS, b"role\n\n", 0),
    FlowPart(10 * MS, b"one\n\n", 1),
    FlowPart(20 * MS, b"two\n\n", 2),
    FlowPart(30 * MS, b"three\n\nclosing\n\n", 3),
    FlowPart(30 * MS, b"[DONE]\n\n", 3, "tail"),
    FlowPart(30 * MS, b"", 3, "end"),
)


def told(refusal: Refusal, sent: int) -> bytes:
    return b"%b behind %d" % (refusal.kind.encode(), sent)


def made(entry: StreamErrorFault, **given: Any) -> Stage:
    assert BEHAVIOUR.stage is not None
    of: Circumstances = circumstances(**given)._replace(fail=told)
    stage = BEHAVIOUR.stage(entry, of)
    assert stage is not None
    return stage


@pytest.mark.parametrize(
    ("after", "events", "due"),
    [
        (None, 1, 10),
        (AnswerPlace(1, "tokens"), 2, 10),
        (AnswerPlace(2, "tokens"), 3, 20),
        (AnswerPlace(3, "tokens"), 3, 30),
        (AnswerPlace(99, "tokens"), 3, 30),
        (AnswerPlace(7, "bytes"), 2, 10),
        (AnswerPlace(11, "bytes"), 2, 10),
        (AnswerPlace(12, "bytes"), 3, 20),
        (AnswerPlace(99, "bytes"), 3, 30),
        (AnswerPlace(15, "ms"), 2, 15),
        (AnswerPlace(5, "ms"), 1, 10),
    ],
)
def test_it_is_behind_whole_events(after: AnswerPlace | None, events: int, due: float) -> None:
    sent = shown(fed(made(StreamErrorFault(after=after)), STREAM))
    assert sent[-2:] == [(due, f"server_error behind {events}"), (due, "<keep>")]
    assert [word for _, word in sent[1:-2]] == ["role\n\n", "one\n\n", "two\n\n"][:events]


def test_a_comment_is_no_event() -> None:
    parts = [*STREAM[:3], FlowPart(12 * MS, b": keep-alive\n\n", 1), *STREAM[3:]]
    sent = shown(fed(made(StreamErrorFault(after=AnswerPlace(2, "tokens"))), parts))
    assert sent[-2][1] == "server_error behind 3"


def test_it_comes_in_time_though_nothing_else_does() -> None:
    stage = made(StreamErrorFault(after=AnswerPlace(15, "ms")))
    assert len(fed(stage, STREAM[:3])) == 3
    assert shown(stage.wake(15 * MS)) == [(15, "server_error behind 2"), (15, "<keep>")]
    assert fed(stage, STREAM[3:]) == []


def test_before_the_head_there_is_no_stream_to_fail() -> None:
    stage = made(StreamErrorFault(after=AnswerPlace(5, "ms")))
    assert list(stage.wake(5 * MS)) == []
    assert stage.wakes_ns == NEVER
    assert [word for _, word in shown(fed(stage, STREAM))] == [
        *("HEAD", "role\n\n", "server_error behind 1", "<keep>")
    ]


def test_an_answer_of_one_piece_has_no_midst() -> None:
    assert BEHAVIOUR.stage is not None
    assert BEHAVIOUR.stage(StreamErrorFault(), circumstances(is_stream=False)) is None
    assert failure(StreamErrorFault(code="503", message="Gone.")).message == "Gone."
