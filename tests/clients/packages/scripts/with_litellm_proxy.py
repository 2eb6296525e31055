"""What OpenAI's client gets of litellm's proxy, behind which each vendor answers.

`..test_packages` runs it, where litellm is installed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import openai
from litellm import ModelResponseStream

from tests.clients.packages.checking import CHECKS, KEY, raises, run
from tests.clients.packages.scripts import translated, vendors
from tests.clients.packages.scripts.translated import HELLO, Completion
from tests.clients.packages.scripts.vendors import Place

START_S, STOP_S = 120.0, 10.0
FAILING = "failing"
# Mistral tells a wrong body by 422, and litellm a Bedrock that failed by 503.
ERRORS = {"400": (400, 422), "429": (429,), "500": (500, 503)}


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


URL = f"http://127.0.0.1:{free_port()}"


def config(models: Mapping[str, Place]) -> str:
    """Return what the proxy is told: JSON is YAML, too."""
    rows = [
        {"model_name": name, "litellm_params": {"model": name, **place}}
        for name, place in models.items()
    ]
    first, place = next(iter(models.items()))
    fields = {"extra_headers": {"x-mock-error": "503"}}
    rows.append({"model_name": FAILING, "litellm_params": {"model": first, **place, **fields}})
    settings = {"num_retries": 0, "fallbacks": [{FAILING: ["gemini/gemini-2.5-flash"]}]}
    forwarding = {"forward_client_headers_to_llm_api": True}
    return json.dumps(
        {"model_list": rows, "router_settings": settings, "general_settings": forwarding}
    )


@contextmanager
def proxy(folder: Path, models: Mapping[str, Place]) -> Iterator[None]:
    """Run the proxy until the block ends."""
    path = folder / "config.yaml"
    path.write_text(config(models))
    given = {"CONFIG_FILE_PATH": str(path), "LITELLM_MASTER_KEY": KEY, "LITELLM_LOG": "ERROR"}
    given |= {"LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true"}
    command = [sys.executable, "-m", "uvicorn", "litellm.proxy.proxy_server:app"]
    command += ["--port", URL.rpartition(":")[2], "--log-level", "error"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=os.environ | given, stdout=log, stderr=log)
    try:
        wait_ready(process, folder / "log")
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the proxy answers."""
    end_s = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < end_s:
        try:
            if httpx.get(f"{URL}/health/liveliness").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"no proxy: {log.read_text()[-2000:]}")


def connect() -> openai.OpenAI:
    """Return a client of the proxy."""
    return openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)


def completion(model: str) -> Completion:
    """Return what asks a model behind the proxy."""

    def ask(**given: Any) -> Any:
        with connect() as client:
            done: Any = client.chat.completions.create(model=model, **given)
            if not given.get("stream"):
                return done
            return [ModelResponseStream(**chunk.model_dump()) for chunk in done]

    return ask


def errors(model: str) -> None:
    """Errors come through with their status."""
    for asked, statuses in ERRORS.items():
        with connect() as client, raises(openai.APIStatusError) as told:
            client.chat.completions.create(
                model=model, messages=HELLO, extra_headers={"x-mock-error": asked}
            )
        assert told[0].status_code in statuses, told[0]


def fallback() -> None:
    """One vendor fails, and another answers."""
    translated.whole(completion(FAILING))


for _model in (*vendors.MODELS, vendors.VERTEX):
    for _one in translated.checks(is_prompted=_model in vendors.PROMPTED):
        CHECKS[f"{_model} {_one.__name__}"] = partial(_one, completion(_model))
    CHECKS[f"{_model} errors"] = partial(errors, _model)
CHECKS["fallback"] = fallback

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as _folder, proxy(Path(_folder), vendors.with_vertex()):
        run()
