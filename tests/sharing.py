"""Servers that test modules share, in each process that tests.

`sharing` lends one for each set of flags to all who want it at a time, `lending` one that nobody
else has meanwhile, which begins anew with each profile. That costs a sixth of a start. Who stops a
server, or has a profile that names files, takes `talking.serving_quietly`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO
from zlib import crc32

import yaml

from tests.controlling import insist
from tests.patience import exit_code
from tests.serving import Server, errors_in, started, wait_ready
from tests.started import STOP_S

_SEEDED = ("-seed", "7")


@dataclass
class Lent:
    """A running server, the file it writes errors to, and how many bytes of that are known."""

    server: Server
    stderr: IO[str]
    seen: int = 0

    def check(self) -> None:
        """It must be alive, and have written no error since the last look."""
        code, errors = self.server.process.poll(), self._news()
        assert (code, errors) == (None, ""), f"exit code {code}, and on stderr:\n{errors}"

    def wait(self) -> None:
        """It has been told to stop; it must do so with 0, and have written no error."""
        code = exit_code(self.server.process, STOP_S)
        self.server.process.communicate()
        errors = self._news()
        self.stderr.close()
        assert (code, errors) == (0, ""), f"exit code {code}, and on stderr:\n{errors}"

    def _news(self) -> str:
        self.stderr.seek(self.seen)
        written = self.stderr.read()
        self.seen = self.stderr.tell()
        return errors_in(written)


_lent: dict[tuple[str, ...], Lent] = {}
_free: dict[tuple[str, ...], list[Lent]] = {}  # of those that one at a time has, by their flags
_folders: list[Path] = []  # of profiles, one of this run's


@contextmanager
def sharing(*flags: str, module: str = "sanic_mock", purpose: str = "") -> Iterator[Server]:
    """Lend a server; when the block is over it must be alive and have written no error.

    Args:
        flags: of the command.
        module: which runs it.
        purpose: for which it is kept from others who lend a server with the same flags.
    """
    key = (module, purpose, *flags)
    if key not in _lent or _lent[key].server.process.poll() is not None:
        _lent[key] = _start(flags, module)
    yield _lent[key].server
    _lent[key].check()


@contextmanager
def sharing_profile(text: str, *flags: str, **further: str) -> Iterator[Server]:
    """Lend a server of a profile, the same one for the same text; see `sharing`."""
    with sharing("-profile", str(_profile(text)), *flags, **further) as server:
        yield server


@contextmanager
def lending(profile: str, *flags: str) -> Iterator[Server]:
    """Lend a server of a profile to nobody else: as at its start, but for its ledger and metrics.

    When the block is over it must be alive and have written no error.

    Args:
        profile: what runs, as its file has it.
        flags: of the command; they are said before the profile.
    """
    free = _free.setdefault(flags, [])
    lent = free.pop() if free else _start(flags, "sanic_mock")
    with ExitStack() as stack:
        stack.callback(_stop, lent)
        insist(lent.server, "POST", "/reset")
        insist(lent.server, "PUT", "/profile", yaml.safe_load(profile))
        yield lent.server
        lent.check()
        stack.pop_all()
    free.append(lent)


@contextmanager
def both_lanes() -> Iterator[tuple[Server, Server]]:
    """Lend a server with the fast lane and one without, under one seed.

    Both must be asked the same, as often, for an answer depends on how often it was asked for.
    """
    with (
        sharing(*_SEEDED, purpose="lanes") as fast,
        sharing(*_SEEDED, module="tests.sanic_only", purpose="lanes") as sanics,
    ):
        yield fast, sanics


def keep_profiles_in(folder: Path) -> None:
    """Write profiles of servers that are lent there, from here on."""
    _folders[:] = [folder]


def stop_shared() -> None:
    """Stop all servers that were lent, also where one of them stops badly."""
    lent = [*_lent.values(), *chain(*_free.values())]
    _lent.clear()
    _free.clear()
    with ExitStack() as stack:
        for one in lent:
            one.server.process.terminate()
            stack.callback(one.wait)


def _stop(lent: Lent) -> None:
    lent.server.process.terminate()
    lent.wait()


def _profile(text: str) -> Path:
    """Return the file of a profile."""
    path = _folders[0] / f"{crc32(text.encode()):08x}.yaml"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    return path


def _start(flags: tuple[str, ...], module: str) -> Lent:
    stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed when it stops
    return Lent(wait_ready(started(flags, module, stderr)), stderr)
