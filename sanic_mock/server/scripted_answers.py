"""The answers that a profile's rules have, of one variant in one worker.

How often a rule matched is counted over all workers, as `shared.attempts` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import time
from typing import NamedTuple

from sanic_mock.dialects.onlooker import Onlooker
from sanic_mock.dialects.vendor import Dialect
from sanic_mock.engine.answers.conditions import Asked
from sanic_mock.engine.answers.picks import Pick, compile_picks
from sanic_mock.engine.answers.rules import AnswerRule, ChosenRule, Missed, Rules
from sanic_mock.engine.answers.script import ScriptedAnswer
from sanic_mock.engine.answers.scripting import with_wish
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.faults.table import Fault
from sanic_mock.engine.offload import is_patient
from sanic_mock.engine.refusal import unanswered, unmet
from sanic_mock.errors import Lengthy
from sanic_mock.profile.sections.answers.wish import NO_WISH, Wish
from sanic_mock.server.fault_counts import FaultCounts
from sanic_mock.server.fault_effects import shaped_by
from sanic_mock.server.match_counts import CountedError, MatchCounts
from sanic_mock.server.planned import Planned, refuse_large
from sanic_mock.server.rule_scripts import RuleScripts
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import Attempts

# Plans the answer to a request, whose Ask may have a script, with the faults that it is to have.
PlanAnswer = Callable[[tuple[Fault, ...]], Planned]


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
        self._scripts = scripts = RuleScripts(self._rules.rules, settings)
        # whether nothing is counted, so that nothing has to be given back
        self._is_uncounted = onlooker is None and not scripts.are_counted

    def picks(self, invented: Sequence[Body] | None) -> Pick | None:
        """Return what picks the texts of rules; None where that is not all that they say.

        Args:
            invented: the texts of which one is what no rule answers; None for more than that.
        """
        if not self._is_uncounted:
            return None
        others = () if self._is_strict or invented is None else invented
        return compile_picks(self._rules, self._scripts.fixed, others)

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
            def count_match(rule: AnswerRule) -> int:
                return count(self._scripts.mark(requested.key, rule))

            chosen = self._rules.choose(asked, requested.digest, count_match)
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
            script = self._scripts.fixed[chosen.rule.number]
            if script is None or self._scripts.errors[chosen.rule.number] is not None:
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
        error, wish = self._scripts.errors[number], requested.wish
        if error is not None and error.refuse is not None and not wish.is_said:
            raise CountedError(dialect.refused(error.refuse(now_s), ask.model))
        script = self._scripts.script(chosen, asked, requested.body, requested.digest, now_s)
        if wish is not NO_WISH:
            script = self._wished(script, asked, requested, now_s)
        ask.script = script
        drawer = self._scripts.drawers[number]
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

    def _wished(
        self, script: ScriptedAnswer | None, asked: Asked, requested: Requested, now_s: float
    ) -> ScriptedAnswer:
        """Return a rule's answer, None for none, with what the request asks for itself."""
        wish, text = requested.wish, None
        if wish.text is not None:
            text = self._scripts.filled(wish.text, asked, requested.body, requested.digest, now_s)
        return with_wish(script, wish, text)


def _uncounted(rule: AnswerRule) -> int:
    """Return the number of a match that nobody counts."""
    return 1


def _planned(plan: PlanAnswer, faults: tuple[Fault, ...]) -> Planned:
    """Plan an answer; raises Sliced here already, so that nothing is counted twice."""
    planned = plan(faults)
    if planned.plan is None and not is_patient():
        refuse_large(planned)
    return planned
