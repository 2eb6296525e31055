"""OpenAI's client for Node finds the service it knows.

The scripts in `node/` print one line for each check. They run in a folder with that client.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clients.fault_rows import FAULT, NODE, fault_rows
from tests.patience import run
from tests.sharing import sharing

RUN_S = 60.0
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

Faults = Mapping[str, str | None]


def told(folder: Path, script: str, *urls: str) -> dict[str, str | None]:
    """Run a script and return each check's fault."""
    command = [str(folder / "node_modules" / ".bin" / "node"), script, *urls]
    done = run(command, RUN_S, cwd=folder)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr[-2000:]
    return {line["check"]: line["fault"] for line in lines}


@pytest.fixture(scope="module")
def faults(room: Path, busy_profile: str) -> Iterator[Faults]:
    """What was wrong with each check, None where nothing was."""
    flags = [(), ("-api-keys", "sk-alice"), ("-profile", busy_profile)]
    with ExitStack() as stack:
        urls = [stack.enter_context(sharing(*some)).url for some in flags]
        yield (
            told(room, "chat.mjs", urls[0])
            | told(room, "rest.mjs", urls[0])
            | told(room, "wrong.mjs", *urls)
        )


def test_faults_are_to_it_what_the_table_of_faults_says(room: Path) -> None:
    rows = {row[FAULT]: row[NODE] for row in fault_rows()}
    with sharing("-profile", "fast", "-seed", "7") as server:
        command = [str(room / "node_modules" / ".bin" / "node"), "faults.mjs", server.url]
        done = run([*command, json.dumps(list(rows))], 2 * RUN_S, cwd=room)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == rows


def test_the_checks_named_here_are_those_that_ran(faults: Faults) -> None:
    assert tuple(faults) == CHAT + REST + WRONG


@pytest.mark.parametrize("check", CHAT + REST + WRONG)
def test_openai_for_node(faults: Faults, check: str) -> None:
    assert faults[check] is None, faults[check]
