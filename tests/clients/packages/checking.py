"""Checks that a script makes with a package: each a function, each told in one line.

Nothing is imported here but what every environment has that a script runs in.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

Check = Callable[[], None] | Callable[[], Coroutine[Any, Any, None]]

ROOT = os.environ.get("MOCK_URL", "")
BASE_URL = ROOT + "/v1"
KEY = "sk-any"
RETRIES = "x-stainless-retry-count"  # how often the client has tried before

CHECKS: dict[str, Check] = {}


def failing_once(status: int) -> dict[str, str]:
    """Return fields whose first request is answered by an error, and all further ones not."""
    wish = f"status;code={status};first=1;per=case"
    return {"x-mock-fault": wish, "x-mock-case": uuid4().hex}


class Failing:
    """A hook of httpx that asks for an error where a request is tried for the first time."""

    def __init__(self) -> None:
        self.failed = 0

    def __call__(self, request: Any) -> None:
        """Look at a request that is about to be sent."""
        if request.headers.get(RETRIES) == "0":
            self.failed += 1
            request.headers["x-mock-error"] = "rate_limit_requests"

    async def later(self, request: Any) -> None:
        """Do the same in an asynchronous client."""
        self(request)


@contextmanager
def raises(kind: type[Exception] | tuple[type[Exception], ...]) -> Iterator[list[Any]]:
    """Expect an error; what was raised is put into the list."""
    caught: list[Any] = []
    try:
        yield caught
    except kind as error:
        caught.append(error)
    assert caught, f"no {kind}"


def run() -> None:
    """Print one line for each check, or for those that the command line names."""
    with asyncio.Runner() as runner:
        for name in sys.argv[1:] or CHECKS:
            told = fault(CHECKS[name], runner)
            print(json.dumps({"check": name, "fault": told}), flush=True)


def fault(one: Check, runner: asyncio.Runner) -> str | None:
    """Return what was wrong with a check, None if nothing was."""
    try:
        begun = one()
        if begun is not None:
            runner.run(begun)
    except Exception:
        return traceback.format_exc(limit=-12)
    return None
