"""What is wrong with rules of answers, at its line, and all of it at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.profile.sections.answers.listed import ANSWERS
from sanic_mock.settings import Settings

# Rules, and the problem of the last of them.
REFUSED = [
    ("{txt: hi}", "answers[0].txt: unknown key; nearest is text"),
    ("{match: {usr: hi}, text: x}", "answers[0].match.usr: unknown key; nearest is match.user"),
    ("{match: {user: {regex: '('}}, text: x}", 'answers[0].match.user: "(" is no regular'),
    ("{match: {user: {contain: a}}, text: x}", "contain: unknown key; nearest is contains"),
    ("{match: {user: {contains: ''}}, text: x}", "contains is empty"),
    ("{match: {user: [a]}, text: x}", "answers[0].match.user: a list is not text; want TEXT"),
    ("{match: {turn: 0}, text: x}", "answers[0].match.turn: 0 is out of range; want a number"),
    ("{match: {turn: 4-2}, text: x}", 'answers[0].match.turn: "4-2" is out of range'),
    ("{match: {count: often}, text: x}", 'answers[0].match.count: "often" is not a number'),
    ("{match: {header: x}, text: x}", 'answers[0].match.header: "x" is not a mapping; want {NAME'),
    ("{match: {header: {}}, text: x}", "answers[0].match.header: names no field; want {NAME"),
    ("{match: {header: {'a b': x}}, text: x}", '"a b" is no name of a header field'),
    ("{match: {header: {TE: x}}, text: x}", "TE says how a request is sent, and is not looked at"),
    ("{match: {header: {a: x, A: y}}, text: x}", "match.header.A: given twice; upper and lower"),
    ("{match: {header: {a: [x]}}, text: x}", "match.header.a: a list is not text; want a value"),
    ("{text: '{{ header.content-length }}'}", "content-length says how a request is sent"),
    ("{match: {share: 0}, text: x}", "answers[0].match.share: 0 is out of range"),
    ("{match: {endpoint: chats}, text: x}", 'answers[0].match.endpoint: "chats" is not known'),
    (
        "{match: {user: a}}",
        "answers[0]: says no answer; want one of text, pieces, echo, file, call",
    ),
    ("{text: a, tokens: 5}", "answers[0]: says text and tokens; want one of them"),
    ("{tokens: 0}", "answers[0].tokens: 0 is out of range"),
    ("{tokens: 5, reasoning: a}", "answers[0]: reasoning does nothing without one of text"),
    ("{text: a, echo: true}", "answers[0]: says text and echo; want one of them"),
    ("{reasoning: a}", "answers[0]: reasoning does nothing without one of text, pieces, echo"),
    ("{finish_reason: stop, latency: 5ms}", "answers[0]: finish_reason does nothing without"),
    ("{text: a, then: last}", "answers[0]: then does nothing without several texts"),
    ("{status: 429, retry_after: 2}", "answers[0].retry_after: 2 has no unit; want 2s or 2ms"),
    ("{text: a, scope: key}", "answers[0].scope: unknown key; want per"),
    ("{text: a, per: key}", "answers[0]: per does nothing without count"),
    ("{text: []}", "answers[0].text: there is none; want text"),
    ("{text: 'a {{ usr }}'}", "answers[0].text: {{ usr }} is not known; nearest is user"),
    ("{text: 'a {{ user'}", "answers[0].text: {{ is not closed"),
    ("{text: '{{ match.1 }}'}", "answers[0]: {{ match.1 }} names nothing without a regex"),
    (
        "{match: {user: {regex: '(a)'}}, text: '{{ match.2 }}'}",
        "answers[0]: {{ match.2 }} names no group of the regex; known: 0, 1",
    ),
    ("{json: {a: ['{{ faker.citty }}']}}", "faker.citty }} is not known; nearest is city"),
    ("{call: {name: f, arguments: {a: '{{ x'}}}", "answers[0].call.arguments.a: {{ is not closed"),
    ("{call: {arguments: {}}}", "answers[0].call: name is missing; want a tool's name"),
    ("{match: {tool_result: false}, text: '{{ tool_result }}'}", "names nothing where match says"),
    ("{status: 200}", "answers[0].status: 200 is no error"),
    ("{status: 429, itl: 5ms}", "answers[0]: itl does nothing beside status"),
    ("{text: a, message: b}", "answers[0].message: does nothing without status"),
    ("{text: a, latency: 5ms, ttft: 6ms}", "answers[0].latency: does nothing beside ttft"),
    ("{file: no.txt}", 'answers[0].file: "no.txt" is no file in'),
    ("{text: a, fault: [{type: cot}]}", 'answers[0].fault[0].type: "cot" is not known'),
    ("{text: a, finish_reason: stopped}", 'answers[0].finish_reason: "stopped" is not known'),
    ("{text: a}\n- {match: {user: a}, text: b}", "answers[1]: can never match: line 2 matches"),
    (
        "{match: {user: {contains: a}}, text: a}\n- {match: {user: cat}, text: b}",
        "answers[1]: can never match: line 2 matches before it",
    ),
    (
        "{match: {model: gpt-*}, text: a}\n- {match: {model: gpt-4o, user: b}, text: b}",
        "answers[1]: can never match: line 2 matches before it",
    ),
    (
        "{match: {header: {x: '*'}}, text: a}\n- {match: {header: {x: b, y: c}}, text: b}",
        "answers[1]: can never match: line 2 matches before it",
    ),
    (
        "{match: {user: a, turn: 1}, text: [a, b]}\n- {match: {user: a, turn: 1}, text: b}",
        "answers[1]: can never match: line 2 matches before it",
    ),
]


def written(folder: Path, text: str) -> str:
    """Return the path of a profile."""
    path = folder / "my.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        resolve(profile=written(folder, text))
    return list(raised.value.problems)


@pytest.mark.parametrize(("rules", "problem"), REFUSED)
def test_what_cannot_be_is_refused_at_its_line(rules: str, problem: str, tmp_path: Path) -> None:
    (said,) = problems(tmp_path, f"answers:\n- {rules}\n")
    assert problem in said
    assert said.startswith(f"{tmp_path}/my.yaml:{2 + rules.count(chr(10))}: ")


@pytest.mark.parametrize(
    "rules",
    [
        "{match: {user: a, count: 1}, text: a}\n- {match: {user: a}, text: b}",
        "{match: {user: a, share: 0.5}, text: a}\n- {match: {user: a}, text: b}",
        "{match: {user: a}, text: [a, b], then: stop}\n- {match: {user: a}, text: b}",
        "{match: {user: cat}, text: a}\n- {match: {user: {contains: a}}, text: b}",
        "{match: {model: gpt-4o}, text: a}\n- {match: {model: gpt-*}, text: b}",
        "{match: {user: {regex: a}}, text: a}\n- {match: {user: a}, text: b}",
        "{match: {tool_result: true}, text: a}\n- {match: {tool_result: false}, text: b}",
    ],
)
def test_what_may_still_match_is_no_problem(rules: str, tmp_path: Path) -> None:
    assert len(resolve(profile=written(tmp_path, f"answers:\n- {rules}\n")).answers) == 2


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        "answers:\n- {txt: a}\n- {match: {user: {regex: '('}}, text: x}\n- {text: '{{ no }}'}\n",
    )
    assert [one.split(": ")[0].rpartition(":")[2] for one in said] == ["2", "3", "4"]


def test_strictness_without_rules_does_nothing(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, "answers_mode: strict\n")
    assert said.endswith(":1: answers_mode: does nothing without answers")


def test_gaps_do_nothing_where_an_engine_decides(tmp_path: Path) -> None:
    engine = "load: {model: step, step: {base: 2ms}}\n"
    (said,) = problems(tmp_path, f"answers:\n- {{text: a, itl: 5ms}}\n{engine}")
    assert said.endswith(":2: answers[0]: itl does nothing with load.model step")


def test_a_flag_names_a_file_or_none(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("[{text: a}]", encoding="utf-8")
    profile = written(tmp_path, "answers: [{text: a}, ]\nanswers_mode: strict\n")
    assert len(resolve({"answers": Given(str(path), "flag -answers")}).answers) == 1
    assert resolve({"answers": Given("none", "flag -answers")}, profile=profile).answers == ()


# --- files ------------------------------------------------------------------------------------

RULES = [
    {"match": {"user": {"contains": "weather"}}, "call": {"name": "f", "arguments": {"a": 1}}},
    {"match": {"user": "smile"}, "text": "\U0001f600 \\ud83d / \u2028"},
    {"text": ["a", "b"], "then": "last"},
]
FILES = {
    "rules.json": json.dumps(RULES, indent=2),
    "rules.jsonl": "\n".join(map(json.dumps, RULES)) + "\n\n",
    "rules.yaml": json.dumps(RULES, ensure_ascii=False).replace("\u2028", "\\u2028"),
}


def from_file(folder: Path, name: str, content: str) -> Settings:
    (folder / name).write_text(content, encoding="utf-8")
    return resolve(profile=written(folder, f"answers: {name}\n"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_the_same_as_a_list(name: str, tmp_path: Path) -> None:
    listed = resolve(profile=written(tmp_path, f"answers: {FILES['rules.yaml']}\n"))
    read = from_file(tmp_path, name, FILES[name])
    assert ANSWERS.show(read.answers) == ANSWERS.show(listed.answers) == "3 rules"
    for name in ("user", "text", "then"):
        same = [
            [getattr(one.value, name) for one in both] for both in (read.answers, listed.answers)
        ]
        assert same[0] == same[1]
    (call,) = read.answers[0].value.call or ()
    assert (call.value.name, call.value.arguments.value) == ("f", {"a": 1})
    assert read.answers[1].value.text is not None
    assert read.answers[1].value.text[0].source == "\U0001f600 \\ud83d / \u2028"


def test_a_problem_of_a_file_is_at_its_line_there(tmp_path: Path) -> None:
    content = '{"text": "a", "match": {"user": "x"}}\n\n{"txt": "b"}\n'
    with pytest.raises(SettingsError) as raised:
        from_file(tmp_path, "rules.jsonl", content)
    (said,) = raised.value.problems
    assert said.startswith("rules.jsonl:3: [1].txt: unknown key")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("rules.json", "[{", "not YAML"),
        ("rules.yaml", "text: a", "a mapping is not a list"),
        ("rules.jsonl", '{"text": "a"}\n{"text"\n', "rules.jsonl:"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    name: str, content: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as raised:
        from_file(tmp_path, name, content)
    assert problem in "\n".join(raised.value.problems)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, "answers: no.yaml\n")
    assert 'answers: "no.yaml" is no file in' in said


def test_a_file_of_texts_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("one\n\ntwo {{ user }}\n", encoding="utf-8")
    settings = from_file(tmp_path, "rules.yaml", "[{file: lines.txt}]")
    assert settings.answers[0].value.file == ("one", "two {{ user }}")


def test_thousands_of_rules_can_be_said(tmp_path: Path) -> None:
    rules = [
        {
            "match": {"user": {"contains": f"question number {number}?"}, "model": "gpt*"},
            "text": "a",
        }
        for number in range(5000)
    ]
    read = from_file(tmp_path, "rules.jsonl", "\n".join(map(json.dumps, rules)))
    assert len(read.answers) == 5000
