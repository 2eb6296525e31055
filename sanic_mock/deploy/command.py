"""The commands `sanic-mock deploy …`: they print, and start nothing."""

from __future__ import annotations

from collections.abc import Callable

from sanic_mock.deploy.compose import compose_file
from sanic_mock.deploy.docker import dockerfile
from sanic_mock.deploy.helm import write_chart
from sanic_mock.deploy.kubernetes import manifests
from sanic_mock.deploy.planned import PlannedServer, planned_server
from sanic_mock.invocation import Invocation

_TEXTS: dict[str, Callable[[PlannedServer], str]] = {
    "docker": dockerfile,
    "compose": compose_file,
    "kubernetes": manifests,
}


def deploy(call: Invocation, what: str) -> int:
    """Print a file, or write a chart; returns the exit code."""
    server = planned_server(call)
    if what == "helm":
        return call.print(write_chart(server, call.words[0]))
    return call.print(iter([_TEXTS[what](server).rstrip("\n")]))
