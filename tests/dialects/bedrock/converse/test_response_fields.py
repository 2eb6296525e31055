"""Places of a model's own answer are told where a request asks for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.bedrock.converse.asked import Json, streamed, told
from tests.dialects.bedrock.messages import CLAUDE, asking
from tests.serving import Server

STOPPED: Json = {"inferenceConfig": {"stopSequences": [" "]}}
PLACES: dict[str, tuple[list[str], Any, Any]] = {
    "of a whole answer": (["/stop_sequence"], {"stop_sequence": " "}, None),
    "of a stream": (["/delta/stop_sequence"], None, {"delta": {"stop_sequence": " "}}),
    "of both": (
        ["/stop_reason", "/delta/stop_reason"],
        {"stop_reason": "stop_sequence"},
        {"delta": {"stop_reason": "stop_sequence"}},
    ),
    "of none": (["/nothing/here"], None, None),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_are_told_where_they_are(server: Server, name: str) -> None:
    paths, whole, stream = PLACES[name]
    body = asking(additionalModelResponseFieldPaths=paths, **STOPPED)

    found = told(server, body, model=CLAUDE).get("additionalModelResponseFields")
    ended = streamed(server, body, model=CLAUDE)[-2].told.get("additionalModelResponseFields")

    assert (found, ended) == (whole, stream)
