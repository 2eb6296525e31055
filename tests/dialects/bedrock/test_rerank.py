"""Documents in the order in which they answer a query, asked for by AWS's own client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.serving import Server
from tests.sharing import lending

MODEL = "cohere.rerank-v3-5:0"
ARN = f"arn:aws:bedrock:us-east-1::foundation-model/{MODEL}"
DOCUMENTS = ["Grass is green.", "The blue skies of May", "Why is the sky blue?", "Clouds"]
QUERY = "Why is the sky blue"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers at once."""
    with lending("seed: 7") as running:
        yield running


def client(server: Server, service: str) -> Any:
    """Return AWS's client of a service."""
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )


def reranked(server: Server, arn: str = ARN, **more: Any) -> list[Any]:
    """Return the results of a request to rank."""
    sources = [
        {
            "type": "INLINE",
            "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": text}},
        }
        for text in DOCUMENTS
    ]
    options = {"modelConfiguration": {"modelArn": arn}, **more}
    found: list[Any] = client(server, "bedrock-agent-runtime").rerank(
        queries=[{"type": "TEXT", "textQuery": {"text": QUERY}}],
        sources=sources,
        rerankingConfiguration={
            "type": "BEDROCK_RERANKING_MODEL",
            "bedrockRerankingConfiguration": options,
        },
    )["results"]
    return found


def invoked(server: Server, model: str = MODEL, **more: Any) -> list[Any]:
    """Return the results of an invocation."""
    body = json.dumps({"query": QUERY, "documents": DOCUMENTS, "api_version": 2} | more)
    answer = client(server, "bedrock-runtime").invoke_model(modelId=model, body=body)
    found: list[Any] = json.loads(answer["body"].read())["results"]
    return found


def test_what_has_the_most_words_of_the_query_is_first(server: Server) -> None:
    found = reranked(server)
    scores = [one["relevanceScore"] for one in found]

    assert [one["index"] for one in found][:2] == [2, 1]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_both_ways_rank_alike(server: Server) -> None:
    pairs = [(one["index"], one["relevance_score"]) for one in invoked(server)]

    found = [(one["index"], pytest.approx(one["relevanceScore"])) for one in reranked(server)]
    assert pairs == found


def test_no_more_are_told_than_asked_for(server: Server) -> None:
    assert [one["index"] for one in reranked(server, numberOfResults=1)] == [2]
    assert [one["index"] for one in invoked(server, top_n=2)] == [2, 1]


def test_documents_may_be_objects(server: Server) -> None:
    documents = [{"text": text} for text in DOCUMENTS[:3]] + [{"title": "Why is the sky blue"}]

    assert {one["index"] for one in invoked(server, documents=documents)[:2]} == {2, 3}


def test_a_model_that_does_not_rank_is_refused(server: Server) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        reranked(server, arn=ARN.replace("cohere.rerank-v3-5:0", "amazon.nova-lite-v1:0"))


@pytest.mark.parametrize("more", [{"query": ""}, {"documents": []}, {"top_n": 0}])
def test_what_is_wrong_is_refused(server: Server, more: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="Malformed input request"):
        invoked(server, **more)


def test_a_model_that_ranks_neither_streams_nor_converses(server: Server) -> None:
    runtime = client(server, "bedrock-runtime")
    with pytest.raises(ClientError, match="ValidationException"):
        runtime.invoke_model_with_response_stream(modelId=MODEL, body=b"{}")
    turns = [{"role": "user", "content": [{"text": "Hello"}]}]
    with pytest.raises(ClientError, match="ValidationException"):
        runtime.converse(modelId=MODEL, messages=turns)
