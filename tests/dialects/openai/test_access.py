"""Who is let in, by which URL, method, key and HTTP, in OpenAI's words [verifai-2026]."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.dialects.openai.errors import NO_KEY, check_healthy, check_refusal
from tests.requests import chat, chunked, post
from tests.serving import Server, responses
from tests.sharing import sharing
from tests.talking import ask, receive


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with sharing("-max-body", "100000", module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def keyed() -> Iterator[Server]:
    """A server that lets two keys in."""
    with sharing("-api-keys", "sk-alice,sk-bob") as running:
        yield running


@pytest.mark.parametrize(
    ("request_line", "status", "sentence", "code"),
    [
        ("POST /v1/foo", 404, "Invalid URL (POST /v1/foo)", None),
        ("POST /v1/chat", 404, "Invalid URL (POST /v1/chat)", None),
        ("GET /v1/foo?a=1", 404, "Invalid URL (GET /v1/foo)", None),
        (
            "POST /v1/models",
            405,
            "Not allowed to POST on /v1/models. "
            "(HINT: Perhaps you meant to use a different HTTP method?)",
            "method_not_supported",
        ),
        (
            "PUT /v1/chat/completions",
            405,
            "Not allowed to PUT on /v1/chat/completions. "
            "(HINT: Perhaps you meant to use a different HTTP method?)",
            "method_not_supported",
        ),
    ],
)
def test_a_wrong_url_or_method_is_refused_in_openais_words(
    server: Server, request_line: str, status: int, sentence: str, code: str | None
) -> None:
    request = f"{request_line} HTTP/1.1\r\nHost: mock\r\nContent-Length: 2\r\n\r\n{{}}".encode()

    refusal = check_refusal(ask(server, request), status)

    assert (refusal["message"], refusal["code"]) == (sentence, code)
    assert (refusal["type"], refusal["param"]) == ("invalid_request_error", None)
    check_healthy(server)


def test_a_wrong_method_is_told_the_right_ones(server: Server) -> None:
    response = ask(server, b"PUT /v1/chat/completions HTTP/1.1\r\nHost: m\r\n\r\n")

    assert "POST" in response.header("allow").split(", ")


@pytest.mark.parametrize(
    ("name", "request_bytes", "status"),
    [
        ("body over the limit", post(chat("x" * 100_000)), 413),
        ("announced over the limit", post(b"", length="Content-Length: 100001"), 413),
        ("chunks over the limit", chunked(b"x" * 60_000, b"x" * 60_000), 413),
        ("head over the limit", post(chat(), "X-Large: " + "x" * 20_000), 431),
        ("word as length", post(chat(), length="Content-Length: many"), 400),
        ("negative length", post(chat(), length="Content-Length: -5"), 400),
        ("two lengths", post(chat(), "Content-Length: 3"), 400),
        ("fraction as length", post(chat(), length="Content-Length: 1.5"), 400),
        ("no protocol", b"POST /v1/chat/completions\r\n\r\n", 400),
        ("no request", b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        ("no URL", b"POST x HTTP/1.1\r\nHost: m\r\n\r\n", 400),
        ("a proxy's URL", b"CONNECT mock:443 HTTP/1.1\r\nHost: mock:443\r\n\r\n", 400),
        ("half a URL", b"GET http:// HTTP/1.1\r\nHost: m\r\n\r\n", 400),
        ("zero in the URL", b"GET /\x00 HTTP/1.1\r\nHost: m\r\n\r\n", 400),
        ("non-ASCII in the URL", b"GET /\xff HTTP/1.1\r\nHost: m\r\n\r\n", 400),
        ("bad chunk", post(b"zz\r\n", "Transfer-Encoding: chunked", length=""), 400),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_http_gets_openais_envelope(
    server: Server, name: str, request_bytes: bytes, status: int
) -> None:
    with server.connect() as connection:
        connection.sendall(request_bytes)
        response = responses(receive(connection))[0]

    error = check_refusal(response, status)
    assert error["message"]
    assert error["type"] == "invalid_request_error"
    check_healthy(server)


@pytest.mark.parametrize(
    ("field", "sentence", "code"),
    [
        ("", NO_KEY, None),
        (
            "Authorization: Bearer sk-1234567890abcdef",
            "Incorrect API key provided: sk-12345*******cdef. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
            "invalid_api_key",
        ),
        (
            "Authorization: Bearer short",
            "Incorrect API key provided: short. You can find your API key at "
            "https://platform.openai.com/account/api-keys.",
            "invalid_api_key",
        ),
    ],
)
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_a_key_that_is_not_let_in_is_told_so(
    keyed: Server, field: str, sentence: str, code: str | None, connection: str
) -> None:
    fields = [f"Connection: {connection}", *filter(None, [field])]

    refusal = check_refusal(ask(keyed, post(chat(), *fields)), 401)

    assert (refusal["message"], refusal["code"], refusal["param"]) == (sentence, code, None)
    assert refusal["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "field",
    [
        "Authorization: Bearer sk-alice",
        "authorization: bearer sk-bob",
        "AUTHORIZATION:   Bearer   sk-bob  ",
    ],
)
def test_a_key_is_let_in(keyed: Server, field: str) -> None:
    assert ask(keyed, post(chat(), field)).status == 200
    assert ask(keyed, post(chat(), field, "Connection: close")).status == 200


@pytest.mark.parametrize(
    "field",
    [
        "Authorization: sk-alice",
        "Authorization: Basic sk-alice",
        "Authorization: Bearer sk-alice,x",
    ],
)
def test_another_way_to_name_a_key_is_not_let_in(keyed: Server, field: str) -> None:
    assert ask(keyed, post(chat(), field)).status == 401
    assert ask(keyed, post(chat(), field, "Connection: close")).status == 401


def test_a_bad_key_is_told_before_a_bad_body(keyed: Server) -> None:
    assert ask(keyed, post(b"{")).status == 401


def test_without_keys_any_key_and_none_is_let_in(server: Server) -> None:
    for field in ("X-No: key", "Authorization: Bearer x", "Authorization: nonsense"):
        assert ask(server, post(chat(), field)).status == 200


# Who has no key


LANES = pytest.mark.parametrize("module", ["sanic_mock", "tests.sanic_only"])


@LANES
def test_responses_name_the_scheme_that_they_want(module: str) -> None:
    """The lines and their order are those of answers recorded in 2025 and 2026."""
    with sharing("-api-keys", "sk-alice,sk-bob", module=module) as one:
        body = b'{"model":"gpt-4o","input":"Hello"}'
        found = ask(one, post(body, "Authorization: Bearer invalid-key", path="/v1/responses"))

    assert found.status == 401
    assert [one for one in found.headers if one[0] not in ("date", "content-length")][:7] == [
        ("content-type", "application/json"),
        ("www-authenticate", 'Bearer realm="OpenAI API"'),
        ("access-control-expose-headers", "CF-Ray"),
        ("access-control-expose-headers", "CF-Ray"),
        ("access-control-expose-headers", "X-Request-ID"),
        ("openai-processing-ms", "0"),
        ("openai-version", "2020-10-01"),
    ]
    assert found.body.startswith(
        b'{\n  "error": {\n    "message": "Incorrect API key provided: inv'
    )


def test_moderations_print_it_in_a_layout_of_their_own(keyed: Server) -> None:
    found = ask(keyed, post(b'{"input":"Hello"}', path="/v1/moderations"))

    assert found.status == 401
    assert found.body.startswith(b'{\n  "error": {\n    "message": "You didn')
    assert found.body.endswith(b"}")


@pytest.mark.parametrize("line", ["POST /v1/models", "GET /v1/nowhere", "PATCH /v1/responses"])
@LANES
def test_a_path_that_is_nothing_is_not_told_of(line: str, module: str) -> None:
    with sharing("-api-keys", "sk-alice,sk-bob", module=module) as one:
        request = f"{line} HTTP/1.1\r\nHost: m\r\n%sContent-Length: 2\r\n\r\n{{}}"
        nobody = ask(one, (request % "").encode())
        alice = ask(one, (request % "Authorization: Bearer sk-alice\r\n").encode())

    assert (nobody.status, nobody.body) == (404, b"")
    assert alice.status in (404, 405)
    assert alice.body


# What is beside the endpoints


@pytest.mark.parametrize(
    ("name", "status"), [("ft:gpt-4o-mini:acme:suffix:abc123", 200), ("mine", 200), ("gpt-4o", 403)]
)
def test_a_model_of_ones_own_can_be_deleted(server: Server, name: str, status: int) -> None:
    found = ask(server, f"DELETE /v1/models/{name} HTTP/1.1\r\nHost: m\r\n\r\n".encode())

    assert found.status == status
    if status == 200:
        assert json.loads(found.body) == {"id": name, "object": "model", "deleted": True}


@pytest.mark.parametrize(("body", "status"), [(b'{"data":[]}', 204), (b"no JSON", 400)])
def test_traces_are_taken(server: Server, body: bytes, status: int) -> None:
    found = ask(server, post(body, path="/v1/traces/ingest"))

    assert found.status == status
    assert (found.body == b"") == (status == 204)


@pytest.mark.parametrize(
    ("path", "mode", "methods"),
    [
        ("/v1/responses/resp_0", "strict", "GET, OPTIONS, POST"),
        ("/v1/responses/resp_0", "lenient", "DELETE, GET, HEAD, OPTIONS, POST"),
        ("/v1/chat/completions", "lenient", "GET, HEAD, OPTIONS, POST"),
        ("/v1/nowhere", "lenient", "GET, OPTIONS, POST"),
    ],
)
def test_a_browser_is_told_the_methods_of_a_path(
    server: Server, path: str, mode: str, methods: str
) -> None:
    asked = f"OPTIONS {path} HTTP/1.1\r\nHost: m\r\nx-mock-mode: {mode}\r\n\r\n"

    found = ask(server, asked.encode())

    assert (found.status, found.header("access-control-allow-methods")) == (200, methods)
