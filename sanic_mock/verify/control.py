"""A process that only waits, on the server's own cores, and notes how late it is woken.

It does nothing that takes time, so what makes it late is the machine: other processes, a hypervisor
that took the core away. A server beside it cannot be on time by more than that. It runs until its
stdin ends, and then writes its lags in ns, a JSON list.
"""

from __future__ import annotations

import gc
import json
import select
import sys

from sanic_mock.verify.lag import Lag

#: What it writes when it has begun.
READY = b"ready\n"


def main() -> None:
    """Be the process."""
    gc.disable()
    out, stdin = sys.stdout.buffer, sys.stdin.fileno()
    poll = select.epoll()
    poll.register(stdin, select.EPOLLIN)
    with Lag(poll) as lag:
        out.write(READY)
        out.flush()
        while not any(place == stdin for place, _ in poll.poll()):
            lag.tick()
    out.write(json.dumps(lag.lags).encode())


if __name__ == "__main__":
    main()
