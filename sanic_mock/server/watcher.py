"""Reads a profile again when one of its files has changed (`-watch`), for all workers.

One thread of one worker looks at the files' times and sizes. What is still being written is left
alone until it has been the same at two looks. What is wrong then is said on stderr, and the server
stays what it is until the file changes again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path

from sanic_mock.dialects.control.controls import Controls
from sanic_mock.errors import SettingsError
from sanic_mock.profile import find
from sanic_mock.profile.opened import Stamps, noting_files, stamp
from sanic_mock.profile.running import Running, with_files

log = logging.getLogger("sanic_mock")

LOOK_S = 0.2


class Watcher:
    """Watches the files of one server's profile.

    Args:
        controls: changes the server.
        look_s: how often it looks.
    """

    def __init__(self, controls: Controls, look_s: float = LOOK_S) -> None:
        self._controls = controls
        self._look_s = look_s
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sanic-mock-watch", daemon=True)

    def start(self) -> None:
        """Watch from here on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over.set()

    def _run(self) -> None:
        word = self._controls.present().running.first.word
        if word is None or not find.find(word).path.resolve().is_file():
            log.warning("sanic-mock: -watch: %s is no file that could change", word)
            return
        seen = self._read(is_first=True)
        while not self._is_over.wait(self._look_s):
            now = _stamps(seen)
            if now == seen:
                continue
            while not self._is_over.wait(self._look_s) and (later := _stamps(seen)) != now:
                now = later
            # a file that could not be read this time is looked at, too: it was read before
            seen = now | self._read()

    def _read(self, *, is_first: bool = False) -> Stamps:
        """Read the profile again; return the files that it is of, as they were before that.

        What is changed meanwhile is seen at the next look.
        """
        with noting_files() as stamps:
            try:
                self._controls.change(lambda running: _reread(running, is_first=is_first))
            except SettingsError as error:
                for problem in error.problems:
                    log.error("sanic-mock: %s", problem)
                log.error("sanic-mock: the profile stays what it was")
            except Exception:  # it is looked at again when it changes again
                log.exception("the profile could not be read again")
            else:
                if not is_first:
                    log.warning("sanic-mock: the profile was read again")
        return stamps


def _reread(running: Running, *, is_first: bool) -> Running:
    """Return a server with what its files say by now."""
    changed = with_files(running)
    if is_first and changed.first.files == running.first.files:
        changed.chosen()  # which notes the files of profiles beside it
        return running
    return changed


def _stamps(paths: Iterable[Path]) -> Stamps:
    return {path: stamp(path) for path in paths}
