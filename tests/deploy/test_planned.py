"""What is deployed is what was asked for, or it is said why that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.deploy.conftest import Deploy

KINDS = ("docker", "compose", "kubernetes")


def arguments(text: str) -> list[str]:
    """Return the arguments of the command in a compose.yaml."""
    found: list[str] = yaml.safe_load(text)["services"]["sanic-mock"]["command"]
    return found


def test_the_flags_are_those_that_were_given_and_one_worker_a_core(deploy: Deploy) -> None:
    text = deploy("compose", "--profile", "realistic-network", "-latency", "5", "-big-payload")
    assert arguments(text) == [
        *("-profile=realistic-network", "-latency=5", "-payload=big", "-workers=auto")
    ]


def test_workers_that_were_asked_for_stay(deploy: Deploy) -> None:
    assert arguments(deploy("compose", "-workers", "3")) == ["-workers=3"]


def test_the_environment_goes_along_and_the_port_stays(deploy: Deploy) -> None:
    environ = {"SANIC_MOCK_JITTER": "2", "PORT": "9000"}
    assert arguments(deploy("compose", environ=environ)) == ["-jitter=2", "-workers=auto"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_profile_of_ones_own_is_there_with_what_it_extends(
    deploy: Deploy, own_profile: Path, kind: str
) -> None:
    text = deploy(kind, "--profile", str(own_profile))
    assert "-profile=/etc/sanic-mock/mine.yaml" in text
    assert "base.yaml" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_profile_that_reads_other_files_is_refused(
    deploy: Deploy, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "rules.yaml").write_text("- {text: Hi}\n")
    mine = tmp_path / "mine.yaml"
    mine.write_text("latency: 1ms\nanswers: rules.yaml\n")
    with pytest.raises(ValueError, match=r"does not stand alone[^\0]*mine\.yaml:2: .*rules\.yaml"):
        deploy(kind, "--profile", str(mine))


def test_what_is_wrong_with_a_profile_is_told_with_its_line(deploy: Deploy, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("latency: soon\n")
    with pytest.raises(ValueError, match=r"mine\.yaml:1: latency: "):
        deploy("docker", "--profile", str(mine))


def test_limits_on_a_containers_own_loopback_are_refused(deploy: Deploy, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("limits: {rpm: 60}\nlimits_store: redis\n")
    with pytest.raises(ValueError, match=r"limits_url redis://127\.0\.0\.1.*redis://valkey:6379"):
        deploy("kubernetes", "--profile", str(mine))


@pytest.mark.parametrize(
    "flag", ["-port=1", "-host=::", "-tls=self-signed", "-answers=none", "-port-file=x"]
)
def test_a_flag_that_says_where_a_server_is_does_nothing(deploy: Deploy, flag: str) -> None:
    with pytest.raises(ValueError, match="does nothing with sanic-mock deploy docker"):
        deploy("docker", flag)


def test_a_stop_may_take_longer_than_its_answers(deploy: Deploy, own_profile: Path) -> None:
    text = deploy("compose", "--profile", str(own_profile))
    assert yaml.safe_load(text)["services"]["sanic-mock"]["stop_grace_period"] == "45s"


def test_a_word_that_is_nearly_a_command_is_told_which(deploy: Deploy) -> None:
    with pytest.raises(ValueError, match="nearest is deploy kubernetes"):
        deploy("kubernetis")
