"""Beginnings of prompts that are kept, on the wire; tests/clients has the official clients."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialects.gemini.asking import FLASH, VERTEX, WEATHER, asking, says, streaming
from tests.dialects.gemini.discovery import departures
from tests.dialects.gemini.kept import calling, told
from tests.processes import wait_until
from tests.serving import Server
from tests.sharing import sharing_profile
from tests.talking import ask, ask_bytes

Json = dict[str, Any]

DEVELOPERS = "/v1beta/cachedContents"
PROJECT = "/v1beta1/projects/p/locations/l/"
LONG = "The handbook describes cassette hygiene. " * 400
RULES = """
answers:
  - match: {system: {contains: brief}}
    text: It is about hygiene.
"""
# As it was recorded, with the name and the instants that each has of its own.
RECORDED = """\
{
  "name": "cachedContents/<40 letters>",
  "model": "models/gemini-2.5-flash",
  "createTime": "<6 digits>",
  "updateTime": "<6 digits>",
  "expireTime": "<9 digits>",
  "displayName": "",
  "usageMetadata": {
    "totalTokenCount": 2405
  }
}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing_profile("seed: 7\n") as running:
        yield running


def asked(model: str = f"models/{FLASH}", **further: Any) -> Json:
    """Return a request to keep a long text."""
    content = {"contents": [{"role": "user", "parts": [{"text": LONG}]}], "ttl": "300s"}
    return {
        "model": model,
        **content,
        "systemInstruction": {"parts": [{"text": "Be brief"}]},
    } | further


def keep(server: Server, path: str = DEVELOPERS, **further: Any) -> Json:
    """Return a content that is kept from here on."""
    found: Json = told(server, calling("POST", path, asked(**further)))
    return found


def test_a_content_is_told_as_it_was_recorded(server: Server) -> None:
    answer = ask(server, calling("POST", DEVELOPERS, asked()))

    body = re.sub(rb"/[a-z0-9]{40}", b"/<40 letters>", answer.body)
    body = re.sub(rb"[^\"]+\.\d{6}Z", b"<6 digits>", body)
    assert re.sub(rb"[^\"]+\.\d{9}Z", b"<9 digits>", body).decode() == RECORDED
    assert (
        list(departures(json.loads(answer.body), {"$ref": "CachedContent"}, "", is_vertex=False))
        == []
    )


def test_what_names_a_content_bills_it(server: Server) -> None:
    name = keep(server)["name"]
    whole = told(server, asking(says("What is it?", cachedContent=name)))["usageMetadata"]
    last = ask_bytes(server, streaming(says("What is it?", cachedContent=name)))
    alone = told(server, asking(says("What is it?")))["usageMetadata"]

    assert whole["cachedContentTokenCount"] == 2405
    assert whole["cacheTokensDetails"] == [{"modality": "TEXT", "tokenCount": 2405}]
    assert whole["promptTokenCount"] == 2405 + alone["promptTokenCount"]
    assert last.count(b'"cachedContentTokenCount": 2405') > 1


def test_an_empty_name_is_none(server: Server) -> None:
    bare, empty = (told(server, asking(one)) for one in (says(), says(cachedContent="")))

    assert empty["usageMetadata"]["promptTokenCount"] == bare["usageMetadata"]["promptTokenCount"]


def test_vertex_ai_has_its_own(server: Server) -> None:
    model = f"projects/p/locations/l/publishers/google/models/{FLASH}"
    path = f"{PROJECT}cachedContents"
    kept = keep(server, path, model=model)

    assert re.fullmatch(r"projects/p/locations/l/cachedContents/\d{19}", kept["name"])
    assert "displayName" not in kept
    answer = told(server, asking(says(cachedContent=kept["name"]), root=VERTEX))
    assert (
        answer["usageMetadata"]["cachedContentTokenCount"]
        == kept["usageMetadata"]["totalTokenCount"]
    )
    elsewhere = ask(server, calling("GET", f"/v1beta/{kept['name'].partition('/l/')[2]}"))
    assert elsewhere.status == 403


def test_rules_see_what_is_kept() -> None:
    with sharing_profile(RULES) as server:
        name = keep(server, tools=[WEATHER])["name"]
        answer = told(server, asking(says("What is it about?", cachedContent=name)))

    assert answer["candidates"][0]["content"]["parts"] == [{"text": "It is about hygiene."}]


def test_functions_that_are_kept_are_called(server: Server) -> None:
    calls = {"functionCallingConfig": {"mode": "ANY"}}
    name = keep(server, tools=[WEATHER], toolConfig=calls)["name"]
    answer = told(server, asking(says("Paris?", cachedContent=name)))

    assert answer["candidates"][0]["content"]["parts"][0]["functionCall"]["name"] == "get_weather"


def test_a_list_has_the_newest_first_page_by_page() -> None:
    with sharing_profile("seed: 8\n") as server:
        names = [keep(server)["name"] for _ in range(3)]
        first = told(server, calling("GET", f"{DEVELOPERS}?pageSize=2"))
        query = f"?pageSize=2&pageToken={first['nextPageToken']}"
        second = told(server, calling("GET", DEVELOPERS + query))
        for name in names:
            assert ask(server, calling("DELETE", f"/v1beta/{name}")).body == b"{}\n"
        none = ask(server, calling("GET", DEVELOPERS))

    found = [one["name"] for one in (*first["cachedContents"], *second["cachedContents"])]
    assert found == names[::-1]
    assert "nextPageToken" not in second
    assert none.body == b"{}\n"


def test_only_its_time_changes(server: Server) -> None:
    kept = keep(server, displayName="mine")
    path = f"/v1beta/{kept['name']}?updateMask=ttl"
    changed = told(server, calling("PATCH", path, {"ttl": "600.5s"}))
    shown = told(server, calling("GET", f"/v1beta/{kept['name']}"))

    assert changed == shown
    assert changed["expireTime"] > kept["expireTime"]
    assert changed["updateTime"] >= kept["updateTime"]
    moving = ("expireTime", "updateTime")
    assert {n: v for n, v in shown.items() if n not in moving} == {
        n: v for n, v in kept.items() if n not in moving
    }


def test_what_has_expired_is_not_there(server: Server) -> None:
    name = keep(server, ttl="0.001s")["name"]
    requests = (
        calling("GET", f"/v1beta/{name}"),
        calling("DELETE", f"/v1beta/{name}"),
        calling("PATCH", f"/v1beta/{name}", {"ttl": "300s"}),
        asking(says(cachedContent=name)),
    )
    wait_until(lambda: ask(server, requests[0]).status != 200)

    for request in requests:
        error = told(server, request)["error"]
        assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
        assert error["message"] == "CachedContent not found (or permission denied)"


TOO_SMALL = "Cached content is too small. total_token_count=2, min_total_token_count=2048"
DURATION = "Illegal duration format; duration must end with 's'"
REFUSED: dict[str, tuple[bytes, str]] = {
    "too small": (calling("POST", DEVELOPERS, says() | {"model": f"models/{FLASH}"}), TOO_SMALL),
    "no duration": (calling("POST", DEVELOPERS, asked(ttl="300")), DURATION),
    "no instant": (calling("POST", DEVELOPERS, asked(expireTime="soon") | {"ttl": None}), "soon"),
    "past": (
        calling("POST", DEVELOPERS, asked(expireTime="2000-01-01T00:00:00Z") | {"ttl": None}),
        "expire_time must be in the future.",
    ),
    "too long": (calling("POST", DEVELOPERS, asked(ttl="999999999999s")), "before 10000"),
    "too late": (
        calling("POST", DEVELOPERS, asked(expireTime="9999-12-31T23:59:59-00:01") | {"ttl": None}),
        "before 10000",
    ),
    "unknown member": (calling("POST", DEVELOPERS, asked(life=3)), 'Unknown name "life"'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_kept_is_refused(server: Server, case: str) -> None:
    request, message = REFUSED[case]
    error = told(server, request)["error"]

    assert error["code"] == 400
    assert message in error["message"]


def test_a_content_is_for_its_model_and_for_nothing_beside_it(server: Server) -> None:
    name = keep(server)["name"]
    other = asking(says(cachedContent=name), model="gemini-2.0-flash")
    mixed = asking(says(cachedContent=name, systemInstruction={"parts": [{"text": "x"}]}))

    assert told(server, other)["error"]["message"] == (
        "Model used by GenerateContent request (models/gemini-2.0-flash) and CachedContent "
        "(models/gemini-2.5-flash) has to be the same."
    )
    assert told(server, mixed)["error"]["message"].startswith(
        "CachedContent can not be used with GenerateContent request setting system_instruction, "
        "tools or tool_config."
    )
