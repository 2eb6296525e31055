"""Compares JSON values by what they are made of: members, their order, types, ids, fixed words.

Texts differ by nature, so that objects are compared with those of the same kind at the same place,
whichever of them is nearest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.spec.replay.differences import Difference

Objects = dict[str, list[Mapping[str, Any]]]

_IDS = frozenset(
    [
        "id",
        "item_id",
        "call_id",
        "response_id",
        "system_fingerprint",
        "first_id",
        "last_id",
        "tool_call_id",
    ]
)
_WORDS = frozenset(
    [
        "finish_reason",
        "status",
        "object",
        "type",
        "role",
        "service_tier",
        "code",
        "phase",
        "detail",
        "model",
    ]
)
# Values that requests repeat, or that are a client's own: they are compared as a whole, or not.
_OPAQUE = frozenset(
    ["arguments", "logit_bias", "embedding", "parameters", "schema", "metadata", "filters"]
)
# Members of a response that tell what was asked, compared to the last digit.
_ECHOED = frozenset(
    [
        "instructions",
        "max_output_tokens",
        "max_tool_calls",
        "model",
        "parallel_tool_calls",
        "frequency_penalty",
        "presence_penalty",
        "prompt",
        "prompt_cache_key",
        "prompt_cache_retention",
        "reasoning",
        "safety_identifier",
        "store",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "truncation",
        "user",
        "metadata",
        "background",
        "billing",
        "service_tier",
    ]
)
_MESSAGES = ("message", "delta")
_KINDS = ("tool_calls", "function_call", "refusal", "audio", "annotations")


class Float(str):
    """A number with a point, as it was written."""

    __slots__ = ()


def loads(text: bytes | str) -> Any:
    """Read JSON; numbers with a point stay as they were written."""
    return json.loads(text, parse_float=Float)


def dumped(value: Any) -> str:
    """Write JSON, numbers as they were read."""
    if isinstance(value, Float):
        return str.__str__(value)
    if isinstance(value, dict):
        return "{" + ",".join(f'"{name}":{dumped(one)}' for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dumped, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def objects(value: Any, path: str, found: Objects) -> None:
    """Add all objects in a value to those that are found, by their place and their kind."""
    if isinstance(value, dict):
        path += _kind(path, value)
        found.setdefault(path, []).append(value)
        echoed = _ECHOED if value.get("object") == "response" else frozenset()
        for name, one in value.items():
            if name not in _OPAQUE and name not in echoed:
                objects(one, f"{path}.{name}", found)
    elif isinstance(value, list):
        for one in value:
            objects(one, f"{path}[]", found)


def _kind(path: str, value: Mapping[str, Any]) -> str:
    """Return what distinguishes an object from others at its place."""
    name = path.rpartition(".")[2]
    if name in _MESSAGES:
        kinds = [kind for kind in _KINDS if value.get(kind)]
        return "{" + ",".join([*kinds, "null" if value.get("content") is None else "text"]) + "}"
    return f"<{value['type']}>" if isinstance(value.get("type"), str) else ""


def compared(
    recorded: Objects, ours: Objects, *, has_order: bool, has_numbers: bool
) -> Iterator[Difference]:
    """Yield how objects differ; those of a kind that only one answer has are its own choice."""
    for path, ones in recorded.items():
        others = ours.get(path)
        if others is None:
            continue
        yield from _members(path, ones, others, has_order)
        yield from _values(path, ones, others, has_numbers)


def _members(
    path: str, ones: list[Mapping[str, Any]], others: list[Mapping[str, Any]], has_order: bool
) -> Iterator[Difference]:
    """Yield which members the nearest two objects do not share, or have in another order."""
    pairs = [(tuple(one), tuple(other)) for one in ones for other in others]
    one, other = min(pairs, key=lambda pair: (len(set(pair[0]) ^ set(pair[1])), pair[0] != pair[1]))
    for name in one:
        if name not in other:
            value = next(value[name] for value in ones if name in value)
            yield Difference("missing", f"{path}.{name}", dumped(value)[:150])
    for name in other:
        if name not in one:
            value = next(value[name] for value in others if name in value)
            yield Difference("extra", f"{path}.{name}", "", dumped(value)[:150])
    shared = [name for name in one if name in other]
    theirs = [name for name in other if name in one]
    if has_order and shared != theirs:
        yield Difference("order", path, ",".join(one), ",".join(other))


def _values(
    path: str, ones: list[Mapping[str, Any]], others: list[Mapping[str, Any]], has_numbers: bool
) -> Iterator[Difference]:
    """Yield which members have values of types, patterns or words that the other has not."""
    for name in dict.fromkeys(name for one in ones for name in one):
        mine = [one[name] for one in ones if name in one]
        theirs = [other[name] for other in others if name in other]
        if not theirs:
            continue
        kinds, others_kinds = _set(_type, mine), _set(_type, theirs)
        both = kinds | others_kinds
        if not kinds & others_kinds and (has_numbers or not both <= {"int", "float"}):
            yield Difference("type", f"{path}.{name}", *_sorted(kinds, others_kinds))
        elif name in _IDS or (name in _WORDS and not _is_program(path, name)):
            kind, see = ("id", pattern) if name in _IDS else ("value", _word)
            seen, others_seen = _set(see, mine), _set(see, theirs)
            if not seen & others_seen:
                yield Difference(kind, f"{path}.{name}", *_sorted(seen, others_seen))


def _is_program(path: str, name: str) -> bool:
    return name == "code" and "code_interpreter" in path


def _set(see: Any, values: list[Any]) -> set[str]:
    return {see(value) for value in values}


def _sorted(ones: set[str], others: set[str]) -> tuple[str, str]:
    return ",".join(sorted(ones)), ",".join(sorted(others))


def _word(value: Any) -> str:
    return value if type(value) is str else _type(value)


def _type(value: Any) -> str:
    names = {type(None): "null", Float: "float", dict: "object", list: "array"}
    return names.get(type(value), type(value).__name__)


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def pattern(value: Any) -> str:
    """Return what an id looks like: its prefix, its letters, its length."""
    if not isinstance(value, str):
        return _type(value)
    if _UUID.fullmatch(value):  # one may begin with letters alone, as a prefix does
        return "uuid"
    match = re.match(r"^((?:[a-z]+[_-])*)([^_-].*|)$", value)
    prefix, rest = (match[1], match[2]) if match else ("", value)
    if re.fullmatch(r"\d{1,4}", rest):
        return f"{prefix}digits"
    if re.fullmatch(r"[0-9a-f]+", rest):
        return f"{prefix}hex{len(rest)}"
    return f"{prefix}{'alnum' if rest.isalnum() else 'text'}{len(rest)}"


def echoed(
    recorded: Any, ours: Any, path: str, *, has_order: bool, has_numbers: bool
) -> Iterator[Difference]:
    """Yield how values differ that repeat what was asked."""
    same = {"has_order": has_order, "has_numbers": has_numbers}
    if isinstance(recorded, dict) and isinstance(ours, dict):
        yield from _echoed_members(recorded, ours, path, has_order, has_numbers)
    elif isinstance(recorded, list) and isinstance(ours, list) and len(recorded) == len(ours):
        for one, other in zip(recorded, ours, strict=True):
            yield from echoed(one, other, f"{path}[]", **same)
    elif (one := dumped(recorded)) != (other := dumped(ours)):
        if not has_numbers and one.removesuffix(".0") == other.removesuffix(".0"):
            return
        yield Difference("value", path, one[:400], other[:400])


def _echoed_members(
    recorded: Mapping[str, Any],
    ours: Mapping[str, Any],
    path: str,
    has_order: bool,
    has_numbers: bool,
) -> Iterator[Difference]:
    if "tools[]" in path:
        path += f"<{recorded['type']}>" if path.endswith("tools[]") and "type" in recorded else ""
    for name, value in recorded.items():
        if name in ours:
            yield from echoed(
                value, ours[name], f"{path}.{name}", has_order=has_order, has_numbers=has_numbers
            )
        else:
            yield Difference("missing", f"{path}.{name}", dumped(value)[:150])
    for name, value in ours.items():
        if name not in recorded:
            yield Difference("extra", f"{path}.{name}", "", dumped(value)[:150])
    shared = [name for name in recorded if name in ours]
    if has_order and shared != [name for name in ours if name in recorded]:
        yield Difference("order", path, ",".join(recorded), ",".join(ours))


def response_echo(recorded: Any, ours: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the members of a response that repeat what was asked, and that both have."""
    for name in recorded:
        if name in _ECHOED and name in ours:
            yield f"response.{name}", recorded[name], ours[name]
