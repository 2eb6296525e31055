"""The answers that a profile's rules have, of one variant in one worker.

How often a rule matched is counted over all workers, as `shared.attempts` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from time import gmtime, strftime, time
from typing import NamedTuple

from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.picks import Pick, compile_picks
from sanic_mock.engine.answers.rules import AnswerRule, ChosenRule, Missed, Rules
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.answers.scripting import own_times, script_of, with_wish
from sanic_mock.engine.answers.texts import Values, inventing
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.content import Body
from sanic_mock.engine.faults.drawing import FaultDrawer
from sanic_mock.engine.faults.table import Fault, fault_of
from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.refusal import unanswered, unmet
from sanic_mock.errors import Lengthy
from sanic_mock.profile.sections.answers.entry import AnswerEntry
from sanic_mock.profile.sections.answers.wish import NO_WISH, Wish
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.server.fault_counts import FaultCounts
from sanic_mock.server.fault_effects import shaped_by
from sanic_mock.server.match_counts import CountedError, MatchCounts
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import MARK_BYTES, Attempts

# Plans the answer to a request, whose Ask may have a script, with the faults that it is to have.
PlanAnswer = Callable[[tuple[Fault, ...]], Planned]

_NO_RULE = AnswerEntry()


class Requested(NamedTuple):
    """A request that a model is asked.

    Attributes:
        dialect: renders its answer.
        key: the key that its client gave.
        ask: what it asks for.
        body: its bytes.
        digest: its chance.
        fields: see Asked.
        wish: what it asks for itself.
    """

    dialect: Dialect
    key: str
    ask: Ask
    body: bytes
    digest: bytes
    fields: Mapping[str, str] = {}
    wish: Wish = NO_WISH


class ScriptedAnswers:
    """Answers requests by the profile's rules, and by their own wishes.

    Args:
        settings: the profile.
        attempts: counts over all workers.
        faults: draws the faults that rules have.
        onlooker: is told which rules match; None where nobody is.
    """

    def __init__(
        self,
        settings: Settings,
        attempts: Attempts,
        faults: FaultCounts,
        onlooker: Onlooker | None = None,
    ) -> None:
        self._onlooker = onlooker
        self._rules = Rules(settings.answers)
        self._matches = MatchCounts(attempts)
        self._faults = faults
        self._is_strict = settings.answers_mode == "strict"
        self._invent = inventing(settings.locale, settings.seed)
        self._times = [own_times(rule.entry) for rule in self._rules.rules]
        self._errors = [_error(rule) for rule in self._rules.rules]
        owner = settings.owner
        self._drawers = [_drawer(rule, owner) for rule in self._rules.rules]
        self._fixed = [self._fixed_script(rule) for rule in self._rules.rules]
        self._names = [_name(rule, owner) for rule in self._rules.rules]
        # whether nothing is counted, so that nothing has to be given back
        self._is_uncounted = onlooker is None and not any(
            rule.is_numbered or drawer is not None
            for rule, drawer in zip(self._rules.rules, self._drawers, strict=True)
        )

    def picks(self, invented: Sequence[Body] | None) -> Pick | None:
        """Return what picks the texts of rules; None where that is not all that they say.

        Args:
            invented: the texts of which one is what no rule answers; None for more than that.
        """
        if not self._is_uncounted:
            return None
        others = () if self._is_strict or invented is None else invented
        return compile_picks(self._rules, self._fixed, others)

    def answer(self, requested: Requested, faults: tuple[Fault, ...], plan: PlanAnswer) -> Planned:
        """Answer a request as the first rule says that it matches; as without, where none does.

        Args:
            requested: the request.
            faults: those that it has anyway.
            plan: plans its answer, with what a rule says of it or without.

        Raises:
            Problem: the rule says so, or no rule matches, and one must.
            Lengthy: a thread is to answer it, as if this had not been.
        """
        conversation, wish = requested.ask.conversation, requested.wish
        if conversation is None:
            return self._answer_textless(requested, faults, plan)
        asked = Asked(conversation, requested.key, requested.fields)
        if self._is_uncounted and wish is NO_WISH:
            return self._answer_uncounted(asked, requested, faults, plan)

        def answer(count: Callable[[bytes], int]) -> Planned:
            choose, digest = self._rules.choose, requested.digest
            chosen = choose(asked, digest, lambda rule: count(self._mark(requested.key, rule)))
            if isinstance(chosen, ChosenRule):
                if self._onlooker is not None:
                    self._onlooker.note_rule(chosen.rule.entry)
                return self._answer_by(chosen, asked, requested, faults, plan)
            if self._is_strict and not wish.is_said:
                raise self._refused(asked, chosen, requested)
            if wish is not NO_WISH:
                requested.ask.script = self._wished(None, asked, requested, time())
            return _planned(plan, faults)

        return self._matches.counted(answer)

    def _answer_uncounted(
        self, asked: Asked, requested: Requested, faults: tuple[Fault, ...], plan: PlanAnswer
    ) -> Planned:
        """Answer as `answer` does, in fewer steps: a third of what a rule costs is counting."""
        chosen = self._rules.choose(asked, requested.digest, _uncounted)
        if isinstance(chosen, ChosenRule):
            script = self._fixed[chosen.rule.number]
            if script is None or self._errors[chosen.rule.number] is not None:
                try:
                    return self._answer_by(chosen, asked, requested, faults, plan)
                except CountedError as error:
                    raise error.problem from None
            requested.ask.script = script
        elif self._is_strict:
            raise self._refused(asked, chosen, requested).problem
        return plan(faults)

    def _answer_textless(
        self, requested: Requested, faults: tuple[Fault, ...], plan: PlanAnswer
    ) -> Planned:
        """Answer where nothing is said, which no rule is for."""
        wish, ask = requested.wish, requested.ask
        if wish.is_said or wish.itl is not None:
            why = unmet("no text is answered here, so text, tokens and itl cannot be asked for")
            raise requested.dialect.refused(why, ask.model)
        if wish is not NO_WISH:
            ask.script = with_wish(None, wish, None)
        return plan(faults)

    def _refused(
        self, asked: Asked, missed: Sequence[Missed], requested: Requested
    ) -> CountedError:
        why = self._rules.explain(asked, missed)
        if self._onlooker is not None:
            self._onlooker.note_unmatched(why)
        return CountedError(requested.dialect.refused(unanswered(why), requested.ask.model))

    def _answer_by(
        self,
        chosen: ChosenRule,
        asked: Asked,
        requested: Requested,
        faults: tuple[Fault, ...],
        plan: PlanAnswer,
    ) -> Planned:
        dialect, ask, number, now_s = requested.dialect, requested.ask, chosen.rule.number, time()
        error, wish = self._errors[number], requested.wish
        if error is not None and error.refuse is not None and not wish.is_said:
            raise CountedError(dialect.refused(error.refuse(now_s), ask.model))
        script = self._fixed[number] or self._script(chosen, asked, requested, now_s)
        if wish is not NO_WISH:
            script = self._wished(script, asked, requested, now_s)
        ask.script = script
        drawer = self._drawers[number]
        if drawer is None or wish.fault:
            return _planned(plan, faults)
        key, body, digest = requested.key, requested.body, requested.digest
        own = self._faults.draw(drawer, key, body, digest)
        for fault in own:
            if fault.refuse is not None:
                raise CountedError(dialect.refused(fault.refuse(now_s), ask.model))
        try:
            planned = _planned(plan, (*faults, *own))
        except Lengthy:
            self._faults.undo(drawer, key, body)
            raise
        return shaped_by(planned, dialect, digest, own)

    def _script(
        self, chosen: ChosenRule, asked: Asked, requested: Requested, now_s: float
    ) -> ScriptedAnswer:
        rule = chosen.rule
        values = self._values(rule.entry, chosen.number, asked, requested, now_s)
        return script_of(chosen, asked, values, self._times[rule.number])

    def _wished(
        self, script: ScriptedAnswer | None, asked: Asked, requested: Requested, now_s: float
    ) -> ScriptedAnswer:
        """Return a rule's answer, None for none, with what the request asks for itself."""
        wish, text = requested.wish, None
        if wish.text is not None:
            text = self._values(_NO_RULE, 1, asked, requested, now_s).fill(wish.text)
        return with_wish(script, wish, text)

    def _values(
        self, rule: AnswerEntry, number: int, asked: Asked, requested: Requested, now_s: float
    ) -> Values:
        now = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(now_s))
        return Values(asked, rule, number, requested.body, requested.digest, now, self._invent)

    def _fixed_script(self, rule: AnswerRule) -> ScriptedAnswer | None:
        """Return what a rule answers to all requests; None where it depends on them."""
        if not rule.entry.is_fixed:
            return None
        nobody = Asked(ConversationView("", ""))
        values = Values(nobody, rule.entry, 1, b"", b"", "", self._invent)
        return script_of(ChosenRule(rule, 1), nobody, values, self._times[rule.number])

    def _mark(self, key: str, rule: AnswerRule) -> bytes:
        """Return what a rule's matches are counted under."""
        mark = self._names[rule.number]
        if rule.entry.per == "server":
            return mark
        return blake2b(key.encode("utf-8", "replace"), key=mark, digest_size=MARK_BYTES).digest()


def _uncounted(rule: AnswerRule) -> int:
    """Return the number of a match that nobody counts."""
    return 1


def _planned(plan: PlanAnswer, faults: tuple[Fault, ...]) -> Planned:
    """Plan an answer; raises Sliced here already, so that nothing is counted twice."""
    planned = plan(faults)
    if planned.plan is None and not is_patient():
        refuse_large(planned)
    return planned


def _name(rule: AnswerRule, owner: str) -> bytes:
    """Return what a rule is counted under: what it says, where, and for whom."""
    said = f"{rule.label} {rule.entry!r}{owner}".encode("utf-8", "replace")
    return blake2b(said, person=b"answers", digest_size=MARK_BYTES).digest()


def _error(rule: AnswerRule) -> Fault | None:
    """Return the error that a rule has in the place of an answer."""
    entry = rule.entry
    if entry.status is None:
        return None
    return fault_of(
        StatusFault(code=entry.status, message=entry.message, retry_after_s=entry.retry_after_s)
    )


def _drawer(rule: AnswerRule, owner: str) -> FaultDrawer | None:
    """Return the faults of a rule, None where it has none."""
    if not rule.entry.fault:
        return None
    return FaultDrawer([one.value for one in rule.entry.fault], b"answers" + _name(rule, owner))
