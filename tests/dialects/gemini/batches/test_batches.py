"""Batches, on the wire; tests/clients has the official clients."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, VERTEX, asking, says
from tests.dialects.gemini.discovery import departures
from tests.dialects.gemini.kept import KEY, begun, calling, told, uploaded
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask

Json = dict[str, Any]

METHOD = "batchGenerateContent"
WRONG = {"contents": [{"role": "wrong", "parts": [{"text": "Hi"}]}]}
# As it was recorded, with what each has of its own.
RECORDED = """\
{
  "name": "batches/<36 letters>",
  "metadata": {
    "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
    "model": "models/gemini-2.5-flash",
    "displayName": "mine",
    "createTime": "<9 digits>",
    "updateTime": "<9 digits>",
    "batchStats": {
      "requestCount": "2",
      "pendingRequestCount": "2"
    },
    "state": "BATCH_STATE_PENDING",
    "name": "batches/<36 letters>"
  }
}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing_profile("seed: 7\n") as running:
        yield running


@pytest.fixture(scope="module")
def slow() -> Iterator[Server]:
    """A server whose answers take ten minutes."""
    with sharing_profile("ttft: {base: 10m}\n") as running:
        yield running


def batch(*requests: Json, **further: Any) -> bytes:
    """Return a request for a batch, each of whose requests has its number with it."""
    inlined = [{"request": one, "metadata": {"n": n}} for n, one in enumerate(requests)]
    wanted = {"inputConfig": {"requests": {"requests": inlined}}, "displayName": "mine"}
    return asking({"batch": wanted | further}, method=METHOD)


def got(server: Server, name: str) -> Json:
    """Return a batch as it is just now."""
    return told(server, calling("GET", f"/v1beta/{name}"))


def test_a_batch_is_told_as_it_was_recorded(server: Server) -> None:
    answer = ask(server, batch(says(), says("Hi")))

    body = re.sub(rb"batches/[a-z0-9]{36}", b"batches/<36 letters>", answer.body)
    assert re.sub(rb"[^\"]+\.\d{9}Z", b"<9 digits>", body).decode() == RECORDED


def test_answers_are_those_that_the_requests_would_have_had(server: Server) -> None:
    name = told(server, batch(says("Hi there"), WRONG))["name"]
    done = got(server, name)
    first, second = done["response"]["inlinedResponses"]["inlinedResponses"]
    alone = told(server, asking(says("Hi there")))["usageMetadata"]
    refused = told(server, asking(WRONG))["error"]

    assert first["response"]["usageMetadata"]["promptTokenCount"] == alone["promptTokenCount"]
    assert second["error"] == {"code": 3, "message": refused["message"]}
    assert [one["metadata"] for one in (first, second)] == [{"n": 0}, {"n": 1}]
    metadata = done["metadata"]
    assert done["done"]
    assert metadata["state"] == "BATCH_STATE_SUCCEEDED"
    assert metadata["output"]["inlinedResponses"] == done["response"]["inlinedResponses"]
    assert metadata["batchStats"] == {
        "requestCount": "2",
        "successfulRequestCount": "1",
        "failedRequestCount": "1",
    }
    shown = {key: value for key, value in metadata.items() if key != "@type"}
    kind = {"$ref": "GenerateContentBatch"}
    assert not list(departures(shown, kind, "", is_vertex=False))


def test_a_long_answer_is_one() -> None:
    with sharing_profile("tokens: {output: 70000}\n") as lengthy:
        done = got(lengthy, told(lengthy, batch(says()))["name"])

    (found,) = done["response"]["inlinedResponses"]["inlinedResponses"]
    assert found["response"]["usageMetadata"]["candidatesTokenCount"] == 70_000
    text = found["response"]["candidates"][0]["content"]["parts"][0]["text"]
    assert len(text) > 70_000


def test_a_request_may_name_a_long_content(server: Server) -> None:
    text = "The handbook describes cassette hygiene. " * 12_000
    kept = {"model": f"models/{FLASH}", "contents": [{"parts": [{"text": text}]}]}
    name = told(server, calling("POST", "/v1beta/cachedContents", kept))["name"]
    done = got(server, told(server, batch(says(cachedContent=name)))["name"])

    (found,) = done["response"]["inlinedResponses"]["inlinedResponses"]
    assert found["response"]["usageMetadata"]["cachedContentTokenCount"] > 70_000


def test_only_the_method_of_a_path_is_another_for_each_request(server: Server) -> None:
    model = f"gemini-{METHOD}"
    sent = {"batch": {"inputConfig": {"requests": {"requests": [{"request": says()}]}}}}
    done = got(server, told(server, asking(sent, method=METHOD, model=model))["name"])

    (found,) = done["response"]["inlinedResponses"]["inlinedResponses"]
    assert found["response"]["modelVersion"] == model


def test_a_batch_runs_as_long_as_its_slowest_request(slow: Server) -> None:
    name = told(slow, batch(says(), says("Hi")))["name"]
    running = got(slow, name)

    assert running["metadata"]["state"] == "BATCH_STATE_RUNNING"
    assert running["metadata"]["batchStats"]["pendingRequestCount"] == "2"
    assert "done" not in running


def test_a_batch_that_is_cancelled_has_no_answers(slow: Server) -> None:
    name = told(slow, batch(says(), WRONG))["name"]
    assert ask(slow, calling("POST", f"/v1beta/{name}:cancel")).body == b"{}\n"
    over = got(slow, name)

    assert over["done"]
    assert over["error"]["code"] == 1
    assert over["metadata"]["state"] == "BATCH_STATE_CANCELLED"
    assert over["metadata"]["batchStats"]["pendingRequestCount"] == "1"
    assert "output" not in over["metadata"]


def test_what_is_over_is_not_cancelled(server: Server) -> None:
    name = told(server, batch(says()))["name"]
    ask(server, calling("POST", f"/v1beta/{name}:cancel"))

    assert got(server, name)["metadata"]["state"] == "BATCH_STATE_SUCCEEDED"


def test_requests_may_come_in_a_file_and_their_answers_in_another(server: Server) -> None:
    lines = b"".join(json.dumps({"key": k, "request": says(k)}).encode() + b"\n" for k in "ab")
    file = uploaded(server, lines)
    asked = asking({"batch": {"inputConfig": {"fileName": file["name"]}}}, method=METHOD)
    done = got(server, told(server, asked)["name"])
    results = done["response"]["responsesFile"]
    path = f"/download/v1beta/{results}:download?alt=media"
    found = [
        json.loads(one) for one in ask(server, calling("GET", path, b"", KEY)).body.splitlines()
    ]

    assert done["metadata"]["inputConfig"] == {"fileName": file["name"]}
    assert [one["key"] for one in found] == ["a", "b"]
    assert all(one["response"]["candidates"] for one in found)
    own = calling("GET", f"/download/v1beta/{file['name']}:download?alt=media", b"", KEY)
    assert ask(server, own).status == 400


def test_batches_are_listed_and_deleted() -> None:
    with sharing_profile("seed: 9\n") as server:
        names = [told(server, batch(says()))["name"] for _ in range(3)]
        first = told(server, calling("GET", "/v1beta/batches?pageSize=2"))
        query = f"?pageToken={first['nextPageToken']}"
        rest = told(server, calling("GET", f"/v1beta/batches{query}"))
        gone = ask(server, calling("DELETE", f"/v1beta/{names[0]}"))
        missing = got(server, names[0])["error"]

    found = [one["name"] for one in (*first["operations"], *rest["operations"])]
    assert found == names[::-1]
    assert gone.body == b"{}\n"
    assert missing["status"] == "NOT_FOUND"
    assert missing["message"] == "Requested entity was not found."


REFUSED: dict[str, tuple[bytes, int, str]] = {
    "no requests": (asking({"batch": {}}, method=METHOD), 400, "has no requests"),
    "no file": (
        asking({"batch": {"inputConfig": {"fileName": "files/none"}}}, method=METHOD),
        403,
        "access the File none",
    ),
    "unknown member": (batch(says(), life=3), 400, "Unknown name \"life\" at 'batch'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_batch_is_refused(server: Server, case: str) -> None:
    request, status, message = REFUSED[case]
    error = told(server, request)["error"]

    assert error["code"] == status
    assert message in error["message"]


def test_a_line_that_is_no_object_is_named(server: Server) -> None:
    file = uploaded(server, b'{"request": {}}\n[]\n')
    asked = asking({"batch": {"inputConfig": {"fileName": file["name"]}}}, method=METHOD)

    assert told(server, asked)["error"]["message"].startswith(f"Line 2 of {file['name']}")


def test_answers_that_are_more_than_is_kept_are_refused_before_all_are_made() -> None:
    with sharing_profile("payload: 4MiB\n") as large:
        error = told(large, batch(*[says()] * 5000))["error"]

    assert error["code"] == 413
    assert error["message"].startswith("sanic_mock: the answers of this batch ha")


def test_a_line_is_no_larger_than_a_request(server: Server) -> None:
    path, _ = begun(server)
    half = b"[]," * 130_000
    for command, offset, part in (
        ("upload", 0, b'{"request": {"contents": [' + half),
        ("upload, finalize", 26 + len(half), half + b"[]]}}"),
    ):
        fields = f"X-Goog-Upload-Command: {command}", f"X-Goog-Upload-Offset: {offset}"
        answer = ask(server, calling("POST", path, part, *fields))
    name = json.loads(answer.body)["file"]["name"]
    asked = asking({"batch": {"inputConfig": {"fileName": name}}}, method=METHOD)

    assert told(server, asked)["error"]["message"] == (
        "sanic_mock: the body has more than 400000 arrays, objects and values; it is not read."
    )


def test_vertex_ai_has_no_such_batches(server: Server) -> None:
    request = asking({"batch": {}}, method=METHOD, root=VERTEX, model=FLASH)

    assert ask(server, request).body.startswith(b"<!DOCTYPE html>")
