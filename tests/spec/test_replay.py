"""Recorded exchanges, sent again: what is different has a reason, or is a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spec.replay import comparing, recordings
from tests.spec.replay.asking import KEY, Asking, asking
from tests.spec.replay.differences import Difference
from tests.spec.replay.reasons import REASONS, reason
from tests.spec.replay.recordings import Recording
from tests.spec.replay.tally import Compared, Tally, shares, tables, tally
from tests.talking import serving_quietly

PAGE = Path(__file__).parent / "README.md"
FEW_MODELS = f"models: [replay-model]\napi_keys: [{KEY}]\n"
MONTH = "2026-08"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Compared]]:
    """All exchanges that were recorded, each with its differences."""
    known = recordings.recordings()
    if not known:
        pytest.skip(f"no recordings in {recordings.FOLDER}")
    profile = tmp_path_factory.mktemp("replay") / "few-models.yaml"
    profile.write_text(FEW_MODELS)
    with (
        serving_quietly("-seed", "7") as open_,
        serving_quietly("-seed", "7", "-profile", str(profile)) as closed,
        asking(open_, closed) as ask,
    ):
        yield [compare(one, ask) for one in known]


@pytest.fixture(scope="module")
def counted(compared: list[Compared]) -> Tally:
    """What is identical."""
    return tally(compared)


def compare(recording: Recording, ask: Asking) -> Compared:
    """Send one request and compare the answers."""
    answer = ask.ask(recording)
    left: list[Difference] = []
    explained: list[Difference] = []
    for one in comparing.differences(recording, answer):
        (explained if reason(recording, one) else left).append(one)
    billed = (comparing.prompt_tokens(body) for body in (recording.body, answer.body))
    theirs, ours = billed if recording.status == answer.status else (None, None)
    tokens = None if theirs is None or ours is None else (theirs, ours)
    return Compared(recording, left, explained, tokens)


def test_what_no_reason_explains_is_a_fault(compared: list[Compared]) -> None:
    faults = Counter(
        f"{one.recording.endpoint} {each.label}: {each.recorded[:90]} | {each.ours[:90]}"
        for one in compared
        for each in one.left
    )

    told = "\n".join(f"{count} x {fault}" for fault, count in faults.most_common(40))
    assert not faults, f"{len(faults)} faults:\n{told}"


def test_the_page_promises_no_more_than_there_is(
    counted: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where another recording is there, it may say less; what prompts bill is held elsewhere."""
    lines = list(tables(counted))
    with capsys.disabled():
        print("", *lines, sep="\n")

    endpoints, found = {endpoint for endpoint, _ in counted.bodies}, shares(lines)
    promised = shares(PAGE.read_text(encoding="utf-8").splitlines())
    promised = {key: count for key, count in promised.items() if key[0] in endpoints}
    assert promised
    assert {key: count for key, count in promised.items() if found.get(key, 0) < count} == {}


def recorded(when: str, endpoint_path: str = "/v1/responses", body: bytes = b"{}") -> Recording:
    """Return an exchange of a month that says nothing else."""
    named = (("x-request-id", "req_1"),)
    return Recording(
        "a#0", "a", 0, when, False, "POST", endpoint_path, "", "{}", 200, named, body,
        has_order=True, has_layout=True, has_field_order=True, has_numbers=True,
    )  # fmt: skip


def test_what_is_new_is_no_fault_in_what_is_older() -> None:
    missing = Difference("extra", "response.tool_usage", "", "{}")

    assert reason(recorded("2026-06"), missing) == "the wire was older"
    assert reason(recorded("2026-07"), missing) == ""


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
        Difference("error", "message", "Wrong.", "Bad."),
    ],
    ids=lambda one: one.label,
)
def test_what_is_wrong_in_the_newest_is_a_fault(difference: Difference) -> None:
    assert reason(recorded(MONTH), difference) == ""


def test_no_reason_names_a_recording() -> None:
    names = {one.file.split("/")[-1] for one in recordings.recordings()}

    assert not [one for one in REASONS if any(name in one.label for name in names)]
