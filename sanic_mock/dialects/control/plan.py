"""When the answer to a body would come: `GET` or `POST /_mock/plan`; nothing is answered by it."""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call, State
from sanic_mock.dialects.previews import PreviewedRequest
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.errors import Problem
from sanic_mock.profile.nearest import suggestion

CHAT = "/v1/chat/completions"
#: What a query may have, name to doc.
QUERY = {
    "path": f"where the body would be sent; {CHAT} where it is not given",
    "seed": "of the plan, in place of the profile's",
    "attempt": "the how manieth time the body comes, from 1",
}
#: The same of GET, which has no body.
QUERY_OF_GET = {"body": "the body", **QUERY}
_MOST = 10_000
_LARGEST_SEED = 2**63 - 1


def plan(state: State, call: Call) -> Whole:
    """Tell when each part of an answer is due, ms after its request."""
    if state.previews is None:
        raise Problem(503, "This server plans nothing aside.", kind="server_error")
    is_get = call.head.method == "GET"
    for name in call.query:
        if name not in (known := QUERY_OF_GET if is_get else QUERY):
            raise Problem(400, f"{name}: unknown; {suggestion(name, known)}", param=name)
    body = (call.last("body") or "").encode() if is_get else call.body
    path, _, query = (call.last("path") or CHAT).partition("?")
    seed = _whole(call, "seed", 0, _LARGEST_SEED)
    attempt = _whole(call, "attempt", 1, _MOST) or 1
    head = RequestHead("POST", path, query)
    return answer(state.previews.plan(PreviewedRequest(head, body, seed, attempt)))


def _whole(call: Call, name: str, least: int, most: int) -> int | None:
    text = call.last(name)
    if text is None:
        return None
    if not text.isdecimal() or not least <= int(text) <= most:
        message = f"{name}: {text!r} is out of range; want {least} to {most}"
        raise Problem(400, message, param=name)
    return int(text)
