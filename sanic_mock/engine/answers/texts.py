"""Fills the places of templates with what a request says; nothing that it says is read as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.expressions import searching
from sanic_mock.engine.calls import as_json
from sanic_mock.engine.draws import first_integer, more
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.template import Template, TemplatePlace
from sanic_mock.profile.text_match import TextMatch

INVENTED = 256

# Invents a text: the kind, and bytes that decide which.
Invent = Callable[[str, bytes], str]


class Values:
    """What fills the places of one answer's texts, made as it is asked for.

    Args:
        asked: the request.
        rule: that which answers it.
        number: how often the rule matched, this request among them.
        body: the request's bytes.
        digest: its chance.
        now: the time of day, as it is told.
        invent: makes what nobody said.
    """

    def __init__(
        self,
        asked: Asked,
        rule: AnswerEntry,
        number: int,
        body: bytes,
        digest: bytes,
        now: str,
        invent: Invent,
    ) -> None:
        self._asked = asked
        self._rule = rule
        self._number = number
        self._body = body
        self._digest = digest
        self._now = now
        self._invent = invent
        self._invented = 0

    def fill(self, template: Template) -> str:
        """Return a template's text."""
        return "".join(one if isinstance(one, str) else self._value(one) for one in template.parts)

    def fill_json(self, value: Any) -> Any:
        """Return JSON with the templates in it filled."""
        if isinstance(value, Template):
            return self.fill(value)
        if isinstance(value, dict):
            return {name: self.fill_json(one) for name, one in value.items()}
        return [self.fill_json(one) for one in value] if isinstance(value, list) else value

    def _value(self, place: TemplatePlace) -> str:
        conversation, path = self._asked.conversation, place.path
        match place.name:
            case "user" | "system" | "model" | "endpoint":
                return str(getattr(conversation, place.name))
            case "turn":
                return str(conversation.turn)
            case "count":
                return str(self._number)
            case "now":
                return self._now
            case "tool_result":
                return "".join(conversation.results[-1:])
            case "json":
                return shown_at(self._json, path)
            case "header":
                return self._asked.fields.get(path.lower(), "")
            case "match":
                return self._groups.get(path) or ""
        self._invented += 1
        return self._invent(path, more(self._digest, b"invent%d" % self._invented))

    @cached_property
    def _json(self) -> Any:
        return msgspec.json.decode(self._body)

    @cached_property
    def _groups(self) -> Mapping[str, str | None]:
        """Return what the rule's expression captured, by number and by name."""
        regex = self._rule.matched_regex
        assert regex is not None
        found = first_match(regex, self._tried(regex))
        if found is None:
            return {}
        numbered = {str(place): found[place] for place in range(len(found.groups()) + 1)}
        return {**numbered, **found.groupdict()}

    def _tried(self, regex: TextMatch) -> Sequence[str]:
        conversation, rule = self._asked.conversation, self._rule
        if regex is rule.user:
            return (conversation.user,)
        if regex is rule.any_text:
            return conversation.texts
        return (conversation.system,) if regex is rule.system else conversation.results[-1:]


def first_match(regex: TextMatch, texts: Sequence[str]) -> re.Match[str] | None:
    """Return where an expression is found first."""
    return searching(regex.text)(texts)


def shown_at(value: Any, path: str) -> str:
    """Return what stands at a path in JSON: a text as it is, "" for nothing, all else as JSON."""
    for word in path.split("."):
        if isinstance(value, list) and word.lstrip("-").isdecimal():
            place = int(word)
            value = value[place] if -len(value) <= place < len(value) else None
        else:
            value = value.get(word) if isinstance(value, dict) else None
    if value is None:
        return ""
    return value if isinstance(value, str) else as_json(value)


def inventing(locale: str, seed: int) -> Invent:
    """Return what invents texts; of each kind there are INVENTED, made when one is asked for."""

    def invent(kind: str, digest: bytes) -> str:
        texts = _invented(locale, seed, kind)
        return texts[first_integer(digest) % len(texts)]

    return invent


@lru_cache(64)
def _invented(locale: str, seed: int, kind: str) -> tuple[str, ...]:
    from faker import Faker

    fake = Faker(locale)
    fake.seed_instance(seed)
    make = getattr(fake, kind)  # one of the profile's closed list
    return tuple(str(make()) for _ in range(INVENTED))
