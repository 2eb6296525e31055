"""How likely tokens were, several candidates, and seeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, THIRD, VERTEX, asking, says, streaming
from tests.serving import Server
from tests.sharing import lending
from tests.talking import ask

Json = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with lending("seed: 7") as running:
        yield running


def answered(server: Server, root: str = "/v1beta/models", **config: Any) -> Json:
    """Return what a request is answered."""
    request = asking(says(generationConfig=config), root=root)
    found: Json = json.loads(ask(server, request).body)
    return found


def texts(answer: Json) -> list[str]:
    """Return what each candidate says."""
    return [one["content"]["parts"][0]["text"] for one in answer["candidates"]]


@pytest.mark.parametrize("root", ["/v1beta/models", VERTEX])
def test_each_token_is_told_with_its_alternatives(server: Server, root: str) -> None:
    answer = answered(server, root, responseLogprobs=True, logprobs=3)
    (candidate,) = answer["candidates"]
    told = candidate["logprobsResult"]

    chosen, top = told["chosenCandidates"], told["topCandidates"]
    assert "".join(one["token"] for one in chosen) == texts(answer)[0]
    assert [one["candidates"][0] for one in top] == chosen
    assert {len(one["candidates"]) for one in top} == {3}
    mean = sum(one["logProbability"] for one in chosen) / len(chosen)
    assert candidate["avgLogprobs"] == pytest.approx(mean)
    assert len(chosen) == answer["usageMetadata"]["candidatesTokenCount"]


def test_alternatives_are_told_only_if_asked_for(server: Server) -> None:
    (candidate,) = answered(server, responseLogprobs=True)["candidates"]

    assert list(candidate["logprobsResult"]) == ["chosenCandidates"]


def test_too_many_alternatives_are_refused(server: Server) -> None:
    told = answered(server, responseLogprobs=True, logprobs=21)

    assert "logprobs must be in the range [0, 20]" in told["error"]["message"]


@pytest.mark.parametrize("model", [FLASH, THIRD])
def test_each_chunk_has_the_probabilities_of_its_tokens(server: Server, model: str) -> None:
    request = says(generationConfig={"responseLogprobs": True, "logprobs": 1})
    body = ask(server, streaming(request, model=model)).body
    told = [json.loads(one.removeprefix(b"data: ")) for one in body.split(b"\r\n\r\n")[:-1]]

    for one in told:
        (candidate,) = one["candidates"]
        text = candidate["content"]["parts"][0]["text"]
        entries = candidate.get("logprobsResult", {}).get("chosenCandidates", ())
        assert "".join(entry["token"] for entry in entries) == text


def test_several_candidates_are_told_apart(server: Server) -> None:
    answer = answered(server, candidateCount=3)

    assert [one["index"] for one in answer["candidates"]] == [0, 1, 2]
    assert len(set(texts(answer))) == 3


def test_a_seed_has_the_same_request_answered_alike(server: Server) -> None:
    seeded = [texts(answered(server, seed=5)) for _ in range(3)]

    assert seeded[0] == seeded[1] == seeded[2]
    assert texts(answered(server, seed=6)) != seeded[0]
