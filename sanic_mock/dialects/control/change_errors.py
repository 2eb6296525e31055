"""What is answered where a change was refused, or is not everywhere yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.controls import Controls, MakeRunning, Present
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.own_fields import TENANT
from sanic_mock.errors import Problem, SettingsError

MOST_BYTES = 4 * 2**20
_PLACE = re.compile(r"(?P<file>[^\n]*?):(?P<line>\d+): (?:(?P<key>[\w.\[\]@*/<-]+): )?(?P<why>.*)")

Answer = Callable[[Controls, Call], Whole]


def controlled(operate: Answer) -> Callable[[State, Call], Whole]:
    """Return an operation on a running server, which answers what is wrong with 400."""

    def answer_call(state: State, call: Call) -> Whole:
        controls, tenant = state.controls, call.head.field(TENANT)
        if controls is not None and tenant is not None:
            controls = controls.tenant(tenant)
        if controls is None:
            raise Problem(503, "This server cannot be changed.", kind="server_error")
        if len(call.body) > MOST_BYTES:
            raise Problem(413, f"{len(call.body)} bytes are more than {MOST_BYTES}.")
        try:
            return operate(controls, call)
        except SettingsError as error:
            return refused(error.problems)

    return answer_call


def changed(controls: Controls, make: MakeRunning, show: Callable[[Present], Any]) -> Whole:
    """Change a server; answer what it is then, or who does not follow in time."""
    return followed(controls.change(make), show)


def followed(present: Present, show: Callable[[Present], Any]) -> Whole:
    """Answer what a server has become, or who does not follow yet."""
    if not present.behind:
        return answer(show(present))
    names = ", ".join(present.behind)
    message = f"Not all follow yet: {names}. They will as soon as they go on; nothing is undone."
    error = {"message": message, "type": "server_error", "code": "not_followed"}
    return answer({"error": {**error, "behind": list(present.behind)}}, 504)


def refused(problems: tuple[str, ...]) -> Whole:
    """Answer with all that is wrong, and where."""
    error = {
        "message": "; ".join(problems),
        "type": "invalid_request_error",
        "code": "invalid_profile",
        "problems": [_problem(one) for one in problems],
    }
    return answer({"error": error}, 400)


def _problem(text: str) -> dict[str, Any]:
    """Return a problem with its place: "control:3: ttft.base: …"."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return {"message": text}
    file, line, key, why = found.group("file", "line", "key", "why")
    return {"file": file, "line": int(line), **({"key": key} if key else {}), "message": why}
