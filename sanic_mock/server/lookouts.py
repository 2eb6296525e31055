"""Routes for those who look after a server: does it live, and can it be trusted."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.response import json


async def health(request: Request) -> HTTPResponse:
    """Say that the process lives."""
    return json({"status": "ok"})


async def ready(request: Request) -> HTTPResponse:
    """Say that answers can be had, and whether they leave in time."""
    profile = request.app.ctx.service.settings.profile
    if why := request.app.ctx.watch.recent():
        return json({"status": "degraded", "profile": profile, "why": why})
    return json({"status": "ready", "profile": profile})
