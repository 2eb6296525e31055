"""What numbers, quoted words, names, addresses and dates look like in a prompt.

To try every form at every place is slow. A text is read for those forms alone that it has a sign
of, and they are tried only where one may begin: at a character that begins one, and not inside a
word of small letters, where of all forms only an address begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

_CAPITALS = "A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я"
_LETTERS = "A-Za-z0-9_À-ӿ"  # of scripts that have an apostrophe
_OPENS, _CLOSES = "“„«「『《", "”»」』》"
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"

# A path without quotes: words with a slash between them, or a name that ends as a file's does.
_BARE_PATH = re.compile(
    r"(?<![\w@/:.-])(?!and/or\b|www\.)[~.]{0,2}/?\w[\w./-]{0,120}"
    r"(?:/[\w-]+|\w\.[a-z][a-z0-9]{0,4})\b/?"
)

_has_digit = re.compile("[0-9]").search
_WRITTEN_NUMBER = re.compile(r"[-+]?\d[\d,]{0,24}(?:\.\d{1,12})?", re.ASCII)


def _signs_in(text: str) -> tuple[bool, ...]:
    """Return what a text has without which some forms cannot match at all.

    Of other scripts nothing is looked for but what Latin has, too: they may have any quote, and
    any digit.
    """
    lower, is_other = text.lower(), not text.isascii()
    return (
        "@" in text,
        "://" in text,
        is_other or '"' in text,
        "`" in text,
        "'" in text,
        is_other or _has_digit(text) is not None,
        "day" in lower or "tonight" in lower or "tomorrow" in lower,
        lower != text,
    )


# So few are the combinations of signs that all expressions made for them are kept.
SIGNS = 8
_MAIL, _LINK, _QUOTE, _TICK, _SINGLE, _DIGIT, _DAY, _CAPITAL = range(SIGNS)


_Starts = Callable[[str], Iterator[re.Match[str]]]
_Match = Callable[[str, int], re.Match[str] | None]


class _Form(NamedTuple):
    """What one kind of hint looks like.

    Attributes:
        sign: which of `_signs_in` a text has where it has this form.
        firsts: the characters it may begin with, as in an expression's brackets.
        form: an expression with one group, which is named as the kind.
    """

    sign: int
    firsts: str
    form: str


# In the order in which they are tried at one place.
_FORMS = (
    _Form(_MAIL, r"\w.+\-", r"(?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"),
    _Form(_LINK, "hH", r"""(?P<url>(?ai:https?)://[^\s"'<>()]{1,500})"""),
    _Form(_QUOTE, '"', r'''"(?P<quoted>[^"\n]{1,200})"'''),
    _Form(_QUOTE, _OPENS, rf"[{_OPENS}](?P<curly>[^“{_CLOSES}\n]{{1,200}})[“{_CLOSES}]"),
    _Form(_QUOTE, "\u2018", rf"\u2018(?P<curled>[^\u2018\u2019\n]{{1,200}})\u2019(?![{_LETTERS}])"),
    _Form(_TICK, "`", r"`(?P<ticked>[^`\n]{1,200})`"),
    _Form(_SINGLE, "'", rf"(?<![{_LETTERS}])'(?P<single>[^'\n]{{1,200}})'(?![{_LETTERS}])"),
    _Form(
        _DIGIT,
        r"\d",
        r"(?P<datetime>\b\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d)?(?:[Zz]|[+-]\d\d:\d\d)?)",
    ),
    _Form(_DIGIT, r"\d", r"(?P<date>\b\d{4}-\d\d-\d\d\b)"),
    _Form(_DIGIT, r"\d", r"(?P<time>\b[0-2]?\d:[0-5]\d(?::[0-5]\d)?\b)"),
    _Form(_DIGIT, "+", r"(?P<phone>\+\d[\d ()-]{6,20}\d\b)"),
    _Form(
        _DAY,
        "mnstwfMNSTWF",
        rf"(?P<day>\b(?ai:today|tomorrow|tonight|(?:next )?{_WEEKDAY})\b)",
    ),
    _Form(
        _DIGIT,
        r"\d+\-",
        r"(?P<number>(?<![\w.])[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,12})?(?![\w]|\.\d))",
    ),
    _Form(
        _CAPITAL,
        _CAPITALS,
        rf"(?P<name>\b[{_CAPITALS}][\w\u2019'-]{{0,40}}"
        rf"(?: [{_CAPITALS}][\w\u2019'-]{{0,40}}){{0,4}}(?:, [A-Z]{{2}}\b)?)",
    ),
)


def matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what of a text has a form, from its start on; its kind is the match's `lastgroup`."""
    signs = _signs_in(text)
    if True not in signs:
        return
    starts, match = _expressions(signs)
    end = 0
    for start in starts(text):
        place = start.start()
        if place >= end and (found := match(text, place)):
            end = found.end()
            yield found


@lru_cache(1 << SIGNS)
def _expressions(signs: tuple[bool, ...]) -> tuple[_Starts, _Match]:
    """Return what finds where the forms of these signs may begin, and what matches them there."""
    forms = [one for one in _FORMS if signs[one.sign]]
    firsts = "".join(dict.fromkeys(one.firsts for one in forms))
    starts = re.compile(rf"[{firsts}](?<![a-zA-Z][a-gi-z])")
    return starts.finditer, re.compile("|".join(one.form for one in forms)).match


def bare_paths(text: str) -> list[str]:
    """Return the paths of a text that stand without quotes, in its order."""
    return _BARE_PATH.findall(text)


def is_number(text: str) -> bool:
    """Return whether a text is a number as prompts write it."""
    return _WRITTEN_NUMBER.fullmatch(text) is not None


def number_of(text: str) -> float:
    """Return the number that a prompt writes so."""
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)
