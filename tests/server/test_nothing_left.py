"""However a server ends, it leaves no file behind where temporary ones are made."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.large import LARGE
from tests.patience import exit_code
from tests.reached import wait_read, wait_stopping
from tests.requests import chat, post
from tests.serving import ROOT, START_S, STOP_S, command, serving
from tests.talking import receive

RICH = ("-ledger", "100", "-metrics", "-payload", "big")
FORCED = 130


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a server would make temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGTERM], 0), ([signal.SIGINT], 0), ([signal.SIGINT] * 2, FORCED)],
    ids=["SIGTERM", "SIGINT", "SIGINT twice"],
)
def test_a_stop_leaves_nothing(
    temporary: Path, workers: str, signals: list[signal.Signals], code: int
) -> None:
    port_file = temporary / "port"
    flags = ("-workers", workers, "-port-file", str(port_file))
    with serving(*RICH, *flags, is_forked=False) as server:
        assert port_file.exists()
        with server.connect() as connection, server.connect() as waiting:
            connection.sendall(LARGE)  # which is another process's to answer
            receive(connection)
            if len(signals) > 1:
                waiting.sendall(post(chat(), "x-mock-latency: 20s"))
            wait_read(server)
            for one in signals:
                server.process.send_signal(one)
                wait_stopping(port_file)
            assert exit_code(server.process, STOP_S) == code
    assert [*temporary.iterdir()] == []


@pytest.mark.parametrize(
    "flags", [("-port", "{taken}"), ("-tls", "a,b"), ("-profile", "none.yaml")]
)
def test_a_start_that_fails_leaves_nothing(temporary: Path, flags: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = command(*RICH, "-port-file", str(temporary / "port"), *flags)
        done = subprocess.run(
            [one.format(taken=port) for one in words],
            cwd=ROOT,
            env=os.environ,
            capture_output=True,
            timeout=START_S,
        )
    assert done.returncode in (1, 2), done.stderr
    assert [*temporary.iterdir()] == []
