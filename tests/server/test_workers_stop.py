"""Workers that are told to stop while they are still being started."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.patience import exit_code
from tests.processes import descendants, named, serving_apart, wait_until
from tests.serving import ANY_PORT, START_S, STOP_S
from tests.started import start


@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.1])
def test_a_stop_while_workers_start_leaves_none_behind(after_s: float) -> None:
    process = start("sanic_mock", [*ANY_PORT, "-workers", "4"], is_apart=True)
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(children.read_text, START_S)
        time.sleep(after_s)
        process.send_signal(signal.SIGTERM)

        assert exit_code(process, STOP_S) == 0
    finally:
        process.kill()
        process.communicate()


def test_workers_end_with_a_parent_that_is_killed() -> None:
    with serving_apart("-workers", "2") as server:
        family = descendants(server.process.pid)
        server.process.kill()

        wait_until(lambda: not any(map(named, family)))
