"""What Kubernetes runs, as plain values; a chart has the same with places in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sanic_mock.deploy.docker import USER
from sanic_mock.deploy.planned import FOLDER, NAME, PORT, STORE
from sanic_mock.deploy.valkey import FORGETFUL, VALKEY_IMAGE, VALKEY_PORT

Manifest = Mapping[str, Any]

_HARD = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


@dataclass(frozen=True, slots=True)
class ClusterValues:
    """What differs between clusters; a chart has a place for each.

    Attributes:
        image: the server's.
        arguments: of the command.
        files: of the profile, by name.
        replicas: how many servers, at least.
        most_replicas: and at most.
        cpu: how many cores each has.
        memory: and how much memory.
        stop_s: how long a stop may take.
    """

    image: Any
    arguments: Any
    files: Any
    replicas: Any = 1
    most_replicas: Any = 4
    cpu: Any = "1"
    memory: Any = "512Mi"
    stop_s: Any = 35


def deployment(values: ClusterValues) -> Manifest:
    """Return the servers."""
    pod = {
        "terminationGracePeriodSeconds": values.stop_s,
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(values)],
        "volumes": [{"name": "profile", "configMap": {"name": f"{NAME}-profile"}}],
    }
    return _object(
        "apps/v1",
        "Deployment",
        {
            "selector": {"matchLabels": _labels()},
            "template": {"metadata": {"labels": _labels()}, "spec": pod},
        },
    )


def _container(values: ClusterValues) -> Manifest:
    resources = {"cpu": values.cpu, "memory": values.memory}
    return {
        "name": NAME,
        "image": values.image,
        "args": values.arguments,
        # SANIC_MOCK_ADMIN_TOKEN, SANIC_MOCK_API_KEYS, where there are any
        "envFrom": [{"secretRef": {"name": NAME, "optional": True}}],
        "ports": [{"name": "http", "containerPort": PORT}],
        "startupProbe": _probe("/health", period_s=1, failures=60),
        "livenessProbe": _probe("/health", period_s=10, failures=3),
        "readinessProbe": _probe("/ready", period_s=2, failures=1),
        "resources": {"requests": resources, "limits": resources},
        "securityContext": _HARD,
        "volumeMounts": [{"name": "profile", "mountPath": FOLDER, "readOnly": True}],
    }


def _probe(path: str, period_s: int, failures: int) -> Manifest:
    return {
        "httpGet": {"path": path, "port": "http"},
        "periodSeconds": period_s,
        "timeoutSeconds": 5,
        "failureThreshold": failures,
    }


def config_map(values: ClusterValues) -> Manifest:
    """Return the profile's files."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"{NAME}-profile", "labels": _labels()},
        "data": values.files,
    }


def service() -> Manifest:
    """Return their address."""
    ports = [{"name": "http", "port": PORT, "targetPort": "http"}]
    return _object("v1", "Service", {"selector": _labels(), "ports": ports})


def autoscaler(values: ClusterValues) -> Manifest:
    """Return what makes them more, and fewer."""
    target = {"type": "Utilization", "averageUtilization": 70}
    return _object(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
            "minReplicas": values.replicas,
            "maxReplicas": values.most_replicas,
            "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
        },
    )


def service_monitor() -> Manifest:
    """Return what has Prometheus' operator read their metrics."""
    return _object(
        "monitoring.coreos.com/v1",
        "ServiceMonitor",
        {
            "selector": {"matchLabels": _labels()},
            "endpoints": [{"port": "http", "path": "/metrics", "interval": "15s"}],
        },
    )


def valkey() -> Iterator[Manifest]:
    """Yield what servers share limits by: nothing of it is kept when it ends."""
    name, labels = STORE, {"app.kubernetes.io/name": STORE}
    container = {
        "name": name,
        "image": VALKEY_IMAGE,
        "args": FORGETFUL,
        "ports": [{"name": "redis", "containerPort": VALKEY_PORT}],
        "readinessProbe": {"tcpSocket": {"port": "redis"}, "periodSeconds": 2},
        "resources": {"limits": {"cpu": "1", "memory": "256Mi"}},
        "securityContext": {**_HARD, "runAsNonRoot": True, "runAsUser": 999},
    }
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    yield _object("apps/v1", "Deployment", spec, name, labels)
    ports = [{"name": "redis", "port": VALKEY_PORT, "targetPort": "redis"}]
    yield _object("v1", "Service", {"selector": labels, "ports": ports}, name, labels)


def _labels() -> Mapping[str, str]:
    return {"app.kubernetes.io/name": NAME}


def _object(
    version: str,
    kind: str,
    spec: Mapping[str, Any],
    name: str = NAME,
    labels: Mapping[str, str] | None = None,
) -> Manifest:
    metadata = {"name": name, "labels": labels or _labels()}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}
