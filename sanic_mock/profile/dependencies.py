"""Which keys must be given, and which do nothing, beside the values of others.

`keys` is the table of all keys of a mapping, `values` what was given there.
"""

from __future__ import annotations

from sanic_mock.profile.mappings import Values
from sanic_mock.profile.table import Key, Keys


def is_idle(keys: Keys, key: Key, values: Values) -> bool:
    """Tell whether a key does nothing beside the other values."""
    if not key.switch:
        return False
    if key.only_with:
        return _switch(keys, key, values) not in (*key.only_with, None)
    return not any(one in values for one in switches(key))


def switches(key: Key) -> list[str]:
    """Return the keys on one of which a key depends."""
    return key.switch.split(" or ")


def why_idle(keys: Keys, key: Key, values: Values) -> str:
    """Return why an idle key does nothing, and what it would take."""
    if not key.only_with:
        return f"does nothing without {key.switch}"
    value, wanted = _switch(keys, key, values), " or ".join(key.only_with)
    return f"does nothing with {key.switch} {value}; want {key.switch} {wanted}"


def missing(keys: Keys, values: Values) -> list[str]:
    """Return a problem for each key that another's value asks for and that nobody gave."""
    return [
        values[key.switch].node.problem(f"{values[key.switch].value} needs {key.name}")
        for key in keys.values()
        if key.required_for
        and key.name not in values
        and _switch(keys, key, values) in key.required_for
    ]


def required(keys: Keys, values: Values) -> list[str]:
    """Return what is wanted of each key that must be given and was not."""
    return [
        f"{key.name} is missing; want {key.kind.describe()}"
        for key in keys.values()
        if key.is_required and key.name not in values
    ]


def conflicts(keys: Keys, values: Values) -> list[str]:
    """Return a problem for each key that another one's value makes meaningless."""
    return [
        values[key.name].node.problem(_why_conflict(other, value))
        for key in keys.values()
        if key.name in values
        for other, value in key.idle_beside
        if other in values and value in (values[other].value, None)
    ]


def _why_conflict(other: str, value: str | bool | None) -> str:
    if value is None:
        return f"does nothing beside {other}"
    return f"does nothing with {other} {str(value).lower() if value is False else value}"


def _switch(keys: Keys, key: Key, values: Values) -> object:
    if not key.switch:
        return None
    return values[key.switch].value if key.switch in values else keys[key.switch].default
