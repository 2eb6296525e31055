"""What langchain does with Bedrock: Converse of Claude and Nova, thought, caching, vectors.

`..test_packages` runs it, where langchain-aws is installed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from langchain_aws import BedrockEmbeddings, ChatBedrock, ChatBedrockConverse
from langchain_core.messages import HumanMessage, SystemMessage

from tests.clients.packages.checking import CHECKS, ROOT, raises, run
from tests.clients.packages.scripts.langchain_checks import (
    HELLO,
    added,
    checks_of,
    get_weather,
)

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-lite-v1:0"
GUARDRAIL = {"guardrailIdentifier": "5zwrmdlsra2e", "guardrailVersion": "1", "trace": "enabled"}


def client(**fields: str) -> Any:
    """Return a client of the runtime that tries once, with these header fields."""
    made: Any = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=ROOT,
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def add_fields(params: Any, **_: Any) -> None:
        params["headers"].update({name.replace("_", "-"): told for name, told in fields.items()})

    made.meta.events.register("before-call.bedrock-runtime", add_fields)
    return made


def converse(name: str, **further: Any) -> Any:
    """Return a model of Converse's."""
    given: Any = {"client": client(), "region_name": "us-east-1"}
    return ChatBedrockConverse(model=name, **{**given, **further})


CHECKS.update(checks_of(CLAUDE, partial(converse, CLAUDE), ("function_calling", "json_schema")))
CHECKS.update(checks_of(NOVA, partial(converse, NOVA), ("function_calling",)))


def thinks() -> None:
    """A thought is told, and told again with its signature."""
    fields = {"thinking": {"type": "enabled", "budget_tokens": 2000}}
    one = converse(CLAUDE, additional_model_request_fields=fields, max_tokens=4000)
    messages: list[Any] = [HumanMessage("What is the weather in Paris?")]
    first = added(one.bind_tools([get_weather]).stream(messages))
    assert first.content_blocks[0]["type"] == "reasoning", first
    messages += [first, *(get_weather.invoke(call) for call in first.tool_calls)]

    assert one.bind_tools([get_weather]).invoke(messages).text


def caches() -> None:
    """What is marked is written once, and read then."""
    text = "The weather is told for each city and for each hour of the day. " * 200
    system = SystemMessage([text, {"cachePoint": {"type": "default"}}])
    one = converse(CLAUDE)
    first, second = (one.invoke([system, HumanMessage(HELLO)]).usage_metadata for _ in range(2))

    assert second["input_token_details"]["cache_read"] > 1024, (first, second)
    assert first["input_tokens"] == second["input_tokens"]


def is_guarded() -> None:
    """What a guardrail found is told."""
    told = converse(NOVA, guardrail_config=GUARDRAIL).invoke(HELLO)

    assert "5zwrmdlsra2e" in told.response_metadata["trace"]["guardrail"]["inputAssessment"]


def invokes() -> None:
    """Claude's own bodies, whole and streamed."""
    one = ChatBedrock(model=CLAUDE, client=client(), region="us-east-1")
    told = added(one.stream(HELLO))

    assert one.invoke(HELLO).text
    assert told.text
    assert told.usage_metadata["output_tokens"] > 0


def embeds() -> None:
    """Vectors of documents and of a question."""
    for name in ("amazon.titan-embed-text-v2:0", "cohere.embed-english-v3"):
        one = BedrockEmbeddings(model_id=name, client=client(), region_name="us-east-1")
        vectors = one.embed_documents(["one", "two"])
        assert [len(vector) for vector in vectors] == [1024, 1024], name
        assert len(one.embed_query("one")) == 1024, name


def errors() -> None:
    """Errors are told by their kind."""
    for status, code in {
        "400": "ValidationException",
        "429": "ThrottlingException",
        "500": "InternalServerException",
        "503": "ServiceUnavailableException",
    }.items():
        with raises(ClientError) as caught:
            converse(NOVA, client=client(x_mock_error=status)).invoke(HELLO)
        assert caught[0].response["Error"]["Code"] == code, caught


for _other in (thinks, caches, is_guarded, invokes, embeds, errors):
    CHECKS[_other.__name__] = _other

if __name__ == "__main__":
    run()
