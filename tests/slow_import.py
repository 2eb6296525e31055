"""A command that is told to stop while a module of it is imported, which takes as long as it may.

Takes the same flags. Before it imports what the environment names it says so, and waits until its
standard input ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

MODULE = "TESTS_SLOW_IMPORT_MODULE"


class Slow(MetaPathFinder):
    """Finds nothing, and lets one module be waited for."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Wait where it is that module."""
        if name == os.environ[MODULE]:
            print("importing", flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    sys.meta_path.insert(0, Slow())
    from sanic_mock.__main__ import run  # type: ignore[attr-defined]

    run()
