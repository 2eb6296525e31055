"""A client of its own that knows when each byte came: epoll, one thread, stamps in nanoseconds.

It polls without sleeping where it has a core to itself, so a wake costs no time. The kernel stamps
what arrives (SO_TIMESTAMPNS, on TCP the stamp of the last bytes read); the time from that stamp to
the read is the client's own lag. What is reported as late is what the client read, lag included.
"""

from __future__ import annotations

import gc
import itertools
import random
import select
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic_ns, time_ns

from tests.bench.asks import Ask, missing_bytes
from tests.bench.machine import allow_files
from tests.bench.spread import BenchError

NS = 1_000_000_000
CONNECT_S = 10.0
PATIENCE_NS = 30 * NS
_TIMESTAMPNS = 35  # SO_TIMESTAMPNS of asm-generic/socket.h; Python 3.11 has no name for it
_STAMP = struct.Struct("@qq")
_ROOM = socket.CMSG_SPACE(_STAMP.size)
_READ = 1 << 18
_MOMENT_NS, _TRIES = 50_000, 8


@contextmanager
def connections(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Open connections whose arrivals the kernel stamps, and close them at the end."""
    allow_files(count)
    with ExitStack() as stack:
        yield [stack.enter_context(_connect(port)) for _ in range(count)]


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), CONNECT_S)
    connection.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setblocking(False)
    return connection


def receive(connection: socket.socket) -> tuple[bytes, int, int]:
    """Return what came, when it was read, and how long before that it had arrived (ns)."""
    received, stamps, _, _ = connection.recvmsg(_READ, _ROOM)
    read_ns, clock_ns = _both_clocks()
    if not stamps:  # the kernel begins to stamp a little after it was asked
        return received, read_ns, 0
    seconds, nanoseconds = _STAMP.unpack(stamps[0][2])
    return received, read_ns, max(0, clock_ns - seconds * NS - nanoseconds)


def _both_clocks() -> tuple[int, int]:
    """Return what both clocks say, the kernel stamps by the second, of one moment.

    A pause of the machine between them would count as lag, and what arrived in time as early.
    """
    for _ in range(_TRIES):
        read_ns, clock_ns = monotonic_ns(), time_ns()
        if monotonic_ns() - read_ns < _MOMENT_NS:
            break
    return read_ns, clock_ns


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect no garbage while something is measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Talk:
    """One connection that asks again as soon as it was answered."""

    def __init__(self, connection: socket.socket, ask: Ask) -> None:
        self.connection = connection
        self._ask = ask
        self._sent_ns = 0
        self._received = b""
        self.times_ns: list[int] = []
        self.lags_ns: list[int] = []

    def send(self, number: int) -> None:
        """Ask."""
        self._received = b""
        request = self._ask.numbered(number)
        self._sent_ns = monotonic_ns()
        if self.connection.send(request) != len(request):
            raise BenchError("a request did not fit into an empty socket")

    def is_answered(self) -> bool:
        """Read, and say whether the answer is whole."""
        received, read_ns, lag_ns = receive(self.connection)
        if not received:
            raise BenchError("the server closed a connection that waited for its answer")
        self._received += received
        if b"\r\n\r\n" not in self._received or missing_bytes(self._received) > 0:
            return False
        self.times_ns.append(read_ns - self._sent_ns)
        self.lags_ns.append(lag_ns)
        return True


def converse(talks: Sequence[Talk], seconds: float, settle_s: float, spin: bool) -> None:
    """Ask on all connections, each again when answered, until the time is over.

    Args:
        talks: the connections; the first requests are spread over `settle_s`.
        seconds: of asking after that; what is under way at the end is waited for.
        settle_s: the time over which connections join.
        spin: poll without sleeping.
    """
    by_file = {talk.connection.fileno(): talk for talk in talks}
    number = itertools.count().__next__
    joining = iter(talks)
    begin_ns = monotonic_ns()
    every_ns = round(settle_s * NS) // len(talks)
    end_ns = begin_ns + round((settle_s + seconds) * NS)
    joined = waiting = 0
    with _poller(by_file) as poller:
        while (now_ns := monotonic_ns()) < end_ns or waiting or joined < len(talks):
            if now_ns > end_ns + PATIENCE_NS:
                raise BenchError(f"{waiting} answers did not come in time")
            while joined < len(talks) and now_ns >= begin_ns + joined * every_ns:
                next(joining).send(number())
                joined, waiting = joined + 1, waiting + 1
            for file, _ in poller.poll(0 if spin else 0.001):
                talk = by_file[file]
                if talk.is_answered():
                    waiting -= 1
                    if monotonic_ns() < end_ns:
                        talk.send(number())
                        waiting += 1


def _poller(files: Iterable[int]) -> select.epoll:
    poller = select.epoll()
    for file in files:
        poller.register(file, select.EPOLLIN)
    return poller


class Stream:
    """One stream and when each of its events came.

    Attributes:
        sent_ns: when the request was sent; 0 before.
        read_ns: per event, when it was read.
        lag_ns: per event, how long before that it had arrived.
    """

    __slots__ = ("_half", "connection", "lag_ns", "read_ns", "sent_ns")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.sent_ns = 0
        self.read_ns: list[int] = []
        self.lag_ns: list[int] = []
        self._half = False

    def take(self) -> bool:
        """Read what came; False at the end of the connection."""
        received, read_ns, lag_ns = receive(self.connection)
        # JSON escapes its line ends, so two of them end an event, and nothing else does
        events = received.count(b"\n\n") + (self._half and received[:1] == b"\n")
        self._half = received[-1:] == b"\n" and received[-2:] != b"\n\n"
        self.read_ns += [read_ns] * events
        self.lag_ns += [lag_ns] * events
        return bool(received)


def run_streams(
    streams: Sequence[Stream], ask: Ask, events: int, start_s: float, limit_s: float, spin: bool
) -> None:
    """Ask once on each connection and read until all streams have ended or the limit is reached.

    Args:
        streams: not yet asked.
        ask: the request.
        events: of a whole stream.
        start_s: the time over which requests are spread, at random, so that streams do not
            beat together.
        limit_s: when to stop, whatever has come.
        spin: poll without sleeping.
    """
    by_file = {stream.connection.fileno(): stream for stream in streams}
    draws = random.Random(1)
    begin_ns = monotonic_ns()
    starts_ns = sorted(begin_ns + round(draws.random() * start_s * NS) for _ in streams)
    limit_ns = begin_ns + round(limit_s * NS)
    asked, live = 0, len(streams)
    with _poller(by_file) as poller:
        while live and (now_ns := monotonic_ns()) < limit_ns:
            if asked < len(streams) and starts_ns[asked] <= now_ns:
                _start(streams[asked], ask.numbered(asked))
                asked += 1
            for file, _ in poller.poll(0 if spin else 0.001):
                stream = by_file[file]
                if not stream.take() or len(stream.read_ns) >= events:
                    poller.unregister(file)
                    live -= 1


def _start(stream: Stream, request: bytes) -> None:
    stream.sent_ns = monotonic_ns()
    stream.connection.send(request)
