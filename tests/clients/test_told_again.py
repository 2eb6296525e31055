"""What an answer billed is billed again where OpenAI's own client tells it again: to the token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from openai import OpenAI
from openai.types.responses import Response

from tests.clients.connecting import connect
from tests.clients.responses import told, usage_of
from tests.clients.weather import QUESTION, TOOL
from tests.sharing import sharing

MODELS = ["gpt-5-mini", "gpt-5.2", "gpt-5.4-nano", "gpt-5.6-sol", "o4-mini"]
DRAWS = 4

Json = dict[str, Any]


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    """A client of a server as it comes."""
    with sharing() as server, connect(server) as opened:
        yield opened


class Turn(NamedTuple):
    """A turn that calls a function, and the result of that."""

    said: Json
    answer: Response
    result: Json


def turn(client: OpenAI, model: str, number: int, *, store: bool) -> Turn:
    """Ask for a call, and make up its result."""
    said: Json = {"role": "user", "content": f"{QUESTION} Case {number}."}
    answer = ask(client, model, [said], store=store, tool_choice="required")
    (call,) = [one for one in answer.output if one.type == "function_call"]
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "18 degrees"}
    return Turn(said, answer, result)


def ask(client: OpenAI, model: str, items: list[Json], **further: Any) -> Response:
    """Ask with what is thought included, encrypted."""
    given: Any = items
    effort: Any = {"effort": "high"}
    response: Response = client.responses.create(
        model=model,
        input=given,
        tools=[TOOL],
        include=["reasoning.encrypted_content"],
        reasoning=effort,
        **further,
    )
    return response


@pytest.mark.parametrize("model", MODELS)
def test_a_thought_bills_again_what_it_did(client: OpenAI, model: str) -> None:
    """Beside the answer's own tokens there is the same, whatever was thought: the result."""
    beside, thoughts = set(), set()
    for number in range(DRAWS):
        said, answer, result = turn(client, model, number, store=False)
        again = usage_of(ask(client, model, [said, *told(answer), result], store=False))
        first = usage_of(answer)
        framing = 2 if answer.output[0].type == "reasoning" else 0
        beside.add(again.input_tokens - first.input_tokens - first.output_tokens - framing)
        thoughts.add(first.output_tokens_details.reasoning_tokens)

    assert len(thoughts) > 1
    assert len(beside) == 1


@pytest.mark.parametrize("model", MODELS)
def test_what_is_told_again_bills_what_it_does_where_it_is_kept(client: OpenAI, model: str) -> None:
    for number in range(DRAWS):
        said, answer, result = turn(client, model, number, store=True)
        again = ask(client, model, [said, *told(answer), result])
        chained = ask(client, model, [result], previous_response_id=answer.id)

        assert usage_of(again).input_tokens == usage_of(chained).input_tokens
