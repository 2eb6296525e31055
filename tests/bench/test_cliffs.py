"""What the bench looks at beside rates: heads, pools, stalls, calls."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import cast

from sanic_mock import cli
from tests.bench import calls, counting, heads, latency_client, pools, stalls
from tests.bench.machine import choose_cores
from tests.bench.servers import MOCK, Place


def test_heads_are_compared_with_one_that_is_measured() -> None:
    cases = list(heads.cases(("X-B: c",)))
    names = [case.name for case in cases]
    assert len(names) == len(set(names))
    assert {case.base for case in cases} <= set(names)
    assert {case.key for case in cases if case.key} == {one.key for one in heads.WANTED}


def test_bodies_have_the_lengths_that_the_table_tells() -> None:
    *_, lengths = heads.cases(())
    requests = [ask.numbered(7) for ask in (lengths.load.ask, *lengths.load.others)]
    sizes = sorted(len(request.partition(b"\r\n\r\n")[2]) for request in requests)
    assert sizes == list(range(200, 3201, 2))


# proc(5); the last columns are cut off
TCP = """  sl  local_address rem_address   st tx:rx tr:when retrnsmt uid timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 22 1 0
   2: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 00:00000000 00000000     0        0 33 1 0
   3: 0100007F:1F40 0100007F:9C41 06 00000000:00000000 00:00000000 00000000     0        0 44 1 0
   4: 0100007F:1F41 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 55 1 0
"""


def test_a_servers_end_of_a_connection_is_found() -> None:
    assert pools.server_inodes(8000, [40000, 40001], TCP) == {"22"}


def test_a_gap_is_between_arrivals_not_between_reads() -> None:
    with socket.socket() as unused:
        stream = latency_client.Stream(unused)
    stream.read_ns = [10_000_000, 25_000_000, 30_000_000]
    stream.lag_ns = [0, 5_000_000, 0]
    assert list(stalls.gaps_ms(stream)) == [10.0, 10.0]


def test_only_the_packages_own_calls_are_counted() -> None:
    profile = counting.Profile()
    for name in (cli.__file__, cli.__file__, json.__file__):
        frame = cast(FrameType, SimpleNamespace(f_code=SimpleNamespace(co_filename=name)))
        profile(frame, "call", None)
        profile(frame, "return", None)
    assert profile.found() == (2, 1)


def test_the_calls_of_an_answer_are_counted_in_a_real_server(tmp_path: Path) -> None:
    (table,) = calls.measure(None, Place(choose_cores({0}), tmp_path))
    assert table.head == ("", f"{MOCK}: calls", f"{MOCK}: files")
    counts = {name: (int(called), int(files)) for name, called, files in table.rows}
    assert all(called >= files > 1 for called, files in counts.values())
    assert counts[calls.PLAIN] < counts[calls.TIMED] < counts[calls.TOOL]
