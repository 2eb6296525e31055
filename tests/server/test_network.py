"""Networks over real sockets: never faster than asked, whichever lane, worker or answer.

Times are measured and printed; that they are not much longer is the bench's business.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic

import openai
import pytest

from tests.patience import Patience, exit_code, within
from tests.reached import wait_read
from tests.requests import chat, chunked, post
from tests.serving import Server, responses, serving
from tests.sharing import lending, sharing_profile
from tests.talking import receive

Serve = Callable[..., Server]

# What surely is not a matter of a busy machine.
FAR_LESS_S = 5.0


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Yield what lends a server of a profile that extends `fast`, with a network and flags."""
    with ExitStack() as stack:

        def lend(network: str, *flags: str, more: str = "") -> Server:
            text = f"extends: fast\nseed: 7\nnetwork: {network}\n{more}"
            return stack.enter_context(lending(text, *flags))

        yield lend


@contextmanager
def timed(name: str, asked_s: float) -> Iterator[None]:
    """What is in the block must not take less time than asked."""
    started_s = monotonic()
    yield
    took_s = monotonic() - started_s
    print(f"{name}: asked {asked_s * 1e3:.1f} ms, measured {took_s * 1e3:.1f} ms")
    assert took_s >= asked_s


def asked(connection: socket.socket, request: bytes, timeout_s: float = 60.0) -> bytes:
    """Return the whole answer to a request."""
    connection.sendall(request)
    return receive(connection, timeout_s=timeout_s)


# --- delays ----------------------------------------------------------------------------------


def test_a_round_trip_comes_before_each_answer_and_the_handshake_before_the_first(
    serve: Serve,
) -> None:
    server = serve("{rtt: 100ms, handshake: 10}")
    with server.connect() as connection:
        with timed("first", 1.1):
            asked(connection, post(chat()))
        with within(3 * 1.1):  # no handshake again
            for _ in range(3):
                with timed("later", 0.1):
                    asked(connection, post(chat(stream=True)))


@pytest.mark.parametrize(
    "request_bytes",
    [
        post(chat(), "Connection: close"),
        chunked(chat()),
        post(chat(stream=True), version="1.0"),
        post(b"{"),
        post(chat(stream="yes")),
        post(chat("long " * 60_000)),
    ],
    ids=["close", "chunked", "HTTP/1.0", "no JSON", "refused", "large"],
)
def test_every_answer_of_a_model_comes_through_the_network(
    serve: Serve, request_bytes: bytes
) -> None:
    server = serve("{rtt: 150ms}")
    with server.connect() as connection, timed("answer", 0.3):
        connection.sendall(request_bytes)
        connection.settimeout(30)
        assert connection.recv(1)


def test_what_no_model_answers_comes_without_a_network(serve: Serve) -> None:
    server = serve("{rtt: 5s}")
    with within(FAR_LESS_S), server.connect() as connection:
        for path in ("/health", "/v1/models", "/nothing"):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            receive(connection)


def test_the_time_scale_shortens_it(serve: Serve) -> None:
    server = serve("{rtt: 60s, handshake: false}", more="time_scale: 100")
    with server.connect() as connection, timed("a hundredth", 0.6):
        asked(connection, post(chat()))


def test_an_answer_keeps_its_own_time_as_well(serve: Serve) -> None:
    server = serve("{rtt: 200ms, handshake: false}", more="latency: 300ms")
    with server.connect() as connection, timed("latency and way", 0.5):
        asked(connection, post(chat()))


# --- rates -----------------------------------------------------------------------------------


def test_a_megabyte_takes_its_time() -> None:
    with (
        sharing_profile("payload: 1000000\nnetwork: {down: 8mbps}") as server,
        server.connect() as connection,
    ):
        connection.settimeout(30)
        patience = Patience(1.5)  # for some 1.01 s
        started_s = monotonic()
        connection.sendall(post(chat()))
        head = connection.recv(65_536)
        begun_s, first = monotonic(), len(head)
        while b"\r\n\r\n" not in head:
            head += connection.recv(65_536)
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length is not None
        size, whole = len(head), head.index(b"\r\n\r\n") + 4 + int(length[1])
        while size < whole:
            size += len(connection.recv(1 << 20))
        ended_s = monotonic()
        assert not patience.is_over()
    rest_s, asked_s = (size - first) / 1e6, size / 1e6
    off = (ended_s - begun_s) / rest_s - 1
    print(f"{size:,} bytes: asked {asked_s:.4f} s, measured {ended_s - started_s:.4f} s")
    print(f"from the first piece on: {off:+.2%}")
    assert asked_s <= ended_s - started_s


def test_a_stream_takes_its_time_as_well(serve: Serve) -> None:
    server = serve("{down: 4mbps}", more="payload: 10000")
    with server.connect() as connection:
        started_s = monotonic()
        size = len(asked(connection, post(chat(stream=True))))
        took_s = monotonic() - started_s
    print(f"{size:,} bytes: asked {size / 5e5:.4f} s, measured {took_s:.4f} s")
    assert took_s >= size / 5e5


def test_a_request_takes_the_time_of_its_bytes(serve: Serve) -> None:
    server = serve("{up: 1mbps}")
    for request in (post(chat("a" * 60_000)), post(chat("a" * 100_000))):  # one in each lane
        with server.connect() as connection, timed("upload", len(request) * 8 / 1e6):
            asked(connection, request)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_connections_of_all_workers_share_the_servers_rate(workers: str) -> None:
    sizes: list[int] = []

    def load() -> None:
        with server.connect() as connection:
            sizes.append(len(asked(connection, post(chat()))))

    text = "payload: 200000\nnetwork: {server_down: 8mbps}"
    threads = [Thread(target=load) for _ in range(6)]
    with sharing_profile(text, "-workers", workers) as server:
        started_s = monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took_s, asked_s = monotonic() - started_s, sum(sizes) / 1e6
    print(f"{workers} workers: asked {asked_s:.4f} s, measured {took_s:.4f} s")
    assert len(sizes) == 6
    assert took_s >= asked_s


# --- bytes -----------------------------------------------------------------------------------


NETWORKS = (
    "{jitter: 5ms, loss: {p: 0.1, rto: 20ms}}",
    "{slice: {bytes: {dist: uniform, min: 1, max: 40}}}",
    "{coalesce: 20ms, down: 10mbps, burst: 4KiB, rtt: 5ms}",
)


@pytest.mark.parametrize("network", NETWORKS)
def test_an_answer_is_the_same_behind_a_network(serve: Serve, network: str) -> None:
    more = "itl: {token: 1ms}\ntokens: {output: 30}\n"
    bodies = [post(chat(stream=stream)) for stream in (False, True)]
    found = []
    for one in (network, "{preset: none}"):
        server = serve(one, more=more)
        with server.connect() as connection:
            answers = [responses(asked(connection, body))[0] for body in bodies]
        found.append([(one.status, texts(one.body)) for one in answers])
    assert found[0] == found[1]
    assert all(words for _, words in found[0])


def texts(body: bytes) -> list[bytes]:
    """Return what of an answer does not change from run to run."""
    return re.findall(rb'"content": ?"([^"]*)"', body)


def test_a_client_reads_what_is_cut_in_the_middle_of_letters(serve: Serve) -> None:
    network = "{slice: {bytes: {dist: uniform, min: 1, max: 5}}}"
    more = "locale: ja_JP\ntokens: {output: 12}\n"
    server, plain = serve(network, more=more), serve("{preset: none}", more=more)
    said = []
    for one in (server, plain):
        url = f"{one.url}/v1"
        with openai.OpenAI(base_url=url, api_key="k", max_retries=0, timeout=60) as client:
            chunks = client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}], stream=True
            )
            texts = [one.choices[0].delta.content or "" for one in chunks if one.choices]
        said.append("".join(texts))
    assert said[0] == said[1]
    assert not said[0].isascii()


def test_pieces_arrive_by_themselves(serve: Serve) -> None:
    server = serve("{slice: {bytes: 50, delay: 5ms}}")
    received: list[bytes] = []
    with server.connect() as connection:
        connection.settimeout(30)
        connection.sendall(post(chat(), "Connection: close"))
        while data := connection.recv(1 << 20):
            received.append(data)
    assert responses(b"".join(received))[0].status == 200
    assert len(received) > 3  # of a dozen and more, however late some are
    assert all(len(one) % 50 == 0 for one in received[:-1])


def test_what_is_due_within_the_window_arrives_together(serve: Serve) -> None:
    more = "itl: {token: 1ms}\ntokens: {output: 50}\n"
    server = serve("{coalesce: 1s}", more=more)
    with server.connect() as connection, timed("window", 1.0):
        connection.sendall(post(chat(stream=True)))
        connection.settimeout(30)
        assert connection.recv(1 << 20).startswith(b"HTTP/1.1 200 OK\r\n")


# --- beside faults ---------------------------------------------------------------------------


def test_a_fault_does_what_it_does_and_the_network_comes_after_it(serve: Serve) -> None:
    """A connection that is cut after so many tokens is, and what went before is on its way."""
    more = """
itl: {token: 20ms}
tokens: {output: 100}
faults: [{type: reset, after: {ms: 400}}]
"""
    found = []
    for network in ("{rtt: 1s, handshake: false}", "{preset: none}"):
        server = serve(network, more=more)
        with server.connect() as connection:
            connection.settimeout(30)
            connection.sendall(post(chat(stream=True)))
            found.append(received_until_reset(connection).count(b"data: "))
    behind, plain = found
    assert plain >= 5
    assert abs(behind - plain) <= 4  # which of two ticks came first


def received_until_reset(connection: socket.socket) -> bytes:
    """Return all that comes before a reset."""
    received = bytearray()
    try:
        while data := connection.recv(1 << 16):
            received += data
    except ConnectionResetError:
        return bytes(received)
    raise AssertionError("closed, and not reset")


def test_comments_in_silence_are_no_more_behind_a_slow_network(serve: Serve) -> None:
    more = """
itl: {token: 50ms}
tokens: {output: 30}
faults: [{type: comments, gap: 900ms}]
"""
    server = serve("{rtt: 2s, handshake: false}", more=more)
    with server.connect() as connection:
        assert b"\n: keep-alive" not in asked(connection, post(chat(stream=True)))


# --- connections -----------------------------------------------------------------------------


def test_under_tls_the_handshake_is_two_round_trips() -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        sharing_profile("{network: {rtt: 200ms}, tls: self-signed}") as server,
        context.wrap_socket(server.connect()) as connection,
    ):
        with timed("first", 0.6):
            asked(connection, post(chat()))
        with timed("later", 0.2):
            asked(connection, post(chat()))


def test_requests_that_came_early_are_answered_in_their_order(serve: Serve) -> None:
    server = serve("{rtt: 50ms, jitter: {dist: exponential, mean: 20ms}, down: 1mbps}")
    bodies = [post(chat(stream=stream)) for stream in (False, True, False)]
    with server.connect() as connection, timed("three", 0.2):
        connection.sendall(b"".join(bodies))
        found = responses(receive(connection, count=3, timeout_s=30))
    streams = [one.header("content-type").startswith("text/event-stream") for one in found]
    assert streams == [False, True, False]


def test_who_leaves_while_an_answer_is_on_its_way_harms_nobody(serve: Serve) -> None:
    server = serve("{rtt: 300ms, down: 100kbps}", more="payload: 10000")
    for stream in (False, True):
        with server.connect() as connection:
            connection.sendall(post(chat(stream=stream)))
    with server.connect() as connection:
        connection.sendall(post(chat()))
        assert connection.recv(1)
    with server.connect() as connection:
        assert responses(asked(connection, post(chat())))[0].status == 200


def test_an_answer_on_its_way_is_whole_where_the_server_stops(tmp_path: Path) -> None:
    profile = tmp_path / "far.yaml"
    profile.write_text("extends: fast\nnetwork: {rtt: 2s, handshake: false}\n")
    with serving("-profile", str(profile)) as server, server.connect() as connection:
        connection.sendall(post(chat()))
        wait_read(server)
        server.process.terminate()
        assert responses(receive(connection, timeout_s=30))[0].status == 200
        assert exit_code(server.process, 30.0) == 0
