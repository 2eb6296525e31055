"""`python -m tests.hostile.probe PORT PID [stream]`: how long others wait beside an attack.

One connection asks for `/health` again and again, another reads a stream of a token each 10 ms.
Lines on standard input begin and end a window; each end is answered with a line of JSON.

A gap says little on a busy machine, on which the server itself may have waited for a processor. So
the processor time that the server's process took during each gap is noted, too (its threads hold
one lock): a *stall* is the shorter of both, and is the server's doing.
"""

from __future__ import annotations

import json
import select
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic_ns

TOKEN_MS = 10.0
PROFILE = {"ttft": {"base": "1ms"}, "itl": {"token": "10ms"}, "tokens": {"output": 1_000_000}}
_HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
_STREAM_BODY = (
    b'{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Probe"}]}'
)
_STREAM = (
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
    b"x-mock-mode: lenient\r\nContent-Length: %d\r\n\r\n%b" % (len(_STREAM_BODY), _STREAM_BODY)
)
_MS = 1e6


@dataclass
class Window:
    """What was noticed between two moments.

    Attributes:
        gap_ms: longest time between two tokens, less the planned one.
        health_ms: longest wait for `/health`.
        stall_ms: see the module.
        token_stall_ms: the longest of tokens alone.
        used_ms: processor time of the server's process in all of it.
        tokens: how many came.
    """

    gap_ms: float = 0.0
    health_ms: float = 0.0
    stall_ms: float = 0.0
    token_stall_ms: float = 0.0
    used_ms: float = 0.0
    tokens: int = 0


class Processor:
    """The processor time of a process.

    Args:
        pid: whose.
    """

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")

    def used_ns(self) -> int:
        """Return what its threads have used; see Documentation/scheduler/sched-stats of Linux."""
        return sum(self._thread_ns(task) for task in self._tasks.iterdir())

    def _thread_ns(self, task: Path) -> int:
        try:
            return int((task / "schedstat").read_text().split()[0])
        except OSError:  # a thread that has just ended
            return 0


class Wait:
    """Something that comes again and again.

    Args:
        planned_ns: how long after the one before.
    """

    def __init__(self, planned_ns: float = 0.0) -> None:
        self._planned_ns = planned_ns
        self._since: tuple[int, int] | None = None
        self.longest_ms = self.stall_ms = 0.0

    def begin(self, now_ns: int, used_ns: int) -> None:
        """Wait from here on."""
        self._since = now_ns, used_ns

    def come(self, now_ns: int, used_ns: int) -> None:
        """Note that it came."""
        self.look(now_ns, used_ns)
        self._since = None

    def look(self, now_ns: int, used_ns: int) -> None:
        """Note how long it has been waited for."""
        if self._since is not None:
            waited_ms = max(0.0, now_ns - self._since[0] - self._planned_ns) / _MS
            self.longest_ms = max(self.longest_ms, waited_ms)
            self.stall_ms = max(self.stall_ms, min(waited_ms, (used_ns - self._since[1]) / _MS))

    def reset(self) -> None:
        """Forget what was longest, but not what is waited for."""
        self.longest_ms = self.stall_ms = 0.0


class Probe:
    """Both connections.

    Args:
        port: of the server.
        pid: its process.
        has_stream: whether the server paces answers.
    """

    def __init__(self, port: int, pid: int, *, has_stream: bool) -> None:
        self._processor = Processor(pid)
        self._asking = _connected(port)
        self._streams = [_connected(port)] if has_stream else []
        self._token, self._health = Wait(TOKEN_MS * _MS), Wait()
        self._tokens, self._since_ns = 0, self._processor.used_ns()

    def watch(self) -> Iterator[Window]:
        """Watch until standard input ends; yield a window for each of its lines."""
        for stream in self._streams:
            stream.sendall(_STREAM)
        self._ask()
        while True:
            ready, _, _ = select.select((*self._streams, self._asking, sys.stdin), (), ())
            for stream in self._streams:
                if stream in ready:
                    self._read_stream(stream)
            if self._asking in ready:
                self._read_health()
            if sys.stdin in ready:
                if not sys.stdin.readline():
                    return
                yield self._window()

    def _ask(self) -> None:
        self._asking.sendall(_HEALTH)
        self._health.begin(monotonic_ns(), self._processor.used_ns())

    def _read_stream(self, stream: socket.socket) -> None:
        data = stream.recv(1 << 16)
        assert data, "the probe's stream ended"
        now_ns, used_ns = monotonic_ns(), self._processor.used_ns()
        self._token.come(now_ns, used_ns)
        self._token.begin(now_ns, used_ns)
        self._tokens += data.count(b"\n\n")

    def _read_health(self) -> None:
        assert self._asking.recv(1 << 16), "the probe's connection ended"
        self._health.come(monotonic_ns(), self._processor.used_ns())
        select.select((), (), (), 0.002)
        self._ask()

    def _window(self) -> Window:
        """Return what was noticed since the last one, with what is still waited for."""
        now_ns, used_ns = monotonic_ns(), self._processor.used_ns()
        token, health = self._token, self._health
        for wait in (token, health):
            wait.look(now_ns, used_ns)
        window = Window(
            token.longest_ms,
            health.longest_ms,
            max(token.stall_ms, health.stall_ms),
            token.stall_ms,
            (used_ns - self._since_ns) / _MS,
            self._tokens,
        )
        self._since_ns = used_ns
        for wait in (token, health):
            wait.reset()
        self._tokens = 0
        return window


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 10.0)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


if __name__ == "__main__":
    port, pid, *further = sys.argv[1:]
    for window in Probe(int(port), int(pid), has_stream=bool(further)).watch():
        print(json.dumps(asdict(window)), flush=True)
