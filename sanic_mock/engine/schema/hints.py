"""What a prompt offers as arguments: its numbers, quoted words, names, addresses, dates, words.

`hints_from` reads a prompt once; a `Supply` is what is left of it while one value is made, so that
"from Paris to Rome" fills two parameters with two cities.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from sanic_mock.engine.schema.hint_forms import is_number, matches, number_of

KEPT = 64  # prompts whose hints are kept, for further answers to one, and the same request again
READ = 8_192  # characters of a prompt that are read
MOST = 64  # hints of one kind that are kept

# "in", "at", "near", "to", "from" and "for", by their first letter, which is found soonest
_BEFORE_PLACE = "(?:(?<=i)n|(?<=a)t|(?<=n)ear|(?<=t)o|(?<=f)rom|(?<=f)or)"
_PLACE = re.compile(rf"[iantf](?<!\w.){_BEFORE_PLACE}\s+([a-z]{{3,30}})\b(?![\w.]*@)")
_PATH = re.compile(r"[\w.~/\\:-]*[./\\][\w.~/\\:-]*")
_SPACES = re.compile(r"[\W_]+")
_TO_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
# Capitalised because a sentence starts with them, or always; no names. As one text, it can be read.
_PLAIN = frozenset(
    """a an the i i'm i'd i'll it is are was were am be do does did can could will would should may
    might must please what what's which who whom whose when where why how if in on at for from to of
    and or but so not no yes ok okay hi hello hey dear thanks thank my your our their his her its me
    you we they he she this that these those there here tell give get find show make create add send
    set book call run use search look list write read open play start stop turn check convert
    calculate compute translate summarize summarise explain extract generate let remind schedule
    return answer respond describe compare order buy cancel update delete remove fetch query human
    user assistant system json about with only also then now today tomorrow tonight monday tuesday
    wednesday thursday friday saturday sunday celsius fahrenheit kelvin i've you're
    ask email mail message text meet visit""".split()  # noqa: SIM905
)

# How a sentence goes on that tells something of a person.
_PREDICATE = re.compile(
    r"\s+(?:(?:is|was)\s+(?:\d|(?:an?|the|from|in|born)\b)|"
    r"(?:has|had|lives|works|likes|wants|wrote|said|bought|ordered)\b)"
)
_STOPS = tuple(".!?")
_JOINTS = frozenset(("of", "the", "and", "de", "la", "du", "van", "von", "der", "&", "-", "for"))
_LONGEST_NAME = 6  # words


def flatten(text: str) -> str:
    """Return a text's words in lower case, each between single spaces."""
    if text.isascii():
        return f" {' '.join(text.lower().translate(_TO_SPACES).split())} "
    return f" {_SPACES.sub(' ', text.lower()).strip()} "


_flat = lru_cache(KEPT)(flatten)


class Hints(NamedTuple):
    """What one prompt offers.

    Attributes:
        text: the prompt, cut.
        found: kind to its finds in the prompt's order: `number` (int or float), `quoted`, `name`,
            `named` (a quoted name), `path` (a quoted path), `place`, `code` (a name with a digit),
            `email`, `url`, `date`, `time`, `datetime`, `day` ("tomorrow"), `phone`,
            `start` (a name that may be none, only a sentence's first word), `person` (one of which
            the sentence tells something: "Anna is 33").
    """

    text: str
    found: dict[str, tuple[Any, ...]]

    @property
    def flat(self) -> str:
        """The prompt's words, as `flatten` gives them; few schemas ask for them."""
        return _flat(self.text)


NO_HINTS = Hints("", {})


def hints_from(text: str) -> Hints:
    """Read a prompt."""
    return _hints_from(text[:READ])


@lru_cache(KEPT)
def _hints_from(text: str) -> Hints:
    found: dict[str, list[Any]] = {}
    first: list[str] = []
    starts: list[str] = []
    persons: list[str] = []
    for match in matches(text):
        kind = match.lastgroup or ""
        if kind != "name":
            value = _READERS.get(kind, str.strip)(match[kind])
            found.setdefault(_KINDS.get(kind, kind), []).append(value)
        elif name := _name(match[kind]):
            is_start = _is_start(match, name)
            (starts if is_start else first).append(name)
            if is_start and _PREDICATE.match(text, match.end()):
                persons.append(name)
    names = found["name"] = first + starts
    found["person"] = persons
    found["start"] = [name for name in starts if name not in persons]
    found["place"] = names + [word for word in _PLACE.findall(text) if word not in _PLAIN]
    if quoted := found.get("quoted"):
        found["named"] = list(filter(_is_name, quoted))
        found["path"] = list(filter(_PATH.fullmatch, quoted))
    found["code"] = [name for name in names if any(map(str.isdigit, name))]
    some = {kind: tuple(values[:MOST]) for kind, values in found.items() if values}
    return Hints(text, some)


def _is_start(match: re.Match[str], name: str) -> bool:
    """Return whether a word may be no name, only the start of a sentence: kept for last."""
    if name != match["name"]:
        return False
    start = match.start()
    before = match.string[max(0, start - 2) : start].strip()
    return before in _STOPS or (start < 4 and not match.string[:start].strip())


def _is_name(quoted: str) -> bool:
    """Return whether a quoted text looks like a name, in any script: no sentence, no small word."""
    words = quoted.split()
    return (
        0 < len(words) <= _LONGEST_NAME
        and quoted[-1] not in "!?:;。\uff01\uff1f"
        and any(map(str.isalpha, quoted))
        and all(word in _JOINTS or not word[0].islower() for word in words)
    )


def _name(text: str) -> str:
    """Drop the words that only start a sentence: "Is Paris" names Paris."""
    words = text.split(" ")
    while words and words[0].rstrip(",").lower().replace("\u2019", "'") in _PLAIN:
        words.pop(0)
    return " ".join(words).removesuffix("'s").removesuffix("\u2019s")


def _url(text: str) -> str:
    return text.rstrip(".,;:!?")


_READERS: dict[str, Callable[[str], Any]] = {"number": number_of, "url": _url}
_KINDS = dict.fromkeys(("curly", "curled", "ticked", "single"), "quoted")


class Supply:
    """The hints that are left while one value is made."""

    __slots__ = ("is_labelled", "left", "text")

    def __init__(self, hints: Hints) -> None:
        self.text = hints.text
        self.left = dict(hints.found)
        self.is_labelled = False  # spares most values the look-up of what is kept

    @property
    def flat(self) -> str:
        """See Hints."""
        return _flat(self.text)

    def copy(self) -> Supply:
        """Return another of which is taken apart from this one."""
        supply = Supply(NO_HINTS)
        supply.text, supply.left = self.text, dict(self.left)
        supply.is_labelled = self.is_labelled
        return supply

    def take(self, kind: str, is_good: Callable[[Any], bool]) -> Any:
        """Return the first hint of a kind that is good, and use it up; None where there is none."""
        for place, value in enumerate(self.left.get(kind, ())):
            if is_good(value):
                self._drop(kind, place, value)
                return value
        return None

    def _drop(self, kind: str, place: int, value: Any) -> None:
        self.left[kind] = self.left[kind][:place] + self.left[kind][place + 1 :]
        for twin in _TWINS.get(kind, ()):
            self.left[twin] = tuple(one for one in self.left.get(twin, ()) if one != value)

    def drop_starts(self) -> None:
        """Leave no name that may be none."""
        for value in self.left.get("start", ()):
            self.drop(value)

    def drop(self, value: str) -> None:
        """Use up what has a value that was taken as what it says."""
        for kind in _TEXTS:
            if value in self.left.get(kind, ()):
                self.left[kind] = tuple(one for one in self.left[kind] if one != value)

    def keep(self, name: str, values: tuple[str, ...]) -> None:
        """Keep for one parameter what stands beside its name; none else is given that."""
        for value in values:
            self._drop_written(value)
        self.left[_LABEL + name] = values
        self.is_labelled = self.is_labelled or bool(values)

    def _drop_written(self, text: str) -> None:
        """Use up the first hint of each kind that is written so."""
        is_one = is_number(text)
        value = number_of(text) if is_one else text
        for kind in ("number",) if is_one else _WRITTEN:
            values = self.left.get(kind, ())
            if value in values:
                place = values.index(value)
                self.left[kind] = values[:place] + values[place + 1 :]

    def keeps(self, name: str) -> tuple[str, ...] | None:
        """Return what is kept for a parameter, and left; None where nothing was looked for."""
        return self.left.get(_LABEL + name)

    def take_kept(self, name: str, is_good: Callable[[str], bool]) -> str | None:
        """Return what was kept for a parameter, and use it up; None where it is not good."""
        if not (self.is_labelled and self.keeps(name)):
            return None
        found: str | None = self.take(_LABEL + name, is_good)
        return found

    def count(self, kind: str) -> int:
        """Return how many hints of a kind are left."""
        return len(self.left.get(kind, ()))


_LABEL = "="  # before a parameter's name, in `left`
_TEXTS = ("name", "place", "named", "quoted")
_WRITTEN = (*_TEXTS, "person", "code", "path", "email", "url", "date")
_TWINS = {
    "name": ("place", "code", "person"),
    "person": ("place", "code", "name"),
    "place": ("name", "code", "person"),
    "code": ("name", "place", "person"),
    "named": ("quoted", "path"),
    "quoted": ("named", "path"),
    "path": ("quoted", "named"),
}
