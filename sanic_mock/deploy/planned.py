"""What is to run on other machines: the flags, and the profile's files, of one invocation."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sanic_mock import __version__, command_line
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import Invocation
from sanic_mock.profile import find
from sanic_mock.profile.files import chain_files
from sanic_mock.profile.find import ProfileFile
from sanic_mock.profile.resolve import choose

NAME = "sanic-mock"
PORT = 8000
#: Where the profile's files are in a container, and no others.
FOLDER = "/etc/sanic-mock"
#: What stops last: a stop waits for its answers, and whoever kills has to wait longer.
SPARE_S = 5
#: Who keeps what is left of limits for all of them.
STORE = "valkey"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Keys that say where a server is, or name a file beside it.
OF_PLACE = ("host", "hosts", "port", "port_file", "tls", "answers")
_KEY = re.compile(r"[-._a-zA-Z0-9]+")


@dataclass(frozen=True, slots=True)
class PlannedServer:
    """What every file runs.

    Attributes:
        arguments: of the command.
        files: of the profile, by their names in FOLDER; none where it is a shipped one.
        shares_limits: whether servers share what is left of limits.
        stop_s: how long a stop may take.
    """

    arguments: tuple[str, ...]
    files: Mapping[str, str]
    shares_limits: bool
    stop_s: int

    @property
    def image(self) -> str:
        """The image's name."""
        return f"{NAME}:{__version__}"


def planned_server(call: Invocation) -> PlannedServer:
    """Return what an invocation of `deploy` asks for.

    Raises:
        SettingsError: with all that is wrong with its flags and its profile, and with what a
            container would not find.
    """
    chosen = call.choose()
    environ, _ = command_line.read_environ(call.environ)
    given = {**environ, **call.line.given}
    named, files = _profile(given.pop("profile").text if "profile" in given else None)
    flags = {key: one for key, one in given.items() if key not in OF_PLACE}
    arguments = [*named, *command_line.written(flags)]
    if "workers" not in chosen.values:
        arguments.append("-workers=auto")
    is_shared = chosen("limits_store") == "redis"
    if is_shared:
        _check_store(chosen("limits_url"))
    return PlannedServer(tuple(arguments), files, is_shared, int(chosen("grace")) + SPARE_S)


def _check_store(url: str) -> None:
    """Refuse a store that no container would find."""
    if urlsplit(url).hostname in LOOPBACK:
        wanted = f"limits_url: redis://{STORE}:6379/0, which is deployed beside the servers"
        raise SettingsError([f"limits_url {url} is a container's own loopback; want {wanted}"])


def _profile(word: str | None) -> tuple[list[str], dict[str, str]]:
    """Return the flag that names the profile in a container, and its files there."""
    if word is None:
        return [], {}
    if not find.is_path(word):
        return [f"-profile={word}"], {}
    return [f"-profile={FOLDER}/{Path(word).name}"], _files(word)


def _files(word: str) -> dict[str, str]:
    """Return the texts of a profile and of what it extends; raises where those are not all."""
    found = [one for one in chain_files(find.find(word)) if not _is_shipped(one)]
    texts = {one.path.name: one.path.read_text(encoding="utf-8") for one in found}
    for name in texts:
        if _KEY.fullmatch(name) is None:
            raise SettingsError([f"{name}: want a file's name of letters, digits, - . and _"])
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        try:
            choose({}, {}, str(Path(folder, Path(word).name)))
        except SettingsError as error:
            why = "does not stand alone: beside it are only the profiles it extends, by name"
            told = (problem.replace(f"{folder}/", "") for problem in error.problems)
            raise SettingsError([f"{word} {why}", *told]) from None
    return texts


def _is_shipped(file: ProfileFile) -> bool:
    return file.path.parent == find.shipped_folder()
