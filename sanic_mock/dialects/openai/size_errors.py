"""Errors about how long a value is, or what its letters are [adapter-2026] [issues-2026]."""

from __future__ import annotations

from sanic_mock.errors import Problem


def empty_array(param: str) -> Problem:
    """An array that needs at least one element has none."""
    return Problem(
        400,
        f"Invalid '{param}': empty array. Expected an array with minimum length 1, "
        "but got an empty array instead.",
        param=param,
        code="empty_array",
    )


def array_too_long(param: str, most: int, length: int) -> Problem:
    """An array with more elements than are taken."""
    return Problem(
        400,
        f"Invalid '{param}': array too long. Expected an array with maximum length {most}, "
        f"but got an array with length {length} instead.",
        param=param,
        code="array_above_max_length",
    )


def too_long(param: str, most: int, length: int) -> Problem:
    """A string with more characters than are taken."""
    return Problem(
        400,
        f"Invalid '{param}': string too long. Expected a string with maximum length {most}, "
        f"but got a string with length {length} instead.",
        param=param,
        code="string_above_max_length",
    )


def empty_string(param: str) -> Problem:
    """A string that needs at least one character has none."""
    return Problem(
        400,
        f"Invalid '{param}': empty string. Expected a string with minimum length 1, "
        "but got an empty string instead.",
        param=param,
        code="empty_string",
    )


def too_many_properties(param: str, most: int, properties: int) -> Problem:
    """An object with more members than are taken."""
    return Problem(
        400,
        f"Invalid '{param}': too many properties. Expected an object with at most {most} "
        f"properties, but got an object with {properties} properties instead.",
        param=param,
        code="object_above_max_properties",
    )


def property_name_too_long(param: str, name: str, most: int) -> Problem:
    """An object with a member whose name has more characters than are taken."""
    return Problem(
        400,
        f"Invalid property name in '{param}': '{name[:3]}...{name[-3:]}' is too long. Expected a "
        f"string with maximum length {most}, but got a string with length {len(name)} instead.",
        param=f"{param}.{name}",
        code="property_name_above_max_length",
    )


def bad_pattern(param: str, pattern: str) -> Problem:
    """A string of another form."""
    return Problem(
        400,
        f"Invalid '{param}': string does not match pattern. "
        f"Expected a string that matches the pattern '{pattern}'.",
        param=param,
        code="invalid_value",
    )
