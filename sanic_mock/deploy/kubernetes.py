"""Manifests for `kubectl apply -f -`."""

from __future__ import annotations

from sanic_mock.deploy.manifests import (
    ClusterValues,
    autoscaler,
    config_map,
    deployment,
    service,
    service_monitor,
    valkey,
)
from sanic_mock.deploy.planned import PlannedServer
from sanic_mock.deploy.printing import documents

_HEAD = """\
# made by: sanic-mock deploy kubernetes
# The image is yours to build and push: sanic-mock deploy docker.
# Keys had better not be here: SANIC_MOCK_API_KEYS in a Secret named sanic-mock is read as well.
# The ServiceMonitor, which is the last, wants Prometheus' operator in the cluster.
"""


def manifests(server: PlannedServer) -> str:
    """Return all objects as one text."""
    values = ClusterValues(
        image=server.image,
        arguments=list(server.arguments),
        files=dict(server.files),
        stop_s=server.stop_s,
    )
    return _HEAD + documents(
        [
            config_map(values),
            deployment(values),
            service(),
            autoscaler(values),
            *(valkey() if server.shares_limits else ()),
            service_monitor(),
        ]
    )
