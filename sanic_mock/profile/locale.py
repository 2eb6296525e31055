"""The kind of value that is a language: a locale that Faker writes."""

from __future__ import annotations

from difflib import get_close_matches

from sanic_mock.profile.kinds import TextKind
from sanic_mock.profile.nodes import ValueNode


class LocaleKind(TextKind):
    """One of Faker's locales; Faker is asked only where a locale is given."""

    def parse(self, node: ValueNode) -> str:
        from faker.config import AVAILABLE_LOCALES

        word = TextKind.parse(self, node)
        if word not in AVAILABLE_LOCALES:
            near = get_close_matches(word, sorted(AVAILABLE_LOCALES), 1)
            hint = f"nearest is {near[0]}" if near else f"want {self.describe()}"
            raise ValueError(f"{node.shown} is no locale of Faker; {hint}")
        return word
