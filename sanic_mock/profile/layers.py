"""Putting profile, environment and flags over each other, key by key.

Four rules go beyond "the upper one wins". `latency` and `jitter` are the short form of `ttft`: the
upper one's form replaces the lower one's; so it is with the two names of hidden tokens. A preset
is a network of its own, and nothing of a lower one's is left. And a key that the upper one's
switch (`load.model`, `chunking.mode`) makes idle goes; but a layer that itself gives an idle key
has a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sanic_mock.profile.dependencies import is_idle, why_idle
from sanic_mock.profile.mappings import Values, read_key
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.presets import PRESET, with_preset
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections import about
from sanic_mock.profile.sections.thinking import THOUGHT


@dataclass(slots=True)
class Layer:
    """What one file, the environment or the flags say, by dotted key; and what is wrong there."""

    values: Values = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, name: str, node: ValueNode) -> None:
        """Read one key's value, or note why it cannot be read."""
        self.values[name] = read_key(KEYS[name], node, self.problems)

    def in_order(self) -> list[str]:
        """Return the problems by line."""
        return sorted(self.problems, key=_line)


def put_over(lower: Values, upper: Layer) -> Values:
    """Return `lower` with `upper` over it; problems between the two are added to the upper's."""
    given = with_preset(upper.values)
    kept = _without_other_form(lower, upper)
    if any(name in given for name in THOUGHT):
        kept = _drop(kept, THOUGHT)
    if PRESET in given:
        kept = _drop(kept, [name for name in kept if name.startswith("network.")])
    if "extends" in given:
        kept = _drop(kept, about.OF_FILE)
    merged = {**kept, **given}
    idle = [KEYS[name] for name in merged if is_idle(KEYS, KEYS[name], merged)]
    for key in idle:
        if key.name in given:
            upper.problems.append(given[key.name].node.problem(why_idle(KEYS, key, merged)))
        else:
            del merged[key.name]
    return merged


def _without_other_form(kept: Values, upper: Layer) -> Values:
    given = upper.values
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


def _line(problem: str) -> int:
    """Return the number in "profiles/slow.yaml:12: …", 0 where there is none."""
    match = re.match(r".*?:([0-9]+): ", problem)
    return int(match[1]) if match else 0
