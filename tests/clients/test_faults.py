"""What the official client does about each fault: the table of profiles/README.md, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from sanic_mock.profile.sections.faults.table import SHAPES
from tests.house.pages import PROFILES
from tests.serving import Server
from tests.sharing import sharing

TIMEOUT_S = 1.5
ANSWER, NOTHING = "answer", "nothing"


def rows() -> list[list[str]]:
    """Return the cells of each row, without the head."""
    lines = PROFILES.between("client-faults").strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing("-profile", "fast", "-seed", "7") as server:
        yield server


def client_of(server: Server) -> openai.OpenAI:
    """Return a client that has no connection yet, and does not try again."""
    url = f"{server.url}/v1"
    return openai.OpenAI(base_url=url, api_key="any", max_retries=0, timeout=TIMEOUT_S)


def asked(client: openai.OpenAI, fault: str, *, stream: bool) -> str:
    """Return what became of one request: its answer, nothing, or the name of what was raised."""
    fields = {"x-mock-fault": fault}
    messages: Any = [{"role": "user", "content": "Hello"}]
    ask = client.chat.completions.create
    try:
        if stream:
            chunks = ask(model="gpt-4o-mini", messages=messages, stream=True, extra_headers=fields)
            reasons = [one.choices[0].finish_reason for one in chunks if one.choices]
            return ANSWER if reasons and reasons[-1] == "stop" else NOTHING
        answer = ask(model="gpt-4o-mini", messages=messages, extra_headers=fields)
        return ANSWER if answer.choices[0].finish_reason == "stop" else NOTHING
    except (openai.OpenAIError, ValueError) as error:
        return type(error).__name__


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].strip("`"))
def test_the_official_client_does_what_the_table_says(server: Server, row: list[str]) -> None:
    fault, _, *cells = row
    for stream, cell in enumerate(cells):
        with client_of(server) as client:
            assert asked(client, fault.strip("`"), stream=bool(stream)) in cell.split(" or ")
            # and whatever happened, the next one is answered, if it is tried again
            patient = client.with_options(max_retries=2, timeout=10)
            assert asked(patient, "stall;for=1ms", stream=False) == ANSWER


def test_the_table_has_a_row_for_each_fault() -> None:
    assert {row[0].strip("`").partition(";")[0] for row in rows()} == set(SHAPES)
