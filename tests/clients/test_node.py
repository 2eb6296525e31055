"""OpenAI's client for Node finds the service it knows.

The scripts in `node/` print one line for each check. They run in a folder with that client.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clients.environment import RUN_S, Faults, faults_of
from tests.clients.fault_rows import FAULT, NODE, fault_rows
from tests.patience import run
from tests.sharing import sharing

CHAT = (
    "chat",
    "chat_streamed",
    "chat_stream_helper",
    "chat_parse",
    "chat_run_tools",
    "chat_run_tools_streamed",
    "chat_stored",
)
REST = (
    "responses_create",
    "responses_streamed",
    "responses_stream_helper",
    "responses_parse",
    "responses_tool",
    "conversations",
    "embeddings",
    "moderations",
    "completions",
    "models",
)
WRONG = (
    "bad_request",
    "bad_request_streamed",
    "unauthorized",
    "not_found",
    "rate_limited",
    "retried_until_the_server_is_free",
    "retried_after_500",
    "given_up_after_500",
    "azure",
)


def node(folder: Path) -> str:
    """Return the interpreter of a folder."""
    return str(folder / "node_modules" / ".bin" / "node")


@pytest.fixture(scope="module")
def faults(room: Path, busy_profile: str) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    flags = [(), ("-api-keys", "sk-alice"), ("-profile", busy_profile)]
    with ExitStack() as stack:
        urls = [stack.enter_context(sharing(*some)).url for some in flags]
        yield (
            faults_of([node(room), "chat.mjs", urls[0]], room)
            | faults_of([node(room), "rest.mjs", urls[0]], room)
            | faults_of([node(room), "wrong.mjs", *urls], room)
        )


def test_faults_are_to_it_what_the_table_of_faults_says(room: Path) -> None:
    rows = {row[FAULT]: row[NODE] for row in fault_rows()}
    with sharing("-profile", "fast", "-seed", "7") as server:
        command = [node(room), "faults.mjs", server.url, json.dumps(list(rows))]
        done = run(command, 2 * RUN_S, cwd=room)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == rows


def test_the_checks_named_here_are_those_that_ran(faults: Faults) -> None:
    assert tuple(faults) == CHAT + REST + WRONG


@pytest.mark.parametrize("check", CHAT + REST + WRONG)
def test_openai_for_node(faults: Faults, check: str) -> None:
    assert faults[check] is None, faults[check]
