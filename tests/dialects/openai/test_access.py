"""Who is let in, by which URL, method, key and HTTP, in OpenAI's words [verifai-2026]."""

from __future__ import annotations

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
        (
            "GET /v1/models/none",
            404,
            "The model `none` does not exist or you do not have access to it.",
            "model_not_found",
        ),
        (
            "GET /v1/models/a%2Fb%20c",
            404,
            "The model `a/b c` does not exist or you do not have access to it.",
            "model_not_found",
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
            "Incorrect API key provided: *****. You can find your API key at "
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
