"""The bench counts right, and runs."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench import asks, lateness, load, machine, plan, report, speed, streams, timing
from tests.bench.__main__ import main
from tests.bench.plan import QUICK_S
from tests.bench.reference import Paced, paced
from tests.bench.servers import ROOT, Place, Target
from tests.bench.spread import BenchError, median, percentile, ratio, spread
from tests.sharing import sharing

needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
PATIENCE_S = 240.0  # of a machine that is busy


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7], 0.5, 7),
        ([1, 2], 0.5, 1),
        ([1, 2, 3], 0.5, 2),
        (range(1, 101), 0.5, 50),
        (range(1, 101), 0.99, 99),
        (range(1, 1001), 0.999, 999),
        (range(1, 101), 1.0, 100),
        (range(1, 101), 0.0, 1),
    ],
)
def test_a_percentile_is_the_smallest_value_that_covers_its_share(
    values: Sequence[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize("measure", [lambda: percentile([], 0.5), lambda: median([])])
def test_nothing_has_no_percentile(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(BenchError, match="nothing was measured"):
        measure()


@pytest.mark.parametrize(
    ("values", "expected"), [([3], 3), ([3, 1], 2), ([9, 1, 5], 5), ([4, 1, 3, 2], 2.5)]
)
def test_a_median_is_in_the_middle(values: list[float], expected: float) -> None:
    assert median(values) == expected


def test_a_spread_sums_up_in_any_order_and_unit() -> None:
    found = spread([4.0, 1.0, 3.0, 2.0]).times(10)
    assert (found.n, found.mean, found.p50, found.p99, found.largest) == (4, 25, 20, 40, 40)


@pytest.mark.parametrize(
    ("value", "base", "expected"),
    [(3.0, 2.0, 1.5), (None, 2.0, None), (3.0, None, None), (3, 0, None)],
)
def test_a_ratio_needs_both_sides(
    value: float | None, base: float | None, expected: float | None
) -> None:
    assert ratio(value, base) == expected


WRK = """Running 3s test @ http://127.0.0.1:9001/v1/chat/completions
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   777.31us  150.57us   6.13ms   97.15%
    Req/Sec    82.73k     4.67k   85.87k    93.55%
  255116 requests in 3.10s, 506.50MB read
Requests/sec:  82295.12
Transfer/sec:    163.39MB
"""


def test_wrks_report_is_read() -> None:
    assert load.read_said(WRK) == load.Said(255_116, 82_295.12, 0, 0)


def test_wrks_refusals_and_errors_are_read() -> None:
    bad = "  Socket errors: connect 1, read 20, write 300, timeout 4000\n"
    bad += "  Non-2xx or 3xx responses: 17\nRequests/sec:"
    assert load.read_said(WRK.replace("Requests/sec:", bad)) == load.Said(
        255_116, 82_295.12, 17, 4321
    )


def test_what_is_not_wrks_report_is_a_fault() -> None:
    with pytest.raises(BenchError, match="unable to connect"):
        load.read_said("unable to connect to 127.0.0.1:9 Connection refused\n")


def loaded(monkeypatch: pytest.MonkeyPatch, folder: Path, *reports: str) -> list[float]:
    """Load a server for a fifth of a second, of which wrk says this; return for how long it was."""
    told, lasted_s = iter(reports), list[float]()

    def wrk(target: Target, one: load.Load, seconds: float, file: Path) -> str:
        lasted_s.append(seconds)
        return next(told)

    monkeypatch.setattr(load, "_wrk", wrk)
    target = Target("any", 9, 0)
    assert (
        load.run_load(
            target, load.Load(asks.chat(), different=True, connections=64), 0.2, folder
        ).rate
        == 82_295.12
    )
    return lasted_s


NOTHING = WRK.replace("255116 requests", "0 requests")


def test_a_short_load_in_which_nothing_happened_is_a_longer_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A busy machine may leave no time for an answer, or none for wrk to begin."""
    assert loaded(monkeypatch, tmp_path, WRK) == [0.2]
    assert loaded(monkeypatch, tmp_path, NOTHING, "", WRK) == [0.2, 1.0, 5.0]


LOST = NOTHING.replace(
    "Requests/sec:", "  Socket errors: connect 0, read 0, write 0, timeout 9\nRequests/sec:"
)


@pytest.mark.parametrize("reports", [(NOTHING,) * 3, (LOST,)], ids=["silent", "lost"])
def test_who_does_not_answer_a_long_load_or_loses_any_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reports: tuple[str, ...]
) -> None:
    with pytest.raises(BenchError, match="any: 0 answers"):
        loaded(monkeypatch, tmp_path, *reports)


def test_a_request_survives_lua() -> None:
    assert load.lua_text(b'a"\\\r\n%\x00\xff') == '"a\\034\\092\\013\\010%\\000\\255"'


def test_a_script_fills_each_place_and_takes_requests_in_turn() -> None:
    first, second = asks.Ask((b"a", b"b", b"c")), asks.Ask((b"d", b"e", b"f"))
    script = load.script(load.Load(first, True, 1, (second,)))
    assert '  {"a", "b", "c"},\n  {"d", "e", "f"},\n' in script
    assert "return ask[1] .. digits .. ask[2] .. digits .. ask[3]\n" in script
    assert "asks[count % 2 + 1], format('%08d', count)" in script


def test_rounds_are_reduced_to_their_medians() -> None:
    rounds = _rounds((5, 50), (1, 10), (3, 40))
    assert (rounds.rate, rounds.per_cpu_s) == (3, 40)
    assert (_rounds((2, None)).rate, _rounds((2, None)).per_cpu_s) == (2, None)


def test_servers_are_compared_turn_by_turn() -> None:
    """A machine that becomes slower does so for both of a turn; the medians say 1 here."""
    ours, other = _rounds((1, 100), (1, 40), (1, 20)), _rounds((1, 50), (1, 20), (1, 40))
    assert ours.share_of(other) == 2
    assert other.share_of(ours) == 0.5
    assert ratio(ours.per_cpu_s, other.per_cpu_s) == 1


def test_a_turn_of_which_one_side_is_unknown_does_not_count() -> None:
    assert _rounds((1, 30), (1, None), (1, 10)).share_of(_rounds((1, 10), (1, 1), (1, 10))) == 2
    assert _rounds((1, None)).share_of(_rounds((1, 10))) is None


def test_every_second_turn_goes_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a machine that becomes slower all the time does so for all alike."""
    ran: list[str] = []

    def run_load(server: Target, *_: object) -> load.Round:
        ran.append(server.name)
        return load.Round(len(ran), 100 - len(ran))

    monkeypatch.setattr(plan, "run_load", run_load)
    place = Place(machine.Cores(0, 1, frozenset({0, 1})), Path())
    asked = load.Load(asks.chat(), True, 1)
    cases = [(Target(name, 1, 1), asked) for name in "abc"]
    rounds = plan.in_turn(cases, plan.Plan(rounds=2, warm_s=0), place)
    assert ran == ["a", "b", "c", "c", "b", "a"]
    assert [one.rate for one in rounds] == [3.5, 3.5, 3.5]


def _rounds(*ran: tuple[float, float | None]) -> load.Rounds:
    return load.Rounds(tuple(load.Round(*one) for one in ran))


def test_requests_differ_in_eight_digits_and_not_in_length() -> None:
    ask = asks.chat(("X-A: 00000000",), stream=True)
    first, second = ask.numbered(1), ask.numbered(12_345_678)
    assert len(first) == len(second)
    assert b"X-A: 00000000\r\n" in second
    assert b"number 12345678 and" in second
    head, _, body = second.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head


def test_a_head_differs_where_it_says_so() -> None:
    ask = asks.chat((f"X-A: {asks.NUMBER}-{asks.NUMBER}",))
    assert b"\r\nX-A: 00000012-00000012\r\n" in ask.numbered(12)
    assert b"number 00000012 and" in ask.numbered(12)


@pytest.mark.parametrize(
    ("received", "missing"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", 5),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nabc", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", 0),
    ],
)
def test_what_is_missing_of_an_answer_is_known(received: bytes, missing: int) -> None:
    assert asks.missing_bytes(received) == missing


def test_a_refusal_is_no_answer() -> None:
    with pytest.raises(BenchError, match="not a 200: HTTP/1"):
        asks.missing_bytes(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n")


def test_the_fields_of_a_head_leave_out_where_and_how_much() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nContent-Length: 3\r\nX-B: c: d"
    assert asks.fields_of(head) == ("Accept: */*", "X-B: c: d")


def _event(delta: str) -> bytes:
    return b'data: {"choices":[{"delta":%b}]}\n\n' % delta.encode()


EVENTS = (
    _event('{"role":"assistant","content":""}'),
    *(_event(f'{{"content":"{letter}"}}') for letter in "abc"),
    _event("{}"),
    b"data: [DONE]\n\n",
)


def test_a_stream_is_taken_apart_and_put_together_again() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    content = b"".join(EVENTS)
    stream = head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
    taken = asks.take_apart(stream)
    assert (taken.head, taken.events, taken.lead, taken.tokens) == (head, EVENTS, 1, 3)
    writes = taken.writes()
    assert [write.count(b"\n\n") for write in writes] == [2, 1, 3]
    assert asks.take_apart(b"".join(writes)) == taken


def test_a_plan_of_timers_survives_its_file() -> None:
    plan = Paced(0.05, 0.01, [b"a\r\n", bytes(range(256))])
    assert paced(plan.dump()) == plan


def test_a_token_is_late_by_its_own_deadline() -> None:
    pace = lateness.Pace(0.05, 0.01, 3)
    stamps = [1_050_000_100, 1_059_999_900, 1_070_000_000]
    assert lateness.late_ns(stamps, 1_000_000_000, pace) == [100, -100, 0]
    assert pace.length_s == pytest.approx(0.07)


def test_a_slope_is_lateness_per_token() -> None:
    assert lateness.slope_ns([7, 10, 13, 16]) == pytest.approx(3)


@pytest.mark.parametrize(
    ("allowed", "server", "load_core", "apart"), [({0, 1}, 0, 1, True), ({3}, 3, 3, False)]
)
def test_servers_and_load_are_apart_where_there_are_two_cores(
    allowed: set[int], server: int, load_core: int, apart: bool
) -> None:
    cores = machine.choose_cores(allowed)
    assert (cores.server, cores.load, cores.apart) == (server, load_core, apart)


LINES = (
    report.Wanted("a", "share", 0.5, None, ""),
    report.Wanted("b", "memory", None, 130.0, " MB"),
    report.Wanted("c", "mean", 74.0, 76.0, " ms"),
    report.Wanted("d", "start", None, 1.5, " s"),
)


def test_what_was_reached_is_said_line_by_line() -> None:
    table = report.targets(LINES, {"a": 0.499, "b": 130.0, "c": 76.01})
    assert table.rows == [
        ("share", "at least 0.5", "0.499", "no"),
        ("memory", "at most 130 MB", "130 MB", "yes"),
        ("mean", "74 to 76 ms", "76.01 ms", "no"),
        ("start", "at most 1.5 s", "not measured", "-"),
    ]


def test_a_table_is_plain_or_markdown() -> None:
    table = report.Table("T", ("x", "long"), [("ab", "1"), ("c", "23")])
    assert table.plain() == "T\n  x   long\n  ab     1\n  c     23"
    assert table.markdown() == "**T**\n\n| x | long |\n| --- | ---: |\n| ab | 1 |\n| c | 23 |"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "-"), (0, "0"), (0.4567, "0.457"), (75, "75"), (126.46, "126.5"), (84_510.4, "84,510")],
)
def test_a_number_is_short(value: float | None, shown: str) -> None:
    assert report.number(value) == shown


def test_targets_have_keys_of_their_own() -> None:
    for wanted in (speed.WANTED, timing.WANTED):
        keys = [one.key for one in wanted]
        assert len(keys) == len(set(keys))


def test_a_quick_plan_is_small() -> None:
    quick = timing.StreamPlan().quick()
    assert quick.exact == streams.Size(10, lateness.Pace(timing.TTFT_S, 0.01, 100), 0.2)
    assert (quick.load.rounds, quick.load.seconds, quick.load.connections) == (1, QUICK_S, (64,))


@pytest.mark.parametrize(
    "argv",
    [["sped"], ["--rounds", "0"], ["--seconds", "x"], ["--against", "http://example.com/"]],
)
def test_a_wrong_command_line_is_refused(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv, io.StringIO())
    assert stopped.value.code == 2
    assert argv[-1] in capsys.readouterr().err


def test_without_wrk_the_bench_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert main([], io.StringIO()) == 1
    assert "apt-get install wrk" in capsys.readouterr().err


@needs_wrk
def test_the_bench_runs() -> None:
    said = bench("speed", "--quick", "--before", str(ROOT))
    assert "python -m tests.bench speed --quick" in said
    reached = said.partition("What it must reach")[2]
    for one in speed.WANTED:
        assert f"{one.line}  " in reached
    assert "not measured" not in reached


@needs_wrk
def test_all_rows_are_measured_beside_another_server() -> None:
    with sharing() as other:
        peers = [f"--against=other{kind}={other.url}" for kind in ("", "/big", "/streams")]
        said = bench("--quick", *peers)
    assert re.search("requests per CPU-second +sanic-mock +other +of other's", said)
    assert re.search("microseconds of CPU time a chunk +sanic-mock +other", said)
    assert "not measured" not in said.partition("What it must reach")[2]


def bench(*flags: str) -> str:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.forked", *flags],
        cwd=ROOT,
        env=os.environ | {"PYTHONPYCACHEPREFIX": ""},  # this checkout is compiled
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, faults = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)  # lets it end its servers
        said, faults = process.communicate(timeout=30)
    assert process.returncode == 0, faults
    return said
