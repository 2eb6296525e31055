"""Faults as a client sees them, on plain sockets: in streams and in answers of one piece."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faulting import AT_ONCE, IN_TIME, STEP, asked, read_all, servers
from tests.patience import within
from tests.requests import chat, post
from tests.serving import Server, responses, serving
from tests.sharing import lending
from tests.talking import ask, receive, reset, serving_quietly

PROFILES = {
    "at-once": AT_ONCE,
    "in-time": IN_TIME,
    "slots": "seed: 1\nlatency: 5ms\ntokens: {output: 20}\nload: {model: slots, slots: 4}\n",
    "step": STEP,
}
LAST_CHUNK = b"0\r\n\r\n"

server = servers(PROFILES)


def pieces(received: bytes) -> list[bytes]:
    """Return the events of a stream that bear text."""
    events = [line for line in received.split(b"\n") if line.startswith(b"data: {")]
    return [one for one in events if b'"content":"' in one and b'"content":""' not in one]


def test_a_cut_stream_has_so_many_tokens_and_no_end(server: Server, way: tuple[str, ...]) -> None:
    with asked(server, "cut;after=5tokens", way, stream=True) as connection:
        received = read_all(connection)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(pieces(received)) == 5
    assert b"[DONE]" not in received
    assert not received.endswith(LAST_CHUNK)


def test_a_cut_answer_lacks_what_its_length_promised(server: Server, way: tuple[str, ...]) -> None:
    with asked(server, "truncate;after=200bytes", way) as connection:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert len(body) == 200
    promised = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert promised > 200


@pytest.mark.parametrize("stream", [False, True])
def test_a_connection_may_close_before_any_byte(
    server: Server, way: tuple[str, ...], stream: bool
) -> None:
    with asked(server, "cut", way, stream=stream) as connection:
        assert read_all(connection) == b""


@pytest.mark.parametrize("fault", ["reset", "reset;after=3tokens"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_reset_is_one(server: Server, way: tuple[str, ...], fault: str, stream: bool) -> None:
    connection = asked(server, fault, way, stream=stream)
    with connection, pytest.raises(ConnectionResetError):
        read_all(connection)


def test_a_half_close_leaves_the_clients_half_open(server: Server, way: tuple[str, ...]) -> None:
    with asked(server, "half_close;after=2tokens", way, stream=True) as connection:
        assert len(pieces(read_all(connection))) == 2
        connection.sendall(b"x" * 1000)
        time.sleep(0.05)
        connection.sendall(b"x" * 1000)  # a connection that is closed would be reset by now


def test_a_stall_ends_and_all_comes(server: Server, way: tuple[str, ...]) -> None:
    began_s = time.monotonic()
    with asked(server, "stall;for=300ms;after=2tokens", way, stream=True) as connection:
        received = receive(connection)
    assert time.monotonic() - began_s >= 0.3
    (response,) = responses(received)
    assert response.body.endswith(b"data: [DONE]\n\n")


def test_a_stall_for_ever_keeps_the_connection_open(server: Server, way: tuple[str, ...]) -> None:
    connection = asked(server, "stall;for=ever;after=2tokens", way, stream=True)
    with connection, pytest.raises(TimeoutError):
        read_all(connection, 0.4)


def test_a_fault_comes_though_the_answer_is_shorter(server: Server) -> None:
    with asked(server, "cut;after=5000tokens", stream=True) as connection:
        received = read_all(connection)
    assert b"[DONE]" in received
    assert not received.endswith(LAST_CHUNK)


def test_after_so_many_ms_it_ends_whatever_was_sent(server: Server) -> None:
    began_s, fault = time.monotonic(), "stall;for=20s;after=1tokens, cut;after=200ms"
    with within(5.0), asked(server, fault, stream=True) as connection:
        read_all(connection)
    assert time.monotonic() - began_s >= 0.2


def test_a_connection_that_was_said_to_be_kept_is_closed(server: Server) -> None:
    with asked(server, "close") as connection:
        received = read_all(connection)
    (response,) = responses(received)
    assert b"connection: keep-alive" in received.lower()
    assert response.status == 200


def test_the_next_request_finds_it_closed(server: Server) -> None:
    with asked(server, "close_on_reuse") as connection:
        assert responses(receive(connection))[0].status == 200
        connection.sendall(post(chat()))
        assert read_all(connection) == b""


def test_a_status_comes_with_its_fields(server: Server, way: tuple[str, ...]) -> None:
    fault = "x-mock-fault: status;code=503;retry_after=1500ms;should_retry=false;message=No room."
    response = ask(server, post(chat(), fault, *way))
    assert response.status == 503
    assert response.header("retry-after") == "2"
    assert response.header("retry-after-ms") == "1500"
    assert response.header("x-should-retry") == "false"
    assert json.loads(response.body)["error"]["message"] == "No room."


@pytest.mark.parametrize("code", ["429", "503", "400", "418", "overloaded", "server_error"])
def test_a_message_of_ones_own_is_azures_too(server: Server, code: str) -> None:
    path = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    fault = f'x-mock-fault: status;code={code};message=Say "later".'
    response = ask(server, post(chat(), fault, "api-key: any", path=path))
    assert json.loads(response.body)["error"]["message"] == 'Say "later".'


@pytest.mark.parametrize(("fields", "wanted"), [("seconds", ("2", "")), ("ms", ("", "1500"))])
def test_a_wait_may_be_told_in_one_field(
    server: Server, fields: str, wanted: tuple[str, str]
) -> None:
    fault = f"x-mock-fault: status;code=429;retry_after=1.5s;retry_fields={fields}"
    response = ask(server, post(chat(), fault))
    assert (response.header("retry-after"), response.header("retry-after-ms")) == wanted


def test_a_load_balancers_errors_are_pages_or_nothing(server: Server, way: tuple[str, ...]) -> None:
    page = ask(server, post(chat(), "x-mock-fault: status;code=502;body=html", *way))
    assert (page.status, page.header("content-type")) == (502, "text/html")
    assert b"<h1>502 Bad Gateway</h1>" in page.body
    nothing = ask(server, post(chat(), "x-mock-fault: status;code=504;body=empty", *way))
    assert (nothing.status, nothing.body) == (504, b"")
    assert not nothing.header("content-type")


def test_what_a_request_asks_for_wrongly_is_refused(server: Server) -> None:
    response = ask(server, post(chat(), "x-mock-fault: cutt"))
    assert response.status == 400
    error = json.loads(response.body)["error"]
    assert error["param"] == "x-mock-fault"
    assert "nearest is cut" in error["message"]


def test_where_no_model_answers_there_is_nothing_to_go_wrong(server: Server) -> None:
    request = b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nx-mock-fault: cut\r\n\r\n"
    response = ask(server, request)
    assert response.status == 400
    assert b"no model answers here" in response.body


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.getbasetemp() / "counting.yaml"
    path.write_text(
        "seed: 3\nworkers: 2\nfaults:\n- {type: status, code: 503, first: 3, retry_after: 1ms}\n"
        "- {type: status, code: 500, p: 0.3}\n",
        encoding="utf-8",
    )
    return path


def test_the_first_requests_are_counted_over_all_workers(counting: Path) -> None:
    with serving_quietly("-profile", str(counting)) as server:
        statuses = [ask(server, post(chat())).status for _ in range(60)]
    assert statuses[:3] == [503] * 3
    assert 503 not in statuses[3:]
    assert {200, 500} == set(statuses[3:])


def test_a_seed_fails_the_same_requests_on_any_number_of_workers(counting: Path) -> None:
    def failed(*flags: str, order: int) -> list[int]:
        cases = range(40)[::order]
        with serving_quietly("-profile", str(counting), *flags) as server:
            for _ in range(3):
                ask(server, post(chat("first")))
            found = {case: ask(server, post(chat(f"case {case}"))).status for case in cases}
        return [case for case in range(40) if found[case] == 500]

    alone = failed("-workers", "1", order=1)
    assert 3 <= len(alone) <= 25
    assert failed("-workers", "2", order=-1) == alone


def test_a_connection_has_so_many_answers() -> None:
    profile = "faults:\n- {type: max_requests, requests: 3}\n"
    with lending(profile) as server, server.connect() as connection:
        for _ in range(2):
            connection.sendall(post(chat()))
            assert responses(receive(connection))[0].status == 200
        connection.sendall(post(chat()))
        assert responses(read_all(connection))[0].status == 200


def test_for_ever_is_longer_than_a_connection_may_idle(way: tuple[str, ...]) -> None:
    """Whoever idles is closed after two seconds here, and whoever is kept in silence is not."""
    with serving_quietly(module="tests.soon_idle") as server:
        silent = [
            asked(server, f"{fault};after=2tokens", way, stream=True)
            for fault in ("stall;for=ever", "stall;for=20s", "stall;for=ever;comments=100ms")
        ]
        with server.connect() as idle:
            idle.sendall(post(chat()))
            receive(idle)
            began_s = time.monotonic()
            assert read_all(idle, 10) == b""
            idled_s = time.monotonic() - began_s
        time.sleep(2 * idled_s)
        for connection in silent:
            with pytest.raises((TimeoutError, BlockingIOError)):
                _read_all_there(connection)
            reset(connection)  # who only closes might still read, and a stop waits for it


def _read_all_there(connection: socket.socket) -> None:
    """Read what has come; raises BlockingIOError behind it, where the connection is open."""
    connection.setblocking(False)
    while connection.recv(65536):
        pass


@pytest.mark.parametrize("fault", ["stall;for=ever", "stall;for=ever;comments=50ms"])
def test_silent_connections_end_with_the_server(fault: str, way: tuple[str, ...]) -> None:
    with serving("-profile", "fast") as server:
        fault = f"{fault};after=2tokens"
        silent = [asked(server, fault, way, stream=True) for _ in range(20)]
        for connection in silent:
            connection.settimeout(5)
            assert connection.recv(65536)
        with within(10.0):
            assert server.stop() == 0
        for connection in silent:
            connection.close()


def test_rates_are_those_of_the_flags() -> None:
    flags = ("-seed", "5", "-error-rate", "0.4", "-error-status", "429", "-cut-rate", "0.2")
    found: Counter[int] = Counter()
    with serving_quietly(*flags) as server:
        for number in range(400):
            with server.connect() as connection:
                connection.sendall(post(chat(f"case {number}"), "Connection: close"))
                received = read_all(connection)
            is_cut = received.startswith(b"HTTP/1.1 200") and not received.endswith(b"}\n")
            found[0 if is_cut else int(received.split()[1])] += 1
    assert set(found) == {0, 200, 429}
    # within five standard deviations
    assert abs(found[429] - 160) < 50
    assert abs(found[0] - 80) < 40
