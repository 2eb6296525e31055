"""Bare values that a text asks for in words: a choice, a number, a date or a list, without JSON.

Who asks says how an answer is to be: an imperative ("Answer", "You must return", "Your response
should be"), some small words, and a form. A text that only speaks of such a form, or asks how to
return one, asks for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sanic_mock.engine.prompted.forms import BareForm, form_at

_READ = 320  # letters that are read of a text's beginning, and of its end
LAST_READ = 160  # letters of its end in which words alone, without a colon or a line, ask
_MOST_VERBS = 16
# Of whatever asks: a verb, or what is to be like something, and in its sentence a word of the form.
# They are looked for one by one, as an expression for all of them takes ten times as long.
_VERB_PARTS = ("nswer", "espon", "eply", "eturn", "utput", "elect ", "hoose ", "ick one",
               "must put", "rite a da")  # fmt: skip
_FORMS = ("one of", "more of", "yes", "true", "either", "number", "integer", "score", "rating",
          "digit", "comma", " list", "line", "json", "xml", "yyyy", "hh:", "%y", "%h", "%d",
          " or ")  # fmt: skip
_FORM_WITHIN = 120  # letters behind the verb
_BEFORE, _BEHIND = 32, 48  # letters about it in which what asks begins and ends

_VERBS = "answer|respond|reply|return|output|select|choose|pick|write|put"
_MODAL = r"must|should|shall|please|have to|has to|need to|needs to|are to|want you to|and|then"
# An imperative begins its sentence or clause, or comes behind a word that demands.
_DEMAND = re.compile(
    rf"(?P<begin>\A|[\n.!?:;,\"'`)\]*]|\b(?:{_MODAL})\s|-\s)\s{{0,8}}(?:(?:just|only|always)\s+)?"
    rf"(?:(?:{_VERBS})\b|(?:your|the|each|every)\s+(?:final\s+)?"
    r"(?:answer|response|output|reply|result)s?\s+(?:must|should|has to|needs to|may|can|is to)\s+"
    r"(?:(?:only|strictly|always|just)\s+)?(?:be|contain|consist of|have)\b)",
    re.IGNORECASE,
)
_MOST_FILLS = 14
# Small words between that and the form.
_FILL = re.compile(
    r"[\s:,]{1,12}(?:with|by|in|as|to|of|for|using|only|just|strictly|simply|either|exactly|always|"
    r"directly|the|an?|single|your|me|my|this|that|it|its|words?|questions?|claim|statement|text|"
    r"following|formats?|answers?|response|output|plain|line|nothing|but|formatted|is|be|valid|"
    r"date|time|datetime|timestamp|string|match(?:es|ing)?|pattern|label|value|category|sentiment|"
    r"given|query|contents?|message|review|one word)\b",
    re.IGNORECASE,
)
_STRICT = re.compile(r"\b(?:only|just|strictly|simply|exactly|nothing but|format|single)\b", re.I)
_INITIAL = frozenset(("", "\n", ".", "!", "?", ":"))
_REST = re.compile(r"[^.!?\n]{0,200}[.!?]?")  # of its sentence
_ENDS = re.compile(r"[.:;!?\n]")


class Bare(NamedTuple):
    """A bare value that a text asks for.

    Attributes:
        form: what it is like.
        asking: what asks for it, to the end of its sentence.
    """

    form: BareForm
    asking: str


def may_ask_bare(text: str) -> bool:
    """Return whether a text asks for a bare value."""
    return _last_in(_near(text)) is not None


def bare_in(texts: Sequence[str]) -> Bare | None:
    """Return the bare value that the last of some texts asks for that asks for one."""
    every = (_last_in(_near(text)) for text in reversed(texts))
    return next((one for one in every if one is not None), None)


def _near(text: str) -> str:
    """Return what is read of a text: all of a short one."""
    return text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"


def _last_in(text: str) -> Bare | None:
    for at in sorted(_verbs_in(text), reverse=True)[:_MOST_VERBS]:
        for demand in _DEMAND.finditer(text, max(0, at - _BEFORE), at + _BEHIND):
            if demand.start() <= at < demand.end() and (bare := _asked_by(demand)) is not None:
                return bare
    return None


def _verbs_in(text: str) -> list[int]:
    """Return where verbs are that may ask, with a word of a form behind them in their sentence."""
    found = []
    for part in _VERB_PARTS:
        at = text.find(part)
        while at >= 0:
            sentence = text[at : at + _FORM_WITHIN].partition("\n")[0].partition(". ")[0].lower()
            if any(word in sentence for word in _FORMS):
                found.append(at)
            at = text.find(part, at + 1)
    return found


def _asked_by(demand: re.Match[str]) -> Bare | None:
    """Return what a demand is of: the first form behind its small words."""
    text, begin = demand.string, demand["begin"]
    for at in _places(text, demand.end()):
        is_strict = _STRICT.search(text, demand.start(), at) is not None
        form = form_at(text, at, is_strict=is_strict)
        if form is not None:
            is_question = begin.strip() not in _INITIAL and _is_question(text, form.end)
            rest = _REST.match(text, form.end)
            end = form.end if rest is None else rest.end()
            return None if is_question else Bare(form, text[demand.start() + len(begin) : end])
    return None


def _places(text: str, at: int) -> Iterator[int]:
    """Yield where a form may begin: at once, and behind each small word."""
    for _ in range(_MOST_FILLS):
        yield at
        fill = _FILL.match(text, at)
        if fill is None:
            return
        at = fill.end()


def _is_question(text: str, at: int) -> bool:
    end = _ENDS.search(text, at)
    return end is not None and end[0] == "?"
