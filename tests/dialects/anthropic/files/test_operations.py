"""Files by the bytes: what is told of them, pages, what is refused, and messages that name them."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import httpx
import pytest

from tests.dialects.anthropic.asking import FIELDS, NEWER, asked, post
from tests.serving import Server

PATH = "/v1/files"
KEYS = ["type", "id", "size_bytes", "created_at", "filename", "mime_type", "downloadable"]
IMAGE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def upload(
    server: Server,
    content: bytes = b"Ants are small.",
    kind: str = "text/plain",
    fields: dict[str, str] = FIELDS,
    **data: str,
) -> httpx.Response:
    """Upload a file."""
    files = {"file": ("facts.txt", content, kind)}
    return httpx.post(server.url + PATH, files=files, data=data, headers=fields, timeout=30)


def ask(server: Server, path: str, method: str = "GET", **fields: str) -> httpx.Response:
    """Ask for what is kept."""
    return httpx.request(method, server.url + PATH + path, headers=FIELDS | fields, timeout=30)


def test_a_file_is_told_as_recorded_ones(server: Server) -> None:
    file = upload(server).json()

    assert list(file) == KEYS
    assert file["id"].startswith("file_011C")
    assert (file["size_bytes"], file["mime_type"]) == (15, "text/plain")
    assert file["created_at"].endswith("000Z")
    assert ask(server, f"/{file['id']}").json() == file


def test_a_file_is_gone_when_it_is_deleted(server: Server) -> None:
    name = upload(server).json()["id"]

    assert ask(server, f"/{name}", "DELETE").json() == {"id": name, "type": "file_deleted"}
    for method in ("GET", "DELETE"):
        answer = ask(server, f"/{name}", method)
        assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


def test_what_a_client_sent_is_not_given_back(server: Server) -> None:
    name = upload(server).json()["id"]

    error = ask(server, f"/{name}/content").json()["error"]

    assert list(error) == ["details", "type", "message"]
    assert error["details"] == {"error_code": "file_not_downloadable"}


def test_files_are_listed_by_ids_or_by_a_cursor(server: Server) -> None:
    names = [upload(server).json()["id"] for _ in range(3)][::-1]
    older = ask(server, f"?limit=1&after_id={names[0]}").json()
    newer = [ask(server, "?limit=2", **NEWER).json()]
    newer.append(ask(server, f"?limit=1&page={newer[0]['next_page']}", **NEWER).json())
    chosen = ask(server, f"?ids[]={names[2]}", **NEWER).json()

    assert list(older) == ["data", "has_more", "first_id", "last_id"]
    assert older["first_id"] == names[1]
    assert [one["id"] for page in newer for one in page["data"]] == names
    assert [one["id"] for one in chosen["data"]] == [names[2]]


def test_a_file_may_expire(server: Server) -> None:
    file = upload(server, expires_in_seconds="3600").json()

    assert list(file) == [*KEYS, "expires_at"]
    for wrong in ("60", "soon", str(91 * 24 * 3600)):
        assert upload(server, expires_in_seconds=wrong).status_code == 400


def test_what_is_no_upload_is_refused(server: Server) -> None:
    assert post(server, {}, PATH).status_code == 400
    answer = httpx.post(server.url + PATH, files={"other": b"x"}, headers=FIELDS)
    assert answer.json()["error"]["message"] == "file: Field required"
    answer = upload(server, colour="red")
    assert answer.json()["error"]["message"] == "colour: Extra inputs are not permitted"


def test_files_without_a_version_are_not_anthropics(server: Server) -> None:
    assert httpx.get(server.url + PATH).status_code == 404
    assert httpx.get(server.url + "/anthropic" + PATH, headers=FIELDS).status_code == 200


def naming(name: str, kind: str = "document", **more: Any) -> dict[str, Any]:
    """Return a request whose message names a file."""
    block = {"type": kind, "source": {"type": "file", "file_id": name}, **more}
    question = {"type": "text", "text": "What is it?"}
    return asked(messages=[{"role": "user", "content": [block, question]}])


def test_a_message_bills_what_the_file_holds(server: Server) -> None:
    name = upload(server, b"ants " * 300).json()["id"]
    image = upload(server, IMAGE, "image/png").json()["id"]

    text = post(server, naming(name)).json()["usage"]["input_tokens"]
    picture = post(server, naming(image, "image")).json()["usage"]["input_tokens"]
    body = {one: value for one, value in naming(name).items() if one != "max_tokens"}
    counted = post(server, body, "/v1/messages/count_tokens").json()["input_tokens"]

    assert text > 300 > picture
    assert counted == text


def test_a_file_is_cited_by_its_name(server: Server) -> None:
    name = upload(server).json()["id"]

    content = post(server, naming(name, citations={"enabled": True})).json()["content"]
    (citation,) = next(one["citations"] for one in content if "citations" in one)

    assert citation["cited_text"] == "Ants are small."
    assert citation["file_id"] == name


@pytest.mark.parametrize(("mode", "status"), [("strict", 404), ("lenient", 200)])
def test_a_file_that_is_not_there_is_refused(server: Server, mode: str, status: int) -> None:
    assert post(server, naming("file_01x"), x_mock_mode=mode).status_code == status
