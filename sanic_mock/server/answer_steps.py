"""The steps of each answer that is not given in one call, whoever plans it.

A request's faults are drawn, its body is answered with them, and phases, the network and the log
have their say. Who answers bodies is handed in: for requests that ask for something themselves it
is somebody else than for all others.
"""

from __future__ import annotations

from msgspec.structs import replace

from sanic_mock.engine.faults.table import Fault
from sanic_mock.errors import Lengthy, Problem
from sanic_mock.server.body_answers import AnswerBody, CheckBody
from sanic_mock.server.error_answers import error_answer
from sanic_mock.server.fault_effects import shaped_by
from sanic_mock.server.planned import Planned
from sanic_mock.server.result import Billed
from sanic_mock.server.route_terms import RouteTerms
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.trace_fields import traced_error


def unchecked(body: bytes) -> None:
    """Find nothing wrong with a body."""


class AnswerSteps:
    """The steps to the answers of one variant.

    Args:
        served: the profile.
        answer_body: answers bodies whose faults are drawn.
    """

    def __init__(self, served: ServedProfile, answer_body: AnswerBody) -> None:
        self._answer_body = answer_body
        self._settings = served.settings
        self._faults = served.faults
        self._log, self._phased, self._links = served.log, served.phased, served.links
        self._onlooker = served.onlooker

    def answer(
        self, terms: RouteTerms, body: bytes, digest: bytes, check: CheckBody = unchecked
    ) -> Planned:
        """Answer a request whose chance is drawn, and whose body passes a check.

        Raises:
            Lengthy: it is to be answered on a thread, as if this had not been.
        """
        if self._onlooker is None:
            return self._drawn(terms, body, digest, check)
        try:
            planned = self._drawn(terms, body, digest, check)
        except Problem:
            self._onlooker.note_asked(terms.label.path, terms.key, body)
            raise
        self._onlooker.note_asked(terms.label.path, terms.key, body)
        return planned

    def _drawn(self, terms: RouteTerms, body: bytes, digest: bytes, check: CheckBody) -> Planned:
        drawer = terms.drawer
        if drawer is None:
            planned = self._answer_body(terms, body, digest, (), check)
            return self.finished(planned, terms, body, digest)
        case, key = terms.case or body, terms.label.account
        faults = self._faults.draw(drawer, key, case, digest)
        try:
            return self.answer_faulty(terms, body, digest, faults, check)
        except Lengthy:
            self._faults.undo(drawer, key, case)
            raise

    def answer_faulty(
        self,
        terms: RouteTerms,
        body: bytes,
        digest: bytes,
        faults: tuple[Fault, ...],
        check: CheckBody = unchecked,
    ) -> Planned:
        """Answer with these faults; raises Lengthy as if it had not been."""
        planned = self._answer_body(terms, body, digest, faults, check)
        if self._log is not None:
            planned = replace(planned, injected=",".join(fault.name for fault in faults))
        planned = self.finished(planned, terms, body, digest)
        return shaped_by(planned, terms.dialect, digest, faults)

    def refuse(self, terms: RouteTerms, body: bytes, digest: bytes, error: Exception) -> Planned:
        """Return what is answered where an answer cannot be made, or one that is cannot begin."""
        refused = Planned(error_answer(terms.dialect, error, digest))
        return self.finished(refused, terms, body, digest)

    def finished(self, planned: Planned, terms: RouteTerms, body: bytes, digest: bytes) -> Planned:
        """Return an answer or an error with what phases and the network have to do with it."""
        if self._log is not None and not planned.digest:  # an error
            billed = Billed(terms.dialect.seen_model(body))
            planned = replace(planned, billed=billed, digest=digest)
        if self._settings.trace:
            planned = traced_error(planned, self._settings)
        if self._phased is not None:
            planned = self._phased.marked(planned)
        return planned if self._links is None else replace(planned, is_shaped=True, digest=digest)
