"""`sanic-mock requests`: asked of a server that runs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from sanic_mock.cli import main
from tests.requests import chat, post
from tests.serving import Server
from tests.talking import ask, serving_quietly


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_quietly("-seed", "7", "-ledger", "60") as running:
        yield running


def asked(*words: str) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    code = main(["requests", *words], {}, out, err)
    return code, out.getvalue(), err.getvalue()


def test_the_last_requests_are_printed_oldest_first(server: Server) -> None:
    ask(server, post(chat("one")))
    ask(server, post(b"{"))

    code, out, err = asked("-port", str(server.port))

    assert (code, err) == (0, "")
    one, other = out.splitlines()[-2:]
    assert " 200 /v1/chat/completions gpt-4o-mini " in one
    assert " 400 /v1/chat/completions " in other


def test_who_follows_sees_what_comes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = iter((True, True, False))

    def sleep(seconds: float) -> None:
        if not next(rounds):
            raise KeyboardInterrupt
        ask(server, post(chat("while it follows", model="gpt-4o")))

    monkeypatch.setattr("sanic_mock.control.requests.sleep", sleep)
    out = io.StringIO()

    with pytest.raises(KeyboardInterrupt):
        main(["requests", "--follow", "-port", str(server.port)], {}, out, io.StringIO())

    assert sum(" gpt-4o " in line for line in out.getvalue().splitlines()) == 2


def test_some_are_printed_as_json(server: Server) -> None:
    ask(server, post(chat("first", model="gpt-5")))
    ask(server, post(chat("second", model="gpt-5")))
    ask(server, post(b"{"))
    only = ("-only", "model=gpt-5,status=200", "-last", "2", "-json")

    code, out, err = asked("-port", str(server.port), *only)

    assert (code, err) == (0, "")
    first, second = map(json.loads, out.splitlines())
    assert (first["model"], second["model"]) == ("gpt-5", "gpt-5")
    assert first["time"] < second["time"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-only", "modell=x"), "modell: unknown; nearest is model"),
        (("-only", "format=ndjson"), "-only: format: unknown; known: "),
        (("-only", "gpt-5"), "want NAME=VALUE"),
        (("-last", "0"), "want 1 to 100000"),
    ],
)
def test_what_cannot_be_chosen_is_said(server: Server, words: tuple[str, ...], says: str) -> None:
    code, _, err = asked("-port", str(server.port), *words)
    assert (code, says in err) == (2, True), err


def test_what_is_not_there_is_said() -> None:
    code, _, err = asked("-port", "1")
    assert (code, "no server can be asked at" in err) == (1, True)


def test_a_server_without_a_ledger_is_said() -> None:
    with serving_quietly() as plain:
        code, _, err = asked("-port", str(plain.port))
    assert (code, "-ledger" in err) == (2, True)


def test_flags_that_mean_nothing_to_it_are_refused() -> None:
    code, _, err = asked("-latency", "5")
    assert (code, "-latency: does nothing with sanic-mock requests" in err) == (2, True)


def test_its_own_flag_is_refused_elsewhere() -> None:
    err = io.StringIO()
    code = main(["serve", "-follow"], {}, io.StringIO(), err)
    assert (code, "it is for sanic-mock requests" in err.getvalue()) == (2, True)


def test_where_the_server_is_may_be_an_address(server: Server) -> None:
    ask(server, post(chat("by its address")))

    code, out, err = asked("-url", f"http://127.0.0.1:{server.port}")

    assert (code, err) == (0, "")
    assert " 200 /v1/chat/completions " in out
