"""Takes out of JSON what a type does not know, for a lenient server."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

_KNOWN_TYPES = 64


def converted(value: Any, kind: Any) -> Any:
    """Return a value as a type has it, without members that it has not; None where it is none."""
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, RecursionError):
        pass
    try:
        return msgspec.convert(_pruned(value, _described(kind)), kind)
    except (msgspec.ValidationError, RecursionError):
        return None


@lru_cache(_KNOWN_TYPES)
def _described(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def _pruned(value: Any, kind: inspect.Type) -> Any:
    """Return a value without the members that a type does not have, as deep as it goes."""
    if isinstance(kind, inspect.UnionType):
        wanted = _OBJECTS if isinstance(value, dict) else inspect.ListType
        kind = next((one for one in kind.types if isinstance(one, wanted)), kind)
    if isinstance(value, dict) and isinstance(kind, inspect.StructType):
        known = {field.encode_name: field.type for field in kind.fields}
        return {name: _pruned(one, known[name]) for name, one in value.items() if name in known}
    if isinstance(value, list) and isinstance(kind, inspect.ListType):
        return [_pruned(one, kind.item_type) for one in value]
    return value


_OBJECTS = (inspect.StructType, inspect.DictType)
