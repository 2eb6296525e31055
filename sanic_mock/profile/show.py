"""A profile as text for people: every value and its origin."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dependencies import is_idle, why_idle
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.backends import BACKENDS
from sanic_mock.profile.sections.match.checks import MATCH
from sanic_mock.profile.table import Key

_WIDEST_VALUE = 32
_WIDTH = 100


def values(chosen: ChosenValues) -> Iterator[str]:
    """Yield what the profile says of itself, key, value and origin in three columns, and the rest.

    The rest are the keys that take no part, by the reason why.
    """
    text = " ".join((chosen("description") or "").split())
    yield f"{chosen.profile}: {text}" if text else chosen.profile
    for name in ("extends", "measured", "trust", "source"):
        if name in chosen.values:
            yield from textwrap.wrap(f"{name}: {chosen(name)}", _WIDTH, subsequent_indent="  ")
    yield ""
    keys = [key for key in KEYS.values() if key.name not in about.KEYS]
    idle = {key.name: _idle(chosen, key) for key in keys}
    yield from _columns([_row(chosen, key) for key in keys if not idle[key.name]])
    yield ""
    for reason in dict.fromkeys(filter(None, idle.values())):
        names = ", ".join(name for name, why in idle.items() if why == reason)
        yield from textwrap.wrap(f"{reason}: {names}", _WIDTH, subsequent_indent="  ")
    yield from _answerers(chosen)


def _answerers(chosen: ChosenValues) -> Iterator[str]:
    """Yield who else answers: what rules lead to, and backends."""
    rules, backends = chosen("match"), chosen("backends")
    if rules or backends:
        yield ""
    for rule in rules:
        yield f"rule, {rule.node.origin}: {MATCH.shown(rule.value)}"
    for number, backend in enumerate(backends, 1):
        shown = BACKENDS.shown(backend.value)
        yield f"backend {number}: {shown}" if shown else f"backend {number}"


def is_shown(chosen: ChosenValues, key: Key) -> bool:
    """Tell whether a key takes part, so that its value means something."""
    return not _idle(chosen, key)


def _row(chosen: ChosenValues, key: Key) -> tuple[str, str, str]:
    value = chosen(key.name)
    shown = "-" if value is None else key.kind.show(value)
    return key.name, shown, chosen.origin(key.name)


def _idle(chosen: ChosenValues, key: Key) -> str:
    """Return why a key takes no part, "" if it does."""
    if key.name.startswith("ttft.") and not chosen.has("ttft"):
        return "latency and jitter say it"
    if key.name in ("latency", "jitter") and chosen.has("ttft"):
        return "ttft says it"
    idle = key.name not in chosen.values and is_idle(KEYS, key, chosen.values)
    return why_idle(KEYS, key, chosen.values).partition(";")[0] if idle else ""


def _columns(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    first = max(len(row[0]) for row in rows)
    second = min(_WIDEST_VALUE, max(len(row[1]) for row in rows))
    for name, value, origin in rows:
        yield f"{name:<{first}}  {value:<{second}}  {origin}"
