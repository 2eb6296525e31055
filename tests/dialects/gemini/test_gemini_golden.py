"""What Gemini's answers are on the wire, byte for byte; see test_chat_golden for how."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from tests.dialects.gemini.asking import (
    CALLING,
    THIRD,
    VERTEX,
    asking,
    capped,
    says,
    streaming,
)
from tests.dialects.gemini.golden import GOLDEN
from tests.holes import with_holes
from tests.serving import Server
from tests.talking import ask_bytes, serving_quietly

KEY = "x-goog-api-key: right"
HOLES = (
    (rb'("responseId": ?)"[0-9A-Za-z_-]{23}"', rb'\1"<23 letters>"'),
    (rb'("createTime": ?)"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"', rb'\1"<instant>"'),
    (rb'("thoughtSignature": ?)"[0-9A-Za-z+/]{800}"', rb'\1"<800 letters>"'),
    (rb'("id": ?)"[0-9a-z]{8}"', rb'\1"<8 letters>"'),
    (rb'("avgLogprobs": ?)-0\.\d+(e-\d+)?', rb"\1<number>"),
    (rb"content-length: \d+(?=(?s:.)*<number>)", b"content-length: <length>"),
)
EMBEDDED = {"content": {"parts": [{"text": "Hello"}]}, "outputDimensionality": 3}
BATCH = {"requests": [EMBEDDED | {"model": "models/gemini-embedding-2"}] * 2}
NO_PARTS = {"contents": [{"parts": [{"text": "Hi"}]}, {"role": "model"}]}
UNKNOWN = says(tools=[{"functionDeclarations": [{"name": "f", "parameters": {"additional": 1}}]}])
REQUESTS: dict[str, bytes] = {
    "whole": asking(says(), KEY),
    "whole-cut": asking(capped(3), KEY),
    "whole-2.0": asking(capped(3), KEY, model="gemini-2.0-flash"),
    "whole-3": asking(capped(3), KEY, model=THIRD),
    "whole-own-prefix": asking(capped(3), KEY, root="/gemini/v1/models"),
    "whole-vertex": asking(capped(3), KEY, root=VERTEX),
    "calls": asking(says("Paris?", **CALLING), KEY),
    "calls-3": asking(says("Paris?", **CALLING), KEY, model=THIRD),
    "calls-vertex": asking(says("Paris?", **CALLING), KEY, root=VERTEX),
    "stream": streaming(says(), KEY),
    "stream-3": streaming(capped(2), KEY, model=THIRD),
    "stream-array": streaming(capped(2), KEY, query=""),
    "stream-vertex": streaming(capped(2), KEY, root=VERTEX),
    "stream-calls": streaming(says("Paris?", **CALLING), KEY),
    "count": asking(says("Hello <there>"), KEY, method="countTokens"),
    "count-vertex": asking(says("Hello there"), KEY, method="countTokens", root=VERTEX),
    "embed": asking(EMBEDDED, KEY, method="embedContent", model="gemini-embedding-001"),
    "embed-batch": asking(BATCH, KEY, method="batchEmbedContents", model="gemini-embedding-2"),
    "embed-predict": asking(
        {"instances": [{"content": "Hello"}], "parameters": {"outputDimensionality": 3}},
        KEY,
        method="predict",
        model="text-embedding-005",
        root=VERTEX,
    ),
    "error-bad-key": asking(says(), "x-goog-api-key: other"),
    "error-bad-key-in-query": asking(says(), query="?key=other"),
    "error-no-key": asking(says()),
    "error-key-as-bearer": asking(says(), "Authorization: Bearer right"),
    "error-no-token": asking(says(), root=VERTEX),
    "error-no-contents": asking({}, KEY),
    "error-no-parts": asking(NO_PARTS, KEY),
    "error-not-json": asking(b"{", KEY),
    "error-unknown-member": asking(UNKNOWN, KEY),
    "error-model": asking(says(), KEY, model="gemini-embedding-001"),
    "error-model-vertex": asking(says(), KEY, model="gemini-embedding-001", root=VERTEX),
    "error-limit": asking(says(), KEY, "x-mock-error: rate_limit_requests"),
    "error-limit-array": streaming(says(), KEY, "x-mock-error: rate_limit_tokens", query=""),
    "error-limit-vertex": asking(says(), KEY, "x-mock-error: rate_limit_tokens", root=VERTEX),
    "error-overloaded": streaming(says(), KEY, "x-mock-error: overloaded"),
    "error-unknown-path": asking(says(), KEY, root="/v1beta/modells"),
}


@pytest.fixture(scope="module", params=["tests.one_text"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server whose answers are all one text; it lets one key in."""
    flags = ("-seed", "7", "-api-keys", "right")
    with serving_quietly(*flags, module=request.param) as running:
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
