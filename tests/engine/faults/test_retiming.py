"""What faults do to an answer's times: rows of parts, and nothing is ever earlier than it was."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest

from sanic_mock.engine.faults.comments import BEHAVIOUR as COMMENTS
from sanic_mock.engine.faults.slow_close import BEHAVIOUR as SLOW_CLOSE
from sanic_mock.engine.faults.stall import BEHAVIOUR as STALL
from sanic_mock.engine.faults.trickle import SLOW_HEAD, TRICKLE
from sanic_mock.engine.flow import NEVER, FlowPart, Stage
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.sections.faults.retiming import (
    CommentsFault,
    SlowCloseFault,
    SlowHeadFault,
    StallFault,
    TrickleFault,
)
from tests.engine.faults.placing import MS, STREAM, WHOLE, circumstances, fed, shown

COMMENT = ": keep-alive\n\n"


def made(behaviour: Any, entry: Any, **given: Any) -> Stage:
    stage: Stage | None = behaviour.stage(entry, circumstances(**given))
    assert stage is not None
    return stage


def first(stage: Stage, parts: Iterable[FlowPart], count: int) -> list[tuple[float, str]]:
    """Return the first parts that a stage leaves, which may have no end."""
    return shown(islice((one for part in parts for one in stage.feed(part)), count))


def test_a_head_comes_byte_by_byte_and_the_rest_waits_for_it() -> None:
    sent = shown(fed(made(SLOW_HEAD, SlowHeadFault(gap_s=0.01)), STREAM))
    assert sent[:4] == [(10, "H"), (20, "E"), (30, "A"), (40, "D")]
    assert [due for due, _ in sent[4:]] == [40] * 6


def test_a_head_comes_so_many_bytes_at_a_time() -> None:
    sent = shown(fed(made(SLOW_HEAD, SlowHeadFault(gap_s=0.01, size=3)), STREAM))
    assert sent[:3] == [(10, "HEA"), (20, "D"), (20, "one.")]


def test_a_body_trickles_and_its_head_does_not() -> None:
    stage = made(TRICKLE, TrickleFault(gap_s=0.01, size=4), is_stream=False)
    assert shown(fed(stage, WHOLE)) == [
        *((30, "HEAD"), (30, "0123"), (40, "4567"), (50, "89")),
        (50, "<keep>"),
    ]


def test_what_trickles_is_never_early_and_keeps_its_gaps_over_parts() -> None:
    sent = shown(fed(made(TRICKLE, TrickleFault(gap_s=0.004, size=2)), STREAM))
    assert sent[:6] == [
        *((10, "HEAD"), (10, "on"), (14, "e.")),
        *((20, "tw"), (24, "o."), (30, "th")),
    ]
    assert "".join(word for _, word in sent[:-1]) == "HEADone.two.three.closing.[DONE]"
    assert sent[-1][0] == sent[-2][0]


def test_a_body_of_a_megabyte_is_cut_when_it_is_asked_for() -> None:
    stage = made(TRICKLE, TrickleFault(gap_s=0.001), is_stream=False)
    long = FlowPart(0, bytes(1 << 20), 5)
    assert [part.due_ns for part in islice(stage.feed(long), 3)] == [0, MS, 2 * MS]


@pytest.mark.parametrize(("done", "late"), [(False, ["<keep>"]), (True, ["[DONE]", "<keep>"])])
def test_the_end_comes_late(done: bool, late: list[str]) -> None:
    sent = shown(fed(made(SLOW_CLOSE, SlowCloseFault(lasts_s=1.0, has_done=done)), STREAM))
    assert [word for due, word in sent if due > 30] == late
    assert sent[-1][0] == 1030


def test_comments_come_while_the_first_token_is_awaited() -> None:
    stage = made(COMMENTS, CommentsFault(gap_s=0.02))
    assert stage.wakes_ns == NEVER
    assert first(stage, [FlowPart(0, b"HEAD", 0, "head")], 9) == [(0, "HEAD")]
    for due in (20, 40):
        assert stage.wakes_ns == due * MS
        assert shown(stage.wake(due * MS)) == [(due, COMMENT)]
    assert first(stage, [FlowPart(50 * MS, b"one.", 1)], 9) == [(50, "one.")]
    assert stage.wakes_ns == 70 * MS


def test_comments_come_between_parts_that_are_far_apart() -> None:
    stage = made(COMMENTS, CommentsFault(gap_s=0.02), scale=2.0)
    parts = [FlowPart(0, b"HEAD", 0, "head"), FlowPart(25 * MS, b"one.", 1)]
    assert first(stage, parts, 9) == [
        *((0, "HEAD"), (10, COMMENT), (20, COMMENT), (25, "one.")),
    ]


def test_no_comment_is_behind_what_ends_a_stream() -> None:
    stage = made(COMMENTS, CommentsFault(gap_s=0.005))
    sent = fed(stage, [*STREAM[:-1], FlowPart(900 * MS, b"", 3, "end")])
    assert [part.content for part in sent][-2:] == [b"[DONE]", b""]
    assert stage.wakes_ns == NEVER


def test_a_connection_that_is_held_open_is_kept_alive() -> None:
    stage = made(COMMENTS, CommentsFault(gap_s=0.02))
    held = [STREAM[0], FlowPart(10 * MS, b"", 0, "end", "hold")]
    assert first(stage, held, 4)[1:] == [(30, COMMENT), (50, COMMENT), (70, COMMENT)]


def test_an_answer_of_one_piece_has_no_comments() -> None:
    assert COMMENTS.stage is not None
    assert COMMENTS.stage(CommentsFault(gap_s=1.0), circumstances(is_stream=False)) is None


def stalled(lasts_s: float, **given: Any) -> Stage:
    return made(STALL, StallFault(lasts_s=lasts_s, comments_s=0.3, **given))


def test_a_stall_may_have_comments() -> None:
    sent = shown(fed(stalled(1.0, after=AnswerPlace(1, "tokens")), STREAM))
    assert sent[:6] == [
        *((10, "HEAD"), (10, "one."), (310, COMMENT), (610, COMMENT), (910, COMMENT)),
        (1020, "two."),
    ]


def test_the_head_of_a_stall_with_comments_leaves_before_it() -> None:
    sent = shown(fed(stalled(0.5), STREAM))
    assert sent[:3] == [(10, "HEAD"), (310, COMMENT), (510, "one.")]


def test_a_stall_for_ever_may_have_comments_for_ever() -> None:
    sent = first(stalled(math.inf, after=AnswerPlace(2, "tokens")), STREAM, 1003)
    assert sent[-1] == (20 + 1000 * 300, COMMENT)


def test_a_stall_at_a_time_before_the_head_has_comments_behind_it() -> None:
    stage = stalled(0.5, after=AnswerPlace(4, "ms"))
    assert shown(stage.wake(4 * MS)) == []
    assert shown(fed(stage, STREAM))[:3] == [(10, "HEAD"), (310, COMMENT), (510, "one.")]
