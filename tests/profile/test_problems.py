"""Profiles that cannot be: each refusal with its whole line."""

import os
from pathlib import Path

import pytest

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from tests.profile.resolving import problems

WANT_TIME = "want milliseconds, or a duration such as 250us, 40ms, 1.5s, 2m"


REFUSED = [
    ('latency: "-5ms"', 'latency: "-5ms" is out of range; want 0ms to 10m'),
    ("latency: 11m", 'latency: "11m" is out of range; want 0ms to 10m'),
    ("latency: -5", "latency: -5 is out of range; want 0ms to 10m"),
    ("latency: 1:30", f'latency: "1:30" is not understood; {WANT_TIME}'),
    ("latency: .nan", "latency: nan is not a finite number"),
    ("latency: .inf", "latency: inf is not a finite number"),
    ("latency: true", "latency: true is not a duration; want 0ms to 10m"),
    ("latency:", "latency: nothing is not a duration; want 0ms to 10m"),
    ("latency: [5]", "latency: a list is not a duration; want 0ms to 10m"),
    ("latncy: 5", "latncy: unknown key; nearest is latency"),
    ("itl: {tokn: 5}", "itl.tokn: unknown key; nearest is itl.token"),
    ("base: 5", "base: unknown key; nearest is ttft.base"),
    ("rules: []", "rules: unknown key; want answers or match"),
    ("Rate-Limit: 5", "Rate-Limit: unknown key; want limits"),
    ("cache: 5", "cache: unknown key; nearest is load.prefix_cache"),
    (
        "colour: red",
        "colour: unknown key; none is near; all are listed by: sanic-mock profiles show",
    ),
    ("stall: {p: 0.1}", "stall: unknown key; nearest is ttft.stall"),
    ("itl: {p: 0.1}", "itl.p: unknown key; want p inside itl.stall"),
    ("itl: {dist: normal}", "itl.dist: unknown key; want dist inside itl.token"),
    ("itl: {p50: 20ms}", "itl.p50: unknown key; want p50 inside itl.token"),
    ("ttft: {dist: normal}", "ttft.dist: unknown key; want dist inside ttft.base"),
    ("ttft: {min: 5}", "ttft.min: unknown key; want min inside ttft.base"),
    ("tokens: {dist: normal}", "tokens.dist: unknown key; want dist inside tokens.output"),
    (
        "ttft: {token: 5}",
        "ttft.token: unknown key; nearest is ttft.per_cached_token; elsewhere: itl.token",
    ),
    (
        "itl: {jitter: 5}",
        "itl.jitter: unknown key; jitter belongs at the top level of a profile; "
        "known: min, request_cv, stall, token",
    ),
    ("itl: {request: 5}", "itl.request: unknown key; nearest is itl.request_cv"),
    ("itl.token: 5", "itl.token: unknown key; want token inside itl"),
    ("itl: 5", "itl: 5 is not a mapping; want token, request_cv, min, stall"),
    ("itl:", "itl: nothing is not a mapping; want token, request_cv, min, stall"),
    ("payload: huge", 'payload: "huge" is not a size; want small, big, 64B to 16MiB'),
    ("payload: 63", "payload: 63 is out of range; want small, big, 64B to 16MiB"),
    ("payload: 17MiB", 'payload: "17MiB" is out of range; want small, big, 64B to 16MiB'),
    ("model: 4", "model: 4 is not text; want a model's name, in quotes"),
    ('model: "a\\nb"', 'model: "a\\nb" is not understood; want a model\'s name'),
    ("seed: -1", "seed: -1 is out of range; want 0 to 9223372036854775807"),
    (f"seed: {2**63}", f"seed: {2**63} is out of range; want 0 to 9223372036854775807"),
    ("seed: 1.5", "seed: 1.5 is not a whole number; want 0 to 9223372036854775807"),
    ("port: '80'", 'port: "80" is not a whole number; want 0 to 65535'),
    ("port: 0x50", 'port: "0x50" is not a whole number; want 0 to 65535'),
    ("workers: 0", "workers: 0 is out of range; want 1 to 256 or auto"),
    ("workers: many", 'workers: "many" is not a whole number; want 1 to 256 or auto'),
    (
        "locale: english",
        'locale: "english" is not understood; want a locale such as en_US, de_DE or ja_JP',
    ),
    ("locale: de_XX", 'locale: "de_XX" is no locale of Faker; nearest is de'),
    ("locale: de_DD", 'locale: "de_DD" is no locale of Faker; nearest is de_DE'),
    ("host: ''", 'host: "" is not understood; want an address, or `unix:PATH`'),
    (
        "prompt_tokens: count",
        'prompt_tokens: "count" is not known; want counted, random, fixed (nearest is counted)',
    ),
    (
        "fixed_prompt_tokens: 5",
        "fixed_prompt_tokens: does nothing with prompt_tokens counted; want prompt_tokens fixed",
    ),
    ("api_keys: sk-a", "api_keys: it is not a list; want a list of words"),
    ("api_keys: [1]", "api_keys: each item must be text, in quotes where it is a number"),
    ("hosts: a", 'hosts: "a" is not a list; want a list of names without a port, or `*`'),
    (
        "hosts: [a.test, 'a:80']",
        'hosts: "a:80" is not a host; want a list of names without a port, or `*`',
    ),
    ("max_body: 1", "max_body: 1 is out of range; want 1KiB to 1GiB"),
    ("time_scale: 0", "time_scale: 0 is out of range; want above 0 up to 1000000"),
    ("time_scale: fast", 'time_scale: "fast" is not a number; want above 0 up to 1000000'),
    ("trace: yes", 'trace: "yes" is not true or false; want true or false'),
    ("source: [a]", "source: a list is not text; want text, or a mapping of text"),
    ("model: !env X", "model: tag !env is not supported; leave it out"),
    ("? [a]\n: b", "a key must be one word, not a list or mapping"),
    ("latency: 5\nttft: {base: 5}", "latency: is the short form of ttft; give one of them"),
    ("jitter: 5\nttft: {base: 5}", "jitter: is the short form of ttft; give one of them"),
    ("itl: {min: 5}", "itl.min: does nothing without itl.token"),
    ("ttft: {stall: {p: 0.1}}", "ttft.stall.p: does nothing without ttft.stall.dist"),
    (
        "ttft: {stall: {p: 2, dist: 1s}}",
        "ttft.stall.p: 2 is out of range; want 0 to 1",
    ),
    ("chunking: {mode: clock}", "chunking.mode: clock needs chunking.clock"),
    ("chunking: {mode: tokens}", "chunking.mode: tokens needs chunking.tokens_per_chunk"),
    (
        "chunking: {mode: burst, burst: {records: 5}}",
        "chunking.mode: burst needs chunking.burst.gap",
    ),
    (
        "chunking: {clock: 45ms}",
        "chunking.clock: does nothing with chunking.mode token; want chunking.mode clock",
    ),
    (
        "load: {slots: 5}",
        "load.slots: does nothing with load.model none; want load.model slots or step",
    ),
    ("load: {model: step}", "load.model: step needs load.step.base"),
    (
        "load: {model: slots, step: {base: 5}}",
        "load.step.base: does nothing with load.model slots; want load.model step",
    ),
    (
        "load: {model: slots, on_full: 500}",
        "load.on_full: 500 is not known; want 429, 503, wait (nearest is 503)",
    ),
    ("itl: {token: -1}", "itl.token: -1 is out of range; want 0ms to 10m"),
    ("itl: {token: [1]}", "itl.token: a list is not understood; want 0ms to 10m, or {dist: …}"),
    (
        "itl: {token: {dist: unifrm}}",
        'itl.token.dist: "unifrm" is no distribution; nearest is uniform',
    ),
    (
        "itl: {token: {dist: normal, mean: 10, sd: -1}}",
        "itl.token.sd: -1 is out of range; want 0ms to 10m",
    ),
    (
        "itl: {token: {dist: normal, mean: 10, sdd: 1}}",
        "itl.token.sdd: unknown key; nearest is sd",
    ),
    (
        "itl: {token: {dist: uniform, min: 3ms, max: 2ms}}",
        'itl.token.max: "2ms" is out of range; want a number >= min',
    ),
    (
        "itl: {token: {dist: exponential, mean: 5m}}",
        "itl.token: exponential can draw more than 10m; give a smaller max",
    ),
    (
        "itl: {token: {dist: mixture, parts: []}}",
        "itl.token.parts: a list is not understood; "
        "want a list of 1 to 20 distributions, each with a weight w",
    ),
    (
        "itl: {token: {dist: mixture, parts: [{w: .5, dist: constant, value: 1}]}}",
        "itl.token.parts: the weights sum to 0.5; want 1",
    ),
    (
        "itl: {token: {dist: mixture, parts: [5]}}",
        "itl.token.parts[0]: want {w: a weight, dist: …}; the weights sum to 1",
    ),
    (
        "itl: {token: {dist: mixture, parts: [{w: 2, dist: constant, value: -1}]}}",
        "itl.token.parts[0].w: 2 is out of range; want above 0 up to 1",
    ),
    ("tokens: {output: 0}", "tokens.output: 0 is out of range; want 1 to 1000000"),
    (
        "tokens: {output: {dist: percentiles, p50: 20, p90: 10}}",
        "tokens.output.p90: 10 is out of range; want a number >= p50",
    ),
    ("model: &a [*a]", "nested too deep; want at most 40 levels"),
    ("model: " + "[" * 50, "nested too deep; want at most 40 levels"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[row[0][:50] for row in REFUSED])
def test_what_cannot_be_is_refused_with_file_line_and_key(
    folder: Path, text: str, said: str
) -> None:
    assert f"my.yaml:2: {said}" in problems(folder, f"# the first line\n{text}\n")


def test_a_missing_dist_names_the_families(folder: Path) -> None:
    (problem,) = problems(folder, "itl: {token: {mean: 5}}")
    start = "my.yaml:1: itl.token: dist is missing; want one of constant, uniform, "
    assert problem.startswith(start)


def test_a_part_of_a_mixture_is_not_asked_to_be_a_mixture(folder: Path) -> None:
    text = "itl: {token: {dist: mixture, parts: [{w: 1}]}}"

    (problem,) = problems(folder, text)
    assert problem.startswith("my.yaml:1: itl.token.parts[0]: dist is missing; want one of ")
    assert "mixture" not in problem


def test_samples_that_are_missing_or_empty_are_refused(folder: Path) -> None:
    text = "itl: {token: {dist: empirical, file: gone.txt}}"
    assert problems(folder, text) == ['my.yaml:1: itl.token.file: "gone.txt" is no file in .']
    (folder / "gone.txt").write_text("")
    (problem,) = problems(folder, text)
    assert problem.startswith("my.yaml:1: itl.token.file: ")
    assert problem.endswith("holds no samples; want at least one number")


def test_a_key_given_twice_is_refused(folder: Path) -> None:
    assert problems(folder, "port: 1\nhost: a\nport: 2\n") == [
        "my.yaml:3: port: given twice; first at my.yaml:1",
    ]


def test_all_problems_of_a_file_come_at_once_and_by_line(folder: Path) -> None:
    said = problems(folder, "port: 1\nport: x\nlatency: z\nfoo: 1\nttft: {base: 5}\nseed: a\n")
    assert [int(problem.split(":")[1]) for problem in said] == [2, 3, 3, 4, 6]


def test_a_value_with_a_problem_causes_no_second_one_elsewhere(folder: Path) -> None:
    said = problems(folder, "load: {model: slts, slots: 5}\nitl: {token: x, min: 1}\n")
    assert [problem.split(": ")[1] for problem in said] == ["load.model", "itl.token"]


FURTHER_RIGHT = "a key stands further right than those beside it, or in a text that has no quotes"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[1, 2]", "my.yaml:1: a list is not a profile; want a mapping of keys"),
        (b"fast", 'my.yaml:1: "fast" is not a profile; want a mapping of keys'),
        (b"a: 1\nb: [1\nc: 2\n", "my.yaml:3: not YAML: did not find expected ',' or ']'"),
        (b"a: 1\n---\nb: 2\n", "my.yaml:2: not YAML: but found another document"),
        (b"a: *gone\n", "my.yaml:1: not YAML: found undefined alias"),
        (b"a:\n\tb: 1\n", "my.yaml:2: not YAML: a tab cannot indent; use spaces"),
        (b"a:\n  b: 1\n\tc: 1\n", "my.yaml:3: not YAML: a tab cannot indent; use spaces"),
        (b"a: @50\n", 'my.yaml:1: not YAML: "@" cannot begin a value; put it in quotes'),
        (b"a: 1\nb: `c`\n", 'my.yaml:2: not YAML: "`" cannot begin a value; put it in quotes'),
        (b"\xc3\xa9: %d\n", 'my.yaml:1: not YAML: "%" cannot begin a value; put it in quotes'),
        (b"a: b: c\n", 'my.yaml:1: not YAML: a value has ": " in it; put it in quotes'),
        (b"a: 1\n  b: 2\n", f"my.yaml:2: not YAML: {FURTHER_RIGHT}"),
        (b"a: 1\nb: \xff\n", "my.yaml:2: not UTF-8"),
        (b"#" * (2**20 + 1), "my.yaml: larger than 1MiB"),
    ],
)
def test_what_is_no_profile_gets_one_clear_line(folder: Path, raw: bytes, said: str) -> None:
    (folder / "my.yaml").write_bytes(raw)
    with pytest.raises(SettingsError) as raised:
        resolve(profile="my.yaml")
    assert raised.value.problems == (said,)


def test_control_characters_are_not_yaml(folder: Path) -> None:
    (problem,) = problems(folder, "a: \x07")
    assert problem.startswith("my.yaml: not YAML: unacceptable character #x0007")


def test_what_is_no_file_gets_one_clear_line(folder: Path) -> None:
    (folder / "dir.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "extends.yaml").write_text("extends: loop.yaml")
    for name, said in [
        ("gone.yaml", "gone.yaml: no such file"),
        ("dir.yaml", "dir.yaml: is a directory; want a file"),
        ("pipe.yaml", "pipe.yaml: is a named pipe, which nobody may ever write to; want a file"),
        ("loop.yaml", "loop.yaml: Too many levels of symbolic links"),
        ("extends.yaml", "extends.yaml:1: extends: loop.yaml: Too many levels of symbolic links"),
        ("nul\0.yaml", "nul\\x00.yaml: embedded null byte"),
    ]:
        with pytest.raises(SettingsError) as raised:
            resolve(profile=name)
        assert raised.value.problems == (said,)


def test_a_profile_can_come_from_another_command() -> None:
    """As a shell hands it over: `-profile <(…)` is a pipe that somebody writes to."""
    reader, writer = os.pipe()
    os.write(writer, b"port: 4321\n")
    os.close(writer)
    try:
        assert resolve(profile=f"/dev/fd/{reader}").port == 4321
    finally:
        os.close(reader)
