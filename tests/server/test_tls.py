"""HTTPS: certificates made at start or read from files, both lanes, one worker or several."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import time
from contextlib import suppress
from math import ceil
from pathlib import Path

import openai
import pytest

from sanic_mock.server import wrong_scheme
from sanic_mock.server.certificate import self_signed
from sanic_mock.server.wrong_scheme import SPEAKS_HTTP, SPEAKS_TLS, SchemeLog
from tests.large import LARGE
from tests.patience import exit_code, receive_some, within
from tests.processes import serving_apart
from tests.reached import wait_read
from tests.requests import chat, post
from tests.serving import ROOT, START_S, STOP_S, command, responses, serving
from tests.sharing import sharing
from tests.started import run
from tests.talking import receive, serving_quietly

WORKER_COUNTS = ["1", "2"]
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and its certificate."""
    file = tmp_path_factory.mktemp("tls") / "mock.pem"
    file.write_bytes(self_signed("mock.test"))
    return file


def trusting(file: Path) -> ssl.SSLContext:
    """Return a client's context that trusts this certificate alone."""
    return ssl.create_default_context(cafile=str(file))


def careless() -> ssl.SSLContext:
    """Return a client's context that trusts everybody."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def answers(connection: socket.socket, request: bytes, count: int = 1) -> list[int]:
    """Send requests and return the statuses of the answers."""
    connection.sendall(request * count)
    return [one.status for one in responses(receive(connection, count))]


@pytest.mark.parametrize("workers", WORKER_COUNTS)
@pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])
def test_a_certificate_made_at_start_encrypts_both_lanes(workers: str, module: str) -> None:
    flags = ("-tls", "self-signed", "-workers", workers)
    with sharing(*flags, module=module) as server:
        assert f"https://127.0.0.1:{server.port}/v1" in server.banner
        for _ in range(4):
            with careless().wrap_socket(server.connect()) as connection:
                assert answers(connection, post(chat())) == [200]
                assert answers(connection, post(chat(stream=True)), 2) == [200, 200]
                assert answers(connection, post(chat(), "Connection: close")) == [200]


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_a_large_request_is_answered(workers: str) -> None:
    with (
        sharing("-tls", "self-signed", "-workers", workers) as server,
        careless().wrap_socket(server.connect()) as connection,
    ):
        assert answers(connection, LARGE) == [200]
        assert answers(connection, post(chat())) == [200]


def test_the_official_client_speaks_it() -> None:
    with serving_quietly("-tls", "self-signed", "-latency", "20") as server:
        url = f"https://localhost:{server.port}/v1"
        with (
            openai.DefaultHttpxClient(verify=False) as http,
            openai.OpenAI(base_url=url, api_key="x", http_client=http) as client,
        ):
            create = client.chat.completions.create
            answer = create(model="gpt-4o", messages=[{"role": "user", "content": "Hello"}])
            stream = create(
                model="gpt-4o", messages=[{"role": "user", "content": "Hello"}], stream=True
            )
            assert answer.choices[0].message.content
            assert len(list(stream)) > 3


def test_the_curl_line_of_the_start_block_works() -> None:
    with sharing("-tls", "self-signed", "-workers", "1") as server:
        line = server.banner.splitlines()[-1].partition("try")[2]
        found = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)

    assert '"object": "chat.completion"' in found.stdout


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", socket.gethostname()])
def test_a_certificate_made_here_is_for_all_names_of_this_machine(pem: Path, name: str) -> None:
    with (
        sharing("-tls", f"{pem},{pem}") as server,
        trusting(pem).wrap_socket(server.connect(), server_hostname=name) as connection,
    ):
        assert answers(connection, post(chat())) == [200]


def test_a_client_that_offers_http_2_is_told_http_1() -> None:
    context = careless()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        sharing("-tls", "self-signed", "-workers", "1") as server,
        context.wrap_socket(server.connect()) as connection,
    ):
        assert connection.selected_alpn_protocol() == "http/1.1"
        assert answers(connection, post(chat())) == [200]


def test_a_large_last_answer_arrives_whole_at_a_slow_reader() -> None:
    with (
        serving_quietly("-tls", "self-signed", "-payload", "4MiB") as server,
        careless().wrap_socket(server.connect()) as connection,
    ):
        connection.sendall(post(chat(), "Connection: close"))
        time.sleep(1.0)
        assert len(responses(receive(connection))[0].body) > 4 * 2**20


@pytest.mark.parametrize("workers", WORKER_COUNTS)
def test_who_speaks_plain_http_is_told_so_in_that_and_harms_nobody(workers: str) -> None:
    with serving("-tls", "self-signed", "-workers", workers) as server:
        for request in (post(chat()), HEALTH, post(chat(), "Connection: close"), LARGE):
            with server.connect() as plain:
                plain.sendall(request)
                (answer,) = responses(drained(plain))
                assert (answer.status, answer.header("connection")) == (400, "close")
                error = json.loads(answer.body)["error"]
                assert error["message"] == SPEAKS_TLS
                assert error["type"] == "invalid_request_error"
        with careless().wrap_socket(server.connect()) as connection:
            assert answers(connection, post(chat())) == [200]
        assert server.stop() == 0
        assert server.process.stderr is not None
        said = server.process.stderr.read().splitlines()
    assert set(said) == {f"sanic-mock: {SPEAKS_TLS}"}
    assert len(said) <= int(workers)


def test_who_speaks_plain_http_is_kept_and_counted_as_any_other() -> None:
    """In the words of the vendor whose path was asked, too."""
    flags = ("-tls", "self-signed", "-ledger", "99", "-metrics", "-access-log", "text")
    asked = ("/v1/chat/completions", "/anthropic/v1/messages")
    with serving(*flags) as server:
        for path in asked:
            with server.connect() as plain:
                plain.sendall(post(chat(), path=path))
                (answer,) = responses(drained(plain))
            assert (answer.status, SPEAKS_TLS.encode() in answer.body) == (400, True)
        assert json.loads(answer.body)["type"] == "error"  # Anthropic's
        with careless().wrap_socket(server.connect()) as connection:
            connection.sendall(HEALTH.replace(b"/health", b"/_mock/requests"))
            kept = json.loads(responses(receive(connection))[0].body)["requests"]
            connection.sendall(HEALTH.replace(b"/health", b"/metrics"))
            counted = responses(receive(connection))[0].body.decode()
        assert server.stop() == 0
        logged = server.process.communicate()[0]
    assert [(one["endpoint"], one["status"]) for one in kept] == [(one, 400) for one in asked[::-1]]
    assert [one for one in asked if f'endpoint="{one}"' in counted] == [*asked]
    assert logged.count(" 400 ") == 2


def test_the_official_client_tells_what_is_wrong_with_its_base_url() -> None:
    with (
        serving("-tls", "self-signed") as server,
        openai.OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="x") as client,
        pytest.raises(openai.BadRequestError, match=SPEAKS_TLS),
    ):
        client.models.list()


@pytest.mark.parametrize(
    "first", [b"\0", b"\x80\x2e\x01\x00\x02", b" GET / HTTP/1.1\r\n\r\n", b"\x16"]
)
def test_what_is_neither_tls_nor_http_is_closed_and_harms_nobody(first: bytes) -> None:
    with sharing("-tls", "self-signed") as server:
        with server.connect() as odd:
            odd.sendall(first)
            odd.shutdown(socket.SHUT_WR)
            assert b"HTTP" not in drained(odd)
        with careless().wrap_socket(server.connect()) as connection:
            assert answers(connection, post(chat())) == [200]


def test_who_was_refused_and_stays_does_not_hold_up_a_stop() -> None:
    with serving("-tls", "self-signed") as server, server.connect() as plain:
        plain.sendall(HEALTH)
        wait_read(server)
        with within(10.0):
            assert server.stop() == 0


def test_tls_to_a_plain_port_fails_at_once_and_is_logged_once() -> None:
    with serving() as server:
        for _ in range(3):
            with pytest.raises(ssl.SSLError), server.connect() as connection:
                careless().wrap_socket(connection)
        assert server.stop() == 0
        assert server.process.stderr is not None
        assert server.process.stderr.read() == f"sanic-mock: {SPEAKS_HTTP}\n"


def test_the_log_tells_once_a_minute_and_how_many_it_did_not_tell(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    moments_s = iter((0.0, 0.0, 59.9, 60.0, 120.0))
    monkeypatch.setattr(wrong_scheme, "monotonic", lambda: next(moments_s))
    log = SchemeLog()
    for _ in range(5):
        log.note("no")
    said = [one.getMessage() for one in caplog.records]
    more = "sanic-mock: no (2 more since it was last said)"
    assert said == ["sanic-mock: no", more, "sanic-mock: no"]


def drained(connection: socket.socket) -> bytes:
    """Read to the end."""
    received = bytearray()
    try:
        while data := receive_some(connection, 5.0, 1 << 20):
            received += data
    except ConnectionResetError:
        pass
    return bytes(received)


def hello() -> bytes:
    """Return what a client begins a handshake with."""
    sent = ssl.MemoryBIO()
    client = careless().wrap_bio(ssl.MemoryBIO(), sent)
    with suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return sent.read()


@pytest.mark.parametrize("workers", WORKER_COUNTS)
@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 1.0], ids=["none", "a byte", "half", "all"])
def test_a_handshake_that_does_not_go_on_does_not_hold_up_a_stop(workers: str, part: float) -> None:
    whole = hello()
    with (
        serving_apart("-tls", "self-signed", "-workers", workers) as server,
        server.connect() as stuck,
    ):
        stuck.sendall(whole[: ceil(len(whole) * part)])
        wait_read(server)
        with within(10.0):
            assert server.stop() == 0


@pytest.mark.parametrize("workers", WORKER_COUNTS)
@pytest.mark.parametrize("asked", [b"", post(chat()), post(chat(stream=True))])
def test_a_client_that_answers_no_close_does_not_hold_up_a_stop(workers: str, asked: bytes) -> None:
    with (
        serving_apart("-tls", "self-signed", "-workers", workers) as server,
        careless().wrap_socket(server.connect()) as connection,
    ):
        connection.sendall(asked)
        wait_read(server)  # it reads nothing, and so sees no close_notify
        with within(10.0):
            assert server.stop() == 0
        received = drained(connection)
        assert bool(asked) == received.startswith(b"HTTP/1.1 200")


def test_what_is_still_to_be_read_when_a_server_stops_arrives_whole() -> None:
    with (
        serving("-tls", "self-signed", "-payload", "16MiB") as server,
        careless().wrap_socket(server.connect()) as connection,
    ):
        connection.sendall(post(chat()))
        time.sleep(1.0)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1.0)
        assert server.process.poll() is None
        assert len(responses(drained(connection))[0].body) > 16 * 2**20
        assert exit_code(server.process, STOP_S) == 0


def refused(*flags: str) -> tuple[int, str]:
    """Return the exit code and the words of a command that cannot start."""
    found = run("sanic_mock", "-port", "0", *flags)
    return found.returncode, found.stderr


def test_files_that_cannot_be_used_are_one_clear_line(tmp_path: Path, pem: Path) -> None:
    other, missing = tmp_path / "other.pem", tmp_path / "missing.pem"
    other.write_bytes(self_signed("other.test"))

    assert refused("-tls", f"{pem},{missing}") == (
        1,
        f"sanic-mock: -tls: {missing} cannot be read: No such file or directory\n",
    )
    code, said = refused("-tls", f"{pem},{other}")
    assert code == 1
    assert said.startswith(f"sanic-mock: -tls: {pem} and {other} are not usable: ")


def test_what_is_neither_self_signed_nor_two_files_is_refused() -> None:
    code, said = refused("-tls", "yes")

    assert code == 2
    assert said.startswith("sanic-mock: -tls: ")
    assert "none, self-signed or CERT,KEY" in said


def test_a_missing_package_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    (tmp_path / "cryptography.py").write_text("raise ImportError('not here')\n")

    # by a process of its own, for what forks others has loaded it
    found = subprocess.run(
        command("-tls", "self-signed"),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=START_S,
    )

    assert (found.returncode, found.stderr) == (
        1,
        "sanic-mock: -tls self-signed needs the package cryptography: "
        "pip install 'sanic-mock[tls]'\n",
    )
