"""What pydantic-ai does with other vendors' models, over their own clients.

`..test_packages` runs it, where pydantic-ai is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from anthropic import AsyncAnthropic
from botocore.config import Config
from google.genai import Client
from google.genai.types import HttpOptions, HttpRetryOptions
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.bedrock import BedrockConverseModel
from pydantic_ai.models.google import GoogleModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.bedrock import BedrockProvider
from pydantic_ai.providers.google import GoogleProvider

from tests.clients.packages.checking import CHECKS, KEY, ROOT, failing_once, run
from tests.clients.packages.scripts import agents

Fields = dict[str, str]


def anthropic(name: str, fields: Fields, tries: int = 1) -> Model:
    """Return a model that Anthropic's client asks."""
    client = AsyncAnthropic(
        base_url=f"{ROOT}/anthropic", api_key=KEY, max_retries=tries - 1, default_headers=fields
    )
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))


def google(name: str, fields: Fields, tries: int = 1, *, is_vertex: bool = False) -> Model:
    """Return a model that Google's client asks."""
    retries = HttpRetryOptions(attempts=tries, initial_delay=0.1)
    options = HttpOptions(base_url=f"{ROOT}/gemini", headers=fields, retry_options=retries)
    client = Client(api_key=KEY, vertexai=is_vertex, http_options=options)
    return GoogleModel(name, provider=GoogleProvider(client=client))


def bedrock(name: str, fields: Fields, tries: int = 1) -> Model:
    """Return a model that boto3 asks."""
    client: Any = boto3.client(
        "bedrock-runtime",
        endpoint_url=f"{ROOT}/bedrock",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": tries, "mode": "standard"}),
    )

    def add_fields(request: Any, **_: Any) -> None:
        for field, value in fields.items():
            request.headers[field] = value

    client.meta.events.register("before-sign.bedrock-runtime", add_fields)
    return BedrockConverseModel(name, provider=BedrockProvider(bedrock_client=client))


MODELS: dict[str, Callable[..., Model]] = {
    "claude-sonnet-4-5": partial(anthropic, "claude-sonnet-4-5"),
    "claude-haiku-4-5": partial(anthropic, "claude-haiku-4-5"),
    "gemini-2.5-flash": partial(google, "gemini-2.5-flash"),
    "gemini-3-flash-preview": partial(google, "gemini-3-flash-preview"),
    "vertex": partial(google, "gemini-2.5-flash", is_vertex=True),
    "claude at bedrock": partial(bedrock, "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    "nova": partial(bedrock, "us.amazon.nova-lite-v1:0"),
}

# pydantic-ai refuses to ask these for an object by schema, at all or beside tools
UNSCHEMED = ("gemini-2.5-flash", "vertex", "nova")

for _name, _model in MODELS.items():
    _plain = partial(_model, {})
    _without = {"native"} if _name in UNSCHEMED else set()
    for _mode in agents.MODES.keys() - _without:
        CHECKS[f"{_name} {_mode}"] = partial(agents.output_mode, _plain, _mode)
    for _mode in set(agents.STREAMED) - _without:
        CHECKS[f"{_name} streamed {_mode}"] = partial(agents.streamed, _plain, _mode)
    for _one in (
        agents.several_tools,
        agents.retried_tool,
        agents.approved_tool,
        agents.history,
    ):
        CHECKS[f"{_name} {_one.__name__}"] = partial(_one, _plain)
    _retrying = partial(_model, failing_once(503), 3)
    CHECKS[f"{_name} retried_error"] = partial(agents.retried_error, _retrying)
    for _status in (400, 429, 500):
        _failing = partial(_model, {"x-mock-error": str(_status)})
        CHECKS[f"{_name} error {_status}"] = partial(agents.told_error, _failing, _status)

if __name__ == "__main__":
    run()
