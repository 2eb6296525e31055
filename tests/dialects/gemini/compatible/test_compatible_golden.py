"""What OpenAI's clients are answered at Gemini's paths, byte for byte."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialects.gemini.asking import THIRD
from tests.dialects.gemini.compatible.compatible_asking import (
    CALLING,
    STREAM,
    VERTEX,
    Json,
    chat,
    embeddings,
    models,
)
from tests.dialects.gemini.compatible.golden import GOLDEN
from tests.holes import with_holes
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

KEY = "Authorization: Bearer right"
HOLES = (
    (rb'"id":"[0-9A-Za-z_-]{22,23}"', b'"id":"<23 letters>"'),
    (rb'"id":"[0-9a-z]{8}"', b'"id":"<8 letters>"'),
    (rb'"thought_signature":"[0-9A-Za-z+/]{800}"', b'"thought_signature":"<800 letters>"'),
)
THINKING: Json = {"extra_body": {"google": {"thinking_config": {"include_thoughts": True}}}}
CAP: Json = {"max_tokens": 8}
REQUESTS: dict[str, bytes] = {
    "whole": chat(KEY, **CAP),
    "whole-3": chat(KEY, model=THIRD, **CAP),
    "whole-thought": chat(KEY, **THINKING, **CAP),
    "whole-vertex": chat(KEY, root=VERTEX, model="google/gemini-2.5-flash", **CAP),
    "stream": chat(KEY, stream=True, **CAP),
    "stream-usage": chat(KEY, **STREAM, **CAP),
    "stream-3": chat(KEY, model=THIRD, **STREAM, **CAP),
    "stream-thought": chat(KEY, **THINKING, **STREAM, **CAP),
    "calls": chat(KEY, **CALLING),
    "calls-stream": chat(KEY, **CALLING, **STREAM),
    "filtered": chat(KEY, "x-mock-fault: content_filter;tokens=0"),
    "embeddings": embeddings(KEY, dimensions=3),
    "embeddings-packed": embeddings(KEY, dimensions=3, encoding_format="base64"),
    "models": models(KEY),
    "model": models(KEY, name="/gemini-2.5-flash"),
    "error-no-key": chat("x-goog-api-key: right"),
    "error-bad-key": chat("Authorization: Bearer other"),
    "error-models-no-key": models(),
    "error-unknown-member": chat(KEY, store=True),
    "error-no-messages": chat(KEY, messages=[]),
    "error-model": chat(KEY, model="gemini-embedding-001"),
    "error-limit": chat(KEY, "x-mock-error: rate_limit_requests"),
    "error-in-stream": chat(KEY, "x-mock-fault: error;after=1tokens", stream=True, **CAP),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose answers are all one text, after two tokens of thought; it lets one key in."""
    profile: Path = tmp_path_factory.mktemp("compatible") / "thinking.yaml"
    profile.write_text("seed: 7\napi_keys: [right]\ntokens: {reasoning: 2}\n")
    with serving_quietly("-profile", str(profile), module="tests.one_text") as running:
        yield running


@pytest.mark.parametrize("name", REQUESTS)
def test_an_answer_is_the_golden_one_byte_for_byte(server: Server, name: str) -> None:
    file = GOLDEN / f"{name}.txt"
    found = with_holes(ask_bytes(server, REQUESTS[name]))
    for pattern, hole in HOLES:
        found = re.sub(pattern, hole, found)

    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(found)
    assert found == file.read_bytes()
