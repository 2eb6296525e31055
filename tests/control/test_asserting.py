"""`sanic-mock assert`: exit codes, what is printed, JUnit's XML."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sanic_mock.cli import main
from sanic_mock.report.figures import FIGURES
from tests.late import LATE, serving_late
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("assert") / "patient.yaml"
    path.write_text("late_budget: 10s\nlatency: 5ms\nseed: 7\n")
    with serving_quietly("-ledger", "60", "-profile", str(path)) as running:
        for n in range(3):
            ask(running, post(chat(f"{n}")))
        yield running


def asserted(*words: str) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    code = main(["assert", *words], {}, out, err)
    return code, out.getvalue(), err.getvalue()


def test_what_is_true_ends_with_0(server: Server) -> None:
    text = "requests.count == 3 and inflight.max <= 64 and aborts.count == 0"
    code, out, err = asserted(text, "-port", str(server.port))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "true      requests.count == 3",
        "true      inflight.max <= 64",
        "true      aborts.count == 0",
    ]


def test_what_is_false_ends_with_1_and_says_the_values(server: Server) -> None:
    code, out, _ = asserted("requests.count > 3 or tokens.prompt < 1", "-url", server.url)
    assert code == 1
    first, *values = out.splitlines()
    assert first == "false     requests.count > 3 or tokens.prompt < 1"
    assert values[0].split() == ["requests.count", "=", "3"]
    assert values[1].split()[:2] == ["tokens.prompt", "="]


def test_what_is_not_known_ends_with_3_and_says_why(server: Server) -> None:
    code, out, _ = asserted("ttft.p99 < 1s", "-port", str(server.port))
    assert code == 3
    assert out.splitlines() == [
        "in doubt  ttft.p99 < 1s",
        "            ttft.p99 = -",
        "            ttft.p99: no stream that took time is remembered",
    ]


def test_one_that_is_false_counts_before_one_that_is_not_known(server: Server) -> None:
    code, _, _ = asserted("ttft.p99 < 1s", "requests.count == 0", "-port", str(server.port))
    assert code == 1


def test_a_mock_that_was_late_is_believed_nothing(tmp_path: Path) -> None:
    with serving_late(tmp_path) as server:
        code, out, _ = asserted(f"requests.count == {LATE}", "-port", str(server.port))
        false, _, _ = asserted("requests.count == 2", "-port", str(server.port))
    assert (code, false) == (3, 3)
    assert "the mock was the bottleneck" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "sanic-mock: assert: needs ASSERTION..."),
        (("inflight.mx < 1",), 'assertion:1:1: "inflight.mx" is no figure; nearest is inflight'),
        (("inflight.max < 1", "1 < 2"), "assertion 2:1:1: 1 < 2 names no figure"),
        (("-list", "inflight.max < 1"), "-list: does nothing beside an assertion"),
        (("inflight.max < 1", "-latency", "5"), "-latency: does nothing with sanic-mock assert"),
    ],
)
def test_what_is_wrong_ends_with_2(words: tuple[str, ...], told: str) -> None:
    code, out, err = asserted(*words, "-port", "1")
    assert (code, out, told in err) == (2, "", True), err


def test_where_nobody_is_asked_is_said() -> None:
    code, _, err = asserted("inflight.max < 1", "-port", "1")
    assert (code, "no server can be asked at" in err) == (1, True)


def test_a_server_that_remembers_nothing_is_said() -> None:
    with serving_quietly("-metrics") as plain:
        code, _, err = asserted("inflight.max < 1", "-port", str(plain.port))
    assert (code, "-ledger" in err) == (2, True)


def test_only_who_has_the_token_may_ask() -> None:
    with serving_quietly("-ledger", "20", "-admin-token", "let-me-in") as guarded:
        place = ("-port", str(guarded.port))
        right = asserted("inflight.max < 9", *place, "-admin-token", "let-me-in")
        wrong = asserted("inflight.max < 9", *place, "-admin-token", "let-me-out")
    assert (right[0], wrong[0]) == (0, 1)
    assert "admin token" in wrong[2]


def test_all_names_are_listed() -> None:
    code, out, _ = asserted("-list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [one.name for one in FIGURES]
    assert all(one.doc in out for one in FIGURES)


def test_junit_has_a_case_for_each_clause(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    text = "requests.count == 3 and requests.count < 3 and ttft.p50 < 1s"

    code, _, _ = asserted(text, "-junit", str(path), "-port", str(server.port))

    root = ET.parse(path).getroot()
    (suite,) = root
    counts = {"tests": "3", "failures": "1", "errors": "1"}
    assert code == 1
    assert (root.tag, root.attrib) == ("testsuites", counts)
    assert (suite.tag, suite.attrib) == ("testsuite", {"name": "sanic-mock assert", **counts})
    assert [one.get("name") for one in suite] == [
        "requests.count == 3",
        "requests.count < 3",
        "ttft.p50 < 1s",
    ]
    assert [[part.tag for part in one] for one in suite] == [[], ["failure"], ["error"]]
    assert suite[1][0].get("message") == "requests.count = 3"
    assert "no stream that took time is remembered" in (suite[2][0].get("message") or "")


def test_a_file_that_cannot_be_written_is_said(server: Server) -> None:
    words = ("inflight.max < 9", "-junit", "/nowhere/junit.xml", "-port", str(server.port))
    code, _, err = asserted(*words)
    assert (code, "/nowhere/junit.xml: No such file" in err) == (1, True)
