"""When bytes came is told by two clocks of one moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import count
from time import time_ns

import pytest

from tests.bench import latency_client
from tests.bench.latency_client import NS, connections, receive


@pytest.fixture
def arrived() -> Iterator[socket.socket]:
    """Yield a connection on which a byte has come, stamped by the kernel."""
    server = socket.create_server(("127.0.0.1", 0))
    with server, connections(server.getsockname()[1], 1) as (client,):
        client.setblocking(True)
        peer, _ = server.accept()
        with peer:
            for _ in range(50):  # the kernel begins to stamp a little after it was asked
                peer.send(b"x")
                if client.recvmsg(1, 64, socket.MSG_PEEK)[1]:
                    break
                client.recv(1)
            yield client


def test_a_pause_between_the_clocks_is_no_lag(
    arrived: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_ns, calls, passed_ns = time_ns(), count(), [0]

    def pausing_ns() -> int:
        """Tell a time that passes between the first look at one clock and that at the other."""
        passed_ns[0] += 10 * NS if next(calls) == 1 else 0
        return begin_ns + passed_ns[0]

    monkeypatch.setattr(latency_client, "monotonic_ns", pausing_ns)
    monkeypatch.setattr(latency_client, "time_ns", pausing_ns)

    _, read_ns, lag_ns = receive(arrived)

    assert 0 <= begin_ns - (read_ns - lag_ns) < NS
