"""Profiles from files: what they come to, and each refusal with its whole line."""

from pathlib import Path

import pytest

from sanic_mock.distributions import Constant, Jitter, Mixture, Percentiles, Uniform
from sanic_mock.errors import SettingsError
from sanic_mock.profile.find import find, names, shipped_folder
from sanic_mock.profile.resolve import resolve
from sanic_mock.settings import Chunking, Itl, Load, Stall, Step, Ttft
from tests.profile.resolving import problems, resolved

WANT_TIME = "want milliseconds, or a duration such as 250us, 40ms, 1.5s, 2m"


# --- what is shipped, and where it is found ---------------------------------------------------


def test_the_three_first_profiles_ship() -> None:
    assert {"fast", "realistic-network", "big-payload"} <= set(names())


@pytest.mark.parametrize("name", names())
def test_every_shipped_profile_resolves_and_describes_itself(name: str) -> None:
    assert resolve(profile=name).profile == name
    assert "description:" in (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def test_fast_waits_for_nothing() -> None:
    made = resolve(profile="fast")
    assert (made.ttft, made.itl, made.payload, made.payload_bytes) == (None, None, "small", None)


def test_realistic_network_is_uniform_between_30_and_70_ms() -> None:
    made = resolve(profile="realistic-network")
    assert made.ttft == Ttft(Jitter(0.05, 0.02))
    assert (made.payload, made.latency_s, made.jitter_s) == ("small", 0.05, 0.02)


def test_big_payload_has_10_kib_and_no_delay() -> None:
    made = resolve(profile="big-payload")
    assert (made.payload, made.payload_bytes, made.ttft) == ("big", 10_240, None)


def test_an_unknown_name_is_answered_with_the_nearest_and_all() -> None:
    with pytest.raises(SettingsError) as raised:
        find("fats")
    known = ", ".join(names())
    said = f'"fats" is no profile; nearest is fast; known: {known}; or give a path'
    assert raised.value.problems == (said,)


def test_shipped_profiles_are_inside_a_wheel_and_beside_a_checkouts_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "sanic_mock"
    package.mkdir()
    monkeypatch.setattr("sanic_mock.profile.find._PACKAGE", package)
    assert shipped_folder() == tmp_path / "profiles"
    (package / "profiles").mkdir()
    assert shipped_folder() == package / "profiles"


@pytest.mark.parametrize("word", ["fast.yaml", "./fast", "sub/fast", "fast.yml"])
def test_a_separator_or_an_ending_makes_a_path(folder: Path, word: str) -> None:
    assert find(word).path == Path(word)


# --- what a file comes to ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}", "\ufeff"])
def test_an_empty_file_is_all_defaults(folder: Path, text: str) -> None:
    made = resolved(folder, text)
    assert (made.profile, made.port, made.ttft, made.host) == ("my", 8000, None, "127.0.0.1")


def test_simple_keys_are_read(folder: Path) -> None:
    made = resolved(
        folder,
        "payload: 4KiB\nmodel: my-model\nseed: 42\nlocale: ja_JP\nport: 0\nhost: 0.0.0.0\n"
        "workers: 3\nprompt_tokens: fixed\nfixed_prompt_tokens: 7\napi_keys: [a, b]\n"
        "max_body: 1MiB\ntime_scale: 2.5\ntrace: true\nlate_budget: 1ms\n"
        "source: {tool: aiperf, n: 5000, date: 2026-01-01}\n",
    )
    assert (made.payload, made.payload_bytes, made.model, made.seed) == (
        "4KiB",
        4096,
        "my-model",
        42,
    )
    assert (made.locale, made.port, made.host, made.workers) == ("ja_JP", 0, "0.0.0.0", 3)
    assert (made.prompt_tokens, made.fixed_prompt_tokens) == ("fixed", 7)
    assert (made.api_keys, made.max_body_bytes) == (("a", "b"), 2**20)
    assert (made.time_scale, made.trace, made.late_budget_s) == (2.5, True, 0.001)


def test_latency_and_jitter_are_the_short_form_of_ttft(folder: Path) -> None:
    assert resolved(folder, "latency: 75").ttft == Ttft(Constant(0.075))
    assert resolved(folder, "jitter: 20").ttft == Ttft(Jitter(0.0, 0.02))
    assert resolved(folder, "latency: 0\njitter: 0").ttft is None


def test_the_long_form_is_read(folder: Path) -> None:
    made = resolved(
        folder,
        "ttft:\n"
        "  base: {dist: uniform, min: 10, max: 30ms}\n"
        "  per_prompt_token: 10us\n"
        "  per_prompt_token_sq: 0.4ns\n"
        "  per_cached_token: 1us\n"
        "  stall: {p: 0.015, dist: 4s}\n"
        "itl: {token: 10.5, request_cv: .1, min: 1ms}\n"
        "tokens: {output: {dist: percentiles, p50: 129, p90: 424, p99: 601, max: 1000}, "
        "reasoning: 3}\n",
    )
    assert made.ttft is not None
    assert made.ttft.base == Uniform(0.01, 0.03)
    assert made.ttft.per_prompt_token_s == pytest.approx(1e-5)
    assert made.ttft.per_prompt_token_sq_s == pytest.approx(4e-10)
    assert made.ttft.stall == Stall(0.015, Constant(4.0))
    assert made.itl == Itl(Constant(0.0105), 0.1, 0.001)
    assert isinstance(made.tokens.output, Percentiles)
    assert made.tokens.output.quantile(0.5) == pytest.approx(129)
    assert made.tokens.reasoning == Constant(3)


def test_a_long_form_that_adds_nothing_waits_for_nothing(folder: Path) -> None:
    made = resolved(folder, "ttft: {base: 0}\nitl: {token: 0ms}\n")
    assert (made.ttft, made.itl) == (None, None)


def test_a_prompt_may_cost_time_without_a_base(folder: Path) -> None:
    made = resolved(folder, "ttft: {per_prompt_token: 10us}")
    assert made.ttft == Ttft(Constant(0.0), per_prompt_token_s=1e-5)


def test_chunking_is_read(folder: Path) -> None:
    assert resolved(folder, "chunking: {mode: clock, clock: 45ms}").chunking == Chunking(
        "clock", clock_s=0.045
    )
    assert resolved(
        folder,
        "chunking: {mode: burst, tokens_per_chunk: 4, burst: {records: 5, gap: 250}, "
        "obfuscation: false}",
    ).chunking == Chunking(
        "burst",
        tokens_per_chunk=Constant(4),
        burst_records=Constant(5),
        burst_gap=Constant(0.25),
        obfuscation=False,
    )


def test_load_is_read(folder: Path) -> None:
    made = resolved(
        folder,
        "load:\n  model: step\n  slots: 88\n  queue: 0\n  on_full: 503\n  retry_after: 2s\n"
        "  step: {base: 10.5, per_running: 32us, token_budget: 4096}\n"
        "  prefix_cache: {blocks: 26000, block: 64}\n",
    )
    step = Step(0.0105, per_running_s=32e-6, token_budget=4096)
    assert made.load == Load(
        "step", 88, 0, "503", 2.0, step=step, cache_blocks=26_000, cache_block_tokens=64
    )


def test_a_mixture_is_read_part_by_part(folder: Path) -> None:
    made = resolved(
        folder,
        "itl:\n  token:\n    dist: mixture\n    parts:\n"
        "      - {w: 0.9, dist: constant, value: 10}\n"
        "      - {w: 0.1, dist: uniform, min: 1s, max: 2s}\n",
    )
    assert made.itl is not None
    assert made.itl.token == Mixture(((0.9, Constant(0.01)), (0.1, Uniform(1.0, 2.0))))


def test_samples_lie_beside_the_profile_and_are_milliseconds(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "run.txt").write_text("10\n20\n30\n")
    made = resolved(folder, "ttft: {base: {dist: empirical, file: run.txt}}", "sub/my.yaml")
    assert made.ttft is not None
    assert made.ttft.base.quantile(0.5) == pytest.approx(0.02)


def test_samples_may_be_in_seconds(folder: Path) -> None:
    (folder / "run.txt").write_text("1\n2\n3\n")
    made = resolved(folder, "ttft: {base: {dist: empirical, file: run.txt, scale: 1s}}")
    assert made.ttft is not None
    assert made.ttft.base.quantile(0.5) == pytest.approx(2.0)


def test_scalars_are_read_as_editors_read_them(folder: Path) -> None:
    """YAML 1.2: `no` is a word, 010 is ten, an exponent needs no dot."""
    assert resolved(folder, "model: no").model == "no"
    assert resolved(folder, "latency: 010").latency_s == pytest.approx(0.01)
    assert resolved(folder, "latency: 1e2").latency_s == pytest.approx(0.1)


def test_aliases_may_repeat_a_value(folder: Path) -> None:
    made = resolved(
        folder, "ttft: {base: &gap {dist: uniform, min: 1, max: 2}}\nitl: {token: *gap}"
    )
    assert made.itl is not None
    assert made.ttft is not None
    assert made.itl.token == made.ttft.base


# --- extends ----------------------------------------------------------------------------------


def test_a_child_keeps_what_it_does_not_say(folder: Path) -> None:
    made = resolved(folder, "extends: realistic-network\njitter: 10\n")
    assert made.ttft == Ttft(Jitter(0.05, 0.01))
    origins = dict(made.origins)
    assert origins["latency"] == "profiles/realistic-network.yaml:4"
    assert origins["jitter"] == "my.yaml:2"
    assert origins["port"] == "default"


def test_a_child_names_its_parent_by_a_path_beside_it(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "base.yaml").write_text("latency: 9ms")
    made = resolved(folder, "extends: ../base.yaml", "sub/my.yaml")
    assert (made.latency_s, dict(made.origins)["latency"]) == (0.009, "base.yaml:1")


def test_mappings_merge_key_by_key_and_distributions_replace_whole(folder: Path) -> None:
    (folder / "base.yaml").write_text(
        "ttft: {base: {dist: uniform, min: 1, max: 2}, per_prompt_token: 1ms}\n"
    )
    made = resolved(folder, "extends: ./base.yaml\nttft: {base: {dist: constant, value: 7}}")
    assert made.ttft == Ttft(Constant(0.007), per_prompt_token_s=0.001)


def test_a_childs_latency_replaces_its_parents_ttft(folder: Path) -> None:
    (folder / "base.yaml").write_text("ttft: {base: 5s, stall: {p: 0.5, dist: 1s}}\n")
    assert resolved(folder, "extends: base.yaml\nlatency: 3").ttft == Ttft(Constant(0.003))


def test_a_childs_ttft_replaces_its_parents_latency(folder: Path) -> None:
    made = resolved(folder, "extends: realistic-network\nttft: {base: 5}")
    assert (made.ttft, made.latency_s, made.jitter_s) == (Ttft(Constant(0.005)), 0.0, 0.0)


def test_a_childs_jitter_needs_a_latency(folder: Path) -> None:
    (folder / "base.yaml").write_text("model: x\nttft: {base: 5s}\n")
    assert problems(folder, "extends: base.yaml\njitter: 3") == [
        "my.yaml:2: jitter: goes with latency, and base.yaml:2 gives ttft; give latency as well",
    ]


def test_a_child_may_switch_its_parents_load_off(folder: Path) -> None:
    (folder / "base.yaml").write_text("load: {model: slots, slots: 3}\n")
    assert resolved(folder, "extends: base.yaml\nload: {model: none}").load == Load()


def test_a_circle_is_refused(folder: Path) -> None:
    (folder / "a.yaml").write_text("model: a\nextends: b.yaml\n")
    (folder / "b.yaml").write_text("extends: my.yaml\n")
    assert problems(folder, "extends: a.yaml\n") == [
        "b.yaml:1: extends: goes in a circle: my.yaml -> a.yaml -> b.yaml -> my.yaml",
    ]


def test_a_missing_parent_is_told_where_it_is_named(folder: Path) -> None:
    assert problems(folder, "port: 99999\nextends: gone.yaml\n") == [
        "my.yaml:1: port: 99999 is out of range; want 0 to 65535",
        "my.yaml:2: extends: gone.yaml: no such file",
    ]
    known = ", ".join(names())
    assert problems(folder, "extends: fats\n") == [
        f'my.yaml:1: extends: "fats" is no profile; nearest is fast; known: {known}; '
        "or give a path",
    ]


def test_a_parents_problems_are_told_in_the_parents_file(folder: Path) -> None:
    (folder / "base.yaml").write_text("# a\nlatency: x\n")
    assert problems(folder, "extends: base.yaml\nport: -1") == [
        f'base.yaml:2: latency: "x" is not understood; {WANT_TIME}',
        "my.yaml:2: port: -1 is out of range; want 0 to 65535",
    ]
