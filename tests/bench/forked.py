"""`python -m tests.bench.forked` is the bench with servers that are forked from one process.

A start is most of what a quick run does, and forked it is a quarter of the work; what is measured
of starts and of memory is nothing that users would see.
"""

from __future__ import annotations

import atexit
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests import started
from tests.bench import servers
from tests.bench.__main__ import main, stop
from tests.bench.servers import ROOT, Started


def start_forked(command: Sequence[str], output: Path, root: Path) -> Started:
    """See tests.bench.servers.start."""
    python, flag, module, *flags = command
    assert (python, flag, root) == (sys.executable, "-m", ROOT)
    with output.open("w") as out:
        return started.start(module, flags, out, out)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    atexit.register(started.close_nursery)
    servers.start = start_forked
    sys.exit(main(sys.argv[1:], sys.stdout))
