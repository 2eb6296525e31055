"""Refuses a profile whose longest answer would outlast the server's own time-outs.

What a prompt adds is left out: how long prompts are, the profile does not say.
"""

from __future__ import annotations

from sanic_mock.profile.mappings import Values, given
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections.answering import BIG, BIG_BYTES, SMALL
from sanic_mock.profile.sections.thinking import THOUGHT

#: The longest an answer may be planned to take, s; the server's time-outs allow for it.
MAX_PLAN_S = 24 * 3600.0

# Fewer than one answer in a long load test has more tokens; English has 4 bytes a token or more.
BEYOND = 1e-9
_BYTES_OF_TOKEN = 4
_SMALL_TOKENS = 200


def too_long(values: Values) -> list[str]:
    """Return a problem at the key that says a token's time, if the longest plan is too long."""
    name, took_s = _key_of_time(values), tokens_s(values)
    if not name or took_s <= MAX_PLAN_S:
        return []
    entry, tokens = values[name], _most_tokens(values)
    shown, hours = KEYS[name].kind.show(entry.value), took_s / 3600
    length = f"{shown} for each of up to {tokens:,.0f} tokens is {hours:,.0f} hours"
    return [entry.node.problem(f"{length}; want at most {MAX_PLAN_S / 3600:.0f} hours")]


def tokens_s(values: Values) -> float:
    """Return how long the tokens of the longest answer take, about."""
    name = _key_of_time(values)
    if not name:
        return 0.0
    each = values[name].value
    each_s = each if isinstance(each, float) else each.mean()
    stretch = 1 + (given(values, "load.itl_slope") or 0)
    return float(each_s * stretch * _most_tokens(values) / (given(values, "time_scale") or 1))


def _key_of_time(values: Values) -> str:
    """Return the key that says a token's time, "" where none does."""
    for name in ("itl.token", "load.step.base", "chunking.burst.gap"):
        if name in values and values[name].value is not None:
            return name
    return ""


def _most_tokens(values: Values) -> float:
    """Return how many tokens the longest answer has, hidden ones included."""
    output = given(values, "tokens.output")
    hidden = max(one.quantile(1 - BEYOND) if (one := given(values, key)) else 0 for key in THOUGHT)
    return hidden + (output.quantile(1 - BEYOND) if output else _text_tokens(values))


def _text_tokens(values: Values) -> int:
    payload = given(values, "payload")
    if payload in (None, SMALL):
        return _SMALL_TOKENS
    return (BIG_BYTES if payload == BIG else int(payload)) // _BYTES_OF_TOKEN
