"""Answers and events of hosted tools are what OpenAI's document says."""

from __future__ import annotations

import json
import re

import pytest

from tests.serving import ROOT
from tests.spec.openapi import Document
from tests.spec.talk import Json, Talk

CASES = json.loads((ROOT / "tests/cases/answers/hosted.json").read_text())
PATH = "/v1/responses"
# What the document does not have: events of shells that its next edition has, and the newer name
# of a search.
_RECORDED = re.compile(r"response\.shell_call_command\.|tool_choice: ..type.: .web_search")


@pytest.mark.parametrize("case", CASES, ids=[one["name"] for one in CASES])
def test_hosted_tools_are_told_as_documented(document: Document, talk: Talk, case: Json) -> None:
    asked = case["request"]["body"]
    whole = talk.post(PATH, asked).json()
    events = talk.post(PATH, {**asked, "stream": True}, raw=True).events()
    last = events[-1].value["response"]

    assert _faults(document, "Response", whole) == []
    for event in events:
        assert _faults(document, "ResponseStreamEvent", event.value) == []
    done = [one.value["item"] for one in events if one.name == "response.output_item.done"]
    assert done == last["output"]
    assert all("query" in one["action"] for one in done if one["type"] == "web_search_call")
    assert [one["type"] for one in last["output"]] == case["answer"]["items"]


def _faults(document: Document, schema: str, value: Json) -> list[str]:
    return [one for one in document.faults(schema, value) if not _RECORDED.search(one)]
