"""Flag over environment over profile over default, decided by what was set."""

import os
from pathlib import Path

import pytest

from sanic_mock.command_line import parse, read_environ
from sanic_mock.distributions import Constant, Jitter
from sanic_mock.errors import SettingsError
from sanic_mock.profile.cores import quota
from sanic_mock.profile.resolve import resolve
from sanic_mock.settings import Settings, Ttft


def settled(argv: str, **environ: str) -> Settings:
    line, (given, problems) = parse(argv.split()), read_environ(environ)
    assert line.problems + problems == []
    return resolve(line.given, given)


def refused(argv: str, **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        settled(argv, **environ)
    return raised.value.problems


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A profile with a ttft, a port and a seed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slow.yaml").write_text("port: 7000\nseed: 5\nttft: {base: 2s}\n")
    return "slow.yaml"


def test_without_anything_the_originals_defaults_hold() -> None:
    made = settled("")
    assert (made.profile, made.port, made.host, made.workers) == ("default", 8000, "127.0.0.1", 1)
    assert (made.ttft, made.payload, made.payload_bytes) == (None, "small", None)
    assert (made.prompt_tokens, made.api_keys, made.max_body_bytes) == ("counted", (), 50 * 2**20)


def test_defaults_are_those_of_plain_settings() -> None:
    made = settled("")
    assert made == Settings("default", seed=made.seed, origins=made.origins)


@pytest.mark.parametrize(
    ("argv", "environ", "port", "origin"),
    [
        ("", {}, 8000, "default"),
        ("-profile slow.yaml", {}, 7000, "slow.yaml:1"),
        ("-profile slow.yaml", {"PORT": "9000"}, 9000, "environment PORT"),
        ("", {"PORT": "1", "SANIC_MOCK_PORT": "2"}, 2, "environment SANIC_MOCK_PORT"),
        ("-port 8000", {"PORT": "9000"}, 8000, "flag -port"),
        ("-port 8000", {"SANIC_MOCK_PORT": "9000"}, 8000, "flag -port"),
        ("-profile slow.yaml -port 8000", {}, 8000, "flag -port"),
        ("-port 1 --port=2", {}, 2, "flag -port"),
    ],
)
def test_the_port_comes_from_who_set_it_last_in_line(
    slow: str, argv: str, environ: dict[str, str], port: int, origin: str
) -> None:
    made = settled(argv, **environ)
    assert (made.port, dict(made.origins)["port"]) == (port, origin)


def test_the_profile_itself_may_come_from_flag_or_environment(slow: str) -> None:
    assert settled("", SANIC_MOCK_PROFILE="slow.yaml").port == 7000
    assert settled("-profile fast", SANIC_MOCK_PROFILE="slow.yaml").profile == "fast"


def test_every_flag_has_its_variable() -> None:
    made = settled(
        "",
        SANIC_MOCK_LATENCY="50",
        SANIC_MOCK_JITTER="20ms",
        SANIC_MOCK_BIG_PAYLOAD="1",
        SANIC_MOCK_WORKERS="2",
        SANIC_MOCK_SEED="7",
        SANIC_MOCK_MODEL="123",
        SANIC_MOCK_LOCALE="de_DE",
        SANIC_MOCK_HOST="::1",
        SANIC_MOCK_PROMPT_TOKENS="random",
        SANIC_MOCK_API_KEYS="a, b,",
        SANIC_MOCK_MAX_BODY="1MiB",
        SANIC_MOCK_TIME_SCALE="10",
        SANIC_MOCK_TRACE="yes",
    )
    assert made.ttft == Ttft(Jitter(0.05, 0.02))
    assert (made.payload, made.workers, made.seed, made.model) == ("big", 2, 7, "123")
    assert (made.locale, made.host, made.prompt_tokens) == ("de_DE", "::1", "random")
    assert (made.api_keys, made.max_body_bytes, made.time_scale) == (("a", "b"), 2**20, 10.0)
    assert made.trace


@pytest.mark.parametrize(
    ("argv", "environ", "ttft"),
    [
        ("-latency 50 -jitter 20", {}, Ttft(Jitter(0.05, 0.02))),
        ("-latency 100", {}, Ttft(Constant(0.1))),
        ("-latency 1.5s", {}, Ttft(Constant(1.5))),
        ("-jitter 20", {}, Ttft(Jitter(0.0, 0.02))),
        ("-profile realistic-network -jitter 10", {}, Ttft(Jitter(0.05, 0.01))),
        ("-profile realistic-network -latency 10", {}, Ttft(Jitter(0.01, 0.02))),
        ("-profile realistic-network -latency 0 -jitter 0", {}, None),
        ("-profile slow.yaml -latency 10", {}, Ttft(Constant(0.01))),
        ("-profile slow.yaml", {"SANIC_MOCK_LATENCY": "10"}, Ttft(Constant(0.01))),
        ("-profile slow.yaml -jitter 5", {"SANIC_MOCK_LATENCY": "10"}, Ttft(Jitter(0.01, 0.005))),
        ("-profile slow.yaml -latency 0", {}, None),
    ],
)
def test_latency_replaces_the_profiles_ttft_and_jitter_keeps_its_latency(
    slow: str, argv: str, environ: dict[str, str], ttft: Ttft | None
) -> None:
    assert settled(argv, **environ).ttft == ttft


def test_jitter_alone_cannot_be_added_to_a_ttft(slow: str) -> None:
    said = "goes with latency, and slow.yaml:3 gives ttft; give latency as well"
    assert refused("-profile slow.yaml -jitter 5") == (f"-jitter: {said}",)
    assert refused("-profile slow.yaml", SANIC_MOCK_JITTER="5") == (f"SANIC_MOCK_JITTER: {said}",)


def test_a_seed_nobody_gave_is_drawn() -> None:
    drawn = {settled("").seed for _ in range(5)}
    assert len(drawn) > 1
    assert all(0 <= seed < 2**31 for seed in drawn)
    assert dict(settled("").origins)["seed"] == "drawn at start"


def test_a_given_seed_is_kept_even_if_it_is_zero() -> None:
    made = settled("-seed 0")
    assert (made.seed, dict(made.origins)["seed"]) == (0, "flag -seed")


def test_auto_is_a_worker_for_each_core_this_process_may_use() -> None:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert settled("-workers auto").workers == cores


@pytest.mark.parametrize(
    ("argv", "payload", "size"),
    [
        ("-big-payload", "big", 10_240),
        ("-big-payload=false", "small", None),
        ("-payload big", "big", 10_240),
        ("-payload 4096", "4KiB", 4096),
        ("-profile big-payload -big-payload=false", "small", None),
    ],
)
def test_big_payload_is_a_payload(argv: str, payload: str, size: int | None) -> None:
    made = settled(argv)
    assert (made.payload, made.payload_bytes) == (payload, size)


def test_problems_of_file_environment_and_flags_come_in_one_go(slow: str) -> None:
    Path(slow).write_text("port: x\n")
    said = refused("-profile slow.yaml -workers 0", SANIC_MOCK_SEED="-")
    assert [problem.partition(": ")[0] for problem in said] == [
        "slow.yaml:1",
        "SANIC_MOCK_SEED",
        "-workers",
    ]


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        ("max 100000", 1 << 16),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("50000 100000", 1),
        ("", 1 << 16),
        ("x y", 1 << 16),
    ],
)
def test_a_containers_quota_limits_the_workers_that_auto_starts(
    tmp_path: Path, text: str, cores: int
) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(text)

    assert quota(file) == cores


def test_without_a_quota_there_is_no_limit(tmp_path: Path) -> None:
    assert quota(tmp_path / "none") == 1 << 16
