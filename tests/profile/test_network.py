"""What a profile may say of its network: presets, rates, jitter, and each refusal with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sanic_mock.distributions import Normal, Uniform
from sanic_mock.profile.presets import PRESETS
from sanic_mock.profile.resolve import Given, resolve
from sanic_mock.settings import Loss, Network, NetworkJitter, Slice
from tests.profile.resolving import problems, resolved


def network(folder: Path, text: str) -> Network | None:
    return resolved(folder, f"network:\n{text}").network


def test_all_keys_together(folder: Path) -> None:
    assert network(
        folder,
        """
  rtt: 95ms
  handshake: 3
  jitter: {dist: normal, mean: 0, sd: 2, correlation: .25}
  down: 50mbps
  up: 10mbps
  burst: 64KiB
  server_down: 1gbps
  server_up: 500000000
  loss: {p: .001, rto: 300ms}
  slice: {bytes: {dist: uniform, min: 1, max: 200}, delay: 2ms, p: 0.5}
  coalesce: 250us
""",
    ) == Network(
        rtt_s=0.095,
        handshake=3,
        jitter=NetworkJitter(Normal(0.0, 0.002), 0.25),
        down_bps=5e7,
        up_bps=1e7,
        burst_bytes=65536,
        server_down_bps=1e9,
        server_up_bps=5e8,
        loss=Loss(0.001, 0.3),
        slice=Slice(Uniform(1, 200), 0.002, 0.5),
        coalesce_s=0.00025,
    )


def test_no_network_is_none(folder: Path) -> None:
    assert resolved(folder, "latency: 5ms").network is None
    assert network(folder, "  rtt: 0\n  loss: {p: 0}") is None


def test_plain_jitter_is_uniform_up_to_it(folder: Path) -> None:
    found = network(folder, "  jitter: 5ms")
    assert found is not None
    assert found.jitter == NetworkJitter(Uniform(0.0, 0.005))


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_sets_what_its_source_says(folder: Path, name: str) -> None:
    found, preset = network(folder, f"  preset: {name}"), PRESETS[name]
    assert found is not None
    assert found.preset == name
    assert found.rtt_s == preset.values()["network.rtt"] > 0
    assert (found.down_bps is None) == (preset.down is None) == (found.up_bps is None)
    assert (found.loss is None) == (not preset.loss)
    assert preset.source


def test_keys_go_before_the_preset_beside_them(folder: Path) -> None:
    found = network(folder, "  preset: edge\n  rtt: 300ms\n  down: 1mbps")
    assert found == Network("edge", 0.3, down_bps=1e6, up_bps=2e5)


def test_a_preset_takes_the_place_of_the_network_that_is_extended(folder: Path) -> None:
    resolved(folder, "network: {preset: edge, burst: 1KiB, loss: {p: .1}}", "base.yaml")
    found = resolved(folder, "extends: base.yaml\nnetwork: {preset: us-eu}")
    assert found.network == Network("us-eu", 0.095)
    found = resolved(folder, "extends: base.yaml\nnetwork: {rtt: 1s}")
    assert found.network == Network(
        "edge", 1.0, down_bps=2.4e5, up_bps=2e5, burst_bytes=1024, loss=Loss(0.1)
    )


def test_values_of_a_preset_say_that_they_are(folder: Path) -> None:
    origins = dict(resolved(folder, "network: {preset: edge, up: 1mbps}").origins)
    assert origins["network.preset"] == "my.yaml:1"
    assert origins["network.down"] == "preset edge"
    assert origins["network.up"] == "my.yaml:1"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  preset: us-eur", f"want none, {', '.join(PRESETS)} (nearest is us-eu)"),
        ("  rtt: -5", "network.rtt: -5 is out of range; want 0ms to 10m"),
        ("  rtt: 5\n  handshake: maybe", '"maybe" is not a handshake; want true, false, or 0 to'),
        ("  handshake: false", "my.yaml:2: network.handshake: does nothing without network.rtt"),
        ("  down: 50MBps", 'my.yaml:2: network.down: "50MBps" is not understood; want bits a'),
        ("  down: 0", "network.down: 0 is out of range; want 1kbps to 1000gbps"),
        ("  down: [1]", "network.down: a list is not a rate; want 1kbps to 1000gbps"),
        ("  burst: 1KiB", "my.yaml:2: network.burst: does nothing without network.down"),
        (
            "  down: 20mbps\n  server_down: 10mbps",
            "my.yaml:2: network.down: does nothing beside network.server_down 10mbps",
        ),
        (
            "  server_up: 10mbps\n  up: 10mbps",
            "my.yaml:3: network.up: does nothing beside network.server_up 10mbps",
        ),
        ("  loss: {rto: 1s}", "network.loss.rto: does nothing without network.loss.p"),
        ("  loss: {p: 0.6}", "network.loss.p: 0.6 is out of range; want 0 to 0.5"),
        ("  slice: {p: 0.5}", "network.slice.p: does nothing without network.slice.bytes"),
        ("  slice: {bytes: 5, delay: 0}", "network.slice.delay: 0 is out of range; want 1ms to"),
        ("  jitter: {correlation: 1}", "network.jitter: dist is missing; want one of constant"),
        (
            "  jitter: {dist: uniform, min: 1, max: 2, correlation: 2}",
            "my.yaml:2: network.jitter.correlation: 2 is out of range; want 0 to 1",
        ),
        ("  jiter: 5", "my.yaml:2: network.jiter: unknown key; nearest is network.jitter"),
    ],
)
def test_each_problem_has_its_line(folder: Path, text: str, line: str) -> None:
    found = problems(folder, f"network:\n{text}")
    assert len(found) == 1
    assert line in found[0]


def test_the_servers_rate_may_be_below_a_presets(folder: Path) -> None:
    found = network(folder, "  preset: wifi\n  server_down: 10mbps")
    assert found is not None
    assert (found.down_bps, found.server_down_bps) == (4e7, 1e7)


@pytest.mark.parametrize("name", ["us-eu", "us-asia", "same-region", "mobile-3g", "edge"])
def test_a_shipped_profile_has_the_numbers_of_the_preset_of_its_name(name: str) -> None:
    shipped = resolve(profile=name)
    asked = resolve({"network.preset": Given(name, "flag -network")})
    assert asked.network is not None
    assert shipped.network == replace(asked.network, preset=None)
    assert shipped.ttft is None


def test_realistic_network_has_a_latency_and_no_network() -> None:
    assert resolve(profile="realistic-network").network is None


def test_no_network_takes_that_of_a_profile_away() -> None:
    assert resolve({"network.preset": Given("none", "flag -network")}, {}, "edge").network is None
