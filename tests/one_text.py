"""The command with one text for all answers: `python -m tests.one_text` takes the same flags.

Faker's words change with its version; golden bytes must not.
"""

from __future__ import annotations

import os
import sys

from sanic_mock import cli
from sanic_mock.engine import text_pool
from sanic_mock.engine.writer import Writer

TEXT = 'Größe means "size"; 世界 means\n\tworld \\ 100% {sure}.'


class OneText(Writer):
    """Writes one text, again and again."""

    def small(self) -> str:
        """Return the text."""
        return TEXT


if __name__ == "__main__":
    text_pool._bodies.cache_clear()  # of texts that were there before
    text_pool.BODIES = 1
    text_pool.Writer = OneText  # type: ignore[attr-defined]
    sys.exit(cli.main(sys.argv[1:], os.environ, sys.stdout, sys.stderr))
