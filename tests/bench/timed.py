"""What an answer costs that is due later."""

from __future__ import annotations

from tests.bench.asks import chat
from tests.bench.load import Load
from tests.bench.plan import Plan, in_turn, running_before
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import MOCK, Place, mock_command, running

WANTED = (Wanted("timed", "CPU time of a timed answer, of --before's", None, 1.05, ""),)
LATENCY = ("-latency", "50")
CONNECTIONS = 512  # some 10,000 answers a second: what a core has time for


def timed_answers(plan: Plan, place: Place, measured: Measured) -> Table:
    """Measure the processor time of an answer that waits; beside an older checkout's."""
    say(f"{' '.join(LATENCY)}, {CONNECTIONS} connections")
    command, load = mock_command(*LATENCY), Load(chat(), True, CONNECTIONS)
    with running(MOCK, command, place) as mock, running_before(command, plan, place) as before:
        servers = [mock, *before]
        rounds = in_turn([(server, load) for server in servers], plan, place)
    costs = [1e6 / one.per_cpu_s if one.per_cpu_s else None for one in rounds]
    share = rounds[-1].share_of(rounds[0]) if before else None  # of the cost
    if share is not None:
        measured["timed"] = share
    rows = [
        (server.name, number(cost, " us"), number(one.rate))
        for server, cost, one in zip(servers, costs, rounds, strict=True)
    ]
    title = f"A timed whole answer: {' '.join(LATENCY)}, {CONNECTIONS} connections"
    return Table(title, ("", "CPU time of an answer", "answers per second"), rows)
