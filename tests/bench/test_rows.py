"""What users measure, and the servers of others beside it."""

from __future__ import annotations

import argparse
import io
import os
import socket

import pytest

from tests.bench import in_process, paced, peers, rows
from tests.bench.__main__ import main
from tests.bench.lateness import Lateness
from tests.bench.spread import Spread
from tests.bench.streams import Ran

# proc(5); the last columns are cut off
TCP = """  sl  local_address rem_address   st tx:rx tr:when retrnsmt uid timeout inode
   0: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: 0100007F:1F41 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 22 1 0
   2: 0100007F:1F42 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 33 1 0
"""


def test_what_listens_is_told_from_what_is_connected() -> None:
    assert peers.listening_inodes(0x1F41, [TCP, ""]) == {"11"}
    assert peers.listening_inodes(0x9C40, [TCP, ""]) == set()


@pytest.mark.parametrize(
    ("form", "answers"),
    [("go", "small"), ("go/big", "big"), ("go/late", "late"), ("go/streams", "streams")],
)
def test_another_server_is_known_by_its_port(form: str, answers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        peer = peers.read_peer(f"{form}=http://127.0.0.1:{port}/v2/chat")
    assert peer.answers == answers
    assert (peer.target.name, peer.target.pid) == ("go", os.getpid())
    assert (peer.target.port, peer.target.path) == (port, "/v2/chat")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://127.0.0.1:80", "is not NAME=URL"),
        ("go/small-ish=http://127.0.0.1:80", "is not NAME=URL"),
        ("go=http://example.com/", "is not http:// on 127.0.0.1"),
        ("go=https://127.0.0.1:80", "is not http:// on 127.0.0.1"),
        ("go=http://127.0.0.1:1", "listens on port 1"),
    ],
)
def test_a_server_that_cannot_be_compared_is_refused(text: str, said: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=said):
        peers.read_peer(text)


@pytest.mark.parametrize("argv", [["endpoints", "--before", "."], ["cliffs", "--before", "."]])
def test_a_flag_that_nothing_would_read_is_refused(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(argv, io.StringIO())
    assert f"{argv[0]} does not read --before; these do: rows, speed" in capsys.readouterr().err


def test_streams_are_compared_turn_by_turn() -> None:
    costs = paced.Costs([_ran(100_000, 0.2), _ran(50_000, 0.4), _ran(25_000, 0.3)], [[5, 10, 80]])
    # 10, 20 and 40 us
    assert costs.cells() == ["20", "10", "2", "0.3", "0.6", "3"]
    unknown = paced.Costs([_ran(100_000, 0.2)], [[None], [5]])
    assert unknown.cells() == ["10", "-", "5", "-", "2", "0.2", "0.4", "1"]


def _ran(chunks_per_cpu_s: float, p50_ms: float) -> Ran:
    """Return a run of which one chunk was early."""
    late = Spread(1, p50_ms, p50_ms, 2 * p50_ms, 1, 1)
    return Ran(Lateness(late, late, late, 1, 0, 0, 0), chunks_per_cpu_s)


def test_each_line_to_reach_has_a_name_of_its_own() -> None:
    every = [*(row.wanted for row in rows.rows() if row.least), *paced.WANTED, *in_process.WANTED]
    assert len({one.key for one in every}) == len(every)
    assert {one.key for one in in_process.WANTED} <= set(in_process.cases())
