"""All that is shared, as one value that is handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sanic_mock.shared.attempts import Attempts
from sanic_mock.shared.buckets import Buckets
from sanic_mock.shared.config import Config
from sanic_mock.shared.counters import Counters
from sanic_mock.shared.ledger import SharedLedger
from sanic_mock.shared.moment import Moment
from sanic_mock.shared.moments import Moments
from sanic_mock.shared.server_rate import ServerRates
from sanic_mock.shared.slots import NamedSlots
from sanic_mock.shared.store import Store


@dataclass(frozen=True, slots=True)
class SharedState:
    """What all workers of one server see alike.

    Attributes:
        store: what clients asked to be kept.
        counters: what each worker counts, a row for each, and a last for large requests.
        config: what all are to be.
        buckets: what clients have used of their limits.
        attempts: how often each case came, where a profile asks for that over all workers.
        rates: what the server's link has carried.
        ready: when the server was ready to answer.
        begun: when its scenario began; where nothing is set, a profile says when that is.
        own_begun: the same of scenarios of those who answer some requests, by whose they are.
        away: when the store of limits, where that is elsewhere, could last not be asked.
        ledger: what became of requests; None where nobody wants to know.
        slots: what tenants say; None where there are none.
    """

    store: Store
    counters: Counters
    config: Config
    buckets: Buckets
    attempts: Attempts
    rates: ServerRates
    ready: Moment = field(default_factory=Moment)
    begun: Moment = field(default_factory=Moment)
    own_begun: Moments = field(default_factory=Moments)
    away: Moment = field(default_factory=Moment)
    ledger: SharedLedger | None = None
    slots: NamedSlots | None = None


def make_shared(
    workers: int,
    counted: Sequence[str],
    words: int,
    ledger: SharedLedger | None = None,
    slots: NamedSlots | None = None,
) -> SharedState:
    """Make what is shared; call it before the first fork.

    Args:
        workers: how many there will be; one more process counts and follows, that for large ones.
        counted: names of what is counted.
        words: how many are kept of each limit and client.
        slots: see SharedState.
        ledger: see SharedState; of as many processes.
    """
    rows = workers + 1
    buckets = Buckets(words, rows)
    return SharedState(
        Store(),
        Counters(counted, rows),
        Config(rows),
        buckets,
        Attempts(),
        ServerRates(),
        ledger=ledger,
        slots=slots,
    )
