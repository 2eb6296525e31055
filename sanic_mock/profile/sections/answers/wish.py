"""What one request asks for itself, in place of what the profile and its rules have for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from sanic_mock.profile.entries import EntriesKind, ListEntry
from sanic_mock.profile.keys import key
from sanic_mock.profile.kinds import TextKind
from sanic_mock.profile.sections.answers.own import OwnKeys
from sanic_mock.profile.template import Template, TemplateKind

_LONGEST_CASE = 200
_CASE = TextKind("a name", rf"(?!\s).{{1,{_LONGEST_CASE}}}(?<!\s)")
_PROFILE = TextKind("the name of a profile", r"[\w.-]{1,100}")
_BACKEND = TextKind("the name or number of a backend", r"[\w.-]{1,100}")
# What fills a place of a rule, and nothing of a single request.
_OF_RULES = ("match", "header", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(OwnKeys):
    """Its keys; what it leaves open is as without it."""

    text: Template | None = key("text", TemplateKind(), "the answer's text")
    case: str | None = key("case", _CASE, "decides chance in place of the request's body")
    profile: str | None = key("profile", _PROFILE, "who answers, by name")
    backend: str | None = key("backend", _BACKEND, "which backend does, by name or number")

    @property
    def elsewhere(self) -> str:
        """Who else is to answer, a profile or a backend; "" for nobody."""
        return self.profile or self.backend or ""

    @property
    def is_said(self) -> bool:
        """Whether it decides what is said, or how much of it."""
        return self.text is not None or self.tokens is not None

    def over(self, lower: Wish) -> Wish:
        """Return both, this one where they differ."""
        if self.is_said:
            lower = replace(lower, text=None, tokens=None)
        if self.first is not None:
            lower = replace(lower, latency_s=None, ttft=None)
        return replace(lower, **dict(_given(self)))


NO_WISH = Wish()


def _given(wish: Wish) -> Iterator[tuple[str, Any]]:
    """Yield what it says."""
    for one in fields(wish):
        value = getattr(wish, one.name)
        if value != one.default:
            yield one.name, value


def _wrong(wishes: Iterable[ListEntry[Wish]]) -> Iterator[str]:
    for one in wishes:
        wish = one.value
        if wish.text is None:
            continue
        if wish.tokens is not None:
            yield one.problem("says text and tokens; want one of them")
        for place in wish.text.places():
            if place.name in _OF_RULES:
                name = f"{place.name}.{place.path}" if place.path else place.name
                yield one.problem(f"{{{{ {name} }}}} is for rules of a profile alone", "text")


WISH: EntriesKind[Wish] = EntriesKind(Wish, check=_wrong, may_be_one=True)
