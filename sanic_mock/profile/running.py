"""What a server is by now: what it was started with, and what was said since.

Plain values that all workers share; each change makes a new one of the one before it. Whether it
can be had shows when values are chosen of it (`chosen`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sanic_mock.errors import SettingsError
from sanic_mock.profile import files, find
from sanic_mock.profile.added import (
    MOST_ADDED,
    AddedEntries,
    AddedEntry,
    AddedList,
    refuse_shadowed,
)
from sanic_mock.profile.change import FIXED, ORIGIN, ProfileChange
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.layers import Layer
from sanic_mock.profile.mappings import Values
from sanic_mock.profile.named import beside
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.resolve import choose_anew
from sanic_mock.profile.start_values import StartValues


@dataclass(frozen=True, slots=True)
class Running:
    """What a server is.

    Args:
        first: what it was started with.
        start: the same, or what took the place of its profile.
        changes: what was said of that since, each over those before it; a key is in one of them.
        resets: how often it was as at its start again.
        is_frozen: whether no answer goes on.
        added: what was put before and behind the entries of lists.
        next_id: the number of what is added next.
    """

    first: StartValues
    start: StartValues
    changes: tuple[Values, ...] = ()
    resets: int = 0
    is_frozen: bool = False
    added: AddedEntries = field(default_factory=dict)
    next_id: int = 1

    def chosen(self) -> ChosenValues:
        """Return the winning values; raises SettingsError with all that is wrong between them."""
        return choose_anew(self.start, [Layer(one) for one in self.changes], self.added)

    def patched(self, change: ProfileChange) -> Running:
        """Return what it is when a change is put over what was said before.

        Raises:
            SettingsError: something in it cannot be changed.
        """
        given = change.values
        if (extends := given.get("extends")) is not None:
            why = "names another profile, which takes the place of this one: PUT it"
            raise SettingsError([extends.node.problem(why)])
        self._refuse_fixed(given)
        earlier = (
            {name: one for name, one in values.items() if not change.removes(name)}
            for values in self.changes
        )
        return replace(self, changes=_over(tuple(earlier), given))

    def replaced(self, change: ProfileChange) -> Running:
        """Return what it is when another profile takes the place of the one it has.

        What the environment and flags said at the start is still said, unless the profile says
        otherwise; all that was said since is not.

        Raises:
            SettingsError: something in it cannot be changed, or it extends what is no profile.
        """
        given = dict(change.values)
        extends = given.pop("extends", None)
        self._refuse_fixed(given)
        start = replace(self.first, word=ORIGIN, files=())
        if extends is not None and extends.value is not None:
            start = replace(start, word=extends.value, files=self._files_of(extends.node))
        return replace(self, start=start, changes=_over((), given))

    def _files_of(self, named: ValueNode) -> tuple[Values, ...]:
        """Return what the files of a profile say that somebody names: a shipped one, or beside."""
        word = str(named.value)
        try:
            if find.is_path(word):
                named.folder_of(word)
            layers = files.chain(self._file_of(word))
        except SettingsError as error:
            raise SettingsError([*map(named.problem, error.problems)]) from None
        except ValueError as error:
            raise SettingsError([named.problem(str(error))]) from None
        if problems := [problem for layer in layers for problem in layer.in_order()]:
            raise SettingsError(problems)
        return tuple(layer.values for layer in layers)

    def _file_of(self, word: str) -> find.ProfileFile:
        """Return the file of a profile by its name, or by its path."""
        near = beside(self.first.folder)
        if word not in near and not find.is_path(word) and word not in find.names():
            raise SettingsError([find.no_profile(word, [*near, *find.names()])])
        return find.find(near.get(word, word))

    def with_entries(self, name: AddedList, added: tuple[AddedEntry, ...]) -> Running:
        """Return what it is when entries are added to a list, whose ids are the next ones.

        Raises:
            SettingsError: there would be too many, or one would never come to be.
        """
        earlier = self.added.get(name, ())
        is_before = added[0].place == "before" if added else True
        entries = (*added, *earlier) if is_before else (*earlier, *added)
        if len(entries) > (most := MOST_ADDED[name]):
            raise SettingsError([f"{len(entries)} are added to {name}; want at most {most}"])
        running = replace(
            self, added={**self.added, name: entries}, next_id=self.next_id + len(added)
        )
        refuse_shadowed(name, running.chosen()(name), added)
        return running

    def without_entries(self, name: AddedList, is_gone: Callable[[AddedEntry], bool]) -> Running:
        """Return what it is without some of the entries that were added; itself without any."""
        entries = self.added.get(name, ())
        kept = tuple(one for one in entries if not is_gone(one))
        if len(kept) == len(entries):
            return self
        return replace(self, added={**self.added, name: kept})

    def at(self, now_s: float) -> Running:
        """Return what it is at a moment, unix seconds, when some entries may have ended."""
        running = self
        for name in self.added:
            running = running.without_entries(
                name, lambda one: one.ends_s is not None and one.ends_s <= now_s
            )
        return running

    def ends_s(self) -> float:
        """Return when the next entry ends, unix seconds; 0 where none does."""
        ends = (one.ends_s for entries in self.added.values() for one in entries)
        return min((one for one in ends if one is not None), default=0.0)

    def reset(self) -> Running:
        """Return what it is when nothing was said since its start."""
        return Running(self.first, self.first, resets=self.resets + 1, next_id=self.next_id)

    def copied(self) -> Running:
        """Return the same, for all to look at what is not said here."""
        return replace(self)

    def frozen(self, is_frozen: bool) -> Running:
        """Return what it is when no answer goes on, or all do again."""
        return replace(self, is_frozen=is_frozen)

    def answers_as(self, other: Running) -> bool:
        """Return whether one that was made of another answers by the same settings."""
        mine = (self.resets, self.start, self.changes, self.added)
        his = (other.resets, other.start, other.changes, other.added)
        return all(one is two for one, two in zip(mine, his, strict=True))

    def _refuse_fixed(self, given: Values) -> None:
        """Refuse another value for what lasts as long as the server."""
        chosen = choose_anew(self.first)
        problems = [
            one.node.problem("cannot be changed while the server runs")
            for name, one in given.items()
            if name in FIXED and one.value != chosen(name)
        ]
        if problems:
            raise SettingsError(problems)


def _over(earlier: tuple[Values, ...], given: Values) -> tuple[Values, ...]:
    """Return changes with another one behind them; what it says, they do not."""
    kept = ({name: one for name, one in values.items() if name not in given} for values in earlier)
    return tuple(filter(None, (*kept, given)))


def with_files(running: Running) -> Running:
    """Return what a server is when its profile's files are read again.

    Where another profile took the place of that, it is read for when all is as at the start.

    Raises:
        SettingsError: with all that is wrong there, or cannot be changed.
    """
    first = running.first
    assert first.word is not None
    layers = files.chain(find.find(first.word))
    if problems := [problem for layer in layers for problem in layer.in_order()]:
        raise SettingsError(problems)
    values = (*(layer.values for layer in layers), *first.files[-1:])  # the last is a program's
    again = replace(first, files=values)
    _refuse_moved(choose_anew(first), choose_anew(again))
    is_running = running.start is running.first
    return replace(running, first=again, start=again if is_running else running.start)


def _refuse_moved(before: ChosenValues, after: ChosenValues) -> None:
    """Refuse another value for what lasts as long as the server."""
    moved = [name for name in FIXED if before(name) != after(name)]
    nodes = [after.values[name].node for name in moved if name in after.values]
    problems = [one.problem("cannot be changed while the server runs") for one in nodes]
    if len(nodes) < len(moved):
        gone = ", ".join(sorted(name for name in moved if name not in after.values))
        problems.append(f"{gone}: cannot be taken out while the server runs")
    if problems:
        raise SettingsError(problems)
