"""What a profile says of itself; a server has no use for it."""

from __future__ import annotations

from sanic_mock.profile.kinds import ChoiceKind, SourceKind, TextKind
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Key
from sanic_mock.units import day_number

GROUPS = ("simple", "hosted", "engines", "bad days")

_DATE = r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?"


class DayKind(TextKind):
    """A date or a month."""

    def parse(self, node: ValueNode) -> str:
        """See Kind."""
        text = TextKind.parse(self, node)
        try:
            day_number(text)
        except ValueError:
            raise ValueError(f"{node.shown} is no day; want {self.describe()}") from None
        return text


_NAME = TextKind("a profile's name, or a path to a file")

DESCRIPTION = Key(
    "description", TextKind("text", r"[\s\S]*\S[\s\S]*"), "shown by `sanic-mock profiles list`"
)
EXTENDS = Key("extends", _NAME, "the profile to start from: a name, or a path beside this file")
GROUP = Key(
    "group",
    ChoiceKind(GROUPS),
    "under which `sanic-mock profiles list` has it",
)
MEASURED = Key(
    "measured",
    DayKind("a date such as 2026-08-18, or a month such as 2026-08", _DATE),
    "when its numbers were; `sanic-mock profiles list` shows how old they are",
)
TRUST = Key(
    "trust",
    ChoiceKind(("A", "B", "C")),
    "how far to trust them: A many samples by a known method, B fewer or a vendor's own, C one "
    "author, few samples or by analogy",
)
SOURCE = Key("source", SourceKind(), "where the numbers come from")

KEYS = {one.name: one for one in (DESCRIPTION, EXTENDS, GROUP, MEASURED, TRUST, SOURCE)}
#: What is said of one file, and not of those that extend it.
OF_FILE = ("description", "group", "measured", "trust")
