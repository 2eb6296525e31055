"""Load tools report the tokens that they were sent, with the page's profile for them.

Their tokenizer is trained here, as none can be had without a network.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.load_server import load_server
from tests.clients.packages import environments
from tests.serving import ROOT, Server

RUN_S = 300.0
REQUESTS, TOKENS = 12, 37
TORCH_BYTES = 8e9  # GuideLLM brings PyTorch, with all that it has for GPUs

pytestmark = pytest.mark.skipif(
    "not config.getoption('--packages')", reason="only where --packages asks for it"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the page's profile for load tools, ten times as fast."""
    with load_server(tmp_path_factory.mktemp("load"), 10) as one:
        yield one


def run(python: Path, command: list[str], folder: Path) -> None:
    """Train a tokenizer, then run a tool that makes its prompts with it."""
    train = [str(python), "-m", "tests.clients.packages.scripts.train_tokenizer"]
    subprocess.run([*train, str(folder / "tokenizer")], cwd=ROOT, check=True, timeout=RUN_S)
    tool = [str(python.parent / command[0]), *command[1:]]
    done = subprocess.run(tool, cwd=folder, capture_output=True, text=True, timeout=RUN_S)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_aiperf_reports_what_was_sent(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    python = environments.python_of(request.config.cache, "aiperf.txt")
    command = ["aiperf", "profile", "--model", "my-model", "--url", server.url]
    command += ["--endpoint-type", "chat", "--streaming", "--use-server-token-count"]
    command += ["--concurrency", "4", "--request-count", str(REQUESTS)]
    command += ["--synthetic-input-tokens-mean", "50", "--output-tokens-mean", str(TOKENS)]
    command += ["--tokenizer", str(tmp_path / "tokenizer"), "--ui-type", "simple"]
    run(python, [*command, "--artifact-dir", str(tmp_path)], tmp_path)

    told: Any = json.loads((tmp_path / "profile_export_aiperf.json").read_text())

    assert told["total_output_tokens"]["avg"] == REQUESTS * TOKENS
    lengths = told["output_sequence_length"]
    assert (lengths["min"], lengths["max"]) == (TOKENS, TOKENS)


def test_guidellm_reports_what_was_sent(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    if shutil.disk_usage(tmp_path).free < TORCH_BYTES:
        pytest.skip("GuideLLM brings PyTorch, and there is no room for it")
    python = environments.python_of(request.config.cache, "guidellm.txt")
    report = tmp_path / "report.json"
    command = ["guidellm", "run", "--backend", f"kind=openai_http,target={server.url}"]
    command += ["--profile", "kind=concurrent,streams=4"]
    command += ["--constraint", f"kind=max_requests,count={REQUESTS}"]
    command += ["--tokenizer", f"kind=hf_auto,model={tmp_path / 'tokenizer'}"]
    command += ["--data", f"kind=synthetic_text,prompt_tokens=50,output_tokens={TOKENS}"]
    run(python, [*command, "--output", f"kind=json,path={report}"], tmp_path)

    (benchmark,) = json.loads(report.read_text())["benchmarks"]
    told: Any = benchmark["metrics"]["output_token_count"]["successful"]

    assert (told["count"], told["min"], told["max"]) == (REQUESTS, TOKENS, TOKENS)
