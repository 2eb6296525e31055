"""What each rule of a profile answers, as far as that is decided before anybody asks."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.rules import AnswerRule, ChosenRule
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.answers.scripting import own_times, script_of
from sanic_mock.engine.answers.texts import Values, inventing
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault, fault_of
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.template import Template
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import MARK_BYTES
from sanic_mock.units import utc_second

_NO_RULE = AnswerEntry()


class RuleScripts:
    """The answers of a profile's rules, by their numbers.

    Args:
        rules: the rules.
        settings: the profile.

    Attributes:
        errors: what each has in the place of an answer; None for nothing.
        drawers: the faults that each has; None for none.
        fixed: what each answers to all requests; None where that depends on them.
        are_counted: whether it matters of any how often it matched, or which faults it had.
    """

    def __init__(self, rules: Sequence[AnswerRule], settings: Settings) -> None:
        owner = settings.owner
        self._invent = inventing(settings.locale, settings.seed)
        self._times = [own_times(rule.entry) for rule in rules]
        self._marks = [_mark(rule, owner) for rule in rules]
        self.errors = [_error(rule) for rule in rules]
        self.drawers = [_drawer(rule, mark) for rule, mark in zip(rules, self._marks, strict=True)]
        self.fixed = [self._fixed_script(rule) for rule in rules]
        self.are_counted = any(rule.is_numbered or rule.entry.fault for rule in rules)

    def script(
        self, chosen: ChosenRule, asked: Asked, body: bytes, digest: bytes, now_s: float
    ) -> ScriptedAnswer:
        """Return what a rule answers to a request's body, with its chance and at a unix second."""
        rule = chosen.rule
        fixed = self.fixed[rule.number]
        if fixed is not None:
            return fixed
        values = self._values(rule.entry, chosen.number, asked, body, digest, now_s)
        return script_of(chosen, asked, values, self._times[rule.number])

    def filled(self, text: Template, asked: Asked, body: bytes, digest: bytes, now_s: float) -> str:
        """Return a text that is no rule's with the values that it names."""
        return self._values(_NO_RULE, 1, asked, body, digest, now_s).fill(text)

    def mark(self, key: str, rule: AnswerRule) -> bytes:
        """Return what a rule's matches are counted under, for a client's key."""
        mark = self._marks[rule.number]
        if rule.entry.per == "server":
            return mark
        return blake2b(key.encode("utf-8", "replace"), key=mark, digest_size=MARK_BYTES).digest()

    def _values(
        self,
        rule: AnswerEntry,
        number: int,
        asked: Asked,
        body: bytes,
        digest: bytes,
        now_s: float,
    ) -> Values:
        now = utc_second(int(now_s))
        return Values(asked, rule, number, body, digest, f"{now}Z", self._invent)

    def _fixed_script(self, rule: AnswerRule) -> ScriptedAnswer | None:
        if not rule.entry.is_fixed:
            return None
        nobody = Asked(ConversationView("", ""))
        values = Values(nobody, rule.entry, 1, b"", b"", "", self._invent)
        return script_of(ChosenRule(rule, 1), nobody, values, self._times[rule.number])


def _mark(rule: AnswerRule, owner: str) -> bytes:
    """Return what a rule is counted under: what it says, where, and for whom."""
    text = f"{rule.label} {rule.entry!r}{owner}".encode("utf-8", "replace")
    return blake2b(text, person=b"answers", digest_size=MARK_BYTES).digest()


def _error(rule: AnswerRule) -> Fault | None:
    entry = rule.entry
    if entry.status is None:
        return None
    return fault_of(
        StatusFault(code=entry.status, message=entry.message, retry_after_s=entry.retry_after_s)
    )


def _drawer(rule: AnswerRule, mark: bytes) -> FaultDrawer | None:
    if not rule.entry.fault:
        return None
    return FaultDrawer([one.value for one in rule.entry.fault], b"answers" + mark)
