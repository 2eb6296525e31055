"""What of a prompt is written to a cache, and read of it, by breakpoints."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from tests.dialects.anthropic.asking import WEATHER, asked, post, stream
from tests.serving import Server

HOUR = {"type": "ephemeral", "ttl": "1h"}
MINUTES = {"type": "ephemeral"}
SONNET = "claude-sonnet-4-5"  # which keeps from 1,024 tokens on
_numbers = count()


def text(words: int = 1500) -> str:
    """Return a text that nobody has sent before."""
    return f"Case {next(_numbers)}." + " word" * words


def block(said: str, control: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a block of text that may end a prefix."""
    return {"type": "text", "text": said} | ({"cache_control": control} if control else {})


def asking(*system: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a request whose instructions are these blocks."""
    return asked("Hi", **{"model": SONNET, "system": list(system)} | more)


def usage(server: Server, body: dict[str, Any]) -> dict[str, Any]:
    """Return what a message bills."""
    found: dict[str, Any] = post(server, body).json()["usage"]
    return found


def bill(of: dict[str, Any]) -> tuple[int, int]:
    """Return what was written and read."""
    return of["cache_creation_input_tokens"], of["cache_read_input_tokens"]


def test_what_is_written_first_is_read_next(server: Server) -> None:
    body = asking(block(text(), MINUTES))

    first, second = usage(server, body), usage(server, body)

    written, read = bill(first)
    assert written > 1500
    assert read == 0
    assert bill(second) == (0, written)
    assert first["input_tokens"] == second["input_tokens"] < 20


def test_all_input_is_what_is_written_read_and_left(server: Server) -> None:
    said = text()
    plain, kept = asking(block(said)), asking(block(said, MINUTES))

    whole = usage(server, plain)["input_tokens"]

    for _ in range(2):
        found = usage(server, kept)
        assert sum(bill(found)) + found["input_tokens"] == whole


def test_a_longer_prefix_reads_the_shorter_and_writes_the_rest(server: Server) -> None:
    first, more = block(text(), MINUTES), block(text(), MINUTES)
    written, _ = bill(usage(server, asking(first)))

    rest, read = bill(usage(server, asking(first, more)))

    assert read == written
    assert rest > 1500


def test_a_breakpoint_may_move(server: Server) -> None:
    said, more = text(), text()
    written, _ = bill(usage(server, asking(block(said, MINUTES), block(more))))

    _, read = bill(usage(server, asking(block(said), block(more, MINUTES))))

    assert read == 0  # no breakpoint is where that prefix ended
    assert bill(usage(server, asking(block(said, MINUTES), block("Other."))))[1] == written


def test_a_breakpoint_within_a_result_is_no_part_of_it(server: Server) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Oslo"}}
    found, more = block(text()), block("And now?", MINUTES)

    def results(inner: dict[str, Any], *further: dict[str, Any]) -> dict[str, Any]:
        result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [inner]}
        turns = [("user", "Weather?"), ("assistant", [call]), ("user", [result, *further])]
        messages = [{"role": role, "content": content} for role, content in turns]
        return asked(model=SONNET, messages=messages, tools=[WEATHER])

    written, _ = bill(usage(server, results(found | {"cache_control": MINUTES})))

    assert written > 1500
    both = results(found | {"cache_control": MINUTES}, more)
    assert bill(usage(server, both))[1] == written
    last = bill(usage(server, results(found, more)))
    assert last[0] == 0
    assert last[1] > written


def test_tools_come_before_instructions(server: Server) -> None:
    tool = WEATHER | {"description": text(), "cache_control": MINUTES}
    written, _ = bill(usage(server, asking(block("One."), tools=[tool])))

    assert bill(usage(server, asking(block("Two."), tools=[tool]))) == (0, written)


def test_the_whole_prompt_may_be_kept(server: Server) -> None:
    body = asking(block(text()), cache_control=MINUTES)

    written, _ = bill(usage(server, body))

    assert bill(usage(server, body)) == (0, written)


SHORT = [(SONNET, 900, False), (SONNET, 1100, True), ("claude-haiku-4-5", 1500, False)]


@pytest.mark.parametrize(("model", "words", "is_kept"), SHORT)
def test_a_prefix_that_is_too_short_is_not_kept(
    server: Server, model: str, words: int, is_kept: bool
) -> None:
    found = usage(server, asking(block(text(words), MINUTES), model=model))

    assert (bill(found)[0] > 0) is is_kept


def test_models_keep_apart(server: Server) -> None:
    kept = block(text(), MINUTES)

    assert bill(usage(server, asking(kept)))[0] > 0
    assert bill(usage(server, asking(kept, model="claude-sonnet-4-6")))[1] == 0


def test_what_is_kept_for_an_hour_is_told_apart(server: Server) -> None:
    found = usage(server, asking(block(text(), HOUR), block(text(), MINUTES)))
    told = found["cache_creation"]

    assert all(told[f"ephemeral_{name}_input_tokens"] > 1000 for name in ("5m", "1h"))
    assert sum(told.values()) == found["cache_creation_input_tokens"]


def test_a_stream_bills_alike_at_both_ends(server: Server) -> None:
    events = stream(server, asking(block(text(), MINUTES)))
    first, last = events[0].content["message"]["usage"], events[-2].content["usage"]

    assert bill(first) == bill(last)
    assert bill(first)[0] > 1500


REFUSED = [
    (asking(block("a", MINUTES), block("b", HOUR)), "must not come after"),
    (asking(*[block("a", MINUTES)] * 5), "A maximum of 4 blocks with cache_control"),
]


@pytest.mark.parametrize(("body", "why"), REFUSED, ids=["order", "five"])
def test_breakpoints_have_their_rules(server: Server, body: dict[str, Any], why: str) -> None:
    answer = post(server, body)

    assert answer.status_code == 400
    assert why in answer.json()["error"]["message"]


TIERS = [({"service_tier": "auto"}, 200), ({"service_tier": "standard_only"}, 200), ({}, 200)]


@pytest.mark.parametrize(("more", "status"), [*TIERS, ({"service_tier": "priority"}, 400)])
def test_nobody_has_another_tier_than_the_standard(
    server: Server, more: dict[str, Any], status: int
) -> None:
    answer = post(server, asked(**more))

    assert answer.status_code == status
    if status == 200:
        assert answer.json()["usage"]["service_tier"] == "standard"
