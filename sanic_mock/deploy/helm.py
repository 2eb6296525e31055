"""A Helm chart: the manifests with places in them, and the values that fill those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sanic_mock import __version__
from sanic_mock.deploy.manifests import (
    ClusterValues,
    autoscaler,
    config_map,
    deployment,
    service,
    service_monitor,
    valkey,
)
from sanic_mock.deploy.planned import NAME, PlannedServer
from sanic_mock.deploy.printing import document, documents
from sanic_mock.errors import SettingsError

# What a place looks like before it is one: nothing else of a manifest has such words.
_WORD, _BLOCK, _IMAGE = "chart-value.", "chart-block.", "chart-image"
_PLACE = re.compile(rf"{_WORD}(\w+)")
_BLOCKS = re.compile(rf"^( *)(\S+): {_BLOCK}(\w+)$", re.MULTILINE)


def chart(server: PlannedServer) -> Iterator[tuple[str, str]]:
    """Yield the chart's files: a path and its text."""
    values = ClusterValues(
        image=_IMAGE,
        arguments=f"{_BLOCK}arguments",
        files=f"{_BLOCK}files",
        replicas=f"{_WORD}replicas",
        most_replicas=f"{_WORD}mostReplicas",
        cpu=f"{_WORD}cpu",
        memory=f"{_WORD}memory",
        stop_s=f"{_WORD}stopSeconds",
    )
    yield "Chart.yaml", document(_about())
    yield "values.yaml", document(_values(server))
    yield "templates/config.yaml", _template(document(config_map(values)))
    yield "templates/deployment.yaml", _template(document(deployment(values)))
    yield "templates/service.yaml", document(service())
    yield "templates/autoscaler.yaml", _template(document(autoscaler(values)))
    yield "templates/valkey.yaml", _only_with("valkey", documents(valkey()))
    yield "templates/monitor.yaml", _only_with("serviceMonitor", document(service_monitor()))


def write_chart(server: PlannedServer, folder: str) -> Iterator[str]:
    """Write the chart's files; yield the path of each.

    Raises:
        SettingsError: the folder is there and not empty, or cannot be written.
    """
    root = Path(folder)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise SettingsError([f"{folder} is there, and no empty folder; name another"])
    for name, text in chart(server):
        path = root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise SettingsError([f"{path} cannot be written: {error.strerror}"]) from None
        yield str(path)


def _about() -> Mapping[str, Any]:
    return {
        "apiVersion": "v2",
        "name": NAME,
        "description": "An OpenAI API without the model",
        "type": "application",
        "version": __version__,
        "appVersion": __version__,
    }


def _values(server: PlannedServer) -> Mapping[str, Any]:
    return {
        "image": {"repository": NAME, "tag": __version__},
        "arguments": list(server.arguments),
        "files": dict(server.files),
        "replicas": 1,
        "mostReplicas": 4,
        "cpu": "1",
        "memory": "512Mi",
        "stopSeconds": server.stop_s,
        "valkey": server.shares_limits,
        "serviceMonitor": False,
    }


def _template(text: str) -> str:
    text = _BLOCKS.sub(_block, text)
    text = text.replace(_IMAGE, '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"')
    return _PLACE.sub(r"{{ .Values.\1 | toJson }}", text)


def _block(match: re.Match[str]) -> str:
    indent, key, name = match.groups()
    return f"{indent}{key}:\n{{{{- toYaml .Values.{name} | nindent {len(indent) + 2} }}}}"


def _only_with(switch: str, text: str) -> str:
    return f"{{{{- if .Values.{switch} }}}}\n{text}{{{{- end }}}}\n"
