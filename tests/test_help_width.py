"""The help fits a terminal, and loses no word there."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import termios
import threading
from contextlib import suppress

import pytest

from sanic_mock.cli import main
from sanic_mock.commands.table import COMMANDS
from sanic_mock.output import USUAL_WIDTH

ASKED = [[], *([*words] for words in COMMANDS if words)]


def shown(words: list[str], columns: int) -> list[str]:
    """Return the lines that a terminal gets which says it has so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    received = bytearray()

    def read() -> None:
        with suppress(OSError):  # EIO: nobody writes any more
            while data := os.read(ours, 65536):
                received.extend(data)

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(its, "w") as terminal:
        assert main(["help", *words], {}, terminal, io.StringIO()) == 0
    reader.join()
    os.close(ours)
    return received.decode().replace("\r\n", "\n").splitlines()


def piped(words: list[str]) -> list[str]:
    """Return the lines that any other file gets."""
    out = io.StringIO()
    assert main(["help", *words], {}, out, io.StringIO()) == 0
    return out.getvalue().splitlines()


@pytest.mark.parametrize("columns", [40, 80, 132])
@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_it_fits_a_terminal(words: list[str], columns: int) -> None:
    lines = shown(words, columns)

    assert max(map(len, lines)) <= columns
    assert " ".join(lines).split() == " ".join(piped(words)).split()


def test_what_follows_stands_below_the_text() -> None:
    lines = shown([], 80)
    first = next(place for place, line in enumerate(lines) if "names and descriptions" in line)
    following = lines[first + 1]

    assert len(following) - len(following.lstrip()) == lines[first].index("names") > 40


def test_a_terminal_that_does_not_say_is_as_wide_as_any_file() -> None:
    assert shown([], 0) == piped([])
    assert max(map(len, piped([]))) <= USUAL_WIDTH
