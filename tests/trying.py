"""The command, which says how long each body is whose answer the loop begins to make.

`python -m tests.trying` takes the same flags, and says it on standard error.
"""

from __future__ import annotations

import sys

from sanic_mock.cli import run
from sanic_mock.engine import compiled
from sanic_mock.engine.draws import Chance


class SayingChance(Chance):
    """A chance that says when it is drawn."""

    def draw(self, case: bytes) -> bytes:
        """See Chance."""
        print(f"tried {len(case)}", file=sys.stderr, flush=True)
        return super().draw(case)


if __name__ == "__main__":
    compiled.Chance = SayingChance  # type: ignore[attr-defined]
    run()
