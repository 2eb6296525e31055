"""The start block, without a server."""

from __future__ import annotations

import io
from typing import TextIO

from sanic_mock.cli import main
from sanic_mock.server.banner import banner
from sanic_mock.settings import Settings


def shown(*words: str) -> str:
    """Return the start block that these flags lead to."""

    def serve(settings: Settings, out: TextIO) -> int:
        out.write(banner(settings, 8000))
        return 0

    out = io.StringIO()
    assert main(list(words), {}, out, io.StringIO(), serve) == 0
    return out.getvalue()


def test_a_median_has_as_many_digits_as_one_reads() -> None:
    block = shown("-profile", "openai")
    assert "first token after 639ms (median; percentiles)" in block
    assert "then a token every 7.912ms (median; logt)" in block
