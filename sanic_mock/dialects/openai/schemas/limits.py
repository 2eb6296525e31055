"""How large a strict schema may be, in OpenAI's words.

The numbers are those of developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
("the guide" [guides-2026]); the sentences are from error bodies that users filed [issues-2026].
Nowhere found, and so worded by analogy: more than 120,000 characters. That unions and definitions
add no level is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sanic_mock.engine.schema.refs import Path, Place, SchemaError, children

LEVELS = 10  # the guide; "14 levels of nesting exceeds limit of 10."
PROPERTIES = 5_000  # the guide; "6000 parameters exceeds limit of 5000."
ENUM_VALUES = 1_000  # the guide
ENUM_CHARACTERS = (250, 15_000)  # the guide: more than 250 values of one enum
CHARACTERS = 120_000  # the guide: names of properties and definitions, values of enum and const


def limit_error(places: Iterable[Place]) -> SchemaError | None:
    """Return what there is too much of in a schema, or None."""
    nodes = [(path, node) for path, node in places if isinstance(node, dict)]
    properties = sum(len(node.get("properties", ())) for _, node in nodes)
    enums = [node["enum"] for _, node in nodes if "enum" in node]
    values = sum(map(len, enums))
    if properties > PROPERTIES:
        return SchemaError(f"{properties} parameters exceeds limit of {PROPERTIES}.")
    if values > ENUM_VALUES:
        return SchemaError(
            f"Expected at most {ENUM_VALUES} enum values in total within a single schema when "
            f"using structured outputs, but received {values}. Consider reducing the number of "
            "enums, or use 'strict: false' to opt out of structured outputs."
        )
    return _enum_error(enums) or _character_error(nodes)


def level_error(levels: int) -> SchemaError:
    """Return what is said of properties and items that are nested so deeply."""
    return SchemaError(f"{levels} levels of nesting exceeds limit of {LEVELS}.")


def count_levels(schema: Any) -> int:
    """Count the properties and items around the deepest; unions and definitions add nothing."""
    most, stack = 0, [(schema, 0)]
    while stack:
        node, levels = stack.pop()
        most = max(most, levels)
        for path, inside in children(node) if isinstance(node, dict) else ():
            stack.append((inside, levels + (path[0] in ("properties", "items"))))
    return most


def _enum_error(enums: list[list[Any]]) -> SchemaError | None:
    many, most = ENUM_CHARACTERS
    for enum in enums:
        characters = sum(len(value) for value in enum if isinstance(value, str))
        if len(enum) > many and characters > most:
            return SchemaError(
                f"Expected at most {most} total characters across enum values when there are more "
                f"than {many} enum values, but received {characters}. Consider reducing the number "
                "of enums, or use 'strict: false' to opt out of structured outputs."
            )
    return None


def _character_error(nodes: list[tuple[Path, dict[str, Any]]]) -> SchemaError | None:
    characters = sum(
        len(word)
        for _, node in nodes
        for words in (*map(node.get, ("properties", "$defs", "definitions", "enum")), _const(node))
        for word in words or ()
        if isinstance(word, str)
    )
    if characters <= CHARACTERS:
        return None
    return SchemaError(
        f"Expected at most {CHARACTERS} total characters across property names, definition names, "
        f"enum values and const values, but received {characters}."
    )


def _const(node: dict[str, Any]) -> tuple[Any, ...]:
    return (node["const"],) if "const" in node else ()
