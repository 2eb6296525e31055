"""`python -m tests.shared.killing put|delete FILLED`: a process is killed at each line of a change.

After each the store must hold whole values and take new ones. It is a process of its own because
one that has run tests takes fifty times as long to fork.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from sanic_mock.shared import memory, mutex
from sanic_mock.shared import store as module
from sanic_mock.shared.store import LEAST_BYTES, Store

FEWEST_LINES = 20
OLD, NEW = b"old" * 50, b"new" * 50
CHANGES: dict[str, tuple[Callable[[Store], object], set[bytes | None]]] = {
    "put": (lambda store: store.put("mine", NEW), {OLD, NEW}),
    "delete": (lambda store: store.delete("mine"), {OLD, None}),
}


def fork(work: Callable[[], object]) -> int:
    """Run something in a process of its own; return its id."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def ended(pid: int) -> int:
    """Wait for a process; return its exit code, negative where a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(line: int, work: Callable[[], object], room: str = module.__file__) -> int:
    """Run something in a process that is killed at its nth line of a module or its lock."""
    left = line

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename not in (room, memory.__file__, mutex.__file__):
            return None
        left -= event == "line"
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return count

    def traced() -> None:
        sys.settrace(count)
        work()

    return ended(fork(traced))


def filled_store(others: int) -> Store:
    """Return a store with the value that is to be changed behind some others."""
    store = Store(LEAST_BYTES)
    for number in range(others):
        store.put(f"other-{number}", bytes([number]) * 150)
    store.put("mine", OLD)
    return store


def check(store: Store, allowed: set[bytes | None]) -> None:
    """All values must be whole, and new ones taken."""
    others = {key: store.get(key) for key in store.keys("other-")}
    assert all(value == bytes([int(key[6:])]) * 150 for key, value in others.items())
    assert store.get("mine") in allowed
    assert (store.get("mine") is not None) == (store.keys("mine") == ["mine"])
    assert store.put("mine", b"next")
    assert store.delete("mine")
    assert (store.get("mine"), store.keys("mine")) == (None, [])
    for number in range(20):
        assert store.put(f"later-{number}", bytes([number]) * number)
    assert store.get("later-19") == bytes([19]) * 19


def main(action: str, others: int) -> None:
    """Kill at one line after another, until the change ends before it would be killed."""
    change, allowed = CHANGES[action]
    code, line = -signal.SIGKILL, 0
    while code == -signal.SIGKILL:
        line += 1
        store = filled_store(others)
        code = killed_at(line, lambda store=store: change(store))  # type: ignore[misc]
        check(store, allowed)
    assert code == 0, f"ended with {code} at line {line}"
    assert line > FEWEST_LINES, f"only {line} lines"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
