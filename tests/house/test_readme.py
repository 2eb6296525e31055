"""The README against the code: its tables, its examples, and what it says of endpoints and errors.

`python -m tests.house.test_readme` writes the tables, and what commands print, again.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import httpx
import pytest

from sanic_mock import commands, flags
from sanic_mock.cli import main
from sanic_mock.distributions import FAMILIES, Constant, Distribution, Parameter, Show
from sanic_mock.profile import schema, show
from sanic_mock.profile.find import names
from sanic_mock.profile.resolve import resolve
from sanic_mock.server.banner import banner
from sanic_mock.settings import Settings
from sanic_mock.units import show_seconds
from tests.serving import ROOT, Server, serving

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")

# Every command of the original's README, with `sanic-mock` for `go run main.go`.
ORIGINAL = (
    "sanic-mock",
    "sanic-mock -port 8080 -latency 100",
    "sanic-mock -port 8080 -latency 50 -jitter 20",
    "sanic-mock -port 8080 -big-payload",
    "sanic-mock -port 8080 -latency 75 -jitter 25 -big-payload",
)
AGAIN = "write it again with: python -m tests.house.test_readme"
KEY, MOST_BYTES = "sk-the-one-key", 64 * 1024


# --- what the tables must say -----------------------------------------------------------------


def profiles_table() -> str:
    lines = [
        "| profile | description | `ttft.base` | gap between tokens | text |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in names():
        one = resolve(profile=name)
        cells = (f"`{name}`", show.description(name), _first(one), _gap(one), _text(one))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _first(one: Settings) -> str:
    if one.load.step is not None:
        return "when an engine has read the prompt"
    if one.ttft is None:
        return "at once"
    if one.jitter_s:
        low, high = max(0.0, one.latency_s - one.jitter_s), one.latency_s + one.jitter_s
        return f"{show_seconds(low)} to {show_seconds(high)}"
    return _spread(one.ttft.base, _rounded)


def _gap(one: Settings) -> str:
    if one.load.step is not None:
        return f"a step, {show_seconds(one.load.step.base_s)} and more"
    if one.chunking.burst_gap is not None:
        return f"bursts, {_spread(one.chunking.burst_gap, _rounded)}"
    return "none" if one.itl is None else _spread(one.itl.token, _rounded)


def _text(one: Settings) -> str:
    output = one.tokens.output
    return one.payload if output is None else f"{_spread(output, lambda n: f'{n:.0f}')} tokens"


def _rounded(seconds: float) -> str:
    return show_seconds(float(f"{seconds:.3g}"))


def _spread(drawn: Distribution, shown: Show) -> str:
    if isinstance(drawn, Constant):
        return shown(drawn.value)
    return f"p50 {shown(drawn.quantile(0.5))}, p99 {shown(drawn.quantile(0.99))}"


def distributions_table() -> str:
    lines = ["| `dist` | parameters | what is drawn |", "| --- | --- | --- |"]
    for name, family in FAMILIES.items():
        first = (family.__doc__ or "").partition("\n\n")[0].rstrip(":").replace("|", "\\|")
        told = "<br>".join(map(_parameter, family.PARAMETERS))
        lines.append(f"| `{name}` | {told} | {' '.join(first.split())} |")
    return "\n".join(lines)


def _parameter(one: Parameter) -> str:
    named = f"`{one.name}`" if one.required else f"[`{one.name}`]"
    return f"{named}: {one.doc}"


TABLES = {
    "profiles": profiles_table,
    "keys": schema.markdown_table,
    "distributions": distributions_table,
    "flags": flags.markdown_table,
    "verify-flags": flags.verify_table,
}


def between(mark: str, text: str = TEXT) -> str:
    found = re.search(rf"<!-- {mark}\b.*? -->\n(.*?)<!-- /{mark} -->", text, re.S)
    assert found, f"no <!-- {mark} --> in the README"
    return found[1].strip()


@pytest.mark.parametrize("mark", TABLES)
def test_a_table_is_what_the_code_says(mark: str) -> None:
    assert between(mark) == TABLES[mark](), AGAIN


# --- blocks -----------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    """Return the text of every block in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.S | re.M)


def command_lines() -> list[str]:
    lines = "".join(blocks("bash")).splitlines()
    return [line for line in lines if line.split()[:1] == ["sanic-mock"]]


def write_profiles(folder: Path) -> None:
    for text in blocks("yaml"):
        name = text.partition("\n")[0].removeprefix("# ")
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The working directory, with the profiles that the README writes."""
    write_profiles(tmp_path)
    with contextlib.chdir(tmp_path):
        yield tmp_path


def words(line: str) -> list[str]:
    return shlex.split(line, comments=True)[1:]


def run(line: str) -> tuple[int, str]:
    """Return the exit code of a command line, and what it prints; servers only say their block."""
    told = io.StringIO()
    return main(words(line), {}, told, told, _announce), told.getvalue()


def _announce(settings: Settings, out: TextIO) -> int:
    print(banner(settings, settings.port), file=out)
    return 0


def test_every_command_of_the_original_is_there() -> None:
    assert set(ORIGINAL) <= set(command_lines())


@pytest.mark.parametrize("line", command_lines())
def test_a_command_line_is_valid(line: str, folder: Path) -> None:
    """What serves or prints is done, a command that measures for minutes only read."""
    parsed = flags.parse(words(line))
    assert not parsed.problems
    if parsed.words[:1] in ([], ["profiles"]):
        code, told = run(line)
        assert code == 0, told
    else:
        assert tuple(parsed.words[:1]) in commands.COMMANDS
        commands.Invocation(parsed, [], {}, io.StringIO(), _announce).choose()


def consoles(block: str) -> list[tuple[str, str]]:
    """Return each command of a console block, and what the README says it prints."""
    found = (one.partition("\n") for one in re.split(r"^\$ ", block, flags=re.M)[1:])
    return [(line, told) for line, _, told in found]


@pytest.mark.parametrize(
    ("line", "told"), [pair for block in blocks("console") for pair in consoles(block)]
)
def test_a_command_prints_what_the_readme_says(line: str, told: str, folder: Path) -> None:
    assert run(line)[1] == told, AGAIN


def test_the_profile_to_copy_is_right_and_the_broken_one_is_not(folder: Path) -> None:
    assert run("sanic-mock profiles check my.yaml") == (0, "my.yaml: ok\n")
    assert run("sanic-mock profiles check broken.yaml")[0] == 2


def test_changes_come_last() -> None:
    assert re.findall(r"^## (.*)$", TEXT, re.M)[-1] == "Changes"


# --- against a real server --------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--profile", "fast") as one:
        yield one


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with serving("-api-keys", KEY, "-max-body", str(MOST_BYTES)) as one:
        yield one


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("block", [one for one in blocks("bash") if one.startswith("curl")])
def test_a_curl_example_gets_an_answer(block: str, server: Server) -> None:
    command = block.replace(":8000", f":{server.port}").replace("curl ", "curl -sS ", 1)
    told = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=30)
    assert (told.returncode, told.stderr) == (0, "")
    if "x-mock-error" in block:
        assert json.loads(told.stdout)["error"]["code"] == "rate_limit_exceeded"
    else:
        assert told.stdout.endswith("data: [DONE]\n\n") or json.loads(told.stdout)["choices"]


@pytest.mark.parametrize("block", blocks("python"))
def test_a_python_example_runs(block: str, server: Server) -> None:
    script = block.replace(":8000", f":{server.port}")
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert len(told.stdout.split()) > 10


def test_the_json_has_the_shape_of_an_answer(server: Server) -> None:
    (block,) = blocks("json")
    question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}
    answer = httpx.post(f"{server.url}/v1/chat/completions", json=question)
    assert shape(json.loads(block)) == shape(answer.json())
    assert block.splitlines()[:2] == answer.text.splitlines()[:1] + block.splitlines()[1:2]


def shape(value: Any) -> Any:
    """Return the keys in their order, without the values."""
    if isinstance(value, dict):
        return [(name, shape(one)) for name, one in value.items()]
    return [shape(one) for one in value] if isinstance(value, list) else type(value)


def endpoints() -> list[tuple[str, str]]:
    """Return the methods and paths of the table."""
    return re.findall(r"^\| `(GET|POST) (\S+)` \|", TEXT, re.M)


# What is posted to a path, by what the path ends in.
QUESTION: dict[str, object] = {
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": "Hello"}],
}
POSTED: dict[str, dict[str, object]] = {
    "chat/completions": QUESTION,
    "2024-10-21": QUESTION,
    "responses": {"model": "gpt-4o", "input": "Hello"},
    "cancel": {},
    "input_tokens": {"model": "gpt-4o", "input": "Hello"},
    "compact": {"model": "gpt-4o", "input": "Hello"},
    "conversations": {},
    "embeddings": {"model": "text-embedding-3-small", "input": "Hello"},
    "completions": {"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"},
    "moderations": {"input": "Hello"},
}
# What must be there before a path with such a place can be asked for.
KEPT: dict[str, tuple[str, dict[str, object]]] = {
    "chat_id": ("/v1/chat/completions", {**QUESTION, "store": True}),
    "response_id": ("/v1/responses", {"model": "gpt-4o", "input": "Hello"}),
    "background_id": ("/v1/responses", {"model": "o3", "input": "Hello", "background": True}),
    "conversation_id": ("/v1/conversations", {}),
}


def filled(path: str, server: Server) -> str:
    """Return a path with the id of something that was just made."""
    path = path.replace("{model}", "gpt-4o")
    if place := re.search(r"\{(\w+)\}", path):
        where, body = KEPT[place[1]]
        made = httpx.post(server.url + where, json=body).json()["id"]
        path = path.replace(place[0], made)
    return path


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers in the background take a while."""
    file = tmp_path_factory.mktemp("slow") / "slow.yaml"
    file.write_text("itl: {token: 20ms}\n")
    with serving("-profile", str(file)) as one:
        yield one


@pytest.mark.parametrize("prefix", ["/v1", "", "/openai/v1"])
@pytest.mark.parametrize(("method", "path"), endpoints())
def test_an_endpoint_answers(
    method: str, path: str, prefix: str, server: Server, slow: Server
) -> None:
    if not path.startswith("/v1/"):
        prefix = "/v1"  # a path of its own
    one = slow if "background" in path else server
    url = one.url + filled(path, one).replace("/v1/", f"{prefix}/", 1)
    asked = next((body for end, body in POSTED.items() if url.endswith(end)), None)
    assert httpx.request(method, url, json=asked).status_code == 200


def test_the_table_of_endpoints_is_read() -> None:
    assert len(endpoints()) >= 20


# What each row of the table of errors stands for: (method, path, body, headers).
CHAT, MODEL = "/v1/chat/completions", '"model":"gpt-4o"'
MESSAGES = '"messages":[{"role":"user","content":"Hello"}]'
WHOLE = f"{{{MODEL},{MESSAGES}}}"
MINE = {"authorization": f"Bearer {KEY}"}

TRIED: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "a body that is not JSON": ("POST", CHAT, "{", MINE),
    "no `model`": ("POST", CHAT, f"{{{MESSAGES}}}", MINE),
    "no `messages`": ("POST", CHAT, f"{{{MODEL}}}", MINE),
    "`messages` is empty": ("POST", CHAT, f'{{{MODEL},"messages":[]}}', MINE),
    "a value of the wrong type, named by its path": (
        "POST",
        CHAT,
        f'{{{MODEL},"messages":[{{"role":"user","content":5}}]}}',
        MINE,
    ),
    "an unknown role": ("POST", CHAT, WHOLE.replace("user", "uesr"), MINE),
    "`max_tokens` is 0": ("POST", CHAT, f'{{"max_tokens":0,{WHOLE[1:]}', MINE),
    "`temperature` is 3": ("POST", CHAT, f'{{"temperature":3,{WHOLE[1:]}', MINE),
    "an unknown parameter": ("POST", CHAT, f'{{"temprature":1,{WHOLE[1:]}', MINE),
    "no key, where `-api-keys` names some": ("POST", CHAT, WHOLE, {}),
    "another key than those": ("POST", CHAT, WHOLE, {"authorization": "Bearer sk-another-key"}),
    "an unknown URL": ("POST", "/v1/nowhere", WHOLE, MINE),
    "an unknown model at `/v1/models/{id}`": ("GET", "/v1/models/gpt-none", "", MINE),
    "another method": ("PUT", CHAT, WHOLE, MINE),
    "a body longer than `max_body`": ("POST", CHAT, " " * (MOST_BYTES + 1), MINE),
    "a head longer than 16 KiB": ("POST", CHAT, WHOLE, {**MINE, "x-long": "x" * 16_384}),
}


def error_rows() -> list[tuple[str, int, str]]:
    rows = re.findall(r"^\| (.*) \| (\d{3}) \| (\S+) \|$", between("errors"), re.M)
    return [(request, int(status), code) for request, status, code in rows]


@pytest.mark.parametrize(("request_", "status", "code"), error_rows())
def test_an_error_is_what_the_table_says(
    request_: str, status: int, code: str, guarded: Server
) -> None:
    method, path, body, headers = TRIED[request_]
    answer = httpx.request(method, guarded.url + path, content=body, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"] or "null") == (status, code)
    assert set(error) == {"message", "type", "param", "code"}


def test_every_error_tried_has_its_row() -> None:
    assert [row[0] for row in error_rows()] == list(TRIED)


# --- writing it again -------------------------------------------------------------------------


def rewritten(text: str) -> str:
    """Return the README with its tables, and what its commands print, as the code has them."""
    for mark, table in TABLES.items():
        start, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}{table()}\n{end}{rest.partition(end)[2]}"
    for block in blocks("console"):
        told = "".join(f"$ {line}\n{run(line)[1]}" for line, _ in consoles(block))
        text = text.replace(f"```console\n{block}```", f"```console\n{told}```")
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        write_profiles(Path(place))
        README.write_text(rewritten(TEXT), encoding="utf-8")
