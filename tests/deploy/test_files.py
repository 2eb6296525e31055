"""The files themselves: right to those who read them, as far as they can be had here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanic_mock import __version__
from tests.deploy.conftest import Deploy

HADOLINT = Path(sys.executable).with_name("hadolint")
VALIDATE = Path(sys.executable).with_name("kubernetes-validate")
# What `deploy helm` puts into a template, and nothing else of that language.
VALUE = re.compile(r"\{\{ \.Values\.([\w.]+)( \| toJson)? \}\}")
BLOCK = re.compile(r"\n\{\{- toYaml \.Values\.(\w+) \| nindent \d+ \}\}")
IF = re.compile(r"^\{\{- if \.Values\.(\w+) \}\}\n(.*)\{\{- end \}\}\n$", re.DOTALL)


def objects(text: str) -> dict[str, Any]:
    """Return manifests by kind and name."""
    found = [one for one in yaml.safe_load_all(text) if one]
    return {f"{one['kind']} {one['metadata']['name']}": one for one in found}


def rendered(text: str, values: dict[str, Any]) -> str:
    """Fill a template as Helm does, as far as these have places."""
    if match := IF.match(text):
        text = match[2] if values[match[1]] else ""

    def value(match: re.Match[str]) -> str:
        found: Any = values
        for part in match[1].split("."):
            found = found[part]
        return json.dumps(found) if match[2] else str(found)

    return VALUE.sub(value, BLOCK.sub(lambda match: " " + json.dumps(values[match[1]]), text))


def lint(*argv: str | Path, text: str | None = None) -> str:
    """Return what a linter says, once it is content."""
    done = subprocess.run(
        [*map(str, argv)], input=text, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_dockerfile_is_right_to_its_linter(deploy: Deploy, own_profile: Path) -> None:
    if not HADOLINT.exists():
        pytest.skip("hadolint has no wheel for this machine")
    assert lint(HADOLINT, "-", text=deploy("docker", "--profile", str(own_profile))) == ""


def test_an_image_is_this_version_and_runs_as_nobody(deploy: Deploy, own_profile: Path) -> None:
    text = deploy("docker", "--profile", str(own_profile))
    assert f'"sanic-mock[redis]=={__version__}"' in text
    assert re.search(r"^USER 65532:65532$", text, re.M)
    command = json.loads(re.findall(r"^CMD (.*)$", text, re.M)[-1])
    assert command == ["-profile=/etc/sanic-mock/mine.yaml", "-workers=auto"]
    assert 'COPY ["mine.yaml", "/etc/sanic-mock/"]' in text


def test_a_compose_file_is_right_to_compose(
    deploy: Deploy, own_profile: Path, tmp_path: Path
) -> None:
    compose = shutil.which("docker-compose")
    if compose is None:
        pytest.skip("docker-compose is not installed")
    file = tmp_path / "compose.yaml"
    file.write_text(deploy("compose", "--profile", str(own_profile)))
    assert "valkey" in lint(compose, "-f", file, "config")


def test_all_services_of_a_compose_file_may_do_little(deploy: Deploy, own_profile: Path) -> None:
    services = yaml.safe_load(deploy("compose", "--profile", str(own_profile)))["services"]

    assert services.keys() == {"sanic-mock", "valkey"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_manifests_are_right_to_kubernetes_schema(
    deploy: Deploy, own_profile: Path, tmp_path: Path
) -> None:
    if not VALIDATE.exists():
        pytest.skip("kubernetes-validate is not installed")
    file = tmp_path / "all.yaml"
    file.write_text(deploy("kubernetes", "--profile", str(own_profile)))
    told = lint(VALIDATE, "--strict", file)
    assert told.count("passed for resource") == 6
    # the operator's own kind is in no schema of Kubernetes
    assert [line for line in told.splitlines() if "passed" not in line] == [
        line for line in told.splitlines() if "kind ServiceMonitor" in line
    ]


def test_a_pod_has_nothing_to_write_to_and_its_probes(deploy: Deploy) -> None:
    pod = objects(deploy("kubernetes"))["Deployment sanic-mock"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    paths = {name: container[name]["httpGet"]["path"] for name in container if "Probe" in name}
    assert paths == {
        "startupProbe": "/health",
        "livenessProbe": "/health",
        "readinessProbe": "/ready",
    }


def test_what_selects_pods_selects_these(deploy: Deploy, own_profile: Path) -> None:
    found = objects(deploy("kubernetes", "--profile", str(own_profile)))

    for name in ("sanic-mock", "valkey"):
        deployment = found[f"Deployment {name}"]["spec"]
        labels = deployment["template"]["metadata"]["labels"]
        assert labels == {"app.kubernetes.io/name": name}
        assert deployment["selector"]["matchLabels"] == labels
        assert found[f"Service {name}"]["spec"]["selector"] == labels


def test_a_store_is_deployed_where_limits_are_shared_and_only_there(
    deploy: Deploy, own_profile: Path
) -> None:
    shared = objects(deploy("kubernetes", "--profile", str(own_profile)))
    assert {"Deployment valkey", "Service valkey"} <= shared.keys()
    assert "Deployment valkey" not in objects(deploy("kubernetes"))


def test_a_chart_has_the_same_objects(deploy: Deploy, own_profile: Path, tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    flags = ("--profile", str(own_profile), "-latency", "5")
    deploy("helm", str(chart), *flags)
    values = {**yaml.safe_load((chart / "values.yaml").read_text()), "serviceMonitor": True}
    texts = [rendered(one.read_text(), values) for one in (chart / "templates").iterdir()]
    assert objects("---\n".join(texts)) == objects(deploy("kubernetes", *flags))


def test_a_chart_says_what_it_is(deploy: Deploy, tmp_path: Path) -> None:
    deploy("helm", str(tmp_path / "chart"))

    about = yaml.safe_load((tmp_path / "chart" / "Chart.yaml").read_text())

    # what Helm asks of every chart
    assert (about["apiVersion"], about["name"], about["type"]) == (
        "v2",
        "sanic-mock",
        "application",
    )
    assert about["version"] == about["appVersion"] == __version__


def test_a_chart_is_right_to_helm(deploy: Deploy, own_profile: Path, tmp_path: Path) -> None:
    helm = shutil.which("helm") or shutil.which("helm", path=Path.home() / "go" / "bin")
    if helm is None:
        pytest.skip("helm is not installed")
    chart = tmp_path / "chart"
    deploy("helm", str(chart), "--profile", str(own_profile))
    lint(helm, "lint", "--strict", chart)
    shown = lint(helm, "template", "some", chart, "--set", "serviceMonitor=true")
    assert objects(shown) == objects(deploy("kubernetes", "--profile", str(own_profile)))


def test_a_chart_is_written_over_nothing(deploy: Deploy, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(ValueError, match="is there, and no empty folder"):
        deploy("helm", str(tmp_path))
    with pytest.raises(ValueError, match="is there, and no empty folder"):
        deploy("helm", str(tmp_path / "there"))
    assert (tmp_path / "there").read_text() == "mine"
