"""`sanic-mock requests`: what became of the last requests of a running server, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from time import sleep
from typing import Any
from urllib.parse import urlencode

from sanic_mock.control.client import ControlClient
from sanic_mock.control.command import place
from sanic_mock.dialects.control.request_view import text_line
from sanic_mock.dialects.control.requests import USUAL
from sanic_mock.errors import SettingsError
from sanic_mock.invocation import OK, Invocation
from sanic_mock.ledger.series import Series
from sanic_mock.profile.nearest import suggestion
from sanic_mock.units import time_of_day

EACH_S = 0.5


def show_requests(call: Invocation) -> int:
    """Print the last requests, the oldest first; then each that comes, if that is wanted."""
    client, own = ControlClient(*place(call)), call.line.own
    only = [*_values(own.get("only", ""))]
    page = _page(client, only, ("limit", str(own.get("last", USUAL))))
    _print(call, reversed(page["requests"]))
    while own.get("follow"):
        sleep(EACH_S)
        page = _page(client, only, ("after", page["cursor"]))
        _print(call, page["requests"])
    return OK


def _values(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of NAME=VALUE,…

    Raises:
        SettingsError: requests have nothing of such a name.
    """
    for one in filter(None, text.split(",")):
        name, _, value = one.partition("=")
        if name not in Series._fields:
            raise SettingsError([f"-only: {name}: unknown; {suggestion(name, Series._fields)}"])
        yield name, value


def _page(client: ControlClient, only: Sequence[tuple[str, str]], which: tuple[str, str]) -> Any:
    return client.ask("GET", f"/requests?{urlencode([*only, which])}")


def _print(call: Invocation, requests: Iterable[dict[str, Any]]) -> None:
    line = _json_line if call.line.own.get("json") else _line
    call.out.writelines(f"{line(one)}\n" for one in requests)
    call.out.flush()


def _json_line(request: dict[str, Any]) -> str:
    return json.dumps(request, ensure_ascii=False)


def _line(request: dict[str, Any]) -> str:
    return f"{time_of_day(request['time'])} {text_line(request)}"
