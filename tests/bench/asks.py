"""Requests as clients send them, and answers as they come: bytes, captured and taken apart."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec

from tests.bench.spread import BenchError
from tests.serving import responses

PATH = "/v1/chat/completions"
WAIT_S = 30.0
CURL = (
    "User-Agent: curl/8.5.0",
    "Accept: */*",
    "Content-Type: application/json",
    "Authorization: Bearer sk-abcdef0123456789",
)
_DIGITS = "00000000"
NUMBER = "{number}"  # stands in a header field for the request's own eight digits
_PROMPT = f"Please tell me a story about request number {_DIGITS} and its journey."
_WORDS = "please tell me of gateways, of their queues and of what a retry costs them all "
# What an application asks of a passage, in lines, with words that ask for forms elsewhere.
_PASSAGE = (
    "The city has some 700,000 people or more. A list of its sights:\n- the opera\n- the fortress\n"
    "The number of visitors grows. Each line of the metro is new or will be. "
)
_QUESTION = (
    f"Answer the question based on the context below. {_DIGITS}\n\nContext:\n",
    "\n\nQuestion: How many people live there?\nAnswer:",
)
_CODE = f"Fix this {_DIGITS}:\n```python\ndef f(x):\n    return x or 1\n```\nIt should print lines."

# what the openai package sends is asked of the package itself
_ONE_OPENAI_CALL = """
import sys, openai
client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-abcdef0123456789", max_retries=0)
client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hello"}])
"""
_ONE_OPENAI_ANSWER = json.dumps(
    {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "x"}}
        ],
    }
).encode()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that differs from the next in eight digits, in one place or in several.

    Attributes:
        parts: the bytes between which the digits stand.
    """

    parts: tuple[bytes, ...]

    def numbered(self, number: int) -> bytes:
        """Return one request."""
        return (b"%08d" % number).join(self.parts)


def chat(fields: tuple[str, ...] = CURL, path: str = PATH, **further: object) -> Ask:
    """Return a small chat request with some header fields."""
    messages = [{"role": "user", "content": _PROMPT}]
    return posted(
        path, json.dumps({"model": "gpt-4o-mini", "messages": messages, **further}), fields
    )


def prompt(letters: int) -> list[dict[str, str]]:
    """Return one message of so many letters, the request's own eight digits at its end."""
    text = (_WORDS * (letters // len(_WORDS) + 1))[: letters - len(_DIGITS)]
    return [{"role": "user", "content": text + _DIGITS}]


def question(letters: int) -> list[dict[str, str]]:
    """Return one message that asks something of a passage of so many letters."""
    passage = (_PASSAGE * (letters // len(_PASSAGE) + 1))[:letters]
    return [{"role": "user", "content": passage.join(_QUESTION)}]


def code() -> list[dict[str, str]]:
    """Return one message that asks something of a few lines of code."""
    return [{"role": "user", "content": _CODE}]


def posted(path: str, body: str, fields: tuple[str, ...] = CURL) -> Ask:
    """Return a request with eight digits somewhere in its body, and at each NUMBER of its head."""
    lines = (f"POST {path} HTTP/1.1", "Host: 127.0.0.1", *fields, f"Content-Length: {len(body)}")
    *parts, end = ("\r\n".join(lines) + "\r\n\r\n").split(NUMBER)
    before, _, after = body.rpartition(_DIGITS)
    return Ask(tuple(part.encode() for part in (*parts, end + before, after)))


def openai_fields() -> tuple[str, ...]:
    """Return the header fields that the installed openai package sends, without Host and length."""
    if find_spec("openai") is None:
        raise BenchError("the openai package is not installed; get it with: pip install openai")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(WAIT_S)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        direct = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        client = subprocess.Popen([sys.executable, "-c", _ONE_OPENAI_CALL, url], env=direct)
        try:
            return fields_of(_answer_openai(listener))
        except TimeoutError:
            raise BenchError(f"the openai package sent nothing within {WAIT_S:g} s") from None
        finally:
            client.kill()
            client.wait()


def fields_of(head: bytes) -> tuple[str, ...]:
    """Return a request head's fields but those that depend on where and how much is sent."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    own = ("host:", "content-length:")
    return tuple(line for line in lines if not line.lower().startswith(own))


def _answer_openai(listener: socket.socket) -> bytes:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(WAIT_S)
        head = _until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")[0]
        length = b"Content-Length: %d\r\n" % len(_ONE_OPENAI_ANSWER)
        json_type = b"Content-Type: application/json\r\n"
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + json_type + length + b"\r\n")
        connection.sendall(_ONE_OPENAI_ANSWER)
        return head


def _until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while end not in received:
        more = connection.recv(1 << 16)
        if not more:
            raise BenchError(f"the connection ended after {len(received)} bytes")
        received += more
    return received


def whole_answer(port: int, request: bytes) -> bytes:
    """Return the bytes of one whole answer; BenchError where it is not a 200 with a length."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as connection:
        return exchange(connection, request)


def exchange(connection: socket.socket, request: bytes) -> bytes:
    """Ask, and return the bytes of one whole answer; BenchError where it is no such."""
    connection.sendall(request)
    received = _until(connection, b"\r\n\r\n")
    missing = missing_bytes(received)
    while missing > 0:
        more = connection.recv(missing)
        if not more:
            raise BenchError(f"an answer ended {missing} bytes short")
        received += more
        missing -= len(more)
    return received


def missing_bytes(received: bytes) -> int:
    """Return how much of an answer has not come; its head has."""
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise BenchError(f"the answer is not a 200: {received[:600].decode(errors='replace')}")
    place = head.lower().find(b"content-length:")
    if place < 0:
        raise BenchError("the answer has no Content-Length")
    return int(head[place + 15 :].split(b"\r\n", 1)[0]) - len(body)


def middle_answer(port: int, ask: Ask, tries: int = 101) -> bytes:
    """Return the answer of middle length among `tries` different requests."""
    answers = [whole_answer(port, ask.numbered(number)) for number in range(tries)]
    return sorted(answers, key=len)[tries // 2]


@dataclass(frozen=True, slots=True)
class Captured:
    """One stream as the server sent it, taken apart.

    Attributes:
        head: response head, with the empty line.
        events: content of each server-sent event, with its end.
        lead: events before the first token; they are due with it.
        tokens: events that bear text.
    """

    head: bytes
    events: tuple[bytes, ...]
    lead: int
    tokens: int

    def writes(self) -> list[bytes]:
        """Return what leaves at each token's time, framed; the last ends the response."""
        first, last = self.lead, self.lead + self.tokens - 1
        joined = [b"".join(self.events[: first + 1]), *self.events[first + 1 : last]]
        joined.append(b"".join(self.events[last:]))
        framed = [b"%x\r\n%b\r\n" % (len(one), one) for one in joined]
        return [self.head + framed[0], *framed[1:-1], framed[-1] + b"0\r\n\r\n"]


def capture_stream(port: int, ask: Ask) -> Captured:
    """Return one whole stream."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as connection:
        connection.sendall(ask.numbered(0))
        received = _until(connection, b"\r\n\r\n")
        if not received.startswith(b"HTTP/1.1 200 "):
            raise BenchError(f"a stream is refused: {received[:600].decode(errors='replace')}")
        while not received.endswith(b"\r\n0\r\n\r\n"):
            more = connection.recv(1 << 16)
            if not more:
                raise BenchError(f"a stream ended after {len(received)} bytes")
            received += more
    return take_apart(received)


def take_apart(received: bytes) -> Captured:
    """Return the parts of a stream; BenchError unless its tokens are in a row."""
    head = received.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    body = responses(received)[0].body
    events = tuple(event + b"\n\n" for event in body.split(b"\n\n")[:-1])
    bearing = [place for place, event in enumerate(events) if _bears_text(event)]
    if len(bearing) < 2 or bearing[-1] - bearing[0] + 1 != len(bearing):
        raise BenchError(f"a stream of {len(events)} events bears text in {len(bearing)} of them")
    return Captured(head, events, bearing[0], len(bearing))


def _bears_text(event: bytes) -> bool:
    content = event.removeprefix(b"data: ").strip()
    if not content.startswith(b"{"):
        return False
    choices = json.loads(content).get("choices") or [{}]
    delta = choices[0].get("delta", {})
    return bool(delta.get("content") or delta.get("tool_calls"))
