"""What became of a request on its way: its body, against what its client says that it sent.

`x-mock-sent` has each parameter and a digest of its value: `model=0f1b2c3d, messages=…`. A digest
is the first eight digits of the SHA-256 of the value's JSON in UTF-8, with sorted names and without
spaces; a number that is whole is written as such (1.0 as 1). Gateways may write JSON anew, so bytes
are not compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

#: The field; it means nothing to an answer.
SENT = "x-mock-sent"
_DIGITS = 8
# So many parameters are told of.
_MOST_NAMES = 100


class Changes(NamedTuple):
    """How a body that arrived differs from what was sent.

    Attributes:
        dropped: parameters that were sent and did not arrive.
        added: that arrived and were not sent.
        changed: that have another value.
    """

    dropped: frozenset[str]
    added: frozenset[str]
    changed: frozenset[str]


def sent_field(body: Mapping[str, Any]) -> str:
    """Return what a client says that it sent, of a body."""
    return ", ".join(f"{name}={_digest(value)}" for name, value in body.items())


def changes_of(field: str, body: bytes) -> Changes | None:
    """Return how a body differs from what a client says; None where either cannot be read."""
    sent = dict(one.strip().partition("=")[::2] for one in field.split(","))
    try:
        found = json.loads(body)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    arrived = {name: _digest(value) for name, value in found.items()}
    both = sent.keys() & arrived
    return Changes(
        frozenset(sent.keys() - arrived),
        frozenset(arrived.keys() - sent),
        frozenset(name for name in both if sent[name] != arrived[name]),
    )


def by_parameter(changes: Iterable[Changes]) -> list[dict[str, Any]]:
    """Return for each parameter how many requests it was dropped from, added to, changed in."""
    counts = {kind: Counter[str]() for kind in Changes._fields}
    for one in changes:
        for kind, names in one._asdict().items():
            counts[kind].update(names)
    names = sorted(set().union(*counts.values()))[:_MOST_NAMES]
    return [{"name": one, **{kind: own[one] for kind, own in counts.items()}} for one in names]


def _digest(value: object) -> str:
    plain = json.loads(json.dumps(value), parse_float=_number)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number
