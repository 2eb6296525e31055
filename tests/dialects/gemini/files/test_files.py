"""Files that are uploaded, on the wire; tests/clients has the official clients."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.dialects.gemini.asking import asking, says
from tests.dialects.gemini.discovery import departures
from tests.dialects.gemini.kept import KEY, START, begun, calling, told, uploaded
from tests.serving import Response, Server
from tests.sharing import sharing_profile
from tests.talking import ask

UPLOAD = "/upload/v1beta/files"
# As it was recorded, with what each has of its own.
RECORDED = """\
{
  "file": {
    "name": "files/<12 letters>",
    "displayName": "sample.txt",
    "mimeType": "text/plain",
    "sizeBytes": "5",
    "createTime": "<6 digits>",
    "updateTime": "<6 digits>",
    "expirationTime": "<9 digits>",
    "sha256Hash": "<88 letters>",
    "uri": "http://localhost/v1beta/files/<12 letters>",
    "state": "ACTIVE",
    "source": "UPLOADED"
  }
}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with sharing_profile("seed: 7\n") as running:
        yield running


def go_on(server: Server, path: str, command: str, offset: int = 0, part: bytes = b"") -> Response:
    """Return the answer to a command of an upload, which brings no key."""
    fields = f"X-Goog-Upload-Command: {command}", f"X-Goog-Upload-Offset: {offset}"
    return ask(server, calling("POST", path, part, *fields))


def names(server: Server, uri: str) -> bytes:
    """Return a request that names a file."""
    file = {"fileData": {"mimeType": "text/plain", "fileUri": uri}}
    return asking({"contents": [{"parts": [{"text": "What is it?"}, file]}]})


def test_a_file_is_told_as_it_was_recorded(server: Server) -> None:
    answer = go_on(server, begun(server)[0], "upload, finalize", 0, b"Hello")

    assert answer.header("x-goog-upload-status") == "final"
    body = re.sub(rb"/[a-z0-9]{12}", b"/<12 letters>", answer.body)
    body = re.sub(rb"[^\"]+\.\d{6}Z", b"<6 digits>", body)
    body = re.sub(rb"[^\"]+\.\d{9}Z", b"<9 digits>", body)
    assert re.sub(rb"\"[\w=]{88}\"", b'"<88 letters>"', body).decode() == RECORDED
    kind = {"$ref": "CreateFileResponse"}
    assert not list(departures(json.loads(answer.body), kind, "", is_vertex=False))


def test_an_upload_begins_with_where_it_goes_on(server: Server) -> None:
    path, answer = begun(server)

    assert (answer.status, answer.body) == (200, b"")
    assert answer.header("x-goog-upload-status") == "active"
    assert answer.header("x-goog-upload-control-url") == f"http://localhost{path}"
    assert path.startswith(f"{UPLOAD}?upload_id=")


def test_an_upload_comes_in_parts_and_can_be_taken_up_again(server: Server) -> None:
    path = begun(server)[0]
    first = go_on(server, path, "upload", 0, b"Hel")
    again = go_on(server, path, "query")
    early = go_on(server, path, "upload", 5, b"lo")
    last = go_on(server, path, "upload, finalize", 3, b"lo")

    assert first.header("x-goog-upload-status") == "active"
    assert again.header("x-goog-upload-size-received") == "3"
    assert early.status == 400
    assert json.loads(last.body)["file"]["sizeBytes"] == "5"
    assert go_on(server, path, "query").status == 404


def test_an_upload_can_be_cancelled(server: Server) -> None:
    path = begun(server)[0]

    assert go_on(server, path, "cancel").header("x-goog-upload-status") == "cancelled"
    assert go_on(server, path, "upload", 0, b"Hello").status == 404


RELATED = (
    b'--b\r\nContent-Type: application/json\r\n\r\n{"file": {"display_name": "a.csv"}}\r\n'
    b"--b\r\nContent-Type: text/csv\r\n\r\na,b\r\n--b--"
)
# As httpx and requests send a form with files.
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="metadata"; filename="metadata"\r\n'
    b'Content-Type: application/json\r\n\r\n{"file": {"displayName": "a.csv"}}\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    b"Content-Type: text/csv\r\n\r\na,b\r\n--b--\r\n"
)
TOGETHER = "X-Goog-Upload-Protocol: multipart", "Content-Type: multipart/related; boundary=b"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", TOGETHER),
        ("?uploadType=multipart", TOGETHER[1:]),
        ("?upload_protocol=multipart", TOGETHER[1:]),
    ],
)
@pytest.mark.parametrize("body", [RELATED, FORM])
def test_a_file_comes_with_what_is_told_of_it(
    server: Server, query: str, fields: tuple[str, ...], body: bytes
) -> None:
    answer = ask(server, calling("POST", UPLOAD + query, body, KEY, *fields))
    file = json.loads(answer.body)["file"]

    assert answer.status == 200
    assert answer.header("x-goog-upload-status") == "final"
    assert (file["displayName"], file["mimeType"], file["sizeBytes"]) == ("a.csv", "text/csv", "3")
    assert ask(server, names(server, file["uri"])).status == 200


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ("X-Goog-Upload-Protocol: raw", "Content-Type: text/csv")),
        ("?uploadType=media", ("Content-Type: text/csv",)),
        ("?uploadType=media", ("X-Goog-Upload-Header-Content-Type: text/csv",)),
    ],
)
def test_a_file_comes_alone(server: Server, query: str, fields: tuple[str, ...]) -> None:
    file = told(server, calling("POST", UPLOAD + query, b"--b\r\na,b", KEY, *fields))["file"]

    assert (file["mimeType"], file["sizeBytes"]) == ("text/csv", "8")
    assert "displayName" not in file


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a,b",
        RELATED.replace(b"--b--", b""),
        RELATED.replace(b"display_name", b"displayNam"),
        RELATED.replace(b'{"file"', b'"file"'),
        RELATED.replace(b"--b--", b"--b\r\n\r\nmore\r\n--b--"),
    ],
)
def test_parts_that_are_no_file_are_refused(server: Server, body: bytes) -> None:
    answer = ask(server, calling("POST", UPLOAD, body, KEY, *TOGETHER))

    assert answer.status == 400
    assert json.loads(answer.body)["error"]["status"] == "INVALID_ARGUMENT"


def test_a_file_of_many_values_is_a_file(server: Server) -> None:
    """It is not read: what would be too much as a request's JSON is none."""
    lines = b'{"a":[' + b"1," * 500_000 + b"1]}\n"
    path = begun(server)[0]

    assert go_on(server, path, "upload, finalize", 0, lines).status == 200
    raw = calling("POST", UPLOAD, lines, KEY, "X-Goog-Upload-Protocol: raw")
    assert ask(server, raw).status == 200
    assert ask(server, calling("POST", UPLOAD, lines, KEY, *START)).status == 400


def test_of_two_uploads_under_one_name_the_first_that_is_done_is_the_file(server: Server) -> None:
    name = "files/of-two"
    first, second = begun(server, name=name)[0], begun(server, name=name)[0]
    assert go_on(server, second, "upload", 0, b"Hello").status == 200
    assert go_on(server, first, "upload, finalize", 0, b"Hi").status == 200

    late = go_on(server, second, "finalize")

    assert late.status == 400
    assert b"already exists" in late.body
    assert told(server, calling("GET", f"/v1beta/{name}", b"", KEY))["sizeBytes"] == "2"


def test_what_is_no_upload_is_refused(server: Server) -> None:
    plain = ask(server, calling("POST", UPLOAD, {"file": {}}, KEY))
    unknown = go_on(server, begun(server)[0], "upload, delete")
    without = ask(server, calling("POST", begun(server)[0], b"Hello"))
    file = uploaded(server)
    taken = ask(server, calling("POST", UPLOAD, {"file": {"name": file["name"]}}, KEY, *START))

    assert b"X-Goog-Upload-Protocol: raw, multipart or resumable" in plain.body
    assert [one.status for one in (plain, unknown, without, taken)] == [400] * 4
    assert b"already exists" in taken.body


@pytest.mark.parametrize(
    "name",
    [
        *("cachedContents/mine", "batches/mine", "mine", "files/", "files/a/b", "files/A"),
        *("files/-a", "files/a-", f"files/{'a' * 41}", "files/a\n"),
    ],
)
def test_no_file_is_called_what_is_no_name_of_one(server: Server, name: str) -> None:
    answer = ask(server, calling("POST", UPLOAD, {"file": {"name": name}}, KEY, *START))

    assert answer.status == 400
    assert b"CreateFileRequest.file.name" in answer.body


def test_the_longest_name_is_one(server: Server) -> None:
    name = f"files/{'a-b0' * 10}"

    assert uploaded(server, name=name)["name"] == name


@pytest.mark.parametrize("offset", ["", "-1", "+1", "one", "9" * 5000])
def test_an_offset_is_a_number_of_bytes(server: Server, offset: str) -> None:
    fields = "X-Goog-Upload-Command: upload", f"X-Goog-Upload-Offset: {offset}"
    answer = ask(server, calling("POST", begun(server)[0], b"Hello", *fields))

    assert (answer.status, b"Invalid upload offset" in answer.body) == (400, True)


def test_files_are_listed_got_and_deleted() -> None:
    with sharing_profile("seed: 9\n") as server:
        found = [uploaded(server, name=f"files/mine-{n}")["name"] for n in range(3)]
        first = told(server, calling("GET", "/v1beta/files?pageSize=2"))
        query = f"?pageToken={first['nextPageToken']}"
        rest = told(server, calling("GET", f"/v1beta/files{query}"))
        one = told(server, calling("GET", "/v1beta/files/mine-1"))
        gone = ask(server, calling("DELETE", "/v1beta/files/mine-1"))
        missing = [
            told(server, calling(method, "/v1beta/files/mine-1"))["error"]
            for method in ("GET", "DELETE")
        ]

    assert [one["name"] for one in (*first["files"], *rest["files"])] == found[::-1]
    assert one["name"] == "files/mine-1"
    assert gone.body == b"{}\n"
    words = "You do not have permission to access the File mine-1 or it may not exist."
    assert [(one["code"], one["message"]) for one in missing] == [(403, words)] * 2


def test_a_request_names_a_file_that_is_there(server: Server) -> None:
    uri = uploaded(server)["uri"]

    assert ask(server, names(server, uri)).status == 200
    assert ask(server, names(server, uri + "0")).status == 403


def test_files_of_googles_own_are_taken_as_they_were_recorded(server: Server) -> None:
    uri = "https://generativelanguage.googleapis.com/v1beta/files/mwp1gi5it47f"

    assert ask(server, names(server, uri)).status == 200


def test_what_lies_in_a_bucket_is_no_file(server: Server) -> None:
    uri = "gs://bucket/files/report"

    assert ask(server, names(server, uri)).status == 200


def test_a_key_is_wanted_to_begin_and_not_to_go_on() -> None:
    with sharing_profile("api_keys: [any]\n") as server:
        assert uploaded(server)["sizeBytes"] == "5"
        assert ask(server, calling("POST", UPLOAD, {"file": {}}, *START)).status == 404
        assert ask(server, calling("GET", "/v1beta/files")).status == 403
        # what lets an upload go on lets nothing else in, nor does what only looks like it
        for query in ("?no_upload_id=1", "?key=&of=upload_id=1"):
            begin = calling("POST", f"{UPLOAD}{query}", {"file": {}}, *START)
            assert ask(server, begin).status in (403, 404)
        for method, path in (("GET", UPLOAD), ("DELETE", f"{UPLOAD}/mine"), ("GET", f"{UPLOAD}/a")):
            assert ask(server, calling(method, f"{path}?upload_id=1")).status == 404
        generate = asking(says(), model="upload/files", query="?upload_id=1")
        assert ask(server, generate).status in (403, 404)


@pytest.mark.parametrize(
    "path",
    ["/v1beta/openai/files", "/v1/projects/p/locations/l/files", "/v1beta/any/batches"],
)
def test_files_and_batches_are_where_developers_have_them(server: Server, path: str) -> None:
    assert ask(server, calling("GET", path, b"", KEY)).status == 404


@pytest.mark.parametrize("root", ["/v1beta", "/v1", "/gemini", "/gemini/v1beta"])
def test_files_are_at_all_roots_of_the_developers_surface(server: Server, root: str) -> None:
    assert ask(server, calling("GET", f"{root}/files", b"", KEY)).status == 200


@pytest.mark.parametrize("path", ["/upload/v1/files", "/upload/files", "/gemini/upload/v1/files"])
def test_an_upload_begins_at_all_roots(server: Server, path: str) -> None:
    answer = ask(server, calling("POST", path, {"file": {}}, KEY, *START))

    assert answer.header("x-goog-upload-status") == "active"
