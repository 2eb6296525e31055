"""Rules of traffic in a profile: what each leads to, and what is wrong with them."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sanic_mock.distributions.percentiles import Percentiles
from sanic_mock.profile.resolve import Given, choose
from sanic_mock.profile.show import values
from tests.profile.resolving import problems, resolved

RULES = """
latency: 10ms
jitter: 5ms
seed: 7
api_keys: [sk-a]
workers: 2
phases: [{for: 1m, set: {ttft_x: 2}}]
match:
- {name: slow ones, key: "sk-s*", values: {latency: 1s, tokens: {output: 50}}}
- {model: "gpt-4o*", profile: other.yaml}
- {user: {contains: tide}, values: {ttft: {base: 2s}, phases: [{set: {ttft_x: 3}}]}}
"""


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_values_of_a_rule_go_over_those_that_run(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("payload: big\n")
    settings = resolved(tmp_path, RULES)
    slow, other, tide = settings.ruled

    assert (slow.latency_s, slow.jitter_s, slow.tokens.output is None) == (1.0, 0.005, False)
    assert (slow.profile, slow.rule, slow.seed, slow.api_keys) == ("my", "slow ones", 7, ("sk-a",))
    assert slow.scenario == settings.scenario
    assert (other.profile, other.rule, other.latency_s) == ("other", "match line 10", 0.0)
    assert (other.seed, other.api_keys, other.workers) == (7, ("sk-a",), 2)
    assert (tide.latency_s, tide.ttft is None) == (0.0, False)
    assert [one.levels.ttft_x for one in tide.scenario.phases] == [(3.0,)]


def test_rules_of_one_line_have_names_of_their_own(tmp_path: Path) -> None:
    text = "match: [{key: a, profile: fast}, {name: b, key: b, profile: fast}]\nseed: 1"

    assert [one.rule for one in resolved(tmp_path, text).ruled] == ["match line 1, rule 1", "b"]


def test_flags_go_before_a_profile_that_a_rule_names_and_not_before_its_values(
    tmp_path: Path,
) -> None:
    (tmp_path / "other.yaml").write_text("latency: 4s\ntrace: true\n")
    flags = {"latency": Given("3s", "flag -latency"), "seed": Given("8", "flag -seed")}

    slow, other, tide = resolved(tmp_path, RULES, flags=flags).ruled

    assert (slow.latency_s, other.latency_s, other.trace) == (1.0, 3.0, True)
    assert {slow.seed, other.seed, tide.seed} == {8}


def test_all_that_may_answer_is_known_and_can_be_handed_on(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("phases: [{for: 1s}, {profile: fast}]\n")
    settings = resolved(tmp_path, RULES)

    assert [one.profile for one in settings.every] == ["my", "my", "other", "fast", "my"]
    assert [one.rule for one in settings.every][2:4] == ["match line 10", "match line 10"]
    assert {one.time_scale for one in settings.every} == {1.0}
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_rules_name_header_fields_that_decide(tmp_path: Path) -> None:
    text = "match: [{header: {X-Team: a, x-b: '*'}, profile: fast}]"

    assert resolved(tmp_path, text).header_names == ("x-b", "x-team")


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("{key: a, values: {latncy: 1}}", "2: match[0].values.latncy: unknown key; nearest is"),
        ("{key: a, values: {latency: -1}}", "2: match[0].values.latency: -1 is out of range"),
        ("{key: a}", "2: match[0]: says nothing; want profile or values"),
        ("{key: a, values: {}}", "2: match[0].values: a mapping is not a mapping of keys"),
        ("{key: a, profile: fsat}", '2: match[0].profile: "fsat" is no profile; nearest is fast'),
        ("{key: a, profile: gone.yaml}", "2: match[0].profile: gone.yaml: no such file"),
        ("{key: a, profile: fast, values: {latency: 1}}", "does nothing beside profile"),
        ("{share: 0, profile: fast}", "2: match[0].share: 0 is out of range; want above 0 up to 1"),
        ("{kye: a, profile: fast}", "2: match[0].kye: unknown key; nearest is key"),
        ("{ttft: 1}", "2: match[0].ttft: unknown key; want ttft inside values"),
        ("{endpoint: chats, profile: fast}", "want chat, responses, completions, embeddings"),
        ("{endpoint: moderations, any: x, profile: fast}", "can never match: moderations has no"),
        ("{key: a, values: {port: 9}}", "values.port: is the server's, and does nothing in a rule"),
        ("{key: a, values: {match: []}}", "values.match: is the server's, and does nothing in"),
        ("{key: a, values: {extends: fast}}", "values.extends: says nothing in a rule"),
        ("{key: a, values: {steering: {keys: false}}}", "values.steering.keys: is the server's"),
        ("{key: a, values: {start: {delay: 1s}}}", "values.start.delay: is the server's"),
        ("{key: a, values: {load: {slots: 2}}}", "2: match[0].values.load.slots"),
        ("{key: a, values: {latency: 1, ttft: {base: 1}}}", "2: match[0].values.latency: is the"),
        ("{key: a, values: {phases: [{set: {slots_x: 2}}]}}", "phases[0].set.slots_x"),
        (
            "{name: n, key: a, profile: fast}\n- {name: n, key: b, profile: fast}",
            "3: match[1].name",
        ),
        ('{key: "a*", profile: fast}\n- {key: ab, profile: fast}', "3: match[1]: can never match"),
        (
            "{profile: fast}\n- {user: x, profile: fast}",
            "can never match: line 2 matches before it",
        ),
        (
            '{header: {x-a: "*"}, profile: fast}\n- {header: {x-a: b, x-c: d}, profile: fast}',
            "can never match: line 2 matches before it",
        ),
        (
            "{user: {contains: a}, profile: fast}\n- {user: bab, model: m, profile: fast}",
            "can never match: line 2 matches before it",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, rules: str, told: str) -> None:
    found = problems(tmp_path, f"match:\n- {rules}\n")

    assert len(found) == 1, found
    assert found[0].startswith("my.yaml:")
    assert told in found[0]


def test_a_named_profiles_own_key_that_is_the_servers_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("port: 9\nmatch: [{key: a, profile: fast}]\nextends: fast")

    assert problems(tmp_path, "match: [{key: a, profile: other.yaml}]") == [
        "other.yaml:1: port: is the server's, and does nothing in a profile that a rule names",
        "other.yaml:2: match: is the server's, and does nothing in a profile that a rule names",
    ]


def test_rules_that_are_drawn_leave_something_to_those_behind_them(tmp_path: Path) -> None:
    text = "match: [{share: 0.5, profile: fast}, {share: 0.5, profile: edge}, {profile: flaky}]"

    assert len(resolved(tmp_path, text).ruled) == 3


def test_rules_and_backends_are_shown(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("")
    (tmp_path / "my.yaml").write_text(RULES + "backends: [{name: a, values: {latency: 1}}, {}]\n")

    lines = [*values(choose({}, {}, "my.yaml"))]

    assert lines[-6:] == [
        "",
        "rule, my.yaml:9: key sk-s*, name slow ones, values latency, tokens",
        "rule, my.yaml:10: model gpt-4o*, profile other.yaml",
        'rule, my.yaml:11: user contains "tide", values ttft, phases',
        "backend 1: name a, values latency",
        "backend 2",
    ]
    columns = [line.split() for line in lines]
    assert ["match", "3", "rules", "my.yaml:8"] in columns
    assert ["backends", "2:", "a,", "2", "my.yaml:12"] in columns


def test_four_values_are_percentiles(tmp_path: Path) -> None:
    text = 'match: [{key: k, values: {ttft: {base: "100ms:200ms:300:0.9s"}}}]'
    ttft = resolved(tmp_path, text).ruled[0].ttft

    assert ttft is not None
    assert isinstance(ttft.base, Percentiles)
    quantiles = [ttft.base.quantile(share) for share in (0.5, 0.9, 0.95, 0.99)]
    assert quantiles == pytest.approx([0.1, 0.2, 0.3, 0.9])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1ms:2ms", '"1ms:2ms" is not understood; want p50:p90:p95:p99, as in'),
        ("1ms:2ms:x:4ms", 'ttft.base: p95: "x" is'),
        ("4ms:3ms:2ms:1ms", "ttft.base: p90: "),
        ("1ms:2ms:3ms:11m", "ttft.base: p99: "),
    ],
)
def test_wrong_percentiles_are_told(tmp_path: Path, text: str, told: str) -> None:
    found = problems(tmp_path, f'ttft: {{base: "{text}"}}')

    assert len(found) == 1, found
    assert told in found[0]
