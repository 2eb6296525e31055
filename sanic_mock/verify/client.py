"""The independent client: raw sockets, one epoll loop, each read stamped in nanoseconds.

Runs as a process of its own: a job comes in on stdin, lines of `ClientReport` go out on stdout. It
shares no clock, loop or parser with the server. Each connection asks its next question when the
last is answered, and connections begin one after the other, not all at once. What makes a read late
here would look like the server's lateness, so a timer of its own tells how late this loop is: see
Lag.
"""

from __future__ import annotations

import gc
import select
import socket
import sys
from collections.abc import Callable
from time import monotonic_ns

import msgspec

from sanic_mock.verify.lag import Lag
from sanic_mock.verify.question import ClientJob, ClientReport, TimedAnswer, request
from sanic_mock.verify.response import END, HEAD_END, TEXT, finish

_READ = 1 << 18
_CONNECT_S = 10.0
_TELL_EACH = 25  # ticks
_STARTS = 200  # all connections have begun after about so many ticks
_NS = 1_000_000_000


class Talk:
    """One connection and the answer that is under way on it.

    Args:
        job: where to connect.
        following: gives the next question's number, or None after the last.
        hand_in: takes a complete answer.
    """

    def __init__(
        self,
        job: ClientJob,
        following: Callable[[], int | None],
        hand_in: Callable[[TimedAnswer], None],
    ) -> None:
        self._job = job
        self._following = following
        self._hand_in = hand_in
        self._socket = socket.create_connection((job.host, job.port), _CONNECT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answer: TimedAnswer | None = None
        self._raw: list[bytes] = []
        self._tail = b""

    def fileno(self) -> int:
        """Return what to poll."""
        return self._socket.fileno()

    def ask(self) -> bool:
        """Send the next question; return whether there was one."""
        number = self._following()
        if number is None:
            self.close()
            return False
        content = request(self._job, number)
        self._raw, self._tail = [], b""
        self._answer = TimedAnswer(number, monotonic_ns(), [], [])
        self._socket.sendall(content)
        return True

    def read(self) -> bool:
        """Take what has come; return whether this connection goes on."""
        try:
            received = self._socket.recv(_READ)
        except OSError as error:
            return self._fail(error.strerror or "the connection failed")
        now_ns = monotonic_ns()
        if not received:
            return self._fail("the server closed the connection")
        if self._answer is None:
            return self._fail("the server sent what nobody asked for")
        self._raw.append(received)
        if not self._answer.head_ns and HEAD_END in b"".join(self._raw):
            self._answer.head_ns = now_ns
        if len(self._raw) == 1 and received[9:12] != b"200":
            return self._fail("refused")
        self._count(self._answer, received, now_ns)
        return not received.endswith(END) or self._end(self._answer, now_ns)

    def give_up(self, problem: str) -> None:
        """Hand in what is under way as failed."""
        self._fail(problem)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _count(self, answer: TimedAnswer, received: bytes, now_ns: int) -> None:
        """Stamp the events that are complete; half an event waits for the rest of it."""
        complete, border, self._tail = (self._tail + received).rpartition(b"\n\n")
        if border and (count := complete.count(TEXT)):
            before = answer.events[-1] if answer.events else 0
            answer.stamps.append(now_ns)
            answer.events.append(before + count)

    def _end(self, answer: TimedAnswer, now_ns: int) -> bool:
        answer.ended_ns = now_ns
        raw, self._answer, self._raw = b"".join(self._raw), None, []
        goes_on = self.ask()
        self._hand_in(finish(answer, raw))
        return goes_on

    def _fail(self, problem: str) -> bool:
        self.close()
        if self._answer is not None:
            said = b"".join(self._raw).partition(b"\r\n")[0].decode("latin-1")
            self._answer.problem = said if said[9:12] not in ("", "200") else problem
            self._hand_in(self._answer)
            self._answer = None
        return False


class Client:
    """Asks all questions of a job.

    Args:
        job: what to do.
        tell: takes a line for the verifier.
    """

    def __init__(self, job: ClientJob, tell: Callable[[ClientReport], None]) -> None:
        self._job = job
        self._tell = tell
        self._numbers = iter(range(job.first, job.first + job.requests))
        self._answers: list[TimedAnswer] = []
        self._heard_ns = 0
        self._poll = select.epoll()
        self._talks: dict[int, Talk] = {}
        self._idle: list[Talk] = []

    def run(self) -> None:
        """Ask, then tell all answers and the lag."""
        job = self._job
        self._idle = [Talk(job, self._following, self._answers.append) for _ in range(job.streams)]
        self._heard_ns = monotonic_ns()
        with Lag(self._poll) as lag:
            while self._talks or self._idle:
                for place, _ in self._poll.poll(1.0):
                    if place == lag.fileno():
                        lag.tick()
                        self._tick(lag.ticks)
                    else:
                        self._read(place)
        for answer in self._answers:
            self._tell(ClientReport(answer=answer))
        self._tell(ClientReport(lags=lag.lags))

    def _following(self) -> int | None:
        return next(self._numbers, None)

    def _read(self, place: int) -> None:
        self._heard_ns = monotonic_ns()
        if not self._talks[place].read():
            del self._talks[place]  # closing took it out of epoll

    def _tick(self, ticks: int) -> None:
        for _ in range(min(len(self._idle), 1 + self._job.streams // _STARTS)):
            self._begin(self._idle.pop())
        if ticks % _TELL_EACH == 0:
            self._tell(ClientReport(done=len(self._answers)))
        if monotonic_ns() - self._heard_ns > self._job.patience_s * _NS:
            for talk in self._talks.values():
                talk.give_up(f"nothing came for {self._job.patience_s:.0f} s")
            self._talks.clear()

    def _begin(self, talk: Talk) -> None:
        place = talk.fileno()
        if talk.ask():
            self._talks[place] = talk
            self._poll.register(place, select.EPOLLIN)


def main() -> None:
    """Be the process."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=ClientJob)
    out, encode = sys.stdout.buffer, msgspec.json.Encoder().encode

    def tell(told: ClientReport) -> None:
        out.write(encode(told) + b"\n")
        out.flush()

    gc.disable()
    Client(job, tell).run()


if __name__ == "__main__":
    main()
