"""Writes that are cut, and writes that are joined."""

from __future__ import annotations

import pytest

from sanic_mock.distributions import Constant, Uniform
from sanic_mock.engine.flow import NEVER, FlowPart
from sanic_mock.engine.network.coalescing import Coalescing
from sanic_mock.settings import Network, Slice
from tests.flowing import MS, SECOND, answer, carried, content, sent


def test_a_write_leaves_in_pieces_a_pause_apart() -> None:
    network = Network(slice=Slice(Constant(3), 0.001))
    found = carried(network, [FlowPart(SECOND, b"abcdefgh", 4)])
    assert [(part.due_ns - SECOND, part.content) for part in found] == [
        (0, b"abc"),
        (MS, b"def"),
        (2 * MS, b"gh"),
    ]


def test_pieces_hold_up_what_follows() -> None:
    network = Network(slice=Slice(Constant(1), 0.01))
    found = carried(network, answer(b"abcdef", b"g", gap_ns=MS))
    assert found[-1].due_ns == found[-2].due_ns
    assert found[-2].content == b"g"
    assert found[-2].due_ns > SECOND + 60 * MS


def test_letters_and_lines_are_cut_as_well() -> None:
    text = 'data: {"text": "äöü日本語"}\n\n'.encode() * 20
    network = Network(slice=Slice(Uniform(1, 5), 0.0))
    found = carried(network, [FlowPart(SECOND, text)])
    assert content(found) == text
    broken = 0
    for part in found:
        try:
            part.content.decode()
        except UnicodeDecodeError:
            broken += 1
    assert broken > 20


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_share_of_writes_is_cut(share: float) -> None:
    network = Network(slice=Slice(Constant(1), 0.0, share))
    found = carried(network, [FlowPart(n * SECOND, b"ab") for n in range(1, 2001)])
    assert (len(found) - 2000) / 2000 == pytest.approx(share, abs=0.05)


def test_writes_within_the_window_leave_together_at_its_end() -> None:
    times = [0, 4, 10, 11, 30]
    parts = [FlowPart(SECOND + at * MS, b"%d " % at, at) for at in times]
    end = FlowPart(SECOND + 30 * MS, tokens=30, kind="end")
    found = sent([Coalescing(10 * MS)], [*parts, end])
    assert [(part.due_ns - SECOND, part.content, part.tokens) for part in found] == [
        (10 * MS, b"0 4 10 ", 10),
        (21 * MS, b"11 ", 11),
        (40 * MS, b"30 ", 30),
        (40 * MS, b"", 30),
    ]


def test_what_waits_wakes_by_itself() -> None:
    stage = Coalescing(10 * MS)
    assert stage.wakes_ns == NEVER
    head = FlowPart(SECOND, b"head ", kind="head")
    assert list(stage.feed(head)) == list(stage.feed(FlowPart(SECOND, b"first", 1))) == []
    assert stage.wakes_ns == SECOND + 10 * MS
    whole = FlowPart(SECOND + 10 * MS, b"head first", 1, "head")
    assert list(stage.wake(stage.wakes_ns)) == [whole]
    assert stage.wakes_ns == NEVER
    assert list(stage.wake(SECOND)) == []
    end = FlowPart(2 * SECOND, kind="end", ending="close")
    assert list(stage.feed(end)) == [end]
