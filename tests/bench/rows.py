"""`python -m tests.bench rows`: what users measure, beside other servers that run here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench import in_process, paced, pools
from tests.bench.asks import CURL, NUMBER, chat, openai_fields, prompt
from tests.bench.footprint import WANTED as FOOTPRINT
from tests.bench.footprint import start_and_memory
from tests.bench.heads import TRACED, lengths
from tests.bench.load import Load, Rounds
from tests.bench.peers import BIG, LATE, SMALL, that_answer
from tests.bench.plan import HEADLINE, QUICK_S, Plan, in_turn, running_before
from tests.bench.report import Measured, Table, Wanted, number, say, targets
from tests.bench.servers import MOCK, Place, mock_command, running

# Of answers that take 20 ms, so many at a time are some 25,000 a second.
MANY = 512
# What a server is started with, and what its table is called.
_STARTED: dict[str, tuple[tuple[str, ...], str]] = {
    SMALL: ((), "Answers at once (small)"),
    BIG: (("-big-payload",), "Answers at once (big)"),
    LATE: (("-latency=20ms", "-jitter=5ms"), "Answers after 15 to 25 ms (small)"),
}

# Fields in the form in which Envoy passes curl's on, with its own.
_ENVOY = (
    "user-agent: curl/8.5.0",
    "accept: */*",
    "content-type: application/json",
    "authorization: Bearer sk-abcdef0123456789",
    "x-forwarded-for: 10.0.0.7",
    "x-forwarded-proto: http",
    "x-envoy-internal: true",
    f"x-request-id: 0af76519-16cd-43dd-8448-eb21{NUMBER}",
    "x-envoy-expected-rq-timeout-ms: 15000",
    f"traceparent: 00-4bf92f3577b34da6a3ce929d{NUMBER}-00f067aa{NUMBER}-01",
    "tracestate: ",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of request.

    Attributes:
        name: as the table calls it.
        answers: which of the servers answer it: SMALL, BIG or LATE.
        load: what is sent.
        least: times the first other server's rate; None where nothing is wanted.
    """

    name: str
    answers: str
    load: Load
    least: float | None = None

    @property
    def wanted(self) -> Wanted:
        """What must be reached beside the first other server."""
        return Wanted(self.name, f"{self.name}, of the other server's", self.least, None, "")


def rows() -> list[Row]:
    """Return all rows; openai-python's fields are asked of the package that is installed."""
    return [
        Row("small, one head", SMALL, _load(), 1.15),
        Row("ids in curl's head", SMALL, _load(fields=(*CURL, *TRACED)), 1.0),
        Row("ids in openai-python's", SMALL, _load(fields=(*openai_fields(), *TRACED)), 1.0),
        Row("ids in Envoy's", SMALL, _load(fields=_ENVOY), 1.0),
        Row("bodies of 200 to 3,200 bytes", SMALL, lengths(), 0.6),
        Row("prompt of 2.6 kB", SMALL, _load(2600)),
        Row("prompt of 25 kB", SMALL, _load(25_000)),
        Row("answers of about 10 kB", BIG, _load(), 1.5),
        Row("64 at a time", LATE, _load()),
        Row("512 at a time", LATE, Load(chat(CURL), True, MANY)),
    ]


def _load(letters: int = 0, fields: tuple[str, ...] = CURL) -> Load:
    ask = chat(fields, messages=prompt(letters)) if letters else chat(fields)
    return Load(ask, True, HEADLINE)


def measure(plan: Plan, place: Place) -> Iterator[Table]:
    """Yield each table as soon as it is measured; the last is what was to be reached."""
    measured: Measured = {}
    every, wanted = rows(), list[Wanted]()
    for answers in _STARTED:
        part = [row for row in every if row.answers == answers]
        yield _rates(answers, part, plan, place, measured)
    wanted += [row.wanted for row in every if row.least]
    yield paced.streams(plan, place, measured)
    yield in_process.in_process(place, plan.seconds <= QUICK_S, measured)
    yield pools.pools(plan, place, measured)
    yield start_and_memory(plan.starts, place, measured)
    wanted += [*paced.WANTED, *in_process.WANTED, *pools.WANTED, *FOOTPRINT]
    yield targets(wanted, measured)


def _rates(
    answers: str, part: Sequence[Row], plan: Plan, place: Place, measured: Measured
) -> Table:
    flags, title = _STARTED[answers]
    command = mock_command(*flags)
    with running(MOCK, command, place) as mock, running_before(command, plan, place) as before:
        others = [*that_answer(answers, plan.peers), *before]
        lines = []
        for row in part:
            say(row.name)
            loads = [(server, row.load) for server in (mock, *others)]
            lines.append(_line(row, in_turn(loads, plan, place), bool(plan.peers), measured))
    names = (MOCK, *(server.name for server in others))
    head = ("requests per CPU-second", *names, *(f"of {server.name}'s" for server in others))
    return Table(f"{title}, bodies that differ", head, lines)


def _line(
    row: Row, rounds: Sequence[Rounds], has_peers: bool, measured: Measured
) -> tuple[str, ...]:
    mock, *others = rounds
    shares = [mock.share_of(other) for other in others]
    if has_peers and row.least and shares[0] is not None:
        measured[row.name] = shares[0]
    return (row.name, *(number(one.per_cpu_s) for one in rounds), *map(number, shares))
