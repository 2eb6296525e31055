"""`sanic-mock report` and `sanic-mock usage`: asked of a server that runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanic_mock.cli import main
from sanic_mock.report.figures import FIGURES
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("report") / "patient.yaml"
    path.write_text("late_budget: 10s\nlatency: 5ms\nseed: 7\n")
    with serving_quietly("-ledger", "60", "-profile", str(path)) as running:
        for n in range(3):
            ask(running, post(chat(f"{n}"), "Authorization: Bearer sk-who-pays-for-all"))
        yield running


def run(*words: str) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    code = main(words, {}, out, err)
    return code, out.getvalue(), err.getvalue()


def test_a_report_is_lines_for_people(server: Server) -> None:
    code, out, err = run("report", "-port", str(server.port))

    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "The mock was never the bottleneck."
    assert [one.split()[0] for one in lines if one.startswith(tuple(f.name for f in FIGURES))] == [
        one.name for one in FIGURES
    ]
    assert any(one.split()[:2] == ["requests.count", "3"] for one in lines)
    assert any(one.split()[:2] == ["sk-***-all", "3"] for one in lines)
    assert any(one.split() == ["host", "3"] for one in lines)
    (line,) = (one for one in lines if one.startswith("changes.dropped"))
    assert line.split(maxsplit=2)[1:] == [
        "-",
        "no request is remembered with its body and what its client says it sent",
    ]


def test_a_report_is_json_where_that_is_wanted(server: Server) -> None:
    code, out, _ = run("report", "-json", "-url", server.url)
    assert (code, json.loads(out)["requests"]["count"]) == (0, 3)


def test_usage_is_a_table_json_or_csv(server: Server) -> None:
    place = ("-port", str(server.port))
    _, table, _ = run("usage", *place)
    _, told, _ = run("usage", "-json", *place)
    _, text, _ = run("usage", "-csv", *place)

    total = json.loads(told)["total"]
    (row,) = csv.DictReader(io.StringIO(text))
    assert int(row["total_tokens"]) == total["total_tokens"]
    head, one, all_of_them = table.splitlines()
    assert head.split()[:4] == ["key", "model", "requests", "errors"]
    assert one.split()[:3] == ["sk-***-all", "gpt-4o-mini", "3"]
    assert all_of_them.split()[:3] == ["all", "-", "3"]


def test_two_forms_are_refused(server: Server) -> None:
    code, _, err = run("usage", "-json", "-csv", "-port", str(server.port))
    assert (code, "-json: does nothing beside -csv" in err) == (2, True)


@pytest.mark.parametrize("name", ["report", "usage"])
def test_a_server_that_counts_nothing_is_said(name: str) -> None:
    with serving_quietly() as plain:
        code, _, err = run(name, "-port", str(plain.port))
    assert (code, "start with -" in err) == (2, True)


def test_flags_of_one_name_belong_to_several_commands() -> None:
    code, _, err = run("profiles", "-json", "x")
    assert (code, "it is for sanic-mock verify, requests, report, usage" in err) == (2, True)
    code, out, _ = run("help", "usage")
    assert (code, "-csv" in out, "-junit" in out) == (0, True, False)


def test_what_a_client_calls_its_model_stays_in_its_row(server: Server) -> None:
    ask(server, post(chat(model="gpt\nall  forged \x1b[31m")))
    for name in ("usage", "report"):
        code, out, _ = run(name, "-port", str(server.port))
        rows = [line for line in out.split("\n") if "forged" in line]
        assert code == 0
        assert [row.isprintable() and r"gpt\nall  forged \x1b[31m" in row for row in rows] == [True]
