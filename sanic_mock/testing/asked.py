"""What a mock was asked, for the test that asks."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import Any

import msgspec

from sanic_mock.profile.sections.answers.entry import AnswerEntry

# Requests that are kept; a test that asks more looks at the last ones.
MOST_KEPT = 10_000


class AskedRequest:
    """One request of a model.

    Args:
        path: where it was asked.
        key: the key that it bore, "" for none.
        body: its bytes.

    Attributes:
        path: likewise.
        key: likewise.
        body: likewise.
    """

    def __init__(self, path: str, key: str, body: bytes) -> None:
        self.path = path
        self.key = key
        self.body = body

    @cached_property
    def json(self) -> Any:
        """What its body says; raises msgspec.DecodeError where that is no JSON."""
        return msgspec.json.decode(self.body)

    @property
    def model(self) -> str:
        """The model that it names, "" for none."""
        return str(self.json.get("model", ""))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of a chat, or the items of a response's input."""
        given = self.json.get("messages", self.json.get("input", []))
        return [{"role": "user", "content": given}] if isinstance(given, str) else list(given)

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The tools that it offers."""
        return list(self.json.get("tools") or [])

    @property
    def text(self) -> str:
        """The text of its last message, "" where it has none."""
        try:
            content = self.messages[-1].get("content") if self.messages else ""
        except (msgspec.DecodeError, AttributeError, TypeError):
            return self.body.decode("utf-8", "replace")
        if isinstance(content, list):
            return " ".join(part.get("text", "") for part in content if isinstance(part, dict))
        return str(content or "")

    def __repr__(self) -> str:
        return f"AskedRequest({self.path}, {self.body[:200]!r})"


class Recorder:
    """Keeps the last requests, and what rules did with all: whoever serves notes, who tests reads.

    Attributes:
        total: how many there were, those that are not kept among them.
        unmatched: why no rule matched, for each request that none did, where one had to.
    """

    def __init__(self) -> None:
        self.total = 0
        self._kept: deque[AskedRequest] = deque(maxlen=MOST_KEPT)
        self._matched: list[AnswerEntry] = []
        self.unmatched: list[str] = []

    @property
    def requests(self) -> list[AskedRequest]:
        """Those kept, oldest first."""
        return list(self._kept)

    def note_asked(self, path: str, key: str, body: bytes) -> None:
        """Keep one more."""
        self.total += 1
        self._kept.append(AskedRequest(path, key, body))

    def note_rule(self, rule: AnswerEntry) -> None:
        """See Onlooker."""
        if rule not in self._matched:
            self._matched.append(rule)

    def note_unmatched(self, why: str) -> None:
        """See Onlooker."""
        self.unmatched.append(why)

    def has_matched(self, rule: AnswerEntry) -> bool:
        """Return whether a rule has matched a request; those that say the same are one."""
        return rule in self._matched

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()
        self._matched.clear()
        self.unmatched.clear()
