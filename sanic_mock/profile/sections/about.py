"""What a profile says of itself; a server has no use for it."""

from __future__ import annotations

from sanic_mock.profile.kinds import SourceKind, TextKind
from sanic_mock.profile.table import Key

_NAME = TextKind("a profile's name, or a path to a file")

DESCRIPTION = Key(
    "description", TextKind("text", r"[\s\S]*\S[\s\S]*"), "shown by `sanic-mock profiles list`"
)
EXTENDS = Key("extends", _NAME, "the profile to start from: a name, or a path beside this file")
SOURCE = Key("source", SourceKind(), "where the numbers come from")

KEYS = {one.name: one for one in (DESCRIPTION, EXTENDS, SOURCE)}
