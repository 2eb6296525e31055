"""`sanic-mock requests`: what became of the last requests of a running server, a line each."""

from __future__ import annotations

from collections.abc import Iterable
from time import sleep
from typing import Any, TextIO

from sanic_mock.control.client import ControlClient
from sanic_mock.control.command import place
from sanic_mock.dialects.control.request_view import text_line
from sanic_mock.invocation import OK, Invocation
from sanic_mock.units import time_of_day

EACH_S = 0.5


def show_requests(call: Invocation) -> int:
    """Print the last requests, the oldest first; then each that comes, if that is wanted."""
    client = ControlClient(*place(call))
    page = client.ask("GET", "/requests")
    _print(reversed(page["requests"]), call.out)
    while call.line.own.get("follow"):
        sleep(EACH_S)
        page = client.ask("GET", f"/requests?after={page['cursor']}")
        _print(page["requests"], call.out)
    return OK


def _print(requests: Iterable[dict[str, Any]], out: TextIO) -> None:
    out.writelines(f"{time_of_day(one['time'])} {text_line(one)}\n" for one in requests)
    out.flush()
