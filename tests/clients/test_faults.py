"""What clients do about each fault: the table of profiles/README.md, row by row.

Its columns for Node are tried by `test_node.py`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from sanic_mock.profile.sections.faults.table import SHAPES
from tests.clients.fault_rows import CURL, FAULT, PYTHON, fault_rows
from tests.requests import chat
from tests.serving import Server
from tests.sharing import sharing

TIMEOUT_S = 1.5
ANSWER, NOTHING = "answer", "nothing"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing("-profile", "fast", "-seed", "7") as server:
        yield server


def client_of(server: Server) -> openai.OpenAI:
    """Return a client that has no connection yet, and does not try again."""
    url = f"{server.url}/v1"
    return openai.OpenAI(base_url=url, api_key="any", max_retries=0, timeout=TIMEOUT_S)


def asked(client: openai.OpenAI, fault: str, *, stream: bool) -> str:
    """Return what became of one request: its answer, another finish reason, nothing, or the name
    of what was raised.
    """
    fields = {"x-mock-fault": fault}
    messages: Any = [{"role": "user", "content": "Hello"}]
    ask = client.chat.completions.create
    try:
        if stream:
            chunks = ask(model="gpt-4o-mini", messages=messages, stream=True, extra_headers=fields)
            reasons = [one.choices[0].finish_reason for one in chunks if one.choices]
            return _word(reasons[-1] if reasons else None)
        answer = ask(model="gpt-4o-mini", messages=messages, extra_headers=fields)
        return _word(answer.choices[0].finish_reason)
    except (openai.OpenAIError, ValueError) as error:
        return type(error).__name__


def _word(reason: str | None) -> str:
    return ANSWER if reason == "stop" else reason or NOTHING


@pytest.mark.parametrize("row", fault_rows(), ids=lambda row: row[FAULT])
def test_the_official_client_does_what_the_table_says(server: Server, row: list[str]) -> None:
    for stream, cell in enumerate(row[PYTHON]):
        with client_of(server) as client:
            assert asked(client, row[FAULT], stream=bool(stream)) in cell.split(" or ")
            # and whatever happened, the next one is answered, if it is tried again
            patient = client.with_options(max_retries=2, timeout=10)
            assert asked(patient, "stall;for=1ms", stream=False) == ANSWER


@pytest.mark.parametrize("row", fault_rows(), ids=lambda row: row[FAULT])
def test_curl_ends_as_the_table_says(server: Server, row: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    for stream, cell in enumerate(row[CURL]):
        command = ["curl", "-sS", "-f", "-m", str(TIMEOUT_S), f"{server.url}/v1/chat/completions"]
        fields = ("-H", "content-type: application/json", "-H", f"x-mock-fault: {row[FAULT]}")
        body = chat(stream=bool(stream)).decode()
        done = subprocess.run([*command, *fields, "-d", body], capture_output=True, check=False)
        assert done.returncode == int(cell), done.stderr


def test_the_table_has_a_row_for_each_fault() -> None:
    assert {row[FAULT].partition(";")[0] for row in fault_rows()} == set(SHAPES)
