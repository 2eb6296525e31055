"""Reads of JSON what fits a type, for a lenient server; the rest is as if it were not there.

What does not fit is left out where it stands, however deep: a member of an object, an item of a
list. An object without a member that it needs is left out as a whole. How long a text or a list may
be, and of which letters, is not looked at; numbers out of range do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

from sanic_mock.dialects.openai.validation import read_object
from sanic_mock.engine.offload import takes

_KNOWN_TYPES = 256
_LARGEST = 1 << 63
# What reading each item of a body takes, measured on one machine and rounded up.
_ITEM_US = 4


def fitted(value: Any, kind: Any) -> Any:
    """Return what of a decoded JSON value fits a type; None where nothing does."""
    return _fit(value, _described(kind))


def read_storable(body: bytes) -> dict[str, Any]:
    """Return a body's object, with what no answer can be written with taken out.

    Raises:
        Problem: it is no JSON object.
        Lengthy: it is too much for the event loop.
    """
    takes(body.count(b",") * _ITEM_US)
    return storable(read_object(body))


def storable(sent: dict[str, Any]) -> dict[str, Any]:
    """Take out of JSON what no answer can be written with, in place.

    That are lone surrogates, and integers of more than 64 bits. Not by recursion: a value may be
    nested as deeply as Python's decoder goes.
    """
    stack: list[Any] = [sent]
    while stack:
        one = stack.pop()
        pairs = list(one.items()) if isinstance(one, dict) else list(enumerate(one))
        if isinstance(one, dict):
            one.clear()
        for key, value in pairs:
            one[_storable(key)] = _storable(value)
            if isinstance(value, (dict, list)):
                stack.append(value)
    return sent


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        return 1e300 if value > 0 else -1e300
    return value


@lru_cache(_KNOWN_TYPES)
def _described(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def _fit(value: Any, kind: inspect.Type) -> Any:
    if value is None or isinstance(kind, inspect.NoneType):
        return None
    match kind:
        case inspect.UnionType():
            fits = (_fit(value, one) for one in sorted(kind.types, key=_nature(value)))
            return next((one for one in fits if one is not None), None)
        case inspect.StructType():
            return _struct(value, kind) if isinstance(value, dict) else None
        case inspect.ListType():
            return _list(value, kind) if isinstance(value, list) else None
        case inspect.DictType():
            return _dict(value, kind) if isinstance(value, dict) else None
        case inspect.LiteralType():
            return value if isinstance(value, str) and value in kind.values else None
        case inspect.StrType():
            return value if isinstance(value, str) else None
        case inspect.RawType():
            return _raw(value)
        case inspect.BoolType() | inspect.IntType() | inspect.FloatType():
            return _scalar(value, kind)
    return value


def _nature(value: Any) -> Any:
    """Return what puts the types first that a value is of as it is."""
    natural = _NATURES.get(type(value), ())
    return lambda kind: not isinstance(kind, natural)


_NATURES: dict[type, Any] = {
    str: (inspect.StrType, inspect.LiteralType),
    bool: inspect.BoolType,
    int: inspect.IntType,
    float: inspect.FloatType,
}


def _list(value: list[Any], kind: inspect.ListType) -> list[Any] | None:
    return [
        one for one in (_fit(item, kind.item_type) for item in value) if one is not None
    ] or None


def _dict(value: dict[str, Any], kind: inspect.DictType) -> dict[str, Any]:
    fits = ((name, _fit(one, kind.value_type)) for name, one in value.items())
    return {name: one for name, one in fits if one is not None}


def _raw(value: Any) -> msgspec.Raw | None:
    try:
        return msgspec.Raw(msgspec.json.encode(value))
    except RecursionError:
        return None


def _scalar(value: Any, kind: inspect.BoolType | inspect.IntType | inspect.FloatType) -> Any:
    """Return a number or a flag, also where it came as a text or as another number."""
    wanted = _SCALARS[type(kind)]
    try:
        found: Any = msgspec.convert(value, wanted, strict=False)
    except msgspec.ValidationError:
        return None
    if isinstance(kind, inspect.BoolType):
        return found
    low, high = kind.ge, kind.le
    if isinstance(value, bool) or (low is not None and not found >= low):
        return None
    return None if high is not None and not found <= high else found


_SCALARS = {inspect.BoolType: bool, inspect.IntType: int, inspect.FloatType: float}


def _struct(value: dict[str, Any], kind: inspect.StructType) -> Any:
    if kind.tag_field is not None and not _is_tagged(value, kind):
        return None
    found = dict(_members(value, kind))
    if any(field.required and field.name not in found for field in kind.fields):
        return None
    return kind.cls(**found)


def _members(value: dict[str, Any], kind: inspect.StructType) -> Iterator[tuple[str, Any]]:
    for field in kind.fields:
        fit = _fit(value.get(field.encode_name), field.type)
        if fit is None and field.required:
            fit = _by_member(value, field.type)
        if fit is not None:
            yield field.name, fit


def _by_member(value: dict[str, Any], kind: inspect.Type) -> Any:
    """Return what names the type of an object that does not say it: the member that it has."""
    names = kind.values if isinstance(kind, inspect.LiteralType) else ()
    if len(names) == 1:
        return names[0]
    return next((one for one in names if value.get(str(one)) is not None), None)


def _is_tagged(value: dict[str, Any], kind: inspect.StructType) -> bool:
    tag = value.get(str(kind.tag_field))
    return tag == kind.tag or (tag is None and value.get(str(kind.tag)) is not None)
