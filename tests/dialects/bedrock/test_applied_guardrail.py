"""What a guardrail says of texts that no model has to do with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sanic_mock.dialects.bedrock.applied_guardrail import applied as answer
from sanic_mock.errors import Lengthy
from tests.patient_work import patiently
from tests.requests import post
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    opened = boto3.client(
        "bedrock-runtime",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield opened
    opened.close()


def applied(client: Any, *texts: str, source: str = "INPUT") -> dict[str, Any]:
    """Return what a guardrail says of texts."""
    found: dict[str, Any] = client.apply_guardrail(
        guardrailIdentifier="abc123",
        guardrailVersion="1",
        source=source,
        content=[{"text": {"text": text}} for text in texts],
    )
    return found


def test_nothing_is_said_of_what_is_harmless(client: Any) -> None:
    found = applied(client, "Tell me of ants.", "And bees.")

    assert (found["action"], found["outputs"]) == ("NONE", [])
    assert found["guardrailCoverage"]["textCharacters"] == {"guarded": 25, "total": 25}
    assert found["usage"]["contentPolicyUnits"] == 1
    assert "contentPolicy" not in found["assessments"][0]


@pytest.mark.parametrize("source", ["INPUT", "OUTPUT"])
def test_a_word_of_the_list_is_blocked(client: Any, source: str) -> None:
    found = applied(client, "Hello", "I will KILL time, idiot", source=source)
    filters = found["assessments"][0]["contentPolicy"]["filters"]

    assert found["action"] == "GUARDRAIL_INTERVENED"
    assert found["outputs"][0]["text"]
    assert [one["type"] for one in filters] == ["INSULTS", "VIOLENCE"]
    assert {one["action"] for one in filters} == {"BLOCKED"}


def test_what_cannot_be_read_is_refused(server: Server) -> None:
    path = "/guardrail/abc/version/DRAFT/apply"

    for body in (b"{", b"{}", b'{"source":"BOTH","content":[]}'):
        assert ask(server, post(body, path=path)).status == 400


@pytest.mark.parametrize("texts", [["a " * 200_000], ["idiot"] * 2_000], ids=["long", "many"])
def test_what_takes_long_is_not_looked_at_on_the_event_loop(texts: list[str]) -> None:
    content = [{"text": {"text": text}} for text in texts]
    body = json.dumps({"source": "INPUT", "content": content}).encode()

    with pytest.raises(Lengthy):
        answer(body, "abc123", "1")
    assert b"actionReason" in patiently(lambda: answer(body, "abc123", "1"))


def test_many_texts_are_answered(client: Any) -> None:
    assert applied(client, *["idiot"] * 2_000)["action"] == "GUARDRAIL_INTERVENED"
