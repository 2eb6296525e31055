"""From a request's body to the answer that is planned for it, or the error in its place.

What chance has drawn for the request is known by then: its digest, and its faults.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import time

from sanic_mock.engine.ask import Ask
from sanic_mock.engine.faults.table import Fault
from sanic_mock.errors import Lengthy
from sanic_mock.server.answer_planner import AnswerPlanner
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.fault_effects import failure_of, with_failure
from sanic_mock.server.injected_errors import InjectedErrors
from sanic_mock.server.planned import Planned
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.scripted_answers import Requested, ScriptedAnswers

# Looks at a body before it is read, and raises what is wrong with it.
CheckBody = Callable[[bytes], None]
# Answers a body with its chance and its faults; raises Lengthy as if it had not been.
AnswerBody = Callable[[RouteTerms, bytes, bytes, tuple[Fault, ...], CheckBody], Planned]


class BodyAnswers:
    """Reads bodies, and plans their answers.

    Args:
        planner: plans the answer to an Ask.
        scripted: answers by rules and wishes; None where there are none.
    """

    def __init__(self, planner: AnswerPlanner, scripted: ScriptedAnswers | None) -> None:
        self._plan = planner.plan
        self._scripted = scripted
        self._errors = InjectedErrors()

    def answer(
        self,
        terms: RouteTerms,
        body: bytes,
        digest: bytes,
        faults: tuple[Fault, ...],
        check: CheckBody,
    ) -> Planned:
        """See AnswerBody."""
        dialect = terms.dialect
        try:
            if (refused := terms.refused(body)) is not None:
                raise refused
            check(body)
            for fault in faults:
                if fault.refuse is not None:
                    return Planned(self._errors.render(dialect, fault.refuse(time()), body, digest))
            ask = dialect.parse(body)
            if self._scripted is None:
                return self._with_faults(terms, ask, digest, faults)
            requested = Requested(dialect, terms.key, ask, body, digest, terms.fields, terms.wish)
            plan = partial(self._with_faults, terms, ask, digest)
            return self._scripted.answer(requested, faults, plan)
        except Lengthy:
            raise
        except Exception as error:
            return Planned(error_answer(dialect, error, digest))

    def _with_faults(
        self, terms: RouteTerms, ask: Ask, digest: bytes, faults: tuple[Fault, ...]
    ) -> Planned:
        """Plan an answer with these faults, none of which refuses whatever is asked."""
        dialect, key = terms.dialect, terms.label.account
        if not faults:
            return self._plan(dialect, key, ask, digest)
        if not ask.stream and (failure := failure_of(faults)) is not None:
            raise dialect.refused(failure, ask.model)
        planned = self._plan(dialect, key, ask, digest, faults)
        return with_failure(planned, dialect, ask, digest, faults)
