"""A profile as one worker serves it: what its requests share, whatever they ask for themselves."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.dialects.operation import State
from sanic_mock.dialects.router import Router
from sanic_mock.engine.compiled import Compiled
from sanic_mock.engine.network.link import LinkModel
from sanic_mock.profile.places import NO_TLS
from sanic_mock.server.allowed_hosts import AllowedHosts
from sanic_mock.server.answer_log import AnswerLog
from sanic_mock.server.backend_load import BackendLoad, Observe
from sanic_mock.server.control_access import ControlAccess
from sanic_mock.server.fault_counts import FaultCounts
from sanic_mock.server.held_end import KeepHeld
from sanic_mock.server.held_log import keeping_held
from sanic_mock.server.limiter import Limiter
from sanic_mock.server.pacer import Pacer
from sanic_mock.server.phased_answers import PhasedAnswers
from sanic_mock.server.planned import Planned
from sanic_mock.server.response_bytes import measured_response, response_bytes
from sanic_mock.server.result import Label
from sanic_mock.server.scheduler import no_notice
from sanic_mock.settings import Settings
from sanic_mock.shared.attempts import LEAST_PLACES, Attempts
from sanic_mock.shared.server_rate import ServerRates


class ServedProfile:
    """A profile, its vendors, and all that is counted, limited and remembered of its requests.

    Args:
        state: what vendors have in common; its settings are the profile.
        pacer: who wakes.
        log: keeps what becomes of its answers; None where nobody wants to know.
        attempts: how often each case came, of all workers.
        phased: what phases change of its answers; None where there are none.
        rates: what the server's link carries, of all workers.
        limiter: lets requests in; None lets in all.
        load: counts its answers; None where nobody asks.

    Attributes:
        settings: the profile.
        compiled: likewise, compiled.
        chance: draws for each request.
        faults: draws their faults.
        router: who answers which path.
        allowed_hosts: the names that it answers to.
        control_access: who may change the server.
        onlooker: looks on; None where nobody does.
        links: the network between the server and its clients; None where there is none.
        begin: is told that an answer begins.
        observe: is told what became of it; None where nobody wants to know.
    """

    def __init__(
        self,
        state: State,
        pacer: Pacer,
        log: AnswerLog | None = None,
        attempts: Attempts | None = None,
        phased: PhasedAnswers | None = None,
        rates: ServerRates | None = None,
        limiter: Limiter | None = None,
        load: BackendLoad | None = None,
    ) -> None:
        self.settings = settings = state.settings
        self.pacer, self.log, self.phased, self.limiter = pacer, log, phased, limiter
        self.attempts = attempts or Attempts(LEAST_PLACES)
        is_rated = phased is not None and phased.sets_errors
        self.faults = FaultCounts(settings, self.attempts, is_rated)
        paced = None if phased is None else phased.timeline
        self.compiled = Compiled(settings, chance=self.faults.chance, timeline=paced)
        self.chance = self.compiled.chance
        self.router = Router(state)
        if log is not None:
            log.endpoint_of = self.router.endpoint
        self.allowed_hosts = AllowedHosts(settings)
        self.control_access = ControlAccess(settings)
        self.onlooker = state.onlooker
        self.links = _links(settings, rates)
        self.begin, self.observe = _observers(log, load)
        self._held_log = log if load is None else None

    def learn(self) -> None:
        """Let its dialects know what its texts are made of."""
        vocabulary = self.compiled.texts.vocabulary()
        for dialect in self.router.dialects():
            dialect.learn(vocabulary)

    def note_request(self) -> None:
        """Take notice that a request has come; it may be the first, with which phases begin."""
        if self.phased is not None and (note := self.phased.note_request):
            note()

    def keeping_held(self, label: Label) -> KeepHeld | None:
        """Return what keeps held answers as `observe` does; None where it does more, or nothing."""
        return None if self._held_log is None else keeping_held(self._held_log, label)

    def response(self, label: Label, planned: Planned) -> bytes:
        """Return the bytes of an answer that is due now, and keep what becomes of it."""
        if self.log is None:
            return response_bytes(planned.answer)
        response, size = measured_response(planned.answer)
        self.log.note(label, planned, size)
        return response


def _observers(
    log: AnswerLog | None, load: BackendLoad | None
) -> tuple[Callable[[], None], Observe | None]:
    """Return what is told when an answer begins, and when it is over."""
    begin, observe = (no_notice, None) if log is None else (log.levels.begin, log.observe)
    return (begin, observe) if load is None else load.counted(begin, observe)


def _links(settings: Settings, rates: ServerRates | None) -> LinkModel | None:
    """Return the network between a server and its clients, None where there is none."""
    if settings.network is None:
        return None
    is_tls, scale, rates = settings.tls != NO_TLS, 1 / settings.time_scale, rates or ServerRates()
    return LinkModel(settings.network, scale, is_tls, rates.down.reserve, rates.up.reserve)
