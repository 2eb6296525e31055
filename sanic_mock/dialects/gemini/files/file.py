"""A file: what is told of it, as long as it is kept."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import Any

from sanic_mock.dialects.gemini import errors, instants
from sanic_mock.dialects.gemini.turns import GeminiTurn
from sanic_mock.dialects.kept_records import KeptRecord, KeptRecords
from sanic_mock.dialects.operation import State

Json = dict[str, Any]

COLLECTION = "files/"
LASTS_S = 48 * 3600.0  # [gemini-2026]

# What its client may call it [discovery-2026].
_NAME = re.compile(rf"{COLLECTION}[a-z0-9](?:[a-z0-9-]{{0,38}}[a-z0-9])?")
_NAMED = re.compile(r"https?:.*/(files/[a-z0-9-]{1,40})$")
# Recorded requests name files of Google's own, which nobody could upload here.
_GOOGLES = "https://generativelanguage.googleapis.com/"


class GeminiFile(KeptRecord, kw_only=True):
    """One of them.

    Attributes:
        mime_type: what it is.
        size: bytes of it.
        sha256: of its bytes, in hexadecimal digits.
        root: where it was uploaded, up to its collection.
        expires_s: when it goes, unix seconds.
        display_name: its client's name for it; "" for none.
    """

    mime_type: str
    size: int
    sha256: str
    root: str
    expires_s: float
    display_name: str = ""

    def shown(self) -> Json:
        """Return its object [gemini-2026]."""
        named: Json = {"displayName": self.display_name} if self.display_name else {}
        created = instants.printed(self.created_s)
        return {
            "name": self.name,
            **named,
            "mimeType": self.mime_type,
            "sizeBytes": str(self.size),
            "createTime": created,
            "updateTime": created,
            "expirationTime": instants.printed(self.expires_s, instants.NANOS),
            "sha256Hash": b64encode(self.sha256.encode()).decode(),
            "uri": self.root + self.name,
            "state": "ACTIVE",
            "source": "UPLOADED",
        }


KEPT = KeptRecords(COLLECTION, GeminiFile, partial(errors.too_large, "this file"))


def load(state: State, name: str) -> GeminiFile:
    """Return a file; raises GeminiProblem where there is none, or none any more."""
    found = KEPT.load(state, name)
    if found is None:
        raise errors.no_file(name.removeprefix(COLLECTION))
    return found


def check_name(state: State, name: str) -> None:
    """Check that a file can be called so; raises GeminiProblem."""
    if _NAME.fullmatch(name) is None:
        raise errors.wrong_argument(  # worded by analogy
            "* CreateFileRequest.file.name: name must be files/ and up to 40 lowercase letters, "
            "digits and dashes, and neither begin nor end with a dash\n"
        )
    if KEPT.load(state, name) is not None:
        raise _taken(name)


def keep(state: State, file: GeminiFile, content: bytes) -> None:
    """Keep a file; raises GeminiProblem where it is too large, or another has got its name."""
    if not KEPT.add(state, file, content):
        raise _taken(file.name)


def _taken(name: str) -> errors.GeminiProblem:
    return errors.wrong_argument(f"File {name} already exists.")  # worded by analogy


def check_files(state: State, said: Iterable[GeminiTurn]) -> None:
    """Check that the files are there which a prompt names; raises GeminiProblem."""
    for media in chain.from_iterable(turn.media for turn in said):
        uri = media.get("fileUri", "")
        found = _NAMED.match(uri)
        if found and not uri.startswith(_GOOGLES):
            load(state, found[1])
