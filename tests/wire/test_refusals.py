"""Every bad request gets OpenAI's own refusal, and harms nobody after it (recorded traffic)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.serving import Response, Server, responses
from tests.talking import ask, receive, serving_quietly
from tests.wire.test_lanes import chat, chunked, post

Row = tuple[bytes, str, str | None, str | None]

HELLO = [{"role": "user", "content": "Hello"}]
NOT_JSON = (
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
    "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
    "valid JSON. If you have trouble figuring out how to fix this, please contact us through our "
    "help center at help.openai.com.)"
)
NO_MODEL = "you must provide a model parameter"
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header "
    "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank "
    "username) if you're accessing the API from your browser and are prompted for a username and "
    "password. You can obtain an API key from https://platform.openai.com/account/api-keys."
)
ROLES = "Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
EITHER = "expected one of a string or array of objects"


@pytest.fixture(scope="module", params=["sanic_mock", "tests.sanic_only"], ids=["fast", "sanic"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server that may write nothing to stderr, whatever is asked of it."""
    with serving_quietly("-max-body", "100000", module=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def keyed() -> Iterator[Server]:
    """A server that lets two keys in."""
    with serving_quietly("-api-keys", "sk-alice,sk-bob") as running:
        yield running


def message(**fields: Any) -> bytes:
    """Return a request with this one message."""
    return json.dumps({"model": "gpt-4o", "messages": [fields]}).encode()


def wrong(path: str, wanted: str, got: str) -> tuple[str, str, str]:
    """Return message, param and code of a value of a wrong type."""
    return f"Invalid type for '{path}': {wanted}, but got {got} instead.", path, "invalid_type"


def beyond(param: str, kind: str, bound: str, got: str) -> tuple[str, str, str]:
    """Return message, param and code of a number out of bounds; `bound` begins with <= or >=."""
    side, code = (
        ("above maximum", "above_max") if bound[0] == "<" else ("below minimum", "below_min")
    )
    text = (
        f"Invalid '{param}': {kind} {side} value. Expected a value {bound}, but got {got} instead."
    )
    return text, param, f"{kind}_{code}_value"


def missing(path: str) -> tuple[str, str, str]:
    """Return message, param and code of what is required and absent."""
    return f"Missing required parameter: '{path}'.", path, "missing_required_parameter"


ROWS: dict[str, Row] = {
    "nothing": (b"", NOT_JSON, None, None),
    "a brace": (b"{", NOT_JSON, None, None),
    "half a request": (chat()[:-1], NOT_JSON, None, None),
    "more than a request": (chat() + b"}", NOT_JSON, None, None),
    "single quotes": (b"{'model':'gpt-4o'}", NOT_JSON, None, None),
    "a trailing comma": (b'{"model":"gpt-4o",}', NOT_JSON, None, None),
    "NaN": (chat()[:-1] + b',"temperature":NaN}', NOT_JSON, None, None),
    "a form": (b"model=gpt-4o&messages=Hello", NOT_JSON, None, None),
    "a string": (b'"Hello"', NOT_JSON, None, None),
    "an array": (b"[]", NOT_JSON, None, None),
    "null": (b"null", NOT_JSON, None, None),
    "half a character": (b'{"model":"gpt-4o\xff","messages":[]}', NOT_JSON, None, None),
    "a control character": (b'{"model":"gpt\n4o","messages":[]}', NOT_JSON, None, None),
    "brackets without end": (b'{"messages":' + b"[" * 50_000, NOT_JSON, None, None),
    "UTF-16": (chat().decode().encode("utf-16"), NOT_JSON, None, None),
    "an empty object": (b"{}", NO_MODEL, None, None),
    "no model": (b'{"messages":[{"role":"user","content":"Hi"}]}', NO_MODEL, None, None),
    "null model": (chat(model=None), NO_MODEL, None, None),
    "empty model": (chat(model=""), NO_MODEL, None, None),
    "number as model": (chat(model=4), *wrong("model", "expected a string", "an integer")),
    "array as model": (chat(model=[]), *wrong("model", "expected a string", "an array")),
    "no messages": (b'{"model":"gpt-4o"}', *missing("messages")),
    "empty messages": (
        chat(messages=[]),
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
        "empty array instead.",
        "messages",
        "empty_array",
    ),
    "null messages": (
        chat(messages=None),
        *wrong("messages", "expected an array of objects", "null"),
    ),
    "string as messages": (
        chat(messages="Hello"),
        *wrong("messages", "expected an array of objects", "a string"),
    ),
    "object as messages": (
        chat(messages={"role": "user"}),
        *wrong("messages", "expected an array of objects", "an object"),
    ),
    "string as message": (
        chat(messages=[*HELLO, "Hello"]),
        *wrong("messages[1]", "expected an object", "a string"),
    ),
    "null as message": (
        chat(messages=[None]),
        *wrong("messages[0]", "expected an object", "null"),
    ),
    "no role": (message(content="Hello"), *missing("messages[0].role")),
    "no role in the third": (chat(messages=[*HELLO, *HELLO, {}]), *missing("messages[2].role")),
    "unknown role": (
        message(role="x", content="Hello"),
        f"Invalid value: 'x'. {ROLES}",
        "messages[0].role",
        "invalid_value",
    ),
    "number as role": (
        message(role=1),
        *wrong("messages[0].role", "expected a string", "an integer"),
    ),
    "null role": (message(role=None), *wrong("messages[0].role", "expected a string", "null")),
    "object as content": (
        message(role="user", content={}),
        *wrong("messages[0].content", EITHER, "an object"),
    ),
    "number as content": (
        message(role="user", content=7),
        *wrong("messages[0].content", EITHER, "an integer"),
    ),
    "boolean as content": (
        message(role="user", content=True),
        *wrong("messages[0].content", EITHER, "a boolean"),
    ),
    "string in content": (
        message(role="user", content=[{"type": "text", "text": "Hi"}, "Hi"]),
        *wrong("messages[0].content[1]", "expected an object", "a string"),
    ),
    "content part without type": (
        message(role="user", content=[{"text": "Hi"}]),
        *missing("messages[0].content[0].type"),
    ),
    "number as text": (
        message(role="user", content=[{"type": "text", "text": 1.5}]),
        *wrong("messages[0].content[0].text", "expected a string", "a decimal number"),
    ),
    "number as name": (
        message(role="user", content="", name=1),
        *wrong("messages[0].name", "expected a string", "an integer"),
    ),
    "string as stream": (chat(stream="yes"), *wrong("stream", "expected a boolean", "a string")),
    "number as stream": (chat(stream=1), *wrong("stream", "expected a boolean", "an integer")),
    "array as stream_options": (
        chat(stream=True, stream_options=[]),
        *wrong("stream_options", "expected an object", "an array"),
    ),
    "string as include_usage": (
        chat(stream=True, stream_options={"include_usage": "yes"}),
        *wrong("stream_options.include_usage", "expected a boolean", "a string"),
    ),
    "string as include_obfuscation": (
        chat(stream=True, stream_options={"include_obfuscation": "no"}),
        *wrong("stream_options.include_obfuscation", "expected a boolean", "a string"),
    ),
    "temperature too high": (
        chat(temperature=99.0),
        *beyond("temperature", "decimal", "<= 2", "99.0"),
    ),
    "temperature too low": (chat(temperature=-1), *beyond("temperature", "decimal", ">= 0", "-1")),
    "string as temperature": (
        chat(temperature="1"),
        *wrong("temperature", "expected a decimal", "a string"),
    ),
    "boolean as temperature": (
        chat(temperature=True),
        *wrong("temperature", "expected a decimal", "a boolean"),
    ),
    "top_p too high": (chat(top_p=1.5), *beyond("top_p", "decimal", "<= 1", "1.5")),
    "top_p too low": (chat(top_p=-0.5), *beyond("top_p", "decimal", ">= 0", "-0.5")),
    "n too low": (chat(n=0), *beyond("n", "integer", ">= 1", "0")),
    "n too high": (chat(n=129), *beyond("n", "integer", "<= 128", "129")),
    "string as n": (chat(n="1"), *wrong("n", "expected an integer", "a string")),
    "decimal as n": (chat(n=1.5), *wrong("n", "expected an integer", "a decimal number")),
    "frequency_penalty too high": (
        chat(frequency_penalty=2.5),
        *beyond("frequency_penalty", "decimal", "<= 2", "2.5"),
    ),
    "presence_penalty too low": (
        chat(presence_penalty=-2.5),
        *beyond("presence_penalty", "decimal", ">= -2", "-2.5"),
    ),
    "max_tokens too low": (chat(max_tokens=0), *beyond("max_tokens", "integer", ">= 1", "0")),
    "max_completion_tokens too low": (
        chat(max_completion_tokens=-3),
        *beyond("max_completion_tokens", "integer", ">= 1", "-3"),
    ),
    "string as max_tokens": (
        chat(max_tokens="many"),
        *wrong("max_tokens", "expected an integer", "a string"),
    ),
    "seed beyond int64": (
        chat(seed=2**63),
        *beyond("seed", "integer", f"<= {2**63 - 1}", f"{2**63}"),
    ),
    "top_logprobs too high": (
        chat(top_logprobs=21),
        *beyond("top_logprobs", "integer", "<= 20", "21"),
    ),
    "number as stop": (
        chat(stop=1),
        *wrong("stop", "expected one of a string or array of strings", "an integer"),
    ),
    "number in stop": (chat(stop=["a", 1]), *wrong("stop[1]", "expected a string", "an integer")),
    "number as user": (chat(user=1), *wrong("user", "expected a string", "an integer")),
    "unknown argument": (
        chat(top_k=1),
        "Unrecognized request argument supplied: top_k",
        None,
        None,
    ),
    "unknown argument with a strange name": (
        chat()[:-1] + ', "a\\"\\n世界": 1}'.encode(),
        'Unrecognized request argument supplied: a"\n世界',
        None,
        None,
    ),
}


def check_refusal(response: Response, status: int) -> dict[str, Any]:
    """Hold what every refusal has, and return what it says."""
    assert response.status == status
    assert response.header("content-type") == "application/json; charset=utf-8"
    assert response.header("x-request-id").startswith("req_")
    body = json.loads(response.body)
    assert list(body) == ["error"]
    assert list(body["error"]) == ["message", "type", "param", "code"]
    error: dict[str, Any] = body["error"]
    return error


def check_healthy(server: Server) -> None:
    """The next request is answered."""
    assert ask(server, post(chat())).status == 200


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_body_is_refused_in_openais_words(server: Server, name: str) -> None:
    body, sentence, param, code = ROWS[name]

    with server.connect() as connection:
        connection.sendall(post(body))
        refusal = check_refusal(responses(receive(connection))[0], 400)
        connection.sendall(post(chat()))
        after = responses(receive(connection))[0]

    assert refusal == {
        "message": sentence,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    assert after.status == 200


@pytest.mark.parametrize("name", ["a brace", "no model", "unknown role", "half a character"])
def test_a_bad_body_is_refused_alike_in_chunks_and_as_a_stream(server: Server, name: str) -> None:
    body, sentence, _, _ = ROWS[name]

    assert check_refusal(ask(server, chunked(body)), 400)["message"] == sentence
    streamed = body.replace(b'"model"', b'"stream":true,"model"')
    assert check_refusal(ask(server, post(streamed)), 400)["message"] == sentence


@pytest.mark.parametrize(
    ("request_line", "status", "sentence", "code"),
    [
        ("POST /v1/foo", 404, "Invalid URL (POST /v1/foo)", None),
        ("GET /", 404, "Invalid URL (GET /)", None),
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


# Whatever is sent

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "model",
        "messages",
        "stream",
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "n",
        "stream_options",
        "stop",
        "seed",
        "user",
        "logprobs",
        "top_logprobs",
        "metadata",
        "tools",
        "tool_choice",
        "response_format",
        "logit_bias",
    ]
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "role": st.sampled_from(["user", "system", "tool", "owner"]) | JSON,
            "content": JSON
            | st.lists(st.fixed_dictionaries({"type": JSON, "text": JSON}), max_size=2),
            "name": JSON,
        },
    ),
    max_size=3,
)
MUTATED = st.builds(
    lambda changes, messages, dropped: {
        key: value
        for key, value in {
            "model": "gpt-4o",
            "messages": HELLO if messages is None else messages,
            **changes,
        }.items()
        if key != dropped
    },
    st.dictionaries(KEYS | st.text(max_size=8), JSON, max_size=3),
    st.none() | MESSAGES,
    st.none() | st.sampled_from(["model", "messages"]),
)

ANYTHING = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def connection() -> Iterator[HTTPConnection]:
    """One connection to one server for all that is tried."""
    with serving_quietly() as running:
        opened = HTTPConnection("127.0.0.1", running.port, timeout=10)
        yield opened
        opened.close()


@ANYTHING
@given(value=JSON | MUTATED)
def test_any_json_is_answered_or_refused(connection: HTTPConnection, value: Any) -> None:
    """Never a 500, and what is JSON is never said not to be."""
    refusal = answered_or_refused(connection, json.dumps(value).encode())

    if refusal is not None and isinstance(value, dict):
        assert refusal["message"] != NOT_JSON


@ANYTHING
@given(
    start=st.integers(0, len(chat())),
    stop=st.integers(0, len(chat())),
    middle=st.binary(max_size=6)
    | st.sampled_from([b"null", b"{}", b"[", b'"', b"1e999", b"\\ud800"]),
)
def test_any_damage_to_a_body_is_answered_or_refused(
    connection: HTTPConnection, start: int, stop: int, middle: bytes
) -> None:
    answered_or_refused(connection, chat()[:start] + middle + chat()[stop:])


@pytest.mark.parametrize(
    "value",
    ["1e999", "-1e999", "1" * 400, "1" * 5000, "1.0", "1e0", '"\\ud800"', '{"\\ud800":1}', "-0"],
)
@pytest.mark.parametrize(
    "key", ["model", "temperature", "n", "max_tokens", "seed", "metadata", "stop", "odd"]
)
def test_odd_numbers_and_letters_are_answered_or_refused(
    connection: HTTPConnection, key: str, value: str
) -> None:
    base = {"model": "gpt-4o", "messages": HELLO}
    base.pop(key, None)
    written = json.dumps(base)[:-1] + f',"{key}":{value}}}'

    answered_or_refused(connection, written.encode())


def answered_or_refused(connection: HTTPConnection, body: bytes) -> dict[str, Any] | None:
    """Post a body; return the refusal, None where there was an answer, and nothing else may be."""
    connection.request("POST", "/v1/chat/completions", body)
    response = connection.getresponse()
    content = response.read()
    if response.status == 200:
        return None
    return check_refusal(Response(response.status, lower(response.getheaders()), content), 400)


def lower(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers with names in lower case."""
    return [(name.lower(), value) for name, value in headers]
