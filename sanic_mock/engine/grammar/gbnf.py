"""Grammars in GBNF, as inference servers take them, as the same ones in Lark's language.

`root ::= [a-z]+ " " number{1,3}  # a comment` is `start: /[a-z]/+ " " number~1..3`. What is written
in Lark's language already has no `::=`, and stays as it is.
"""

from __future__ import annotations

import re

_DEFINED = "::="
# What is never closed ends with its line: looked for again behind each of its letters, it took 55 s
# in 64 kB.
_PART = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\\n])*+"?)|(?P<letters>\[(?:\\.|[^\]\\\n])++(?P<closed>\])?)
    |(?P<comment>\#[^\n]*)|(?P<defined>::=)|(?P<name>[A-Za-z_][\w-]*)
    |\{(?P<least>\d{1,9})(?P<many>,(?P<most>\d{0,9}))?\}""",
    re.VERBOSE,
)
# How often at most what has no most, beyond its least.
_FURTHER = 16


def as_lark(definition: str) -> str:
    """Return a grammar in Lark's language, whichever of both it is in."""
    return _PART.sub(_as_lark, definition) if _DEFINED in definition else definition


def _as_lark(part: re.Match[str]) -> str:
    if part["closed"]:
        return f"/{part[0].replace('/', chr(92) + '/')}/"
    if part["string"] or part["letters"]:
        return part[0]
    if part["comment"]:
        return ""
    if part["defined"]:
        return ":"
    if part["name"]:
        return _name(part[0])
    return _times(int(part["least"]), part["many"], part["most"])


def _name(name: str) -> str:
    """Return a rule's name: the first of all is `start`, and capitals would be a terminal's."""
    return "start" if name == "root" else f"r_{name.replace('-', '_').lower()}"


def _times(least: int, many: str | None, most: str | None) -> str:
    if many is None:
        return f"~{least}"
    return f"~{least}..{int(most) if most else least + _FURTHER}"
