"""Reads a profile again when one of its files has changed (`-watch`), for all workers.

One thread of one worker looks at the files' times and sizes. What is still being written is left
alone until it has been the same at two looks, or for two seconds where a file is empty or gone, as
it is between an editor's two steps. What is wrong then is said on stderr, and the server stays what
it is until the file changes again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path

from sanic_mock.dialects.control.controls import Controls
from sanic_mock.errors import SettingsError
from sanic_mock.profile import find
from sanic_mock.profile.opened import Stamp, Stamps, noting_files, stamp
from sanic_mock.profile.running import Running, with_files

log = logging.getLogger("sanic_mock")

LOOK_S = 0.2
_LOOKS_AT_NOTHING = 10  # two seconds: a busy machine may take that long from emptying to writing


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

    def start(self) -> None:
        """Watch from here on; it blocks until what changed since the profile was read is followed.

        Who may save it when the server is ready calls this before that, in another thread.
        """
        word = self._controls.present().running.first.word
        if word is None or not find.find(word).path.is_file():
            log.warning("sanic-mock: -watch: %s is no file that could change", word)
            return
        seen = self._read(is_first=True)
        threading.Thread(
            target=self._run, args=(seen,), name="sanic-mock-watch", daemon=True
        ).start()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over.set()

    def _run(self, seen: Stamps) -> None:
        while not self._is_over.wait(self._look_s):
            now = _stamps(seen)
            if now == seen:
                continue
            now = self._at_rest(seen, now)
            # a file that could not be read this time is looked at, too: it was read before
            seen = now | self._read()

    def _at_rest(self, seen: Stamps, now: Stamps) -> Stamps:
        """Return what has become of the files, once nobody seems to write to them."""
        same = 0
        while same < (_LOOKS_AT_NOTHING if _has_lost(seen, now) else 1):
            if self._is_over.wait(self._look_s):
                break
            later = _stamps(seen)
            now, same = later, same + 1 if later == now else 0
        return now

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


def _has_lost(seen: Stamps, now: Stamps) -> bool:
    """Whether a file that said something is empty or gone."""
    return any(_size(seen[path]) and not _size(found) for path, found in now.items())


def _size(found: Stamp | None) -> int:
    return found[1] if found else 0
