"""Writes Python's regular expressions as `regex` reads them, and finds the same by them.

To `regex`, `x{e}` and `[[:alpha:]]` are something of its own. In verbose groups it passes over more
kinds of white space, and over some within braces: so that none is left, what Python passes over is
taken out. Whether a group is verbose depends on those around it, as whether `#` begins a comment.
"""

from __future__ import annotations

import re

# A pair that begins with a backslash, and a letter's name.
_KEPT = r"\\N\{[^}]*\}|\\."
# A comment goes on behind an escaped end.
_TOKENS = r"""
    (?P<kept> \\N\{[^}]*\} | \\. )
    | (?P<ignored> \(\?\# (?:\\.|[^\\)])* \) )
    | \(\? (?P<flags> [a-zA-Z]+ ) \)
    | \(\? (?P<on> [a-zA-Z]* ) (?:-(?P<off> [a-zA-Z]+ ))? :
    | (?P<set> \[ \^?\]? (?:\\.|[^\]\\])* \] )
    | (?P<brace> \{ (?!\d*,?\d*\}) )
    | (?P<bracket> [()] )
"""
_PLAIN = re.compile(_TOKENS, re.VERBOSE | re.DOTALL)
_VERBOSE = re.compile(
    rf"(?P<space> (?: [\ \t\n\r\v\f]+ | \#(?:\\.|[^\\\n])*\n? )+ ) | {_TOKENS}",
    re.VERBOSE | re.DOTALL,
)
_IN_SET = re.compile(rf"(?s){_KEPT}|(?P<inner>(?!^)\[)")
# It parts what stood on both sides: `\1 2` is not `\12`.
_NOTHING = "(?#)"


def as_regex(pattern: re.Pattern[str]) -> str:
    """Return an expression as `regex` writes it."""
    text, at = pattern.pattern, 0
    written: list[str] = []
    verbose = [bool(pattern.flags & re.VERBOSE)]  # of each group that is open
    while found := (_VERBOSE if verbose[-1] else _PLAIN).search(text, at):
        written += text[at : found.start()], _written(found)
        at = found.end()
        if found["on"] is not None:
            verbose.append(_is_verbose(found, verbose[-1]))
        elif found["bracket"] == "(":
            verbose.append(verbose[-1])
        elif found["bracket"]:
            verbose.pop()
    return "".join((*written, text[at:]))


def _is_verbose(group: re.Match[str], around: bool) -> bool:
    return "x" in group["on"] or (around and "x" not in (group["off"] or ""))


def _written(found: re.Match[str]) -> str:
    """Return what is written for a part of an expression."""
    match found.lastgroup:
        case "space" | "ignored":
            return _NOTHING
        case "flags":
            flags = found["flags"].replace("x", "")
            return f"(?{flags})" if flags else ""
        case "on" | "off":
            off = (found["off"] or "").replace("x", "")
            return f"(?{found['on'].replace('x', '')}{'-' if off else ''}{off}:"
        case "set":
            return _IN_SET.sub(lambda one: r"\[" if one["inner"] else one[0], found[0])
        case "brace":
            return r"\{"
    return found[0]
