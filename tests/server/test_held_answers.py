"""Answers that wait, in one call and in steps: the same bytes and times, and all that is kept.

Both ways serve the same requests of the same clients, on time that stands still between two events.
"""

from __future__ import annotations

import asyncio
from operator import itemgetter
from time import process_time
from typing import Literal, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanic_mock.profile.resolve import resolve
from sanic_mock.settings import Settings
from tests.requests import chat, post
from tests.server.vendor_requests import VENDORS, asking, load_vendors
from tests.server.virtual import Bench
from tests.server.virtual_lane import VirtualLanes, in_steps, stopped

CONNECTIONS = 3
CHAT_PATH = "/v1/chat/completions"
TIMES = {
    "at once": "",
    "latency": "latency: 8ms\njitter: 6ms\n",
    "gaps": "ttft: {base: 4ms}\nitl: {token: 1ms}\n",
}
NETWORKS = {
    "no network": "",
    "a round trip": "network: {rtt: 3ms}\n",
    "a line": "network: {rtt: 3ms, down: 1mbps, up: 1mbps, jitter: 2ms}\n",
    "losses": "network: {rtt: 2ms, loss: {p: 0.3}, server_down: 2mbps}\n",
    "writes": "network: {rtt: 1ms, coalesce: 2ms, slice: {bytes: 500, delay: 1ms}}\n",
}
LIMITS = {
    "no limits": "",
    "plenty": "limits: {rpm: 100000, tpm: 10000000}\n",
    "few": "limits: {rpm: 30, tpm: 3000, concurrency: 2}\n",
    "a budget": "limits: {budget_tokens: 200, per: server}\n",
}
FAULTS = {
    "no faults": "",
    "errors": "faults: [{type: status, code: 500, p: 0.2}]\n",
    "cuts": "faults: [{type: cut, p: 0.2, after: {tokens: 5}}, {type: reset, first: 1}]\n",
    "of content": "faults: [{type: length, p: 0.3}, {type: malformed, what: json, p: 0.2}]\n",
}
REST = {
    "nothing": "",
    "phases": "phases: [{name: calm, for: 20ms}, {name: jam, set: {error_rate: 0.3}}]\n",
    "metrics": "observe: {metrics: true}\n",
    "a ledger": "observe: {ledger: 64}\nphases: [{name: calm}]\n",
    "bodies": "observe: {keep_bodies: true}\n",
    "rules of traffic": "match: [{model: 'gpt-4o', values: {payload: big}}]\n",
    "rules of answers": "answers: [{match: {user: {contains: zebra}}, text: Stripes it has}]\n",
}


class Event(NamedTuple):
    """What becomes of a connection, so long after what was before.

    Attributes:
        after_ms: that.
        kind: what.
        connection: of which.
        asked: what it is asked: a path and a body.
    """

    after_ms: int
    kind: Literal["ask", "block", "unblock", "leave"]
    connection: int
    asked: tuple[str, bytes]


CHAT = [
    (CHAT_PATH, body)
    for body in (
        chat(),
        chat(),
        chat("What has a zebra?"),
        chat("Go on", model="gpt-4o"),
        chat("Hello " * 50),
        chat(max_tokens=3),
        chat(stream=True),
        chat(n=2),
        chat(temperature=9),
        b"{}",
        b"no JSON",
    )
]
ASKED = st.sampled_from(CHAT) | st.sampled_from(VENDORS)
EVENTS = st.lists(
    st.builds(
        Event,
        st.sampled_from([0, 1, 3, 20]),
        st.sampled_from(["ask", "ask", "ask", "ask", "block", "unblock", "leave"]),
        st.integers(0, CONNECTIONS - 1),
        ASKED,
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def profiles(draw: st.DrawFn) -> Settings:
    """Return profiles whose answers wait for something."""
    times, network = draw(st.sampled_from(list(TIMES))), draw(st.sampled_from(list(NETWORKS)))
    if times == "at once" and network == "no network":
        network = "a round trip"
    rest = [draw(st.sampled_from(list(one.values()))) for one in (LIMITS, FAULTS, REST)]
    return resolve(values="seed: 7\n" + TIMES[times] + NETWORKS[network] + "".join(rest))


async def _served(lanes: VirtualLanes, events: list[Event]) -> tuple[object, ...]:
    left: set[int] = set()
    for after_ms, kind, number, (path, body) in events:
        lanes.pass_ms(after_ms)
        if number in left:
            continue
        if kind == "ask":
            lanes.ask(number, asking(path, body, number % 2))
        elif kind == "leave":
            left.add(number)
            lanes.leave(number)
        else:
            (lanes.block if kind == "block" else lanes.unblock)(number)
    for number in {*range(CONNECTIONS)} - left:
        lanes.unblock(number)
    lanes.end()
    # which of two clients gets what is due in one instant first, is nobody's matter
    return sorted(lanes.written, key=itemgetter(0, 1)), lanes.kept()


def served(profile: Settings, events: list[Event]) -> tuple[object, ...]:
    """Return all that clients get, and what is kept of it."""
    load_vendors()
    benches: list[Bench] = [Bench()]

    async def serve() -> tuple[object, ...]:
        lanes = VirtualLanes(profile, CONNECTIONS, benches[0])
        return await _served(lanes, events)

    with stopped(benches[0]):
        return asyncio.run(serve())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(profile=profiles(), events=EVENTS)
def test_both_ways_serve_the_same(profile: Settings, events: list[Event]) -> None:
    quick = served(profile, events)
    with in_steps():
        general = served(profile, events)
    assert quick == general


def test_what_comes_byte_by_byte_while_an_answer_waits_is_kept_soon() -> None:
    bench, requests = Bench(), 300

    async def serve() -> VirtualLanes:
        lanes = VirtualLanes(resolve(values="latency: 8ms\n"), 1, bench)
        lanes.ask(0, post(chat()))
        for one in post(chat()) * requests:
            lanes.ask(0, bytes([one]))
        lanes.end()
        return lanes

    start = process_time()
    with stopped(bench):
        lanes = asyncio.run(serve())

    assert len(lanes.written) == 1 + requests
    assert process_time() - start < 3
