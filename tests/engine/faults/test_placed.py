"""Where a fault comes: rows of places, and what is left of an answer."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sanic_mock.engine.faults.endings import CUT, HALF_CLOSE, RESET
from sanic_mock.engine.faults.stall import BEHAVIOUR as STALL
from sanic_mock.engine.flow import NEVER, FlowPart
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.sections.faults.ending import CutFault
from sanic_mock.profile.sections.faults.retiming import StallFault
from tests.engine.faults.placing import MS, STREAM, WHOLE, circumstances, fed, shown

TOKENS = [(after, AnswerPlace(after, "tokens")) for after in (1, 2, 3)]


def cut(parts: Any, *, is_stream: bool = True, **where: Any) -> list[tuple[float, str]]:
    assert CUT.stage is not None
    stage = CUT.stage(CutFault(**where), circumstances(is_stream=is_stream))
    assert stage is not None
    return shown(fed(stage, parts))


def test_without_a_place_nothing_is_sent() -> None:
    assert cut(STREAM) == [(10, "<close>")]
    assert cut(WHOLE, is_stream=False) == [(30, "<close>")]


@pytest.mark.parametrize(("tokens", "place"), TOKENS)
def test_so_many_tokens_are_sent(tokens: int, place: AnswerPlace) -> None:
    sent = cut(STREAM, after=place)
    words = ["HEAD", "one.", "two.", "three."][: tokens + 1]
    assert [word for _, word in sent] == [*words, "<close>"]
    assert sent[-1][0] == 10 * tokens


def test_an_answer_that_is_shorter_ends_where_it_ends() -> None:
    sent = cut(STREAM, after=AnswerPlace(99, "tokens"))
    assert [word for _, word in sent][-2:] == ["[DONE]", "<close>"]


def test_bytes_are_those_of_the_content() -> None:
    assert [word for _, word in cut(STREAM, after=AnswerPlace(6, "bytes"))] == [
        *("HEAD", "one.", "tw", "<close>")
    ]


def test_bytes_at_the_end_of_a_part_leave_nothing_of_the_next() -> None:
    assert [word for _, word in cut(STREAM, after=AnswerPlace(8, "bytes"))] == [
        *("HEAD", "one.", "two.", "<close>")
    ]


def test_in_one_piece_tokens_are_a_share_of_the_bytes() -> None:
    sent = cut(WHOLE, is_stream=False, after=AnswerPlace(2, "tokens"))
    assert [word for _, word in sent] == ["HEAD", "0123", "<close>"]


def test_what_is_due_later_than_a_time_does_not_come() -> None:
    assert cut(STREAM, after=AnswerPlace(15, "ms")) == [(10, "HEAD"), (10, "one."), (15, "<close>")]


def test_a_time_comes_though_nothing_else_does() -> None:
    assert RESET.stage is not None
    stage = RESET.stage(CutFault(after=AnswerPlace(15, "ms")), circumstances(scale=2.0))
    assert stage is not None
    assert stage.wakes_ns == 7.5 * MS
    assert shown(stage.wake(8 * MS)) == [(7.5, "<reset>")]
    assert stage.wakes_ns == NEVER
    assert fed(stage, STREAM) == []


def test_the_end_is_before_what_ends_a_stream() -> None:
    assert [word for _, word in cut(STREAM, at="end")] == [
        *("HEAD", "one.", "two.", "three.", "closing.", "<close>")
    ]


def test_each_ends_in_its_own_way() -> None:
    for behaviour, ending in ((RESET, "reset"), (HALF_CLOSE, "half_close")):
        assert behaviour.stage is not None
        stage = behaviour.stage(CutFault(), circumstances())
        assert stage is not None
        (end,) = fed(stage, STREAM)
        assert end.ending == ending


def stalled(lasts_s: float, **where: Any) -> list[FlowPart]:
    assert STALL.stage is not None
    stage = STALL.stage(StallFault(lasts_s=lasts_s, **where), circumstances(scale=2.0))
    assert stage is not None
    return fed(stage, STREAM)


def test_a_stall_delays_all_behind_it() -> None:
    sent = stalled(1.0, after=AnswerPlace(1, "tokens"))
    assert [part.content for part in sent] == [part.content for part in STREAM]
    delays = [part.due_ns - before.due_ns for part, before in zip(sent, STREAM, strict=True)]
    assert delays == [0, 0] + [500 * MS] * 5


def test_a_stall_may_be_before_the_head() -> None:
    assert [part.due_ns for part in stalled(1.0)] == [part.due_ns + 500 * MS for part in STREAM]


def test_a_stall_for_ever_holds_the_connection() -> None:
    sent = shown(stalled(math.inf, after=AnswerPlace(2, "tokens")))
    assert sent[-2:] == [(20, "two."), (20, "<hold>")]
