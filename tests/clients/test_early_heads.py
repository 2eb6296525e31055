"""What leaves before the first token, as openai-python sees it."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest

from sanic_mock.testing import serve

THINKS = """seed: 1
ttft: {{base: 60ms, head: 20ms}}
itl: {{token: 1ms}}
tokens: {{output: 6}}
thinking: {{tokens: 100, {shown}}}
"""


@pytest.fixture
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[openai.OpenAI]:
    profile = tmp_path_factory.mktemp("silent") / "silent.yaml"
    profile.write_text(THINKS.format(shown=request.param), encoding="utf-8")
    with serve(str(profile)) as mock, mock.client() as opened:
        yield opened


shows = pytest.mark.parametrize("client", ["silence: comments, every: 10ms"], indirect=True)
pings = pytest.mark.parametrize("client", ["silence: pings, every: 10ms"], indirect=True)
summary = pytest.mark.parametrize("client", ["silence: summary"], indirect=True)


def chunks(client: openai.OpenAI) -> list[bool]:
    """Return of each chunk of a chat whether it has choices."""
    messages = [{"role": "user", "content": "Hi"}]
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=messages,  # type: ignore[arg-type]
        stream=True,
    )
    return [bool(getattr(chunk, "choices", None)) for chunk in stream]


@shows
def test_comments_are_passed_over(client: openai.OpenAI) -> None:
    assert chunks(client) == [True] * 8


@pings
def test_pings_are_chunks_without_choices(client: openai.OpenAI) -> None:
    found = chunks(client)

    assert found.count(True) == 8
    assert found.count(False) == 9
    assert found.index(True) == 9


@summary
def test_a_summary_comes_in_order_before_the_answer(client: openai.OpenAI) -> None:
    stream = client.responses.create(
        model="gpt-5", input="Hi", stream=True, reasoning={"effort": "low", "summary": "auto"}
    )
    events = [(event.type, event.sequence_number) for event in stream]

    assert [number for _, number in events] == list(range(len(events)))
    types = [name for name, _ in events]
    last = len(types) - 1 - types[::-1].index("response.reasoning_summary_text.delta")
    assert last < types.index("response.output_text.delta")
    assert types[-1] == "response.completed"
