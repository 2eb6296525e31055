"""Texts with places that a request fills: `{{ user }}`, `{{ json.metadata.id }}`, `{{ match.1 }}`.

A place is one of a few names, some with a path behind a dot. That is all there is to it: nothing is
evaluated, no attribute is looked up, and what fills a place is never read as a template again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.header_match import check_name
from sanic_mock.profile.nearest import suggestion
from sanic_mock.profile.nodes import ValueNode
from sanic_mock.profile.table import Kind

NAMES = ("user", "system", "model", "endpoint", "turn", "count", "now", "tool_result")
# What a path stands behind: members of the body, groups of the rule's regex, fields of the head,
# kinds of invention.
PATHED = ("json", "match", "header", "faker")
INVENTED = (
    *("address", "city", "color_name", "company", "country", "date", "email", "first_name"),
    *("ipv4", "job", "last_name", "name", "paragraph", "phone_number", "postcode", "sentence"),
    *("street_address", "url", "user_name", "uuid4", "word"),
)
_PLACES = re.compile(r"(?P<literal>\\\{\{)|\{\{(?P<inside>.*?)\}\}|(?P<open>\{\{)", re.DOTALL)
_SPELLED = re.compile(r"\s*([a-z_]+)(?:\.([\w\-]+(?:\.[\w\-]+)*))?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """What a request fills: its name, and the path behind it, "" for none."""

    name: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts: what is said as it is, and places."""

    parts: tuple[str | TemplatePlace, ...]
    source: str = ""

    def places(self) -> Iterator[TemplatePlace]:
        """Yield the places, in order."""
        yield from (one for one in self.parts if isinstance(one, TemplatePlace))


def read_template(text: str) -> Template:
    r"""Return the template that a text is; `\{{` stands for two braces.

    Raises:
        ValueError: a place names nothing, or is not closed.
    """
    parts: list[str | TemplatePlace] = []
    end = 0
    for found in _PLACES.finditer(text):
        parts.append(text[end : found.start()])
        if found["open"]:
            raise ValueError("{{ is not closed; want }} behind it, or \\{{ for the braces alone")
        parts.append("{{" if found["literal"] else _place(found["inside"]))
        end = found.end()
    parts.append(text[end:])
    return Template(tuple(one for one in parts if one != ""), text)


def _place(inside: str) -> TemplatePlace:
    spelled = _SPELLED.fullmatch(inside)
    if spelled is None:
        raise ValueError(f"{{{{{inside}}}}} is no place; want {_wanted()}")
    name, path = spelled[1], spelled[2] or ""
    if name not in (*NAMES, *PATHED):
        hint = suggestion(name, (*NAMES, *PATHED))
        raise ValueError(f"{{{{ {name} }}}} is not known; {hint}")
    if name in PATHED and not path:
        raise ValueError(f"{{{{ {name} }}}} lacks what is behind its dot; want {name}.SOMETHING")
    if name in NAMES and path:
        raise ValueError(f"{{{{ {name}.{path} }}}} has nothing behind a dot; want {{{{ {name} }}}}")
    if name == "header":
        check_name(path)
    if name == "faker" and path not in INVENTED:
        raise ValueError(f"{{{{ faker.{path} }}}} is not known; {suggestion(path, INVENTED)}")
    return TemplatePlace(name, path)


def _wanted() -> str:
    return ", ".join((*NAMES, *(f"{one}.SOMETHING" for one in PATHED)))


class TemplateKind(Kind[Template]):
    """One such text; a number is its digits."""

    def parse(self, node: ValueNode) -> Template:
        if node.written is None:
            raise self.wrong(node, "text")
        return read_template(node.written)

    def json_schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}

    def describe(self) -> str:
        return "text, with `{{ places }}`"

    def show(self, value: Template) -> str:
        return value.source


class TemplatesKind(Kind[tuple[Template, ...]]):
    """One text, or a list of those that are given one after another."""

    def read(self, node: ValueNode, problems: list[str]) -> tuple[Template, ...] | None:
        """See Kind; each problem is at its own line."""
        items = node.value if isinstance(node.value, list) else [node]
        if not items:
            problems.append(node.problem(f"there is none; want {self.describe()}"))
            return None
        read = [TemplateKind().read(one, problems) for one in items]
        return None if None in read else tuple(one for one in read if one is not None)

    def json_schema(self) -> dict[str, Any]:
        one = TemplateKind().json_schema()
        return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}

    def describe(self) -> str:
        return "text with `{{ places }}`, or a list of them"

    def show(self, value: tuple[Template, ...]) -> str:
        return " | ".join(one.source for one in value)


@dataclass(frozen=True, slots=True)
class JsonTemplate:
    """Any JSON, with templates in the place of its texts; names of members are as they are."""

    value: Any

    def templates(self) -> Iterator[Template]:
        """Yield the templates in it."""
        yield from _templates(self.value)


def _templates(value: Any) -> Iterator[Template]:
    if isinstance(value, Template):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _templates(one)


@dataclass(frozen=True, slots=True)
class JsonKind(Kind[JsonTemplate]):
    """Any JSON.

    Args:
        is_object: whether it has to be an object.
    """

    is_object: bool = False

    def read(self, node: ValueNode, problems: list[str]) -> JsonTemplate | None:
        """See Kind; each problem is at its own line."""
        if self.is_object and not isinstance(node.value, dict):
            problems.append(node.problem(str(self.wrong(node, "an object"))))
            return None
        before = len(problems)
        value = _json(node, problems)
        return None if len(problems) > before else JsonTemplate(value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object"} if self.is_object else {}

    def describe(self) -> str:
        return "an object of JSON" if self.is_object else "any JSON, with `{{ places }}` in texts"

    def show(self, value: JsonTemplate) -> str:
        return "an object" if isinstance(value.value, dict) else "JSON"


def _json(node: ValueNode, problems: list[str]) -> Any:
    value = node.value
    if isinstance(value, dict):
        return {name: _json(one, problems) for name, one in value.items()}
    if isinstance(value, list):
        return [_json(one, problems) for one in value]
    if isinstance(value, str):
        return TemplateKind().read(node, problems)
    if isinstance(value, float) and value - value != 0:  # infinite, or no number
        problems.append(node.problem(f"{node.shown} is no number of JSON"))
    return value
