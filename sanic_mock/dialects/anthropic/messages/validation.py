"""Says in Anthropic's words why the typed reading of a body refused it.

Its sentences are those of the library that Anthropic's service validates with; paths have dots.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from sanic_mock.dialects.anthropic import errors
from sanic_mock.dialects.anthropic.messages.blocks import KINDS
from sanic_mock.errors import Problem

_REFUSED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.S)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.S)
_EXPECTED = re.compile(r"Expected `([^`]*)`, got `(.*)`")
_BOUND = re.compile(r"Expected `(?:int|float)` (>=|<=) ([0-9.]+)")
_LENGTH = re.compile(r"Expected `(str|array)` of length (>=|<=) ([0-9]+)")
_PATTERN = re.compile(r"Expected `str` matching regex '(.*)'")
_VALUE = re.compile(r"Invalid (?:enum )?value '(.*)'", re.S)
_PLACE = re.compile(r"\[(\d+|\.\.\.)\]")
_TYPES: Mapping[str, str] = {
    "int": "a valid integer",
    "float": "a valid number",
    "str": "a valid string",
    "array": "a valid list",
    "object": "a valid dictionary",
    "bool": "a valid boolean",
}
_SIDES = {">=": "greater", "<=": "less"}
_COUNTED = {"str": ("String", "character"), "array": ("List", "item")}
_TAGS = ", ".join(f"'{kind.__struct_config__.tag}'" for kind in KINDS)
# What a member may be that has a list of its own.
_CHOICES: Mapping[str, str] = {
    "role": "'user', 'assistant' or 'system'",
    "effort": "'low', 'medium', 'high', 'xhigh' or 'max'",
    "service_tier": "'auto' or 'standard_only'",
    "speed": "'standard' or 'fast'",
    "display": "'summarized' or 'omitted'",
    "ttl": "'5m' or '1h'",
}
_KINDS: Mapping[str, str] = {
    "thinking": "'adaptive', 'disabled', 'enabled'",
    "tool_choice": "'any', 'auto', 'none', 'tool'",
    "cache_control": "'ephemeral'",
    "format": "'json_schema'",
    "output_format": "'json_schema'",
}


def explained(body: bytes, refused: str) -> Problem:
    """Return what a body is answered that a typed reading refused with a sentence."""
    if problem := _broken(body):
        return problem
    found = _REFUSED.fullmatch(refused)
    what, path = (found["what"], found["path"] or "") if found else (refused, "")
    return _translated(what, _dotted(path))


def _broken(body: bytes) -> Problem | None:
    """Return what is said of a body that is no JSON object; None for one that is."""
    try:
        asked = json.loads(body)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno} (char {error.pos})"
        what = "unexpected end of data" if error.pos >= len(body) else "unexpected character"
        return errors.not_json(f"{what}: {where}")
    except (ValueError, RecursionError):
        return errors.not_json("invalid unicode code point")
    return None if isinstance(asked, dict) else errors.invalid("Input should be an object")


def _dotted(path: str) -> str:
    return _PLACE.sub(r".\1", path).strip(".")


def _translated(what: str, path: str) -> Problem:
    before = path and f"{path}."
    if missing := _MISSING.fullmatch(what):
        return errors.missing(before + missing[1])
    if unknown := _UNKNOWN.fullmatch(what):
        return errors.extra(before + unknown[1])
    return errors.at(path, _why(what, path))


def _why(what: str, path: str) -> str:
    if value := _VALUE.fullmatch(what):
        return _no_choice(value[1], path)
    if expected := _EXPECTED.fullmatch(what):
        first = expected[1].split(" | ")[0]
        return f"Input should be {_TYPES.get(first, 'valid')}"
    if bound := _BOUND.fullmatch(what):
        return f"Input should be {_SIDES[bound[1]]} than or equal to {bound[2].removesuffix('.0')}"
    if length := _LENGTH.fullmatch(what):
        (kind, unit), side, most = _COUNTED[length[1]], length[2], length[3]
        plural = "" if most == "1" else "s"
        return f"{kind} should have at {'least' if side == '>=' else 'most'} {most} {unit}{plural}"
    if pattern := _PATTERN.fullmatch(what):
        return f"String should match pattern '{pattern[1]}'"
    return what


def _no_choice(value: str, path: str) -> str:
    *around, name = path.split(".")
    if name == "type":
        tags = _KINDS.get(around[-1] if around else "", _TAGS)
        return (
            f"Input tag '{value}' found using 'type' does not match any of the expected tags: "
            f"{tags}"
        )
    return f"Input should be {_CHOICES.get(name, 'valid')}"
