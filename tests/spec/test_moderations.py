"""Whatever valid input is moderated, the answer is as documented."""

from __future__ import annotations

from hypothesis import given, settings

from tests.spec.asks_other import MODERATIONS
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk


@settings(max_examples=100)
@given(ask=MODERATIONS)
def test_moderations_are_as_documented(document: Document, talk: Talk, ask: Json) -> None:
    answer = talk.post("/v1/moderations", ask).json()

    assert document.faults("CreateModerationResponse", answer) == []
    asked = ask["input"]
    texts = isinstance(asked, list) and isinstance(asked[0], str)
    assert len(answer["results"]) == (len(asked) if texts else 1)
    for result in answer["results"]:
        assert all(0 <= score <= 1 for score in result["category_scores"].values())
        assert result["flagged"] is any(result["categories"].values())
