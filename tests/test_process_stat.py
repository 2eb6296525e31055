"""What Linux says of a process is read whatever the process is named."""

from __future__ import annotations

import os

import pytest

from tests.process_stat import ProcessStat, parse_stat, process_stat

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
LINE = "12 ({}) {} 1 12 12 0 -1 4194560 900 0 0 0 11 22 33 44 20 0 1 0 500"


@pytest.mark.parametrize("name", ["python", "a) b (c", "Z", ") Z 1"])
@pytest.mark.parametrize(("state", "is_living"), [("S", True), ("T", True), ("Z", False)])
def test_a_line_is_read(name: str, state: str, is_living: bool) -> None:
    stat = parse_stat(LINE.format(name, state))
    assert stat == ProcessStat(name, state, 33 / TICKS_PER_S, 110 / TICKS_PER_S)
    assert stat.is_living is is_living


def test_this_process_is_there_and_one_without_an_id_is_not() -> None:
    stat = process_stat(os.getpid())
    assert stat is not None
    assert stat.is_living
    assert stat.own_s > 0
    assert process_stat(-1) is None
