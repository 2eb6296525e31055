"""Limits take from a client what its messages bill, by Anthropic's count of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import anthropic
import pytest

from tests.serving import serving

BUDGET = 2000
PROFILE = f"tokens: {{output: 200}}\nlimits: [{{budget_tokens: {BUDGET}}}]\n"


@pytest.mark.parametrize("latency", ["", "latency: 1ms\n"], ids=["at once", "timed"])
def test_a_budget_is_spent_when_as_many_tokens_were_billed(tmp_path: Path, latency: str) -> None:
    profile = tmp_path / "budget.yaml"
    profile.write_text(PROFILE + latency)
    with (
        serving("-profile", str(profile)) as server,
        anthropic.Anthropic(base_url=server.url, api_key="any", max_retries=0) as client,
    ):
        billed = list(until_refused(client))

    assert sum(billed[:-1]) < BUDGET <= sum(billed)


def until_refused(client: anthropic.Anthropic) -> Iterator[int]:
    """Yield the tokens that each message bills, until one is refused; of 20 one is."""
    for number in range(20):
        try:
            message = client.messages.create(
                model="claude-haiku-4-5",
                max_tokens=1000,
                messages=[{"role": "user", "content": f"Tell me of {number} cats"}],
            )
        except anthropic.APIStatusError:
            return
        yield message.usage.input_tokens + message.usage.output_tokens
