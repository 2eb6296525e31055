"""Frameworks, agents and further clients do what they are for; each script here holds one to it.

They run only where `--packages` asks for them: their environments take a minute to make.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.clients.packages import environments
from tests.installing import install, tool
from tests.serving import ROOT, Server
from tests.sharing import sharing, sharing_profile

RUN_S = 300.0
SCRIPTS = {
    "pydantic_ai": "openai3.txt",
    "openai_agents": "openai3.txt",
    "langchain": "openai3.txt",
    "ag2": "openai3.txt",
    "instructor": "openai2.txt",
    "dspy": "openai2.txt",
    "litellm": "openai2.txt",
    "llama_index": "openai2.txt",
    "services": "services.txt",
    "steps": "steps.txt",
    "pydantic_ai_vendors": "vendors.txt",
    "langchain_vendors": "vendors.txt",
    "litellm_vendors": "vendors.txt",
    "litellm_proxy": "proxy.txt",
    "langchain_aws": "aws.txt",
    "google_adk": "agents.txt",
    "further_agents": "agents.txt",
}
NODE_SCRIPTS = (
    "ai_bedrock.mjs",
    "ai_sdk.mjs",
    "ai_vendors.mjs",
    "anthropic.mjs",
    "bedrock.mjs",
    "google_genai.mjs",
    "langchain_js.mjs",
)
JAVA_PROGRAMS = {"OpenAi": "openai", "LangChain4j": "langchain4j", "SpringAi": "spring_ai"}
# no package asks the network for prices or tokenizers, or sends traces
QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "HF_HUB_OFFLINE": "1",
}

pytestmark = pytest.mark.skipif(
    "not config.getoption('--packages')", reason="only where --packages asks for it"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server as it comes."""
    with sharing() as server:
        yield server


def faults(command: Sequence[str], server: Server, folder: Path) -> dict[str, str]:
    """Run a script and return what was wrong with its checks; at least one must have run."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | QUIET | {"MOCK_URL": server.url},
        capture_output=True,
        text=True,
        timeout=RUN_S,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"check"')]
    assert lines, done.stdout[-2000:]
    return {line["check"]: line["fault"] for line in lines if line["fault"]}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_package_for_python(request: pytest.FixtureRequest, server: Server, name: str) -> None:
    python = environments.python_of(request.config.cache, SCRIPTS[name])
    command = [str(python), "-m", f"tests.clients.packages.scripts.with_{name}"]

    assert faults(command, server, ROOT) == {}


@pytest.mark.parametrize("script", NODE_SCRIPTS)
def test_a_package_for_node(request: pytest.FixtureRequest, server: Server, script: str) -> None:
    folder = environments.node_of(request.config.cache, "node")
    node = str(folder / "node_modules" / ".bin" / "node")

    assert faults([node, script], server, folder) == {}


# What two calls of a tool, and the text behind their results, are to be.
SCRIPTED = """
seed: 1
answers:
  - match: {user: {contains: weather}, tools: get_weather, tool_result: false}
    call:
      - {name: get_weather, arguments: {city: Oslo}}
      - {name: get_weather, arguments: {city: Rome}}
  - match: {tool_result: {regex: "sun|rain"}, turn: 2}
    text: "Oslo has rain, Rome has sun. Take an umbrella: {{ tool_result }}."
answers_mode: strict
"""


@pytest.fixture(scope="module")
def scripted() -> Iterator[Server]:
    """A server with the rules of one conversation."""
    with sharing_profile(SCRIPTED) as server:
        yield server


@pytest.mark.parametrize("name", ["openai_agents", "langchain"])
def test_a_scripted_conversation_for_python(
    request: pytest.FixtureRequest, scripted: Server, name: str
) -> None:
    python = environments.python_of(request.config.cache, SCRIPTS[name])
    command = [str(python), "-m", f"tests.clients.packages.scripts.scripted_{name}"]

    assert faults(command, scripted, ROOT) == {}


def test_a_scripted_conversation_for_node(request: pytest.FixtureRequest, scripted: Server) -> None:
    folder = environments.node_of(request.config.cache, "node")
    node = str(folder / "node_modules" / ".bin" / "node")

    assert faults([node, "scripted.mjs"], scripted, folder) == {}


def test_openai_for_go(server: Server, tmp_path: Path) -> None:
    go = tool("go")
    source, program = environments.HERE / "go", tmp_path / "program"
    install("openai-go", [go, "mod", "download"], source)
    subprocess.run([go, "build", "-o", str(program), "."], cwd=source, check=True, timeout=RUN_S)

    assert faults([str(program)], server, source) == {}


@pytest.mark.parametrize("program", JAVA_PROGRAMS)
def test_a_package_for_java(server: Server, tmp_path: Path, program: str) -> None:
    command = environments.java_of(JAVA_PROGRAMS[program], tmp_path)

    assert faults([*command, program], server, ROOT) == {}


def test_codex_ends_a_turn(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> None:
    folder = environments.node_of(request.config.cache, "codex")
    config = (folder / "config.toml").read_text().replace("MOCK_URL", server.url)
    home = folder / "home"  # codex takes none below the folder for temporary files
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(config)
    codex = str(folder / "node_modules" / ".bin" / "codex")
    command = [codex, "exec", "--skip-git-repo-check", "--json", "Which files are there?"]

    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"CODEX_HOME": str(home), "MOCK_KEY": "sk-any"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_S,
    )

    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    kinds = [event["type"] for event in events]
    assert (done.returncode, kinds[-1]) == (0, "turn.completed"), done.stdout + done.stderr
    items = [event["item"]["type"] for event in events if event["type"] == "item.completed"]
    assert items[-1] == "agent_message", items
    assert events[-1]["usage"]["output_tokens"] > 0


def test_claude_code_ends_a_turn(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    folder = environments.node_of(request.config.cache, "claude")
    claude = str(folder / "node_modules" / ".bin" / "claude")
    command = [claude, "-p", "Which files are there?", "--output-format", "json"]
    own = {
        "HOME": str(tmp_path),
        "CLAUDE_CONFIG_DIR": str(tmp_path),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "ANTHROPIC_BASE_URL": server.url,
        "ANTHROPIC_API_KEY": "sk-ant-any",
    }

    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | own,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_S,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["subtype"], told["is_error"], told["stop_reason"]) == (
        "success",
        False,
        "end_turn",
    )
    assert told["result"]
    assert told["usage"]["output_tokens"] > 0
