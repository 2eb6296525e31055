"""Requests of real clients and what must come back: `cases/`, and the same beside the checkout.

A file holds one case or a list of them; of two with one name, that in the checkout counts. A case
has a `name` and a `request` (method, path, fields, body). In `cases/*.json` it has what `strict`
and `lenient` servers say of it: status, type, param, code and message, which counts up to its first
`…`. In `cases/answers/*.json` it has an `answer`: `calls` (names of the tools that are called),
`items` (types of a response's items), `reason`, `namespace`, `matches` (an expression that the
arguments of each call match, or else the text), `valid` (a JSON schema of the same), `fenced`
(whether the JSON is in a fenced block). A `request` may be `raw_latin1`, bytes that are written on
a connection; its case has the `status` that comes at once, and a field that the head `lacks`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.serving import ROOT, Response

FOLDERS = (ROOT / "tests" / "cases", ROOT.parent / "shared" / "cases")
_CUT = "…"
_STREAMED = ("/completions", "/responses")


@dataclass(frozen=True)
class Case:
    """One request, and what must come back.

    Attributes:
        name: of the case; no two have the same.
        request: method, path, fields and body.
        strict: what a strict server answers; None where the case says it otherwise.
        lenient: what a lenient server answers.
    """

    name: str
    request: Mapping[str, Any]
    strict: Mapping[str, Any] | None = None
    lenient: Mapping[str, Any] | None = None

    @property
    def can_stream(self) -> bool:
        """Whether an answer to it can be streamed."""
        path = self.request["path"].partition("?")[0]
        return isinstance(self.request.get("body"), dict) and path.endswith(_STREAMED)

    def sent(self, *fields: str, stream: bool | None = None) -> bytes:
        """Return the request's bytes; `stream` is put into its body."""
        asked = self.request
        body = b"" if "body" not in asked else _body(asked["body"], stream)
        own = [f"{name}: {value}" for name, value in asked.get("fields", {}).items()]
        head = [f"{asked['method']} {asked['path']} HTTP/1.1", "Host: localhost", *own, *fields]
        head.append(f"Content-Length: {len(body)}")
        return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def cases() -> list[Case]:
    """Return the requests that are refused or forgiven."""
    return [
        Case(one["name"], one["request"], one.get("strict"), one.get("lenient"))
        for one in _read("")
        if "body" in one["request"] or "method" in one["request"]
    ]


def answer_cases() -> list[dict[str, Any]]:
    """Return the requests of which it matters what is answered."""
    return [one for one in _read("answers") if "answer" in one]


def raw_cases() -> list[dict[str, Any]]:
    """Return the bytes that are written on a connection, and what status comes at once."""
    return [one for one in _read("") if "raw_latin1" in one["request"] and "status" in one]


def differences(response: Response, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a response has otherwise than a case wants it."""
    error = _error(response)
    got = {name: error.get(name) for name in wanted} | {"status": response.status}
    return {name: got[name] for name, value in wanted.items() if not _fits(got[name], value)}


def _read(part: str) -> list[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {}
    for file in (file for folder in FOLDERS for file in sorted((folder / part).glob("*.json"))):
        held = json.loads(file.read_text())
        for one in held if isinstance(held, list) else [held]:
            known.setdefault(one["name"], one)
    return list(known.values())


def _body(body: Any, stream: bool | None) -> bytes:
    if isinstance(body, dict) and stream is not None:
        body = {**body, "stream": stream}
    return json.dumps(body).encode()


def _error(response: Response) -> dict[str, Any]:
    if response.status < 400 or not response.body:
        return {}
    error: dict[str, Any] = json.loads(response.body)["error"]
    return error


def _fits(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and _CUT in wanted:
        return isinstance(got, str) and got.startswith(wanted.partition(_CUT)[0])
    return bool(got == wanted)
