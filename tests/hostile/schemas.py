"""Schemas by grammar: each as large as is asked for, and costly in its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Json = dict[str, Any]
Grammar = Callable[[int, Random], Json]

_WORD = 12  # letters, so that a size in bytes becomes a number of members


def _words(count: int, chance: Random) -> list[str]:
    return ["".join(chance.choices("abcdefghij", k=_WORD)) for _ in range(max(2, count))]


def _held(schema: Json) -> Json:
    return {"type": "object", "properties": {"a": schema}, "required": ["a"]}


def _string(**more: Any) -> Json:
    return _held({"type": "string", **more})


def enum(size: int, chance: Random) -> Json:
    """Return an enum of many words."""
    return _string(enum=_words(size // (_WORD + 4), chance))


def _one_of(words: list[str]) -> Json:
    return {"oneOf": [{"const": one} for one in words]}


def windows(size: int, chance: Random) -> Json:
    """Return three windows on one list of constants, of which few are in all three."""
    words = _words(size // (3 * (_WORD + 14)), chance)
    third = len(words) // 3
    parts = (words, words[third:] + words[: third // 2], words[2 * third :] + words[:third])
    return {"type": "object", "properties": {"a": {"allOf": [_one_of(part) for part in parts]}}}


def pairs(size: int, chance: Random) -> Json:
    """Return pairs of which one each has to hold: exponentially many ways."""
    names = _words(min(200, size // 120), chance)
    either = [
        {"anyOf": [{"required": [name]}, {"properties": {name: {"type": "integer"}}}]}
        for name in names
    ]
    return {"type": "object", "properties": {name: {} for name in names}, "allOf": either}


def properties(size: int, chance: Random) -> Json:
    """Return an object of many required properties."""
    names = _words(size // (2 * _WORD + 24), chance)
    members = {name: {"type": "string"} for name in names}
    closed = {"required": names, "additionalProperties": False}
    return {"type": "object", "properties": members, **closed}


def many(size: int, chance: Random) -> Json:
    """Return an object that must have more properties than it names."""
    return {"type": "object", "minProperties": size, "additionalProperties": {"type": "integer"}}


def items(size: int, chance: Random) -> Json:
    """Return lists of lists that must be long."""
    inner: Json = {"type": "array", "minItems": min(size, 1000), "items": {"type": "string"}}
    return _held({"type": "array", "minItems": 1000, "items": inner})


def patterns(size: int, chance: Random) -> Json:
    """Return expressions that backtrack, or ask for long texts."""
    nested = "(a|aa|b)*" * min(30, max(1, size // 10))
    return _string(pattern=f"^({nested})+{'x' * min(size, 2000)}$", minLength=min(size, 5000))


def references(size: int, chance: Random) -> Json:
    """Return a chain of references, which ends where it begins."""
    count = max(2, size // 60)
    links = range(count - 1)
    chain: Json = {f"d{place}": {"$ref": f"#/$defs/d{place + 1}"} for place in links}
    chain[f"d{count - 1}"] = {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}}
    return {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": chain}


def depth(size: int, chance: Random) -> Json:
    """Return objects in objects, as deep as a reader may allow."""
    made: Json = {"type": "string"}
    for _ in range(min(450, size // 40)):
        made = {"type": "object", "properties": {"a": made}}
    return made


def unions(size: int, chance: Random) -> Json:
    """Return a long list of any of many objects."""
    names = _words(min(1000, size // 60), chance)
    one = [
        {"type": "object", "properties": {n: {"type": "string"}}, "required": [n]} for n in names
    ]
    return _held({"type": "array", "minItems": 1000, "items": {"anyOf": one}})


def web(size: int, chance: Random) -> Json:
    """Return definitions that each refer to all that follow."""
    count = max(3, int((size / 30) ** 0.5))
    rest = ([{"$ref": f"#/$defs/d{at}"} for at in range(start, count)] for start in range(1, count))
    named = {f"d{at}": {"anyOf": every} for at, every in enumerate(rest)}
    return _held({"$ref": "#/$defs/d0"}) | {"$defs": named | {f"d{count - 1}": {"type": "string"}}}


def negations(size: int, chance: Random) -> Json:
    """Return an enum of which all values but one are forbidden, one by one."""
    words = _words(size // 48, chance)
    forbidden = [{"not": {"const": one}} for one in words[:-1]]
    return _held({"type": "string", "enum": words, "allOf": forbidden})


def conditions(size: int, chance: Random) -> Json:
    """Return an object of which each property decides which others there are."""
    count = max(2, size // 130)
    rules = [
        {
            "if": {"properties": {f"k{at}": {"minimum": 5}}, "required": [f"k{at}"]},
            "then": {"required": [f"k{(at + 1) % count}"]},
            "else": {"required": [f"k{(at + 2) % count}"]},
        }
        for at in range(count)
    ]
    members = {f"k{at}": {"type": "integer"} for at in range(count)}
    return {"type": "object", "properties": members, "allOf": rules}


def named_by_patterns(size: int, chance: Random) -> Json:
    """Return an object whose properties are described by expressions that backtrack."""
    words = _words(size // 90, chance)
    kinds = {f"^{one[:2]}.*(a|b)*{one[2:]}$": {"maxLength": at} for at, one in enumerate(words)}
    return {"type": "object", "patternProperties": kinds, "required": words}


def unique(size: int, chance: Random) -> Json:
    """Return a list of objects of which none is like another."""
    inner = {"type": "object", "properties": {one: {"type": "boolean"} for one in "abcd"}}
    words = _words(size // 16, chance)
    every = {"type": "array", "uniqueItems": True, "minItems": min(900, len(words))}
    return _held({"anyOf": [{**every, "items": inner}, {**every, "items": {"enum": words}}]})


def containing(size: int, chance: Random) -> Json:
    """Return a list that has to contain each of many words."""
    words = _words(size // 40, chance)
    return _held({"type": "array", "allOf": [{"contains": {"const": one}} for one in words]})


def multiples(size: int, chance: Random) -> Json:
    """Return a number that many others divide."""
    count = max(3, min(1500, size // 22))
    return _held({"type": "integer", "allOf": [{"multipleOf": 2 * at + 3} for at in range(count)]})


def lengths(size: int, chance: Random) -> Json:
    """Return texts that have to be long."""
    members = {f"a{at}": {"type": "string", "minLength": 2000} for at in range(max(1, size // 50))}
    return {"type": "object", "properties": members, "required": list(members)}


def nothing(size: int, chance: Random) -> Json:
    """Return a choice of many schemas that allow nothing, and of one that allows all."""
    return _held({"anyOf": [*[False] * max(1, size // 8), True]})


GRAMMARS: dict[str, Grammar] = {
    "enum": enum,
    "windows": windows,
    "pairs": pairs,
    "properties": properties,
    "minProperties": many,
    "minItems": items,
    "patterns": patterns,
    "references": references,
    "depth": depth,
    "unions": unions,
    "web": web,
    "negations": negations,
    "conditions": conditions,
    "patternProperties": named_by_patterns,
    "unique": unique,
    "containing": containing,
    "multiples": multiples,
    "lengths": lengths,
    "nothing": nothing,
}


def mixed(size: int, chance: Random) -> Json:
    """Return a schema whose parts are drawn of all grammars."""
    share = size // 4
    parts = [chance.choice(list(GRAMMARS.values()))(share, chance) for _ in range(4)]
    return {"type": "object", "properties": {f"p{place}": part for place, part in enumerate(parts)}}


def _format(schema: Json) -> Json:
    return {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "hostile", "schema": schema},
        }
    }


def _tools(schema: Json, count: int) -> Json:
    tools = [
        {"type": "function", "function": {"name": f"tool_{place}", "parameters": schema}}
        for place in range(count)
    ]
    return {"tools": tools, "tool_choice": "required"}


def requests(size: int, chance: Random) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the body of a chat request for each grammar, in some ways to send it."""
    base: Json = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}
    base["max_tokens"] = 2  # all of it is made, and its beginning sent
    for name, grammar in {**GRAMMARS, "mixed": mixed}.items():
        yield f"schema: {name}", json.dumps({**base, **_format(grammar(size, chance))}).encode()
        shared = grammar(size // 128, chance)
        yield f"128 tools: {name}", json.dumps({**base, **_tools(shared, 128)}).encode()
