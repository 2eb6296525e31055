"""Who looks on while a server answers: the test that it runs in."""

from __future__ import annotations

from typing import Protocol

from sanic_mock.profile.sections.answers.entry import AnswerEntry


class Onlooker(Protocol):
    """Is told on whatever thread answers; a request that is begun again is told again."""

    def note_asked(self, path: str, key: str, body: bytes) -> None:
        """A model was asked, whatever is answered."""

    def note_rule(self, rule: AnswerEntry) -> None:
        """A rule of `answers` matches a request."""

    def note_unmatched(self, why: str) -> None:
        """No rule matches a request, though one must; says which is nearest."""
