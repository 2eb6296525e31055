"""Everything on at once: what clients saw is what the ledger, metrics, usage and report have.

Two workers, fifty clients that stream or do not and try again as they are told to; faults, limits,
a network, a phase and a profile that change meanwhile, and a client that leaves.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import anthropic
import openai
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.controlling import controlled
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

CLIENTS, EACH = 50, 4
CLAUDE, LONG = "claude-haiku-4-5", "gpt-4o"
CALM = """
description: calm
ttft: {base: 4ms}
itl: {token: 1ms}
network: {rtt: 1ms, down: 50mbps, jitter: 1ms}
limits: [{rpm: 3000, burst: 0.02, concurrency: 8}, {model: gpt-4o, rpm: 1}]
faults: [{type: status, code: 503, p: 0.05, retry_after: 50ms}]
scenario: {start: first_request}
phases: [{name: calm, for: 700ms}, {name: jam, set: {error_rate: 0.2}}]
match: [{model: gpt-4o, values: {itl: {token: 300ms}}}]
observe: {metrics: true, ledger: 5000}
"""


class Tally:
    """What clients saw.

    Attributes:
        seen: each answer's kind and status.
        tokens: those of answers that came to their end: "prompt" and "completion".
    """

    def __init__(self) -> None:
        self.seen: Counter[int] = Counter()
        self.tokens: Counter[str] = Counter()

    async def note(self, response: Any) -> None:
        """Count an answer, also one behind which its client tries again."""
        self.seen[response.status_code] += 1

    def bill(self, prompt: int, completion: int) -> None:
        """Count what an answer bills."""
        self.tokens.update(prompt=prompt, completion=completion)


async def _openai_asks(client: openai.AsyncOpenAI, text: str, tally: Tally, streams: bool) -> None:
    asked: Any = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]}
    if not streams:
        answer = await client.chat.completions.create(**asked)
        assert answer.usage is not None
        tally.bill(answer.usage.prompt_tokens, answer.usage.completion_tokens)
        return
    asked |= {"stream": True, "stream_options": {"include_usage": True}}
    last = None
    async for chunk in await client.chat.completions.create(**asked):
        last = chunk.usage or last
    assert last is not None
    tally.bill(last.prompt_tokens, last.completion_tokens)


async def _claude_asks(
    client: anthropic.AsyncAnthropic, text: str, tally: Tally, streams: bool
) -> None:
    asked: Any = {"model": CLAUDE, "messages": [{"role": "user", "content": text}]}
    if streams:
        async with client.messages.stream(max_tokens=500, **asked) as stream:
            answer = await stream.get_final_message()
    else:
        answer = await client.messages.create(max_tokens=500, **asked)
    tally.bill(answer.usage.input_tokens, answer.usage.output_tokens)


async def _leave(client: openai.AsyncOpenAI) -> None:
    """Begin to read a stream that takes long, and leave; a second one is not let in.

    Either may meet an error of the profile's first, behind which it is asked again.
    """
    asked: Any = {"model": LONG, "messages": [{"role": "user", "content": "Go on"}], "stream": True}
    patient = client.with_options(max_retries=20)
    async with await patient.chat.completions.create(**asked) as stream:
        await anext(aiter(stream))
    with pytest.raises(openai.RateLimitError):
        await _let_in(client.with_options(max_retries=0), asked)


async def _let_in(client: openai.AsyncOpenAI, asked: Any) -> None:
    for _ in range(50):
        with suppress(openai.InternalServerError):
            async with await client.chat.completions.create(**asked):
                return


async def _ask_all(server: Server, number: int, tally: Tally) -> None:
    """Let one client ask; who is refused once too often goes on with what is next."""
    hooks = {"response": [tally.note]}
    async with (
        openai.DefaultAsyncHttpxClient(event_hooks=hooks) as one,
        anthropic.DefaultAsyncHttpxClient(event_hooks=hooks) as other,
    ):
        key = f"sk-client-{number % 3}"
        of_openai = openai.AsyncOpenAI(base_url=server.url + "/v1", api_key=key, http_client=one)
        claude = anthropic.AsyncAnthropic(base_url=server.url, api_key=key, http_client=other)
        for turn in range(EACH):
            text, streams = f"Client {number} asks for the {turn}th time", bool((number + turn) % 2)
            with suppress(openai.APIStatusError, anthropic.APIStatusError):
                if number % 5:
                    await _openai_asks(of_openai, text, tally, streams)
                else:
                    await _claude_asks(claude, text, tally, streams)
        if number == 1:
            await _leave(of_openai)


async def _load(server: Server) -> Tally:
    tally, loop = Tally(), asyncio.get_running_loop()
    clients = [_ask_all(server, number, tally) for number in range(CLIENTS)]
    change = loop.run_in_executor(None, _change, server)
    await asyncio.gather(*clients, change)
    return tally


def _change(server: Server) -> None:
    controlled(server, "PATCH", "/profile", {"network": {"down": "40mbps"}})


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Tally, Server]]:
    """What clients saw, and the server that they asked."""
    with lending(CALM, "-workers", "2", "-ledger", "5000") as server:
        yield asyncio.run(_load(server)), server


def _listed(server: Server) -> list[dict[str, Any]]:
    path = b"GET /_mock/requests?limit=100000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    found: list[dict[str, Any]] = json.loads(ask(server, path).body)["requests"]
    return found


def _metrics(server: Server) -> tuple[Counter[int], Counter[str], Counter[str]]:
    """Return the statuses, the endings and the tokens that metrics tell."""
    path = b"GET /metrics HTTP/1.1\r\nHost: m\r\n\r\n"
    statuses: Counter[int] = Counter()
    endings: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    for family in text_string_to_metric_families(ask(server, path).body.decode()):
        short = family.name.removeprefix("sanic_mock_")
        for sample in family.samples:
            many = int(sample.value)
            if short == "requests":
                statuses[int(sample.labels["status"])] += many
                endings[sample.labels["ending"]] += many
            elif short in ("prompt_tokens", "completion_tokens"):
                tokens[short.removesuffix("_tokens")] += many
    return statuses, endings, tokens


def test_each_answer_is_in_the_ledger_and_in_metrics(both: tuple[Tally, Server]) -> None:
    tally, server = both
    listed, (statuses, endings, _) = _listed(server), _metrics(server)

    assert Counter(one["status"] for one in listed) == statuses == tally.seen
    assert endings == Counter(one["ending"] for one in listed)
    assert endings["left"] == 1
    assert {200, 429} <= set(statuses) <= {200, 429, 500, 503}


def test_each_token_is_billed_once(both: tuple[Tally, Server]) -> None:
    tally, server = both
    listed, (_, _, tokens) = _listed(server), _metrics(server)
    total = controlled(server, "GET", "/usage")["total"]
    whole = [one for one in listed if one["ending"] == "completed" and one["status"] == 200]

    for kind in ("prompt", "completion"):
        told = f"{kind}_tokens"
        assert sum(one[told] for one in whole) == tally.tokens[kind]
        assert sum(one[told] for one in listed) == tokens[kind] == total[told]


def test_the_report_has_them_all(both: tuple[Tally, Server]) -> None:
    tally, server = both
    told = controlled(server, "GET", "/report")["requests"]
    errors = sum(many for status, many in tally.seen.items() if status >= 400)

    assert (told["count"], told["errors"]) == (tally.seen.total(), errors)
    assert told["limited"] == tally.seen[429]


def test_the_phases_changed_meanwhile_and_so_did_the_profile(both: tuple[Tally, Server]) -> None:
    _, server = both

    assert {one["phase"] for one in _listed(server)} >= {"calm", "jam"}
    assert controlled(server, "GET", "/profile")["network"]["down"] == "40mbps"
