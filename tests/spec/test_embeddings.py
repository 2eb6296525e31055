"""Whatever valid text or tokens are embedded, the answer is as documented."""

from __future__ import annotations

import base64
import math
import struct

import pytest
from hypothesis import given, settings

from tests.spec.asks_other import EMBEDDINGS, prompts_of
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk

DIMENSIONS = {
    "text-embedding-ada-002": 1536,
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
}


@settings(max_examples=100)
@given(ask=EMBEDDINGS)
def test_embeddings_are_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    answer = talk.post("/v1/embeddings", ask).json()

    assert document.faults("CreateEmbeddingResponse", answer) == []
    assert [one["index"] for one in answer["data"]] == list(range(prompts_of(ask["input"])))
    assert answer["model"] == ask["model"].replace("ada-002", "ada-002-v2")
    assert answer["usage"]["total_tokens"] == answer["usage"]["prompt_tokens"] > 0
    for one in answer["data"]:
        vector = one["embedding"]
        assert isinstance(vector, str) is (ask.get("encoding_format") == "base64")
        if isinstance(vector, str):
            packed = base64.b64decode(vector)
            vector = struct.unpack(f"<{len(packed) // 4}f", packed)
        assert len(vector) == ask.get("dimensions", DIMENSIONS[ask["model"]])
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-3)
