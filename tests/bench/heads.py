"""What heads cost: of real clients, alike and different in every request, as gateways make them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench.asks import CURL, NUMBER, PATH, Ask, chat, openai_fields, posted
from tests.bench.load import Load
from tests.bench.plan import HEADLINE, Plan, in_turn
from tests.bench.report import Measured, Table, Wanted, number, say
from tests.bench.servers import MOCK, Place, mock_command, running

WANTED = (
    Wanted("openai", "openai-python's header fields against curl's", 0.85, None, ""),
    Wanted("heads.curl", "curl's, ids different in each request, of one head", 0.85, None, ""),
    Wanted("heads.openai", "openai-python's, ids different, of one head", 0.85, None, ""),
)
# W3C Trace Context, and what proxies name a request.
TRACED = (
    f"traceparent: 00-4bf92f3577b34da6a3ce929d{NUMBER}-00f067aa{NUMBER}-01",
    f"x-request-id: 0af76519-16cd-43dd-8448-eb21{NUMBER}",
)
_DIGITS = "00000000"
_LEAST, _MOST, _STEP = 200, 3200, 2  # bytes of a body


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of head.

    Attributes:
        name: as the table calls it.
        load: what is sent.
        base: the case it is compared with.
        key: of WANTED; empty where nothing is wanted.
    """

    name: str
    load: Load
    base: str
    key: str = ""


def cases(openai: tuple[str, ...]) -> Iterator[Case]:
    """Yield the cases; each base before what is compared with it."""
    clients: Mapping[str, tuple[str, ...]] = {"curl": CURL, "openai-python": openai}
    for client, fields in clients.items():
        key = "openai" if fields is openai else ""
        yield Case(client, _load(fields), "curl", key)
        alike = f"{client}, one traceparent and x-request-id"
        yield Case(alike, _load((*fields, *_constant(TRACED))), client)
        different = f"{client}, one of them in each request"
        yield Case(different, _load((*fields, *TRACED)), alike, f"heads.{client.split('-')[0]}")
    yield Case(f"curl, bodies of {_LEAST} to {_MOST:,} bytes", lengths(), "curl")


def heads(plan: Plan, place: Place, measured: Measured) -> Table:
    """Compare heads."""
    say("header fields, alike and different")
    every = list(cases(openai_fields()))
    with running(MOCK, mock_command(), place) as mock:
        rounds = in_turn([(mock, case.load) for case in every], plan, place)
    ran = {case.name: one for case, one in zip(every, rounds, strict=True)}
    rows = []
    for case in every:
        own = ran[case.name]
        share = own.share_of(ran[case.base])
        rows.append((case.name, number(own.per_cpu_s), number(share), case.base))
        if case.key and share is not None:
            measured[case.key] = share
    title = f"Heads, small answers, all-different bodies, {HEADLINE} connections"
    return Table(title, ("client", "requests per CPU-second", "share", "of"), rows)


def _load(fields: tuple[str, ...]) -> Load:
    return Load(chat(fields), True, HEADLINE)


def _constant(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field.replace(NUMBER, _DIGITS) for field in fields)


def lengths() -> Load:
    """Return requests of more lengths than a server might keep heads, in no order."""
    sizes = range(_LEAST, _MOST + 1, _STEP)
    count = len(sizes)
    first, *others = (_sized(sizes[place * 613 % count]) for place in range(count))
    return Load(first, True, HEADLINE, tuple(others))


def _sized(size: int) -> Ask:
    """Return a request whose body has so many bytes."""
    words = "a story about a journey "
    content = f"Request number {_DIGITS}: "
    messages = [{"role": "user", "content": content}]
    body = json.dumps({"model": "gpt-4o-mini", "messages": messages})
    missing = size - len(body)
    filling = (words * (missing // len(words) + 1))[:missing]
    return posted(PATH, body.replace(content, content + filling))
