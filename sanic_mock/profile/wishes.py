"""What a request asks for itself, as it is written: in header fields, a model's name, a prompt.

    x-mock-ttft: 300ms
    gpt-4o@ttft=300ms,fault=429x2
    gpt-4o@slow
    [[mock: text=Hello; fault=429x2; ttft=300ms]]

Keys and values are those of a profile, and so are the problems with them. Behind `fault` stand the
keys of that fault, too. A value in quotes is a string of JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from sanic_mock.errors import SettingsError
from sanic_mock.profile.keys import keys_of
from sanic_mock.profile.nodes import ValueNode, given_node
from sanic_mock.profile.sections.answers.wish import WISH, Wish
from sanic_mock.units import quoted

KNOWN = 256
LONGEST_KNOWN = 1024
NAMES = tuple(keys_of(Wish))
_NAME = r"\s*([A-Za-z_.-]+)\s*=\s*"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_SETTING = {
    mark: re.compile(rf"{_NAME}({_QUOTED}|[^{mark}]*?)\s*(?:{mark}|\Z)", re.DOTALL) for mark in ",;"
}
# The name of a profile, which stands first where there is one behind a model.
_ALONE = re.compile(r"\s*([\w.-]+)\s*(?:,|\Z)")
_REST = re.compile(r"\s*\Z")

Setting = tuple[str, str]


def read_wish(text: str, mark: str, label: str) -> Wish:
    """Return the wish that settings in a line make.

    Args:
        text: NAME=VALUE, several of them.
        mark: what stands between: a comma or a semicolon.
        label: what opens a message about it.

    Raises:
        SettingsError: with all that is wrong in it.
    """
    return (_known if len(text) <= LONGEST_KNOWN else _read)(text, mark, label)


def wish_of(settings: Iterable[Setting], label: str) -> Wish:
    """Return the wish that settings make; raises as `read_wish` does.

    Args:
        settings: name and value, of at least one.
        label: what comes before a name in a message about it.
    """
    nodes: dict[str, ValueNode] = {}
    problems: list[str] = []
    for name, value in settings:
        where = label + name
        if name in nodes:
            problems.append(f"{where}: given twice")
        nodes[name] = given_node(value, where, label)
    whole = label.rstrip("-: ")
    read = WISH.read(ValueNode(whole, whole, nodes), problems)
    if problems or not read:
        raise SettingsError(problems)
    return read[0].value


def _read(text: str, mark: str, label: str) -> Wish:
    settings = [*_settings(text, mark, label)]
    if not settings:
        raise SettingsError([f"{label}: asks for nothing; want {form(mark)}"])
    return wish_of(_with_faults(settings), f"{label}: ")


_known = lru_cache(KNOWN)(_read)


def _settings(text: str, mark: str, label: str) -> Iterator[Setting]:
    """Yield what is set, in order."""
    place = 0
    if mark == "," and (named := _ALONE.match(text)):
        yield "profile", named[1]
        place = named.end()
    while _REST.match(text, place) is None:
        found = _SETTING[mark].match(text, place)
        if found is None:
            rest = quoted(text[place:].strip())
            raise SettingsError([f"{label}: {rest} is not understood; want {form(mark)}"])
        yield found[1], _unquoted(found[2])
        place = found.end()


def form(mark: str) -> str:
    """Return how settings are written, in words."""
    return f"NAME=VALUE{mark} NAME=VALUE of {', '.join(NAMES)}"


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return msgspec.json.decode(value, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return value


def _with_faults(settings: Iterable[Setting]) -> Iterator[Setting]:
    """Yield the same with all faults in one line, each with the keys that stand behind it."""
    faults: list[str] = []
    for name, value in settings:
        if name == "fault":
            faults.append(value)
        elif name in NAMES or not faults:
            yield name, value
        else:
            faults[-1] += f";{name}={value}"
    if faults:
        yield "fault", ",".join(faults)
