"""Lists of entries while the server runs: what is in them, adding to them, and removing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.change_errors import Answer, changed
from sanic_mock.dialects.control.controls import Controls
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call
from sanic_mock.errors import Problem, SettingsError
from sanic_mock.profile.added import AddedEntry, AddedList, read_added
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.running import Running
from sanic_mock.profile.running_view import plain

OWNER, ID = "owner", "id"
# What the rows of a list have of an entry.
ENTRY = "rule"


def listing(name: AddedList) -> Answer:
    """Return the operation that lists entries, in the order in which they are looked at."""

    def list_entries(controls: Controls, call: Call) -> Whole:
        return answer({name: _rows(name, controls.present().running, call.now_s)})

    return list_entries


def adding(name: AddedList) -> Answer:
    """Return the operation that adds entries."""

    def add_entries(controls: Controls, call: Call) -> Whole:
        ids: list[str] = []

        def add(running: Running) -> Running:
            added = read_added(call.body, name, running.next_id, call.now_s)
            if not added:
                raise SettingsError([f"control:1: {name}: nothing to add"])
            ids[:] = [one.id for one in added]
            return running.at(call.now_s).with_entries(name, added)

        return changed(controls, add, lambda present: {"ids": ids})

    return add_entries


def removing(name: AddedList) -> Answer:
    """Return the operation that removes what was added, all of it or that of an owner."""

    def remove_entries(controls: Controls, call: Call) -> Whole:
        owner = call.last(OWNER)
        return _removed(name, controls, lambda one: owner is None or one.owner == owner)

    return remove_entries


def removing_one(name: AddedList) -> Answer:
    """Return the operation that removes one entry by its id."""

    def remove_entry(controls: Controls, call: Call) -> Whole:
        wanted = call.parts[ID]
        known = controls.present().running.added.get(name, ())
        if wanted not in {one.id for one in known}:
            message = f"No entry of {name} that was added has the id '{wanted}'."
            raise Problem(404, message, param=ID, code="not_found")
        return _removed(name, controls, lambda one: one.id == wanted)

    return remove_entry


def _removed(name: AddedList, controls: Controls, is_gone: Callable[[AddedEntry], bool]) -> Whole:
    removed: list[str] = []

    def remove(running: Running) -> Running:
        removed[:] = [one.id for one in running.added.get(name, ()) if is_gone(one)]
        return running.without_entries(name, is_gone)

    return changed(controls, remove, lambda present: {"removed": removed})


def _rows(name: AddedList, running: Running, now_s: float) -> list[dict[str, Any]]:
    added = {one.id: one for one in running.added.get(name, ())}
    entries: tuple[ListEntry[Any], ...] = running.chosen()(name)
    return [_row(one, added.get(one.id), now_s) for one in entries]


def _row(entry: ListEntry[Any], added: AddedEntry | None, now_s: float) -> dict[str, Any]:
    if added is None:
        return {ID: None, "origin": entry.node.origin, ENTRY: plain(entry.node)}
    left_s = None if added.ends_s is None else round(max(0.0, added.ends_s - now_s), 3)
    return {
        ID: added.id,
        "origin": "control",
        "place": added.place,
        OWNER: added.owner,
        "expires_in_s": left_s,
        ENTRY: plain(entry.node),
    }
