"""What the terminal shows when the server is ready."""

from __future__ import annotations

import shlex

from sanic_mock.distributions import Constant, Distribution
from sanic_mock.profile.places import UNIX
from sanic_mock.server import bad_days
from sanic_mock.server.sockets import EVERYWHERE
from sanic_mock.settings import Settings
from sanic_mock.units import show_bytes, show_seconds


def banner(settings: Settings, port: int) -> str:
    """Return the start-up block: address, profile, what happens to a request, seed, a curl line."""
    rows = (
        ("listening", _listening(settings, port)),
        ("profile", settings.profile),
        ("answers", f"{_timing(settings)}; {_payload(settings)}"),
        *bad_days.rows(settings),
        ("seed", str(settings.seed)),
        ("workers", str(settings.workers)),
    )
    table = "\n".join(f"  {name:<10} {value}" for name, value in rows)
    return f"sanic-mock is ready\n{table}\n  try        {_curl(settings, port)}"


def _listening(settings: Settings, port: int) -> str:
    url = f"{_root(settings, port)}/v1"
    if settings.host.startswith(UNIX):
        return f"{settings.host}, as {url}"
    return url + (" (on all interfaces)" if settings.host in EVERYWHERE else "")


def _root(settings: Settings, port: int) -> str:
    """Return the URL of the server, without a path."""
    if settings.host.startswith(UNIX):
        return f"{settings.scheme}://localhost"
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"{settings.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _timing(settings: Settings) -> str:
    if settings.load.step is not None:
        step = show_seconds(settings.load.step.base_s)
        return f"a token at every step of an engine, {step} and more"
    if settings.ttft is None:
        first = "at once"
    elif not settings.latency_s and not settings.jitter_s:
        first = f"first token after {_drawn(settings.ttft.base)}"
    else:
        spread = f" ± {show_seconds(settings.jitter_s)}" if settings.jitter_s else ""
        first = f"after {show_seconds(settings.latency_s)}{spread}"
    if settings.itl is None:
        return first
    return f"{first}, then a token every {_drawn(settings.itl.token)}"


def _drawn(distribution: Distribution) -> str:
    if isinstance(distribution, Constant):
        return show_seconds(distribution.value)
    median = float(f"{distribution.quantile(0.5):.4g}")
    return f"{show_seconds(median)} (median; {distribution.FAMILY})"


def _payload(settings: Settings) -> str:
    if settings.tokens.output is not None:
        median = round(settings.tokens.output.quantile(0.5))
        return f"{median} tokens each" + (
            "" if isinstance(settings.tokens.output, Constant) else " (median)"
        )
    if settings.payload_bytes is None:
        return "two to four sentences each"
    return f"{show_bytes(settings.payload_bytes)} of text each"


def _curl(settings: Settings, port: int) -> str:
    way = "-k " if settings.scheme == "https" else ""
    if settings.host.startswith(UNIX):
        way += f"--unix-socket {shlex.quote(settings.host.removeprefix(UNIX))} "
    return (
        f"curl {way}{_root(settings, port)}/v1/chat/completions "
        "-H 'Content-Type: application/json' "
        """-d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'"""
    )
