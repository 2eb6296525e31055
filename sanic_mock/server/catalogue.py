"""Routes that are looked at rather than measured: models, health, readiness."""

from __future__ import annotations

from time import time
from types import SimpleNamespace
from urllib.parse import unquote

from sanic import HTTPResponse, Request, Sanic
from sanic.config import Config
from sanic.response import json

from sanic_mock.dialects.openai import listing
from sanic_mock.server.sanic_lane import whole_response
from sanic_mock.server.service import Service

App = Sanic[Config, SimpleNamespace]
PREFIXES = ("/v1", "", "/openai/v1")


async def models(request: Request) -> HTTPResponse:
    """List the models."""
    service = _let_in(request)
    return whole_response(
        listing.models(service.settings.model, service.digest(request.head), int(time()))
    )


async def model(request: Request, name: str) -> HTTPResponse:
    """Show one model."""
    service = _let_in(request)
    digest = service.digest(request.head)
    return whole_response(listing.model(unquote(name), service.settings.model, digest, int(time())))


async def health(request: Request) -> HTTPResponse:
    """Say that the process lives."""
    return json({"status": "ok"})


async def ready(request: Request) -> HTTPResponse:
    """Say that answers can be had, and whether they leave in time."""
    profile = request.app.ctx.service.settings.profile
    if why := request.app.ctx.watch.recent():
        return json({"status": "degraded", "profile": profile, "why": why})
    return json({"status": "ready", "profile": profile})


def _let_in(request: Request) -> Service:
    service: Service = request.app.ctx.service
    refusal = service.refusal(request.headers.get("authorization"))
    if refusal is not None:
        raise refusal
    return service


def add_routes(app: App) -> None:
    """Put these routes on an app."""
    for prefix in PREFIXES:
        app.add_route(models, f"{prefix}/models", methods=("GET", "HEAD"), name=f"models{prefix}")
        app.add_route(
            model, f"{prefix}/models/<name:path>", methods=("GET", "HEAD"), name=f"model{prefix}"
        )
    app.add_route(health, "/health", methods=("GET", "HEAD"))
    app.add_route(ready, "/ready", methods=("GET", "HEAD"))
