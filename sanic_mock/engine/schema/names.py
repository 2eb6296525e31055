"""What a parameter's name says about its value: `user_email` wants an address, `cities` cities.

The names are the words of common tool schemas. Values come from the prompt where it has one of the
kind, else from pools: a few of our own, or others made at start (by Faker) for every locale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import TypeVar

from sanic_mock.engine.schema.hints import Supply

T = TypeVar("T")
Pools = Mapping[str, Sequence[str]]

LONGEST_NAME = 128  # characters of a name that are read; no tool may have a longer one

POOLS: Pools = {
    "city": ("London", "Paris", "Tokyo", "Berlin", "Madrid", "Toronto", "Sydney", "Lisbon"),
    "country": ("France", "Japan", "Germany", "Canada", "Brazil", "Spain", "Australia", "Kenya"),
    "state": ("California", "Texas", "Bavaria", "Ontario", "Victoria", "Oregon"),
    "first_name": ("Anna", "James", "Maria", "David", "Laura", "Peter", "Emma", "Daniel"),
    "last_name": ("Smith", "Garcia", "Miller", "Novak", "Rossi", "Tanaka", "Brown", "Weber"),
    "company": ("Northwind Ltd", "Acme Corp", "Globex Inc", "Initech LLC", "Umbra Group"),
    "title": ("Weekly review", "Project update", "Team meeting", "Quarterly report"),
    "sentence": (
        "The request was handled as described.",
        "All steps were completed without problems.",
        "This gives a short summary of the main points.",
        "Further details will follow next week.",
    ),
    "street": ("12 Oak Street", "48 Mill Lane", "7 Station Road", "230 Park Avenue"),
    "color": ("red", "blue", "green", "yellow", "black", "white", "orange", "purple"),
    "currency": ("USD", "EUR", "GBP", "JPY", "CHF", "CAD"),
    "language": ("English", "French", "German", "Spanish", "Japanese", "Italian"),
    "unit": ("celsius", "fahrenheit", "metric", "imperial", "km", "miles"),
    "timezone": ("UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo"),
    "file": ("report.txt", "notes.md", "data.csv", "main.py"),
    "word": ("river", "window", "garden", "market", "letter", "signal", "bridge", "paper",
             "engine", "summer", "number", "circle", "forest", "silver", "method", "record"),
}  # fmt: skip

# kind: the words that name it; the first kind that has a word of the parameter's name wins.
_WORDS: dict[str, str] = {
    "email": "email mail e_mail",
    "url": "url uri link website homepage href endpoint webhook",
    "uuid": "uuid guid",
    "phone": "phone telephone mobile tel fax",
    "timezone": "timezone tz",
    "datetime": "datetime timestamp created updated at deadline",
    "date": "date day birthday dob due checkin checkout departure since until",
    "time": "time hour",
    "first_name": "first firstname given forename",
    "last_name": "last lastname surname family",
    "city": "city cities location place town destination origin venue airport where",
    "country": "country countries nation",
    "state": "state province region",
    "address": "address street",
    "company": "company organization organisation employer brand vendor manufacturer",
    "currency": "currency currencies",
    "language": "language lang locale",
    "color": "color colour colors colours",
    "unit": "unit units scale",
    "id": "id ids identifier key code sku token number ref reference",
    "file": "file filename filepath path directory folder",
    "query": "query q search question prompt keyword keywords input expression sql term",
    "title": "title subject headline heading topic event task label category",
    "zip": "zip zipcode postal postcode",
    "sentence": (
        "description summary text content message body comment note notes bio answer reason "
        "explanation reasoning details review feedback output response thought thoughts caption"
    ),
    "name": (
        "name person user username author owner customer recipient sender contact participant "
        "participants attendee attendees people member members employee student patient names"
    ),
}
_ADDRESSEES = ("to", "cc", "bcc")  # whole names: "to_account" is of another kind
_RANKS = {
    word: (rank, kind)
    for rank, (kind, words) in enumerate(_WORDS.items())
    for word in words.split()
}
ANY_SOURCES = ("quoted", "name")
# Which hints fill a kind, in this order; kinds that are not here take quoted words, then names.
SOURCES: dict[str, tuple[str, ...]] = {
    "email": ("email",),
    "addressee": ("email", *ANY_SOURCES),
    "url": ("url",),
    "phone": ("phone",),
    "datetime": ("datetime", "date", "day"),
    "date": ("date", "day"),
    "time": ("time",),
    "uuid": (),
    "timezone": (),
    "currency": (),
    "color": (),
    "unit": (),
    "id": ("quoted", "code", "number"),
    "zip": ("number",),
    "city": ("named", "place", "quoted"),
    "country": ("named", "place", "quoted"),
    "state": ("named", "place", "quoted"),
    "address": ("quoted", "place"),
    **dict.fromkeys(("name", "first_name", "last_name"), ("named", "person", "name", "quoted")),
    "company": ("named", "name", "quoted"),
    "language": ("named", "name", "quoted"),
    "sentence": ("quoted",),
    "title": ("quoted",),
    "query": ("quoted",),
    "file": ("path", "quoted"),
}
# Kinds whose hints are hardly meant for anything else.
SURE_KINDS = frozenset((
    "email", "url", "phone", "datetime", "date", "time", "city", "name", "first_name", "last_name",
    "company",
))  # fmt: skip
_TOKENS = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def _cached(function: Callable[[str], T]) -> Callable[[str], T]:
    """Call a function with the beginning of a name, and keep what it returns for that."""
    known = lru_cache(maxsize=1_024)(function)
    return lambda name: known(name[:LONGEST_NAME])


@_cached
def tokens_of(name: str) -> tuple[str, ...]:
    """Split the name of a parameter or a tool: `userEmail` and `USER_EMAIL` are (user, email)."""
    return tuple(token.lower() for token in _TOKENS.findall(name))


@_cached
def kind_of(name: str) -> str:
    """Return what kind of value a parameter's name asks for; "" where it does not say."""
    if name.lower() in _ADDRESSEES:
        return "addressee"
    words = (form for token in tokens_of(name) for form in (token, token.removesuffix("s")))
    return min((_RANKS[word] for word in words if word in _RANKS), default=(0, ""))[1]


def plausible(kind: str, draws: Random, supply: Supply, pools: Pools) -> str:
    """Return a value of a kind that the prompt does not have."""
    writer = _WRITERS.get(kind)
    return writer(draws, supply, pools) if writer else _pick(pools, kind or "word", draws)


def _pick(pools: Pools, kind: str, draws: Random) -> str:
    return draws.choice(pools.get(kind) or POOLS[kind])


def _email(draws: Random, supply: Supply, pools: Pools) -> str:
    first, last = (_pick(POOLS, kind, draws).lower() for kind in ("first_name", "last_name"))
    return f"{first}.{last}@example.com"


def _url(draws: Random, supply: Supply, pools: Pools) -> str:
    return f"https://example.com/{_pick(POOLS, 'word', draws)}"


def _phone(draws: Random, supply: Supply, pools: Pools) -> str:
    return f"+1-202-555-01{draws.randrange(100):02d}"  # a range kept free for fiction (NANP)


def _name(draws: Random, supply: Supply, pools: Pools) -> str:
    return f"{_pick(pools, 'first_name', draws)} {_pick(pools, 'last_name', draws)}"


def _address(draws: Random, supply: Supply, pools: Pools) -> str:
    return f"{_pick(pools, 'street', draws)}, {_pick(pools, 'city', draws)}"


def _query(draws: Random, supply: Supply, pools: Pools) -> str:
    return supply.text.strip()[:200].strip() or _pick(pools, "title", draws)


def _zip(draws: Random, supply: Supply, pools: Pools) -> str:
    return str(draws.randint(10_000, 99_999))


def _identifier(draws: Random, supply: Supply, pools: Pools) -> str:
    return f"{_pick(POOLS, 'word', draws)[:3]}_{draws.getrandbits(32):08x}"


def date(draws: Random) -> str:
    """Return a day of 2025 to 2027, as RFC 3339 writes it."""
    return f"{draws.randint(2025, 2027)}-{draws.randint(1, 12):02d}-{draws.randint(1, 28):02d}"


def time(draws: Random) -> str:
    """Return a time of day in UTC, as RFC 3339 writes it."""
    return f"{draws.randrange(24):02d}:{draws.randrange(60):02d}:{draws.randrange(60):02d}Z"


def uuid(draws: Random) -> str:
    """Return a UUID of version 4."""
    text = f"{draws.getrandbits(128):032x}"
    variant = "89ab"[int(text[16], 16) % 4]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


_WRITERS: dict[str, Callable[[Random, Supply, Pools], str]] = {
    "email": _email,
    "addressee": _email,
    "url": _url,
    "phone": _phone,
    "name": _name,
    "address": _address,
    "query": _query,
    "id": _identifier,
    "zip": _zip,
    "date": lambda draws, supply, pools: date(draws),
    "time": lambda draws, supply, pools: time(draws)[:5],
    "datetime": lambda draws, supply, pools: f"{date(draws)}T{time(draws)}",
    "uuid": lambda draws, supply, pools: uuid(draws),
}

# Numbers: least, most and decimal places of what a name asks for, where the schema allows it.
_RANGES: dict[str, tuple[int, int, int]] = {
    "latitude lat": (-60, 70, 4),
    "longitude lon lng long": (-180, 180, 4),
    "age": (18, 80, 0),
    "year": (1990, 2027, 0),
    "month": (1, 12, 0),
    "day": (1, 28, 0),
    "hour": (0, 23, 0),
    "minute minutes second seconds": (0, 59, 0),
    "price amount cost total budget salary fee subtotal balance": (1, 500, 2),
    "temperature temp": (-5, 35, 1),
    "confidence probability score ratio similarity": (0, 1, 2),
    "percent percentage humidity discount": (0, 100, 0),
    "rating stars": (1, 5, 0),
    "count limit page quantity qty top k max size number num guests people days offset step index":
        (1, 10, 0),
}  # fmt: skip
_NUMBERS = {word: span for words, span in _RANGES.items() for word in words.split()}


@_cached
def range_of(name: str) -> tuple[int, int, int]:
    """Return least, most and decimal places of the number a parameter's name asks for."""
    spans = (_NUMBERS[token] for token in tokens_of(name) if token in _NUMBERS)
    return next(spans, (1, 100, 0))
