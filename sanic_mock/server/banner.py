"""What the terminal shows when the server is ready."""

from __future__ import annotations

from sanic_mock.settings import Settings
from sanic_mock.units import show_bytes, show_seconds


def banner(settings: Settings, port: int) -> str:
    """Return the start-up block: address, profile, what happens to a request, seed, a curl line."""
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    rows = (
        ("listening", f"{url}/v1" + _everywhere(settings)),
        ("profile", settings.profile),
        ("answers", f"{_timing(settings)}, {_payload(settings)}"),
        ("seed", str(settings.seed)),
        ("workers", str(settings.workers)),
    )
    table = "\n".join(f"  {name:<10} {value}" for name, value in rows)
    return f"sanic-mock is ready\n{table}\n  try        {_curl(url)}"


def _everywhere(settings: Settings) -> str:
    return " (on all interfaces)" if settings.host in ("0.0.0.0", "::") else ""


def _timing(settings: Settings) -> str:
    if settings.ttft is None:
        return "at once"
    return f"first byte after {settings.ttft.base.describe(show_seconds)}"


def _payload(settings: Settings) -> str:
    if settings.payload_bytes is None:
        return "two to four sentences each"
    return f"about {show_bytes(settings.payload_bytes)} each"


def _curl(url: str) -> str:
    return (
        f"curl {url}/v1/chat/completions -H 'Content-Type: application/json' "
        """-d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'"""
    )
