"""Faults that cannot be, in a profile and in a header: each refusal with its whole line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.answer_place import AnswerPlace
from sanic_mock.profile.fault_text import read_faults
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.profile.sections.faults.ending import CutFault
from sanic_mock.profile.sections.faults.refusing import StatusFault
from sanic_mock.profile.sections.faults.retiming import StallFault
from sanic_mock.profile.sections.faults.torturing import TortureFault

PLACE = "{tokens: N}, {bytes: N} or {ms: N}"
REFUSED = [
    ("{type: cut, p: 0}", "faults[0].p: 0 is out of range; want above 0 up to 1"),
    ("{type: cut, p: 1.5}", "faults[0].p: 1.5 is out of range; want above 0 up to 1"),
    ("{type: cut, after: 5}", f"faults[0].after: 5 is not a place; want {PLACE}"),
    ("{type: cut, after: {}}", f"faults[0].after: a mapping is not a place; want {PLACE}"),
    ("{type: cut, after: {words: 3}}", "faults[0].after: words is no unit; want tokens, bytes, ms"),
    (
        "{type: cut, after: {tokens: 0}}",
        "faults[0].after: 0 is out of range; want 1 to 1000000 tokens",
    ),
    (
        "{type: cut, after: {ms: fast}}",
        'faults[0].after: "fast" is not a whole number; want 1 to 600000 ms',
    ),
    ("{type: cut, after: 5tokens, at: end}", "faults[0].at: does nothing beside after"),
    ("{type: stall}", "faults[0]: for is missing; want 1us to 1440m or ever"),
    ("{type: status}", "code is missing"),
    ("{type: status, code: 200}", "faults[0].code: 200 is no error; want 400 to 599"),
    ("{type: status, code: rate_limit}", "nearest is rate_limit_requests"),
    ("{type: status, code: 503, retry_after: 2}", "2 has no unit; want 2s or 2ms"),
    ("{type: status, code: 503, retry_after: '1.5 '}", "has no unit; want 1.5s or 1.5ms"),
    ("{type: status, code: 503, retry_after: 25h}", "want 0ms to 1440m, with a unit"),
    ("{type: status, code: 503, retry_fields: ms}", "does nothing without retry_after"),
    ("{type: close, first: 1, scope: key}", "faults[0].scope: unknown key; want per"),
    ("{type: cut, per: case}", "per does nothing without first, every or after_requests"),
    ("{type: close, first: 0}", "faults[0].first: 0 is out of range"),
    (
        "{type: close, p: 0.5, first: 3, every: 4}",
        "faults[0]: can never come: first 3 ends before the request of every 4",
    ),
    (
        "{type: cut, after: 5tokens}\n- {type: reset, after: 10tokens, p: 0.5}",
        "faults[1]: can never come: line 2 ends each answer before",
    ),
    (
        "{type: stall, for: 1s, at: end}\n- {type: truncate, after: 9bytes}",
        "faults[0]: can never come: line 3 ends each answer before",
    ),
    (
        "{type: stall, for: ever, after: 300ms}\n- {type: half_close, after: 300ms}",
        "faults[1]: can never come: line 2 ends each answer before",
    ),
    ("{type: close, after: {tokens: 3}}", "faults[0].after: unknown key"),
    ("{type: error, code: 200}", "faults[0].code: 200 is no error; want 400 to 599"),
    ("{type: trickle}", "faults[0]: gap is missing; want 1ms to 10m"),
    ("{type: slow_head, gap: 0}", "faults[0].gap: 0 is out of range; want 1ms to 10m"),
    ("{type: comments, gap: 1s, bytes: 3}", "faults[0].bytes: unknown key"),
    ("{type: slow_close, for: ever}", 'faults[0].for: "ever"'),
    ("{type: bad_call}", "faults[0]: what is missing; want not_json, schema, unknown_tool"),
    ("{type: bad_call, what: json}", 'faults[0].what: "json" is not known; want not_json'),
    ("{type: length, tokens: -1}", "faults[0].tokens: -1 is out of range; want 0 to"),
    (
        "{type: empty}\n- {type: refusal, p: 0.5}",
        "faults[1]: cannot be beside line 2: an answer ends in one way",
    ),
    (
        "{type: length}\n- {type: content_filter}",
        "faults[1]: cannot be beside line 2: an answer ends in one way",
    ),
    (
        "{type: refusal}\n- {type: bad_call, what: schema}",
        "faults[1]: can never come: line 2 leaves no call of a tool",
    ),
    ("{type: ct}", "nearest is cut"),
    (
        "{type: reset}\n- {type: cut}",
        "faults[1]: can never come: line 2 leaves nothing of any answer",
    ),
    (
        "{type: status, code: 503}\n- {type: close}",
        "faults[1]: can never come: line 2 leaves nothing of any answer",
    ),
    ("{type: malformed}", "faults[0]: what is missing; want json, utf8, sse, chunk"),
    ("{type: malformed, what: html}", 'faults[0].what: "html" is not known; want json, utf8'),
    ("{type: malformed, what: json, at: end}", "faults[0].at: unknown key"),
    (
        "{type: malformed, what: sse, first: 2}\n- {type: empty_body}",
        "faults[0]: does nothing: line 3 leaves no body",
    ),
    (
        "{type: malformed, what: chunk}\n- {type: content_length, what: missing}",
        "faults[0]: does nothing: line 3 leaves neither a length nor chunks",
    ),
    (
        "{type: torture}\n- {type: cut}",
        "faults[0]: does nothing: line 3 leaves nothing of any answer",
    ),
    (
        "{type: content_type, p: 0.5}\n- {type: stall, for: ever}",
        "faults[0]: does nothing: line 3 leaves nothing of any answer",
    ),
    ("{type: torture, what: 5}", "faults[0].what: 5 is not a list; want some of crlf"),
    ("{type: torture, what: []}", "faults[0].what: the list is empty; want some of crlf"),
    ("{type: torture, what: crlf+crlf}", "faults[0].what: crlf is given twice"),
    ("{type: torture, what: [comment]}", "nearest is comments"),
    ("{type: torture, what: crlf+}", 'faults[0].what: "" is not known'),
    (
        "{type: torture, what: [crlf, duplicate]}\n- {type: empty_body}",
        "faults[0]: does nothing: line 3 leaves no body",
    ),
    (
        "{type: torture, what: [chunk_zeros]}\n- {type: content_length, what: missing}",
        "faults[0]: does nothing: line 3 leaves neither a length nor chunks",
    ),
    ("{type: content_length}", "faults[0]: what is missing; want short, long, missing"),
    ('{type: content_type, value: ""}', 'faults[0].value: "" is not understood; want a type'),
    (
        "{type: content_length, what: long, p: 0.5}\n- {type: empty_body}",
        "faults[0]: does nothing: line 3 leaves no body",
    ),
    (
        "{type: content_type}\n- {type: content_type, value: text/html}",
        "faults[0]: does nothing: line 3 says another type",
    ),
    (
        "{type: content_length, what: missing}\n- {type: content_length, what: long}",
        "faults[1]: does nothing: line 2 leaves neither a length nor chunks",
    ),
    (
        "{type: cut, p: 0.6}\n- {type: reset, p: 0.5}",
        "faults[1]: p of alternatives comes to 1.1 here; want at most 1",
    ),
]


@pytest.mark.parametrize(("entry", "problem"), REFUSED)
def test_what_cannot_be_is_refused_at_its_line(entry: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(f"faults:\n- {entry}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        resolve(profile=str(path))
    (said,) = raised.value.problems
    line = 3 if "faults[1]" in problem else 2
    assert said.startswith(f"{path}:{line}: ")
    assert problem in said


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("faults:\n- {type: cut, p: 7}\n- {type: stall, for: -1}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        resolve(profile=str(path))
    assert [one.split(": ")[0].rpartition(":")[2] for one in raised.value.problems] == ["2", "3"]


def test_a_line_says_the_same_as_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(
        "faults:\n- {type: stall, for: 2s, after: {tokens: 5}, p: 0.5}\n"
        "- {type: status, code: 429, first: 3}\n- {type: cut, after: 2000bytes}\n"
        "- {type: torture, what: [crlf, comments]}\n",
        encoding="utf-8",
    )
    line = (
        "stall;for=2s;after=5tokens;p=0.5, status;code=429;first=3, cut;after=2000 bytes, "
        "torture;what=crlf+comments"
    )
    read = read_faults(line, "x-mock-fault")
    assert read == tuple(one.value for one in resolve(profile=str(path)).faults)
    assert read == (
        StallFault(lasts_s=2.0, after=AnswerPlace(5, "tokens"), p=0.5),
        StatusFault(code="429", first=3),
        CutFault(after=AnswerPlace(2000, "bytes")),
        TortureFault(what=("crlf", "comments")),
    )


def test_none_is_no_fault_and_takes_the_place_of_those_of_a_profile() -> None:
    assert read_faults(" none ", "x-mock-fault") == ()
    assert resolve(profile="flaky").faults
    assert resolve({"faults": Given("none", "flag -faults")}, profile="flaky").faults == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "none, cut",
            'x-mock-fault: none: "none" is not known; want status, error, content_filter',
        ),
        ("", 'x-mock-fault: "" is not known; want status, error, content_filter'),
        ("ct", 'x-mock-fault: ct: "ct" is not known; want'),
        ("cut;after", 'x-mock-fault: cut: "after" is not understood; want TYPE;KEY=VALUE'),
        ("cut;p=0.5;p=0.6", "x-mock-fault: cut: p is given twice"),
        (
            "cut;after=5",
            'x-mock-fault: cut: after: "5" is not a place; want Ntokens, Nbytes or Nms',
        ),
        (
            "status;code=503, cut",
            "x-mock-fault: cut: can never come: status leaves nothing of any answer",
        ),
        (
            "malformed;what=json, empty_body",
            "x-mock-fault: malformed: does nothing: empty_body leaves no body",
        ),
        ("length, empty", "x-mock-fault: empty: cannot be beside length: an answer ends in one"),
        (
            "cut;after=5tokens, reset;at=end",
            "x-mock-fault: reset: can never come: cut ends each answer before",
        ),
        ("cut;when=now", "x-mock-fault: cut: when: unknown key"),
        ("cut;p=half", 'x-mock-fault: cut: p: "half" is not a number'),
        ("cut,", 'x-mock-fault: "" is not known'),
    ],
)
def test_a_line_that_cannot_be_is_refused(line: str, problem: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_faults(line, "x-mock-fault")
    assert problem in str(raised.value)
