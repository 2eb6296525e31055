"""Whatever valid legacy completion is asked for, each answer is as documented."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings

from tests.spec.asks_other import completions, prompts_of
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk


@settings(max_examples=100)
@given(ask=completions(streamed=False))
def test_a_whole_completion_is_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    answer = talk.post("/v1/completions", ask).json()

    assert document.faults("CreateCompletionResponse", answer) == []
    check_choices(ask, answer["choices"])
    usage = answer["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


@settings(max_examples=100)
@given(ask=completions(streamed=True))
def test_each_chunk_of_a_completion_is_as_documented(
    document: Document, talk: Talk, ask: Json
) -> None:
    chunks = talk.post("/v1/completions", ask).chunks()

    for chunk in chunks:
        assert document.faults("CreateCompletionResponse", chunk) == []
    assert len({(one["id"], one["created"], one["model"]) for one in chunks}) == 1
    with_usage = bool((ask.get("stream_options") or {}).get("include_usage"))
    assert bool(chunks[-1].get("usage")) is with_usage
    check_choices(ask, joined(chunks, prompts_of(ask["prompt"]) * (ask.get("n") or 1)))


def joined(chunks: Sequence[Json], count: int) -> list[Json]:
    """Return the choices as if they had not been streamed."""
    found = []
    for index in range(count):
        own = [one for chunk in chunks for one in chunk["choices"] if one["index"] == index]
        ends = [one["finish_reason"] for one in own if one["finish_reason"] is not None]
        assert len(ends) == 1
        text = "".join(one["text"] for one in own)
        found.append({"index": index, "text": text, "finish_reason": ends[0]})
    return found


def check_choices(ask: Json, choices: Sequence[Json]) -> None:
    """Hold that there is a choice for each prompt and `n`, and that echo and stop are kept."""
    prompt = ask["prompt"]
    assert [one["index"] for one in choices] == list(
        range(prompts_of(prompt) * (ask.get("n") or 1))
    )
    texts = [prompt] if isinstance(prompt, str) else prompt
    for choice in choices:
        text = choice["text"]
        if ask.get("echo"):
            own = texts[choice["index"] // (ask.get("n") or 1)]
            assert not isinstance(own, str) or text.startswith(own)
            text = text[len(own) :] if isinstance(own, str) else ""
        stops = ask.get("stop") or ()
        assert not any(stop in text for stop in ([stops] if isinstance(stops, str) else stops))
        if choice.get("logprobs"):
            check_logprobs(ask, choice["logprobs"], choice["text"])


def check_logprobs(ask: Json, logprobs: Json, text: str) -> None:
    """Hold that a choice's logprobs are lists of one length, and make up its text."""
    tokens = logprobs["tokens"]
    assert len(tokens) == len(logprobs["token_logprobs"]) == len(logprobs["text_offset"])
    assert ask.get("logprobs") is not None
    if text.isascii():
        assert "".join(tokens) == text
