"""Putting profile, environment and flags over each other, key by key.

Two rules go beyond "the upper one wins". `latency` and `jitter` are the short form of `ttft`: the
upper one's form replaces the lower one's. And a key that the upper one's switch (`load.model`,
`chunking.mode`) makes idle goes; but a layer that itself gives an idle key has a problem.
"""

from __future__ import annotations

from collections.abc import Iterable

from sanic_mock.profile.load import Entry, Layer
from sanic_mock.profile.schema import KEYS, Key

Values = dict[str, Entry]


def put_over(lower: Values, upper: Layer) -> Values:
    """Return `lower` with `upper` over it; problems between the two are added to the upper's."""
    given = upper.entries
    kept = _without_other_form(lower, upper)
    if "extends" in given:
        kept = _drop(kept, ["description"])  # it describes the other file
    merged = {**kept, **given}
    idle = [KEYS[name] for name in merged if is_idle(KEYS[name], merged)]
    for key in idle:
        if key.name in given:
            upper.problems.append(given[key.name].node.problem(why_idle(key, merged)))
        else:
            del merged[key.name]
    return merged


def missing(values: Values) -> list[str]:
    """Return a problem for each key that another's value asks for and that nobody gave."""
    return [
        values[key.switch].node.problem(f"{values[key.switch].value} needs {key.name}")
        for key in KEYS.values()
        if key.required_for and key.name not in values and _switch(key, values) in key.required_for
    ]


# Where the second key has that value, the first decides nothing: the engine's clock or the bursts
# say when tokens come.
_CONFLICTS = (
    ("itl.token", "load.model", "step"),
    ("itl.token", "chunking.mode", "burst"),
    ("chunking.mode", "load.model", "step"),
    ("load.ttft_slope", "load.ttft_by_running", None),
)


def conflicts(values: Values) -> list[str]:
    """Return a problem for each key that another one's value makes meaningless."""
    return [
        values[name].node.problem(_why_conflict(other, value))
        for name, other, value in _CONFLICTS
        if name in values and other in values and value in (values[other].value, None)
    ]


def _why_conflict(other: str, value: str | None) -> str:
    return f"does nothing with {other} {value}" if value else f"does nothing beside {other}"


def _without_other_form(kept: Values, upper: Layer) -> Values:
    given = upper.entries
    long = [name for name in given if name.startswith("ttft.")]
    if long:
        short = [given[name] for name in ("latency", "jitter") if name in given]
        why = "is the short form of ttft; give one of them"
        upper.problems += [one.node.problem(why) for one in short]
        return _drop(kept, ("latency", "jitter"))
    if "latency" in given:
        return _drop(kept, [name for name in kept if name.startswith("ttft.")])
    base = next((entry for name, entry in kept.items() if name.startswith("ttft.")), None)
    if "jitter" in given and base:
        why = f"goes with latency, and {base.origin} gives ttft; give latency as well"
        upper.problems.append(given["jitter"].node.problem(why))
    return kept


def _drop(values: Values, names: Iterable[str]) -> Values:
    return {name: entry for name, entry in values.items() if name not in set(names)}


def is_idle(key: Key, values: Values) -> bool:
    """Tell whether a key does nothing beside the other values."""
    if not key.switch:
        return False
    if key.only_with:
        return _switch(key, values) not in (*key.only_with, None)
    return key.switch not in values


def why_idle(key: Key, values: Values) -> str:
    """Return why an idle key does nothing, and what it would take."""
    if not key.only_with:
        return f"does nothing without {key.switch}"
    wanted = " or ".join(key.only_with)
    return f"does nothing with {key.switch} {_switch(key, values)}; want {key.switch} {wanted}"


def _switch(key: Key, values: Values) -> object:
    if not key.switch:
        return None
    return values[key.switch].value if key.switch in values else KEYS[key.switch].default
