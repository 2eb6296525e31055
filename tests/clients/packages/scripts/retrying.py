"""What vendors' clients for Python do about faults: asks once for each row, tells what came of it.

`..test_retries` runs it with a server's root in MOCK_URL and the rows on the command line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anthropic
import boto3
import openai
from botocore.config import Config
from google import genai
from google.genai import types

from tests.clients.packages.checking import BASE_URL, KEY, ROOT

Fields = dict[str, str]
Ask = Callable[[Fields, str, bool], object]

TIMEOUT_S = 1.0
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def with_openai(fields: Fields, text: str, stream: bool) -> object:
    """Ask for a chat."""
    with openai.OpenAI(base_url=BASE_URL, api_key=KEY, timeout=TIMEOUT_S) as client:
        done: Any = client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": text}],
            stream=stream,
            extra_headers=fields,
        )
        return list(done) if stream else done


def with_anthropic(fields: Fields, text: str, stream: bool) -> object:
    """Ask for a message."""
    with anthropic.Anthropic(base_url=ROOT, api_key=KEY, timeout=TIMEOUT_S) as client:
        done: Any = client.messages.create(
            model="claude-sonnet-5",
            max_tokens=200,
            messages=[{"role": "user", "content": text}],
            stream=stream,
            extra_headers=fields,
        )
        return list(done) if stream else done


def with_google(fields: Fields, text: str, stream: bool) -> object:
    """Ask Gemini; this client tries again only where it is given options for that."""
    options = types.HttpOptions(
        base_url=ROOT,
        headers=fields,
        timeout=int(TIMEOUT_S * 1000),
        retry_options=types.HttpRetryOptions(attempts=3, initial_delay=0.1),
    )
    asked: Any = {"model": "gemini-2.0-flash", "contents": text}
    with genai.Client(api_key=KEY, http_options=options) as client:
        if stream:
            return list(client.models.generate_content_stream(**asked))
        return client.models.generate_content(**asked)


def with_boto3(mode: str, fields: Fields, text: str, stream: bool) -> object:
    """Ask Bedrock, with one of botocore's ways to try again and as often as it does by default."""
    client: Any = boto3.client(
        "bedrock-runtime",
        endpoint_url=ROOT,
        region_name="us-east-1",
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
        config=Config(retries={"mode": mode}, read_timeout=TIMEOUT_S),
    )

    def add_fields(request: Any, **_: Any) -> None:
        for field, value in fields.items():
            request.headers[field] = value

    client.meta.events.register("before-sign.bedrock-runtime", add_fields)
    asked: Any = {"modelId": CLAUDE, "messages": [{"role": "user", "content": [{"text": text}]}]}
    if stream:
        return list(client.converse_stream(**asked)["stream"])
    return client.converse(**asked)


CLIENTS: Mapping[str, Ask] = {
    "openai-python": with_openai,
    "anthropic-python": with_anthropic,
    "google-genai-python": with_google,
    "boto3 legacy": partial(with_boto3, "legacy"),
    "boto3 standard": partial(with_boto3, "standard"),
}


def outcome(ask: Ask, case: str, fault: str, *, stream: bool) -> str:
    """Return what became of a request: `answer`, or the name of what was raised."""
    try:
        ask({"x-mock-fault": fault, "x-mock-case": case}, case, stream)
    except Exception as error:  # each client has its own
        return type(error).__name__
    return "answer"


def main() -> None:
    """Print a line for each client and row."""
    for name, ask in CLIENTS.items():
        for row, (fault, stream) in json.loads(sys.argv[1]).items():
            told = outcome(ask, f"{name}: {row}", fault, stream=stream)
            print(json.dumps({"client": name, "row": row, "outcome": told}), flush=True)


if __name__ == "__main__":
    main()
