"""Whether messages ask for JSON, or a bare value, in words, and with which of the prompt's data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sanic_mock.engine.offload import takes
from sanic_mock.engine.prompted.bare_values import bare_in
from sanic_mock.engine.prompted.listed_keys import all_keys_in
from sanic_mock.engine.prompted.schemas import Described, is_announced, last_described
from sanic_mock.engine.prompted.tools import (
    question_of,
    with_next_call,
    without_arguments,
    without_history,
)
from sanic_mock.engine.prompted.types import Schema, Wrapping, of_keys
from sanic_mock.engine.prompted.wrapping import fields_in
from sanic_mock.engine.schema.hints import hints_from

LONGEST = 32_768  # characters of a text that are read, its last ones
KNOWN_TEXTS = 128
# What a letter takes at most, measured on one machine and rounded up: to be read, and to be
# searched for what asks for JSON.
_LETTER_US = 1
_SEARCH_US = 0.4

_VERBS = (
    r"respond|reply|answer|return|output|provide|produce|generate|format|conform|adher|match|"
    r"compatible|follow|write|give|emit|use|fill|extract|convert|structur|must|should|only"
)
# What says near the word JSON, and in its sentence, that an answer is to be so: before, behind.
_ASKED_BEFORE = re.compile(rf"\b(?:{_VERBS})\w*\b", re.IGNORECASE)
_ASKED_BEHIND = re.compile(
    r"\b(?:format|object|instance|response|output|only|schema)", re.IGNORECASE
)
_NEAR_BEFORE, _NEAR_BEHIND = 176, 92  # letters
_NAMED = re.compile(r"\bjson\b", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?]")
_WORD = "json"  # is in whatever asks, and found much sooner
_FENCE = re.compile(
    r"(?:in|within|inside|into|as|wrap\w*|us(?:e|ing)|with|including|between|start\w*)\b"
    r"[^.\n]{0,60}?(?:```\s*json|code ?-?block|code fence|fenced)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:n't|n\u2019t|not|no|never|without|avoid)\b[^.\n]{0,60}$", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SAYS = re.compile(r"\w")
_FORM = re.compile(r"json|schema|format|code ?-?block|markdown", re.IGNORECASE)
_JSON = re.compile(r"\b\w*json\w*", re.IGNORECASE)
# Hints of which a sentence that only asks may have some: how it begins.
_MERE = frozenset(("name", "place", "start"))


class Wanted(NamedTuple):
    """The JSON that messages ask for.

    Attributes:
        schema: what it is to be like.
        wrapping: how it is to be told.
        data: the prompt without what it says of the JSON.
    """

    schema: Schema
    wrapping: Wrapping
    data: str


def asked_json(texts: Sequence[str], prompt: str) -> Wanted | None:
    """Return the JSON that texts ask for and describe; None where they do not do both.

    Args:
        texts: those that may ask, oldest first.
        prompt: what the user said last.
    """
    read = [text[-LONGEST:] for text in texts]
    if read and (fields := fields_in(read)) is not None:
        return _called(Wanted(*fields), read)
    about = [text for text in read if _WORD in text.casefold()]
    takes(sum(map(len, about)) * _SEARCH_US)
    if not any(map(_asks, about)):
        return None
    takes(sum(map(len, read)) * _LETTER_US)
    found = _described(read)
    if found is None:
        return None
    wrapping: Wrapping = "fence" if any(map(_is_fenced, read)) else "none"
    return _called(Wanted(found[0].schema, wrapping, _data(prompt, found)), read)


def asked_value(texts: Sequence[str], prompt: str) -> Wanted | None:
    """Return the bare value, or any object, that texts ask for; None where they ask for none.

    Args:
        texts: those that may ask, oldest first.
        prompt: what the user said last.
    """
    bare = bare_in(texts)
    if bare is None:
        return None
    is_object = bare.form.wrapping == "none"
    if is_object and (described := required_json(texts, prompt)) is not None:
        return described
    data = data_in(prompt[-LONGEST:].replace(bare.asking, ""))
    return Wanted(bare.form.schema, bare.form.wrapping, data)


def required_json(texts: Sequence[str], prompt: str) -> Wanted | None:
    """Return what texts say of an object that is wanted in any case; None where they say nothing.

    Args:
        texts: all that may describe it, oldest first.
        prompt: what the user said last.
    """
    read = [text[-LONGEST:] for text in texts]
    takes(sum(map(len, read)) * _LETTER_US)
    found = _described(read) or _keyed(read)
    if found is None:
        return None
    return _called(Wanted(_object(found[0].schema), "none", _data(prompt, found)), read)


def _called(wanted: Wanted, texts: Sequence[str]) -> Wanted:
    """Return what is wanted, with the call of a tool that its fields are to tell, if they are."""
    schema = with_next_call(wanted.schema, texts)
    if schema is wanted.schema:
        return wanted
    return Wanted(schema, wanted.wrapping, question_of(texts[-1]) or wanted.data)


_Place = tuple[Described, str]


@lru_cache(KNOWN_TEXTS)
def _known(text: str) -> _Place | None:
    """Return what a text describes beside its tools' arguments, and the text without those."""
    plain = without_arguments(without_history(text))
    found = last_described(plain)
    return None if found is None else (found, plain)


def _described(texts: Sequence[str]) -> _Place | None:
    """Return the last schema in some texts; else the last sketch of a text that asks for JSON."""
    every = [place for text in reversed(texts) if (place := _known(text)) is not None]
    schemas = (one for one in every if one[0].is_schema)
    return next(schemas, None) or next((one for one in every if _is_asked(*one)), None)


def _is_asked(sketch: Described, text: str) -> bool:
    return is_announced(text, sketch) or _asks(text)


def _asks(text: str) -> bool:
    """Return whether a text asks for JSON.

    Each letter is looked at once or twice, however often the word stands there.
    """
    parts = _NAMED.split(text)
    return any(map(_is_asked_before, parts[:-1])) or any(map(_is_asked_behind, parts[1:]))


def _is_asked_before(part: str) -> bool:
    return _ASKED_BEFORE.search(_SENTENCE_ENDS.split(part[-_NEAR_BEFORE:])[-1]) is not None


def _is_asked_behind(part: str) -> bool:
    return _ASKED_BEHIND.search(_SENTENCE_ENDS.split(part[:_NEAR_BEHIND], 1)[0]) is not None


def _keyed(texts: Sequence[str]) -> _Place | None:
    for text in reversed(texts):
        if keys := all_keys_in(text):
            return Described(keys.schema, False, keys.start, keys.end), text
    return None


def _object(schema: Schema) -> Schema:
    """Return the schema of an object; one of an array is that of its only member."""
    return of_keys({"items": schema}) if schema.get("type") == "array" else schema


def _is_fenced(text: str) -> bool:
    return any(not _NOT.search(text[: one.start()][-80:]) for one in _FENCE.finditer(text))


def _data(prompt: str, place: _Place) -> str:
    """Return a prompt without its description of the JSON, so that no key becomes a value."""
    found, text = place
    return data_in(prompt[-LONGEST:].replace(text[found.start : found.end], ""))


def data_in(read: str) -> str:
    """Return what a prompt says that is not about the JSON it asks for."""
    others = [one for one in _SENTENCES.split(read) if _SAYS.search(one) and not _FORM.search(one)]
    if others:
        return "\n".join(others)
    rest = _JSON.sub("", read)
    found = hints_from(rest).found
    is_said = set(found) - _MERE or len(found.get("name", ())) > len(found.get("start", ()))
    return rest if is_said else ""
