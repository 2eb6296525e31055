"""Phases of a profile: what they come to, and each refusal with its whole line, all in one go."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanic_mock.profile.find import names
from sanic_mock.profile.resolve import Given
from sanic_mock.profile.sections.phases import LevelsOfPhase
from sanic_mock.settings import Phase
from tests.profile.resolving import problems, resolved

PACED = "latency: 100\nitl: {token: 10}\n"


def phases(text: str, profile: str = PACED) -> str:
    """Return a profile with phases, the first of them in the line behind `phases:`."""
    return f"{profile}phases:\n{text}"


def test_a_phase_is_read_as_it_is_written(folder: Path) -> None:
    text = phases(
        "- {name: calm, for: 60s}\n"
        "- {for: 1m, shape: ramp, set: {latency_x: [1, 4]}}\n"
        "- {for: 60, shape: sine, period: 1s, set: {ttft_x: [1, 2]}}\n"
        "- {for: 2h, shape: spike, p: 0.1, set: {itl_x: 20}}\n"
        "- {shape: hold}\n"
    )

    assert resolved(folder, text).scenario.phases == (
        Phase("calm", 60.0),
        Phase("", 60.0, "ramp", levels=LevelsOfPhase(latency_x=(1.0, 4.0))),
        Phase("", 0.06, "sine", 1.0, levels=LevelsOfPhase(ttft_x=(1.0, 2.0))),
        Phase("", 7200.0, "spike", None, 0.1, levels=LevelsOfPhase(itl_x=(20.0,))),
        Phase("", None, "hold"),
    )


def test_a_profile_without_phases_has_no_scenario(folder: Path) -> None:
    settings = resolved(folder, PACED)

    assert settings.scenario.phases == ()
    assert settings.start.delay_s == 0
    assert settings.others == ()


REFUSED = [
    ("- 5", ["4: phases[0]: 5 is not a mapping; want name, for, shape, period, p, profile, set"]),
    ("- {for: 0}", ["4: phases[0].for: 0 is out of range; want 1ms to 10080m"]),
    ("- {for: -5s}", ['4: phases[0].for: "-5s" is out of range; want 1ms to 10080m']),
    (
        "- {shape: spkie}",
        [
            '4: phases[0].shape: "spkie" is not known; want step, hold, ramp, spike, sine '
            "(nearest is spike)"
        ],
    ),
    (
        "- {name: 'a\tb'}",
        ['4: phases[0].name: "a\\tb" is not understood; want a name of printable ASCII'],
    ),
    (
        "- {set: {latncy_x: 5}}",
        ["4: phases[0].set.latncy_x: unknown key; nearest is set.latency_x"],
    ),
    ("- {ttft: 300ms}", ["4: phases[0].ttft: unknown key; nearest is set.ttft_x"]),
    ("- {limits: 3}", ["4: phases[0].limits: unknown key; nearest is set.limits_x"]),
    (
        "- {set: {latency_x: 101}}",
        ["4: phases[0].set.latency_x: 101 is out of range; want 0 to 100"],
    ),
    (
        "- {set: {latency_x: [1, 2, 3]}}",
        ["4: phases[0].set.latency_x: 3 values; want 0 to 100, or [from, to]"],
    ),
    (
        "- {set: {latency_x: [1, -1]}}",
        ["4: phases[0].set.latency_x: -1 is out of range; want 0 to 100"],
    ),
    (
        "- {set: {latency_x: [1, 2]}}",
        ["4: phases[0].set.latency_x: a step has one level; want a number, or shape ramp or sine"],
    ),
    (
        "- {shape: hold, set: {ttft_x: [1, 2]}}",
        ["4: phases[0].set.ttft_x: a hold has one level; want a number, or shape ramp or sine"],
    ),
    ("- {shape: ramp, set: {ttft_x: 2}}", ["4: phases[0]: a ramp needs for"]),
    ("- {shape: ramp, for: 1s}", ["4: phases[0]: a ramp needs set"]),
    ("- {shape: sine, period: 1s}", ["4: phases[0]: a sine needs set"]),
    ("- {shape: sine, set: {ttft_x: [1, 2]}}", ["4: phases[0].shape: sine needs period"]),
    (
        "- {shape: sine, period: 1s, set: {ttft_x: 2}}",
        ["4: phases[0].set.ttft_x: a sine moves between two levels; want [from, to]"],
    ),
    (
        "- {for: 1s, period: 1s}",
        ["4: phases[0].period: does nothing with shape step; want shape sine"],
    ),
    ("- {for: 1s, p: 1}", ["4: phases[0].p: does nothing with shape step; want shape spike"]),
    ("- {shape: spike, p: 0.5}", ["4: phases[0]: a spike needs set"]),
    ("- {shape: spike, set: {ttft_x: 2}}", ["4: phases[0].shape: spike needs p"]),
    (
        "- {shape: spike, p: 0, set: {ttft_x: 2}}",
        ["4: phases[0].p: 0 is out of range; want above 0 up to 1"],
    ),
    (
        "- {for: 1s}\n- {name: on and on}\n- {for: 2s}\n\n- {for: 2s}",
        [
            "6: phases[2]: can never come: the phase at line 5 has no `for`",
            "8: phases[3]: can never come: the phase at line 5 has no `for`",
        ],
    ),
    (
        "- {for: 1s}\n- {}\nscenario: {repeat: true}",
        ["6: scenario.repeat: does nothing: the phase at line 5 has no `for`"],
    ),
    (
        "- {set: {slots_x: 2}}",
        ["4: phases[0].set.slots_x: does nothing without load.model slots or step"],
    ),
    (
        "- {set: {slots_x: 0.001}}\nload: {model: slots, slots: 4}",
        ["4: phases[0].set.slots_x: 0.001 times 4 slots is none"],
    ),
    (
        "- {shape: spike, p: 0.5, set: {slots_x: 0.5}}\nload: {model: slots}",
        [
            "4: phases[0].set.slots_x: is not of single requests, as a spike is; "
            "want latency_x, ttft_x, itl_x"
        ],
    ),
    (
        "- {set: {limits_x: 0.1}}\n- {set: {limits_x: 0}}\nlimits: [{rpm: 60, concurrency: 9}]",
        [
            "5: phases[1].set.limits_x: 0 is out of range; want 0.001 to 100",
            "4: phases[0].set.limits_x: 0.1 times concurrency 9 is none",
        ],
    ),
    (
        "- {profile: fats}",
        [
            '4: phases[0].profile: "fats" is no profile; nearest is fast; '
            f"known: {', '.join(names())}; or give a path"
        ],
    ),
    ("- {profile: ./no.yaml}", ["4: phases[0].profile: no.yaml: no such file"]),
    (
        "- {profile: fast, set: {ttft_x: 2}}",
        ["4: phases[0].set.ttft_x: does nothing without latency or ttft"],
    ),
    (
        "- {for: 1s, profile: fast}\n- {shape: hold, set: {itl_x: 2}}",
        ["5: phases[1].set.itl_x: does nothing without itl, chunking.burst or load.step"],
    ),
    (
        "- {set: {latency_x: 100, itl_x: 100}}\ntokens: {output: 1000}",
        ["4: phases[0]: an answer may take 28 hours; want at most 24 hours"],
    ),
    (
        "- {for: 0}\n- {shape: ramp, set: {ttft_x: 2}}\n- {set: {slots_x: 2}}\nstart: {delay: x}",
        [
            "4: phases[0].for: 0 is out of range; want 1ms to 10080m",
            "5: phases[1]: a ramp needs for",
            "6: phases[2]: can never come: the phase at line 5 has no `for`",
            '7: start.delay: "x" is not understood; want milliseconds, or a duration such as '
            "250us, 40ms, 1.5s, 2m",
            "6: phases[2].set.slots_x: does nothing without load.model slots or step",
        ],
    ),
]


@pytest.mark.parametrize(("text", "lines"), REFUSED)
def test_what_cannot_be_is_said_with_its_line_all_at_once(
    folder: Path, text: str, lines: list[str]
) -> None:
    assert problems(folder, phases(text)) == [f"my.yaml:{line}" for line in lines]


IDLE = [
    ("latency_x", "latency: 0", "does nothing: nothing takes time; want latency, ttft, itl or "),
    ("ttft_x", "itl: {token: 10}", "does nothing without latency or ttft"),
    ("itl_x", "latency: 10", "does nothing without itl, chunking.burst or load.step"),
    ("itl_x", "ttft: {base: 10}\nitl: {token: 0}", "does nothing without itl, chunking.burst or "),
    ("slots_x", "latency: 10", "does nothing without load.model slots or step"),
    (
        "bandwidth_x",
        "network: {rtt: 5}",
        "does nothing without network.down, network.up, network.s",
    ),
    ("limits_x", "latency: 10", "does nothing without limits, one of rpm, tpm, rpd, tpd, concurr"),
    ("limits_x", "limits: [{budget_tokens: 5}]", "does nothing without limits, one of rpm, tpm,"),
    ("faults_x", "latency: 10", "does nothing without faults, error_rate, stall_rate, cut_rate"),
    ("faults_x", "faults: [{type: cut}]", "does nothing: no fault is drawn; want p below 1, or 0 "),
]


@pytest.mark.parametrize(("name", "profile", "why"), IDLE)
def test_a_multiplier_of_what_the_profile_has_not_is_refused(
    folder: Path, name: str, profile: str, why: str
) -> None:
    (problem,) = problems(folder, phases(f"- {{set: {{{name}: 2}}}}", f"{profile}\n"))

    assert f"phases[0].set.{name}: {why}" in problem


AT_WORK = [
    ("latency_x", "jitter: 5"),
    ("latency_x", "itl: {token: 5}"),
    ("ttft_x", "ttft: {per_prompt_token: 5us}"),
    ("itl_x", "load: {model: step, step: {base: 10ms}}"),
    ("itl_x", "chunking: {mode: burst, burst: {records: 4, gap: 20ms}}"),
    ("slots_x", "load: {model: slots}"),
    ("bandwidth_x", "network: {preset: wifi}"),
    ("bandwidth_x", "network: {server_up: 5mbps}"),
    ("limits_x", "limits: [{rpm: 60}]"),
    ("limits_x", "limits: [{budget_tokens: 5}, {concurrency: 3, per: server}]"),
    ("faults_x", "cut_rate: 0.1"),
    ("faults_x", "faults: [{type: cut, p: 0.5}, {type: close}]"),
]


@pytest.mark.parametrize(("name", "profile"), AT_WORK)
def test_a_multiplier_of_what_the_profile_has_is_taken(
    folder: Path, name: str, profile: str
) -> None:
    resolved(folder, phases(f"- {{set: {{{name}: 2}}}}", f"{profile}\n"))


BEYOND = [
    ("- {set: {error_rate: 0.8}}", "cut_rate: 0.3\n", "4: phases[0]", "1.1"),
    ("- {set: {error_rate: 1}}", "faults: [{type: cut, p: 0.5}]\n", "4: phases[0]", "1.5"),
    ("- {set: {faults_x: 3}}", "error_rate: 0.2\ncut_rate: 0.2\n", "5: phases[0]", "1.2"),
    (
        "- {for: 1s, set: {error_rate: 0.5}}\n- {shape: hold, set: {faults_x: 6}}",
        "cut_rate: 0.1\n",
        "5: phases[1]",
        "1.1",
    ),
    (
        "- {for: 1s, shape: ramp, set: {error_rate: [0.95, 0]}}",
        "cut_rate: 0.1\n",
        "4: phases[0]",
        "1.05",
    ),
]


@pytest.mark.parametrize(("text", "profile", "where", "total"), BEYOND)
def test_shares_of_faults_come_to_all_requests_at_most(
    folder: Path, text: str, profile: str, where: str, total: str
) -> None:
    assert problems(folder, phases(text, f"latency: 1\n{profile}")) == [
        f"my.yaml:{where}: shares of faults come to {total}; want at most 1"
    ]


def test_shares_of_a_phase_take_the_place_of_the_profiles(folder: Path) -> None:
    resolved(folder, phases("- {set: {error_rate: 1}}", "error_rate: 0.5\n"))
    resolved(folder, phases("- {set: {error_rate: 1, faults_x: 0}}", "cut_rate: 0.5\n"))


def test_an_error_is_named_where_its_share_is(folder: Path) -> None:
    assert problems(folder, phases("- {set: {error_status: 503}}\n- {set: {error_rate: 2}}")) == [
        "my.yaml:4: phases[0].set.error_status: does nothing without set.error_rate",
        "my.yaml:5: phases[1].set.error_rate: 2 is out of range; want 0 to 1",
    ]
    text = phases("- {set: {error_rate: 0.5, error_status: 503}}")
    assert resolved(folder, text).scenario.phases[0].error_status == "503"


def test_a_spike_is_of_some_requests_and_an_engines_steps_are_of_all(folder: Path) -> None:
    text = "- {shape: spike, p: 0.5, set: {itl_x: 2}}"

    assert problems(folder, phases(text, "load: {model: step, step: {base: 10ms}}\n")) == [
        "my.yaml:3: phases[0].set.itl_x: an engine's steps are those of all requests, and a spike "
        "is of some; want ttft_x"
    ]


def test_what_says_how_phases_go_does_nothing_without_any(folder: Path) -> None:
    text = "scenario:\n  repeat: true\n  start: control\nstart:\n  requests: wait"

    assert problems(folder, text) == [
        "my.yaml:2: scenario.repeat: does nothing without phases",
        "my.yaml:3: scenario.start: does nothing without phases",
        "my.yaml:5: start.requests: does nothing without start.delay",
    ]


# --- other profiles ---------------------------------------------------------------------------


def test_a_phase_may_be_another_profile_beside_the_first(folder: Path) -> None:
    (folder / "bad").mkdir()
    (folder / "bad" / "slow.yaml").write_text("extends: ../base.yaml\nlatency: 5s")
    (folder / "base.yaml").write_text("itl: {token: 30ms}")

    settings = resolved(folder, phases("- {for: 1s}\n- {profile: bad/slow.yaml}"))

    ((word, other),) = settings.others
    assert (word, other.profile) == ("bad/slow.yaml", "slow")
    assert (other.latency_s, other.itl and other.itl.token.mean()) == (5.0, 0.03)
    assert other.scenario.phases == ()


def test_what_is_of_the_server_is_that_of_the_first_profile(folder: Path) -> None:
    given = "port: 9000\ngrace: 1s\nseed: 5\ntime_scale: 60\n"
    settings = resolved(folder, given + phases("- {profile: openai}"))

    other = dict(settings.others)["openai"]
    assert (other.port, other.grace_s, other.seed, other.time_scale) == (9000, 1.0, 5, 60.0)
    drawn = resolved(folder, phases("- {profile: openai}"))
    assert drawn.others[0][1].seed == drawn.seed


def test_flags_go_before_what_any_of_the_profiles_says(folder: Path) -> None:
    flags = {"payload": Given("big", "flag -payload")}

    settings = resolved(folder, phases("- {profile: openai}"), flags=flags)

    assert [settings.payload, settings.others[0][1].payload] == ["big", "big"]


def test_what_is_wrong_in_another_profile_names_its_file(folder: Path) -> None:
    (folder / "slow.yaml").write_text("latency: -5\nport: 80\nphases: [{for: 1s}]")

    assert problems(folder, phases("- {for: 1s, profile: slow.yaml}\n- {for: 0}")) == [
        "my.yaml:5: phases[1].for: 0 is out of range; want 1ms to 10080m",
        "slow.yaml:1: latency: -5 is out of range; want 0ms to 10m",
        "slow.yaml:2: port: does nothing in a profile that is a phase",
        "slow.yaml:3: phases: does nothing in a profile that is a phase",
    ]


def test_a_profile_that_extends_the_one_whose_phase_it_is_has_no_phases(folder: Path) -> None:
    (folder / "slow.yaml").write_text("extends: my.yaml\nlatency: 900")

    settings = resolved(folder, phases("- {profile: slow.yaml, set: {latency_x: 2}}"))

    other = settings.others[0][1]
    assert (other.latency_s, other.scenario.phases, other.others) == (0.9, (), ())
