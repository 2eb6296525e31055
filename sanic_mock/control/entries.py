"""The words for lists that entries are added to: rules of answers, and of who gets what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sanic_mock.control.client import ControlClient
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import Invocation
from sanic_mock.profile import nodes
from sanic_mock.profile.added import AddedList
from sanic_mock.profile.running_view import plain

# Asks a server for what a word means, and yields the lines that are printed.
Word = Callable[[Invocation, ControlClient], Iterator[str]]


def words_of(word: str, name: AddedList) -> Mapping[str, Word]:
    """Return the words for a list.

    Args:
        word: the first of them, and the list's path.
        name: the key of a profile that has the list.
    """
    path = f"/{word}"

    def list_entries(call: Invocation, client: ControlClient) -> Iterator[str]:
        """List the entries: id or origin, and what each says."""
        for row in client.ask("GET", path)[name]:
            yield f"{row['id'] or row['origin']}: {shown_value(row['rule'])}"

    def add_entries(call: Invocation, client: ControlClient) -> Iterator[str]:
        """Add the entries of a file before those of the profile; say their ids."""
        content: dict[str, Any] = {name: _entries(call.words[0], name)}
        own = call.line.own
        content |= {key: own[key] for key in ("ttl", "owner", "place") if own.get(key)}
        yield from client.ask("POST", path, content)["ids"]

    def remove_entries(call: Invocation, client: ControlClient) -> Iterator[str]:
        """Remove what was added: by ids, or all, or all of an owner."""
        for one in _removed(path, call):
            yield from client.ask("DELETE", one)["removed"]

    return {
        word: list_entries,
        f"{word} list": list_entries,
        f"{word} add": add_entries,
        f"{word} remove": remove_entries,
    }


def _removed(path: str, call: Invocation) -> list[str]:
    """Return the paths of what is to be removed."""
    owner = call.line.own.get("owner")
    if call.words and owner:
        raise SettingsError(["-owner: does nothing beside ids"])
    if call.words:
        return [f"{path}/{quote(one, safe='')}" for one in call.words]
    return [f"{path}?owner={quote(owner)}" if owner else path]


def _entries(file: str, name: str) -> Any:
    """Return the entries of a file: a list of them, or a profile that has some."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise SettingsError([f"{file}: {why}"]) from None
    root, problems = nodes.parse(text, file)
    if problems:
        raise SettingsError(problems)
    entries = plain(root)
    return entries[name] if isinstance(entries, dict) and name in entries else entries


def shown_value(value: object) -> str:
    """Return a value as it is printed."""
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
