"""`sanic-mock verify` for real: a server, a client, and what is printed. Asserts no lateness."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.cli import main
from sanic_mock.flag_tables import own_markdown_table
from sanic_mock.flags import VERIFY_FLAGS
from sanic_mock.verify.processes import Served
from tests.patience import exit_code
from tests.processes import wait_until
from tests.serving import ROOT, STOP_S, wait_ready
from tests.started import start

STREAMED = """\
ttft: {base: {dist: lognormal, median: 30, sigma: .2}}
itl: {token: {dist: gamma, mean: 5, cv: .4}, request_cv: .1}
tokens: {output: {dist: uniform, min: 5, max: 20}}
"""


@pytest.fixture(autouse=True)
def _small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a profile asks for is sampled for a moment only: no test here judges how closely."""
    monkeypatch.setattr("sanic_mock.verify.configured.PLANS", 500)


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers under test are forked, which is much less work than a start; see tests.nursery."""
    monkeypatch.setattr("sanic_mock.verify.command.server", forked_server)


@contextmanager
def forked_server(
    flags: Sequence[str], environ: Mapping[str, str], place: frozenset[int], said: list[str]
) -> Iterator[Callable[[], Served]]:
    """See sanic_mock.verify.processes.server."""
    assert environ is os.environ
    with tempfile.TemporaryFile("w+") as errors:
        process = start("sanic_mock", flags, errors)
        if place:
            os.sched_setaffinity(process.pid, place)
        try:
            yield lambda: Served("127.0.0.1", wait_ready(process).port)
        finally:
            process.terminate()
            process.communicate(timeout=STOP_S)
            errors.seek(0)
            said += errors.read().splitlines()


def verified(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(["verify", *argv], os.environ, out, err), out.getvalue(), err.getvalue()


def numbers(file: Path, *argv: str) -> dict[str, Any]:
    """Run with --json and return what it says; a busy machine may be beyond tolerance."""
    code, out, err = verified(*argv, "--json", str(file))
    told: dict[str, Any] = json.loads(file.read_text())
    first = {"within": "Within all", "beyond": "Not within", "in doubt": "In doubt: "}
    assert out.startswith(first[told["verdict"]]), err
    assert code == {"within": 0, "beyond": 1, "in doubt": 3}[told["verdict"]]
    assert max(map(len, out.splitlines())) <= 100
    return told


def metric(told: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (one for one in told["result"]["metrics"] if one["name"].startswith(name))
    return dict(found)


def test_a_jittered_latency_is_measured_against_its_distribution(tmp_path: Path) -> None:
    told = numbers(tmp_path / "a.json", "-latency", "20", "-jitter", "10", "--requests", "100")
    ttft = metric(told, "TTFT")
    assert told["result"]["early"] == 0
    assert told["result"]["unlike"] == 0
    assert told["result"]["problems"] == []
    assert ttft["measured"]["n"] == ttft["planned"]["n"] == 100
    assert ttft["configured"]["p50"] == pytest.approx(20, abs=0.01)
    assert ttft["planned"]["p50"] <= ttft["measured"]["p50"]


@pytest.mark.usefixtures("forked")
def test_each_event_of_a_stream_is_paired_with_its_plan(tmp_path: Path) -> None:
    profile = tmp_path / "streamed.yaml"
    profile.write_text(STREAMED)
    told = numbers(tmp_path / "a.json", str(profile), "--requests", "40", "--streams", "8")
    tokens, gaps = metric(told, "output tokens"), metric(told, "ITL")
    assert tokens["measured"] == tokens["planned"]
    assert gaps["measured"]["n"] == gaps["planned"]["n"] > 40
    assert told["result"]["late_ms"]["n"] == gaps["measured"]["n"] + 40
    assert (told["result"]["early"], told["result"]["unlike"]) == (0, 0)


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize(
    "more",
    [
        "chunking: {mode: clock, clock: 25}",
        "chunking: {mode: tokens, tokens_per_chunk: 3}",
        "load: {model: slots, slots: 2, itl_slope: 1, ttft_slope: 1}",
        "api_keys: [sk-a]",
        "trace: true",
    ],
)
def test_what_comes_is_what_was_planned_whatever_the_profile(more: str, tmp_path: Path) -> None:
    profile = tmp_path / "more.yaml"
    profile.write_text(f"{STREAMED}{more}\n")
    told = numbers(tmp_path / "a.json", str(profile), "--requests", "8", "-time-scale", "2")
    result = told["result"]
    assert (result["early"], result["unlike"], result["problems"]) == (0, 0, [])


SILENT = """seed: 3
ttft: {base: {dist: uniform, min: 60, max: 90}, head: {dist: uniform, min: 20, max: 40}}
itl: {token: 2, stall: {p: 0.5, dist: 50}}
tokens: {output: 8}
"""


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize(
    "more",
    [
        "",
        "thinking: {tokens: 20, silence: comments, every: 7}",
        "thinking: {tokens: 20, silence: pings, every: 7}",
        "thinking: {tokens: 20, silence: summary}",
        "drift: {cv: 0.4}",
        "chunking: {mode: tokens, tokens_per_chunk: 3, first: 1}",
        "load: {model: slots, slots: 2, ttft_slope: 1}",
        "faults: [{type: status, code: 429, p: 0.5}, {type: cut, after: {tokens: 2}, p: 0.5}]",
    ],
)
def test_the_time_to_headers_is_measured_apart_from_that_to_the_first_token(
    more: str, tmp_path: Path
) -> None:
    profile = tmp_path / "silent.yaml"
    profile.write_text(f"{SILENT}{more}\n")
    told = numbers(tmp_path / "a.json", str(profile), "--requests", "12")
    head, ttft = metric(told, "time to headers"), metric(told, "TTFT")

    result = told["result"]
    assert (result["early"], result["unlike"], result["problems"]) == (0, 0, [])
    assert head["measured"]["n"] == head["planned"]["n"] == ttft["measured"]["n"] == 12
    # both are as late as the machine is busy
    assert head["planned"]["p50"] <= head["measured"]["p50"] < ttft["measured"]["p50"]
    assert head["planned"]["p50"] < ttft["planned"]["p50"]


@pytest.mark.usefixtures("forked")
def test_phases_do_not_change_what_is_measured(tmp_path: Path) -> None:
    profile = tmp_path / "day.yaml"
    profile.write_text(
        "latency: 5\nscenario: {repeat: true}\nphases: [{for: 1ms, set: {latency_x: 100}}]\n"
    )

    told = numbers(tmp_path / "a.json", str(profile), "--requests", "12")

    assert metric(told, "TTFT")["measured"]["p50"] < 500
    assert told["result"]["problems"] == []


@pytest.mark.usefixtures("forked")
def test_limits_refuse_nobody_who_measures(tmp_path: Path) -> None:
    profile = tmp_path / "limited.yaml"
    profile.write_text("latency: 5\nlimits: {rpm: 2}\n")

    for word in (str(profile), "rate-limited"):
        told = numbers(tmp_path / "a.json", word, "--requests", "12", "-time-scale", "10")
        assert told["result"]["problems"] == []


@pytest.mark.usefixtures("forked")
def test_days_that_follow_each_other_cannot_be_planned(tmp_path: Path) -> None:
    profile = tmp_path / "days.yaml"
    profile.write_text("latency: 5\ndrift: {cv: 0.4, period: 1m}\n")
    code, _, err = verified(str(profile), "--requests", "8")

    assert code == 2
    assert "days: drift.period is shorter than the run of " in err


@pytest.mark.usefixtures("forked")
def test_the_machines_own_lag_is_measured_beside_the_run(tmp_path: Path) -> None:
    told = numbers(tmp_path / "a.json", "-latency", "20", "--requests", "100", "--streams", "1")
    lag, control = told["result"]["lag_ms"], told["result"]["control_ms"]
    assert min(lag["n"], control["n"]) > 20
    assert 0 < control["p50"] <= control["max"]


@pytest.mark.usefixtures("forked")
def test_a_load_is_judged_alone_and_shown_side_by_side(tmp_path: Path) -> None:
    profile = tmp_path / "slots.yaml"
    profile.write_text(f"{STREAMED}load: {{model: slots, slots: 1, on_full: wait}}\n")
    told = numbers(tmp_path / "a.json", str(profile), "--requests", "4", "--streams", "4")
    queued = told["queued"]["metrics"][0]
    assert queued["planned"] is None
    assert queued["measured"]["max"] > metric(told, "TTFT")["measured"]["max"]


@pytest.mark.usefixtures("forked")
def test_fast_says_at_once_and_markdown_prints_rows_alone() -> None:
    code, out, err = verified("fast", "--requests", "20", "--markdown", "--tolerance", "20")
    assert code in (0, 1, 3), err
    assert [row.split(" | ")[2] for row in out.splitlines()[2:]] == ["at once", "at once"]
    assert "nothing is waited for: answers come at once" in err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ("--requests 0", ['-requests: "0" is out of range; want 1 to 100000']),
        ("--requests -5", ['-requests: "-5" is out of range; want 1 to 100000']),
        ("--requests many", ['-requests: "many" is not a whole number; want 1 to 100000']),
        ("--requests", ["-requests: needs a value: -requests N"]),
        ("--streams 5 --requests 4", ['-streams: "5" is more than -requests 4']),
        ("--plot a.jpg", ['-plot: "a.jpg" is not understood; want a file ending in .png']),
        (
            "--json nowhere/a",
            ['-json: "nowhere/a" cannot be written: there is no folder "nowhere"'],
        ),
        ("--tolerance 0", ['-tolerance: "0" is out of range; want above 0 up to 1000']),
        ("--request 5", ["-request: unknown flag; nearest is -requests"]),
        ("-port 80", ["-port: does nothing with sanic-mock verify"]),
        ("fast -profile fast", ['"fast" and -profile both name a profile; give one']),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_starts(argv: str, said: list[str]) -> None:
    assert verified(*argv.split()) == (2, "", "".join(f"sanic-mock: {one}\n" for one in said))


def test_a_profile_that_answers_nobody_at_first_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "day.yaml"
    path.write_text("latency: 5\nstart: {delay: 1s}")

    code, out, err = verified(str(path))

    assert (code, out) == (2, "")
    said = "day: nobody is answered before start.delay; verify wants it without"
    assert err.splitlines()[0] == f"sanic-mock: {said}"


def test_its_flags_mean_nothing_to_a_server() -> None:
    err = io.StringIO()
    assert main(["--requests", "5"], {}, io.StringIO(), err) == 2
    said = "sanic-mock: -requests: does nothing with sanic-mock; it is for sanic-mock verify\n"
    assert err.getvalue() == said


def test_a_plot_without_matplotlib_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanic_mock.verify.plot.find_spec", lambda name: None)
    code, _, err = verified("fast", "--plot", "a.png")
    assert (code, err) == (
        2,
        "sanic-mock: -plot: needs matplotlib; install it with: pip install 'sanic-mock[plot]'\n",
    )


def test_ctrl_c_leaves_nothing_running() -> None:
    command = [sys.executable, "-m", "sanic_mock", "verify", "-latency", "200"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(lambda: len(children.read_text().split()) >= 3)
        started = children.read_text().split()
        process.send_signal(signal.SIGINT)
        assert exit_code(process, 20.0) == 130
    assert len(started) == 3
    # one that was being started ends by the kernel's word that its parent did, which takes a moment
    wait_until(lambda: not any(map(is_running, started)))


CTRL_C_AS_IT_FORKS = """
import os, signal
from sanic_mock.cli import run

os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
run()
"""


def test_ctrl_c_stops_it_while_it_starts_a_process() -> None:
    words = [sys.executable, "-c", CTRL_C_AS_IT_FORKS, "verify", "-latency", "1", "--requests", "4"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=STOP_S, check=False)
    assert done.returncode == 130


def is_running(process_id: str) -> bool:
    """Return whether there is a process of an id."""
    return Path(f"/proc/{process_id}").exists()


def test_the_table_of_its_flags_has_a_row_for_each() -> None:
    rows = own_markdown_table("verify").splitlines()[2:]
    assert [row.split("`")[1].split()[0] for row in rows] == [
        f"-{one.name}" for one in VERIFY_FLAGS
    ]
