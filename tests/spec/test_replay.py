"""Recorded exchanges, sent again: what is different has a reason, or is a fault."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.serving import ROOT
from tests.spec.replay import page, recordings
from tests.spec.replay.contents import KINDS, TEXTS, Json, kind
from tests.spec.replay.differences import Difference
from tests.spec.replay.reasons import REASONS, reason
from tests.spec.replay.recordings import Recording
from tests.spec.replay.running import Compared, replayed
from tests.spec.replay.shapes import pattern
from tests.spec.replay.tally import (
    Tally,
    errors,
    exact,
    p95,
    tally,
)

MONTH = "2026-08"
ENDPOINTS = ROOT / "sanic_mock" / "dialects" / "README.md"


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    """All exchanges that were recorded, each with its differences."""
    found = replayed()
    if not found:
        pytest.skip(f"no recordings in {recordings.FOLDER}")
    return found


@pytest.fixture(scope="module")
def counted(compared: list[Compared]) -> Tally:
    """What is identical."""
    return tally(compared)


def test_what_no_reason_explains_is_a_fault(compared: list[Compared]) -> None:
    faults = Counter(
        f"{one.recording.endpoint} {each.label}: {each.recorded[:90]} | {each.ours[:90]}"
        for one in compared
        for each in one.left
    )

    told = "\n".join(f"{count} x {fault}" for fault, count in faults.most_common(40))
    assert not faults, f"{len(faults)} faults:\n{told}"


@pytest.fixture
def text(counted: Tally) -> str:
    """The page, where it tells of the recordings that are there."""
    text = page.PAGE.read_text(encoding="utf-8")
    if not page.tells_of(counted, text):
        pytest.skip("the page tells of other recordings")
    return text


@pytest.mark.usefixtures("text")
def test_no_reason_is_idle(counted: Tally) -> None:
    assert [one.label for one in REASONS if not (counted.reasons[one] or one.source)] == []


@pytest.mark.parametrize("mark", page.TABLES)
def test_what_was_counted_is_printed(
    counted: Tally, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = list(page.TABLES[mark](counted))
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert len(lines) > 2


@pytest.mark.parametrize("mark", page.TABLES)
def test_the_page_tells_what_was_counted(counted: Tally, text: str, mark: str) -> None:
    lines = list(page.TABLES[mark](counted))

    assert page.between(mark, text).splitlines() == lines, page.AGAIN


@pytest.mark.usefixtures("text")
def test_the_page_of_the_endpoints_tells_how_many_are_exact(counted: Tally) -> None:
    tokens = [one for some in counted.tokens.values() for one in some]
    told = re.search(r"Of (\d+) recorded prompts (\d+) bill the very number", ENDPOINTS.read_text())
    assert told
    assert (int(told[1]), int(told[2])) == (len(tokens), exact(tokens))


@pytest.mark.parametrize("name", KINDS)
def test_prompts_of_a_kind_bill_what_was_billed(counted: Tally, name: str) -> None:
    tokens, wanted = counted.tokens.get(name, []), KINDS[name]
    if not tokens:
        pytest.skip("none was recorded")

    assert exact(tokens) >= wanted.exact * len(tokens)
    assert wanted.off is None or p95(errors(tokens)) <= wanted.off


SAID = {"role": "user", "content": "Hello"}
CALL = {"type": "function_call", "name": "f", "arguments": "{}"}
FORMAT = {"type": "json_schema"}
SEARCH = {"input": "Hello", "tools": [{"type": "web_search"}]}
DATA, ADDRESS = "data:image/png;base64,AAAA", "https://example.com/1.png"


@pytest.mark.parametrize(
    ("name", "request_"),
    [
        (TEXTS, {"messages": [SAID]}),
        ("functions offered", {"messages": [SAID], "tools": [{"type": "function"}]}),
        ("functions offered", {"messages": [SAID], "functions": [{}]}),
        ("calls and their results", {"input": [CALL]}),
        ("calls and their results", {"messages": [SAID, {"tool_calls": [{}]}]}),
        ("thoughts told again", {"input": [{"type": "reasoning"}, CALL]}),
        (TEXTS, {"input": [{"type": "reasoning"}, SAID]}),
        ("schemas of answers", {"messages": [SAID], "response_format": FORMAT}),
        ("schemas of answers", {"input": "Hello", "text": {"format": FORMAT}}),
        ("OpenAI's own tools", SEARCH),
        ("images", {"input": [{"content": [{"type": "input_image", "image_url": DATA}]}]}),
        (
            "images behind an address",
            {"input": [{"content": [{"type": "input_image", "image_url": ADDRESS}]}]},
        ),
        ("files", {"messages": [{"content": [{"type": "file"}, {"type": "image_url"}]}]}),
        (
            "files kept by OpenAI",
            {"input": [{"content": [{"type": "input_file", "file_id": "file-1"}]}]},
        ),
    ],
)
def test_a_prompt_is_of_a_kind(name: str, request_: Json) -> None:
    assert kind({"model": "gpt-4o"} | request_) == name


@pytest.mark.parametrize(
    ("value", "look"),
    [
        ("dfddcbec-1a2b-4c3d-8e4f-0a1b2c3d4e5f", "uuid"),
        ("0fddcbe1-1a2b-4c3d-8e4f-0a1b2c3d4e5f", "uuid"),
        ("req_00ff", "req_hex4"),
        ("modr-1234", "modr-digits"),
    ],
)
def test_an_id_has_a_look(value: str, look: str) -> None:
    assert pattern(value) == look


def test_what_a_search_found_is_in_no_request() -> None:
    answer = b'{"output": [{"type": "web_search_call"}]}'

    assert kind({"model": "gpt-4o"} | SEARCH, answer) == "what a search finds"


def recorded(when: str, endpoint_path: str = "/v1/responses", body: bytes = b"{}") -> Recording:
    """Return an exchange of a month that says nothing else."""
    named = (("x-request-id", "req_1"),)
    return Recording(
        "a#0", "a", 0, when, False, "POST", endpoint_path, "", "{}", 200, named, body,
        has_order=True, has_layout=True, has_field_order=True, has_numbers=True,
    )  # fmt: skip


def test_what_is_new_is_no_fault_in_what_is_older() -> None:
    missing = Difference("extra", "response.output[]<reasoning>.encrypted_content", "", "a")

    found = reason(recorded("2026-06"), missing)
    assert found is not None
    assert found.text == "the wire was older"
    assert reason(recorded("2026-07"), missing) is None


@pytest.mark.parametrize(
    "difference",
    [
        Difference("status", "responses", "200", "500"),
        Difference("missing", "response.model"),
        Difference("extra", "response.colour", "", "1"),
        Difference("value", "response.tools[]<function>.strict", "true", "false"),
        Difference("field missing", "openai-version", "2020-10-01"),
        Difference("field order", "*", "a b", "b a"),
        Difference("layout", "body", "compact, 0 newlines", "indent 2, 1 newlines"),
        Difference("events", "order", "a b", "b a"),
        Difference("value", "response.output[]<message>.phase", "final_answer", "commentary"),
        Difference("missing", "event.item<message>.metadata", '{"run": "1"}'),
        Difference("field extra", "x-ratelimit-limit-tokens", "", "1"),
        Difference("error", "message", "Wrong.", "Bad."),
    ],
    ids=lambda one: one.label,
)
def test_what_is_wrong_in_the_newest_is_a_fault(difference: Difference) -> None:
    assert reason(recorded(MONTH), difference) is None


def test_no_reason_names_a_recording() -> None:
    names = {one.file.split("/")[-1] for one in recordings.recordings()}

    assert not [one for one in REASONS if any(name in one.label for name in names)]
