"""Lets a process of its own write the sentences that texts are made of, while others load.

Faker's modules take 5 MB, of which nothing is needed once the sentences are written, and a tenth of
a second, in which this process can load the vocabulary. What the other process cannot write, this
one writes when it is asked for; so it does where Faker is loaded already, which spares a fork.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec

from sanic_mock.engine.writer import keep_sentences, write_sentences
from sanic_mock.server.child import fork
from sanic_mock.server.stopping import held_signals


@contextmanager
def written_meanwhile(locale: str, seed: int) -> Iterator[None]:
    """Have the sentences of a locale once the block has ended; there are no threads yet."""
    if "faker" in sys.modules:
        yield
        return
    reading, writing = os.pipe()
    pid = 0
    with suppress(OSError), held_signals():
        pid = fork(lambda: _write(writing, locale, seed), with_parent=signal.SIGKILL)
    os.close(writing)
    try:
        yield
    finally:
        with os.fdopen(reading, "rb") as pipe:
            written = pipe.read()
        if pid:
            os.waitpid(pid, 0)
        if written:
            keep_sentences(locale, seed, msgspec.json.decode(written, type=tuple[str, ...]))


def _write(pipe: int, locale: str, seed: int) -> int:
    with os.fdopen(pipe, "wb") as writing:
        writing.write(msgspec.json.encode(write_sentences(locale, seed)))
    return 0
