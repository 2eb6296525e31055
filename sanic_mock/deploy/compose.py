"""A file for Docker Compose: the image, built where the file is, with nothing to write to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic_mock.deploy.docker import HEALTH
from sanic_mock.deploy.planned import FOLDER, NAME, PORT, STORE, PlannedServer
from sanic_mock.deploy.printing import document
from sanic_mock.deploy.valkey import FORGETFUL, VALKEY_IMAGE

_HEAD = """\
# made by: sanic-mock deploy compose
# beside it: the Dockerfile of `sanic-mock deploy docker`, and the profile's files
"""
_HARD = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


def compose_file(server: PlannedServer) -> str:
    """Return a compose.yaml."""
    services: dict[str, object] = {NAME: _service(server)}
    if server.shares_limits:
        services[STORE] = {
            "image": VALKEY_IMAGE,
            "command": FORGETFUL,
            "restart": "unless-stopped",
            **_HARD,
        }
    return _HEAD + document({"services": services})


def _service(server: PlannedServer) -> Mapping[str, Any]:
    mounts = [f"./{name}:{FOLDER}/{name}:ro" for name in server.files]
    return {
        "build": ".",
        "image": server.image,
        "command": list(server.arguments),
        "ports": [f"{PORT}:{PORT}"],
        **({"volumes": mounts} if mounts else {}),
        **({"depends_on": [STORE]} if server.shares_limits else {}),
        "healthcheck": {"test": ["CMD", *HEALTH], "interval": "10s", "start_period": "10s"},
        "restart": "unless-stopped",
        "stop_grace_period": f"{server.stop_s}s",
        **_HARD,
    }
