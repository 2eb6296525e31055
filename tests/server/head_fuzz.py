"""Damaged heads by the thousand: what the fast lane takes them for, and what h11 reads.

`python -m tests.server.head_fuzz 1000000` tries a million; the test beside it far fewer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import h11

from sanic_mock.dialects.own_fields import UNKNOWN
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.server.request_head import HEAD_END, OF_VENDORS, read_head
from sanic_mock.server.route import Route
from sanic_mock.server.routes import LARGE_BODY, Routes
from sanic_mock.settings import Settings
from tests.server.compiled import compiled

KEYS = ("sk-one", "sk-two", "sk-three")
CLIENTS = (
    ("Host: mock", "User-Agent: curl/8.5.0", "Accept: */*", "Authorization: Bearer {key}"),
    (
        "Host: mock",
        "Accept-Encoding: gzip, deflate",
        "Connection: keep-alive",
        "X-Stainless-Lang: python",
        "X-A: {digit}",
        "Authorization: Bearer {key}",
        "X-B:{digit}",
        "traceparent: 00-{hex}-01",
    ),
    (
        "host: mock",
        "x-forwarded-for: {address}",
        "authorization: Bearer {key}",
        "x-request-id: {hex}",
        "x-envoy-upstream-ms: {number}",
        "x-mock-mode: {mode}",
    ),
)
LENGTHS = ("Content-Length: {number}", "content-length:{number}", "Content-Length: 5")
NAMES = (b"Content-Length", b"Transfer-Encoding", b"Expect", b"Upgrade", b"Origin", b"Connection")
BITS = (
    b"",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n ",
    b" ",
    b"\t",
    b":",
    b"\x00",
    b"\x7f",
    b"\xff",
    b"1",
    b"X",
)
LINES = (
    *(name + b": " + value for name in NAMES for value in (b"5", b"chunked", b"keep-alive", b"")),
    b"Authorization: Bearer sk-two",
    b"X-Mock-Mode: lenient",
    b"Content-Length : 5",
    b"X-A: 1",
    b" folded",
    b"no colon",
)


@dataclass(slots=True)
class Tally:
    """What became of the heads.

    Attributes:
        heads: how many there were.
        taken: by the fast lane.
        missed: not taken, though `read_head` can read them.
        wrong: taken for what they are not.
    """

    heads: int = 0
    taken: int = 0
    missed: int = 0
    wrong: list[bytes] = field(default_factory=list)


def heads(seed: int, count: int) -> Iterator[bytes]:
    """Yield heads of a few clients, two thirds of them damaged."""
    chance = Random(seed)
    for _ in range(count):
        head = _whole(chance)
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            head = chance.choice(_DAMAGES)(chance, head)
        yield head + HEAD_END


def tried(seed: int, count: int) -> Tally:
    """Show heads to one worker, which knows more and more of them."""
    settings = Settings("test", api_keys=KEYS)
    routes, tally = Routes(compiled(settings)), Tally()
    for data in heads(seed, count):
        _try(routes, data, tally)
    return tally


def _try(routes: Routes, data: bytes, tally: Tally) -> None:
    tally.heads += 1
    raw = data[: data.index(HEAD_END) + len(HEAD_END)]
    post = read_head(raw)
    route = None if post is None else routes.route(post.head)
    found = routes.find(data + b"body")
    if found is None:
        tally.missed += route is not None and post is not None and post.length <= LARGE_BODY
        return
    tally.taken += 1
    ends = None if post is None else (len(raw), len(raw) + post.length)
    if post is None or (_shown(found[0]), found[1:]) != (_shown(route), ends):
        tally.wrong.append(data)
    elif raw.lower().count(b"\r\nhost:") == 1:  # h11 refuses others; Sanic serves them
        is_right = _read_by_h11(raw) == (post.head, post.length)
        tally.wrong += [] if is_right else [data]


def _shown(route: Route | None) -> object:
    """Return what can be compared: one that was forgotten is made anew."""
    return None if route is None else (route.dialect, str(route.refusal), route.key)


def _read_by_h11(raw: bytes) -> tuple[RequestHead, int] | None:
    """Return what decides of a head, and its length; None where it is more than a plain POST."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(raw)
    try:
        request = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    assert isinstance(request, h11.Request)
    fields = dict(request.headers)
    connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
    connection.send(h11.EndOfMessage())
    if b"transfer-encoding" in fields or connection.our_state is h11.MUST_CLOSE:
        return None
    path, _, query = request.target.decode().partition("?")
    names = OF_VENDORS.by_bytes
    told = {names[name]: fields[name].decode() for name in fields if name in names}
    if unknown := next((one for one in fields if OF_VENDORS.is_unknown(one)), None):
        told[UNKNOWN] = unknown.decode()
    return RequestHead(request.method.decode(), path, query, told), int(fields[b"content-length"])


def _whole(chance: Random) -> bytes:
    """Return the head of one client, without its end."""
    lines = [*chance.choice(CLIENTS), chance.choice(LENGTHS)]
    values = {
        "key": chance.choice((*KEYS, "sk-bad")),
        "digit": str(chance.choice((1, 2, 12))),
        "hex": f"{chance.getrandbits(64):016x}",
        "number": str(chance.choice((7, 10, 97, 1234, chance.randrange(100_000)))),
        "address": ".".join(str(chance.randrange(256)) for _ in range(4)),
        "mode": chance.choice(("strict", "lenient")),
    }
    return "\r\n".join(("POST /v1/chat/completions HTTP/1.1", *lines)).format(**values).encode()


def _edited(chance: Random, head: bytes) -> bytes:
    """Put something else in a few bytes' place."""
    at, removed = chance.randrange(len(head) + 1), chance.randrange(3)
    return head[:at] + chance.choice(BITS) + head[at + removed :]


def _swapped_byte(chance: Random, head: bytes) -> bytes:
    """Change one byte, so that the length stays."""
    at = chance.randrange(len(head))
    byte = chance.choice(b"\r\n\t :0aZ\x00\xff")
    return b"%b%c%b" % (head[:at], byte, head[at + 1 :])


def _shifted_end(chance: Random, head: bytes) -> bytes:
    """Move a line's end by one letter, so that one value begins as another one ends."""
    at = head.find(b"\r\n", chance.randrange(len(head))) + 1
    if at < 1 or at + 2 >= len(head):
        return head
    return head[: at - 2] + b"\r\n" + head[at - 2 : at - 1] + head[at + 1 :]


def _with_line(chance: Random, head: bytes) -> bytes:
    lines = head.split(b"\r\n")
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(LINES))
    return b"\r\n".join(lines)


def _doubled(chance: Random, head: bytes) -> bytes:
    lines = head.split(b"\r\n")
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(lines))
    return b"\r\n".join(lines)


def _without_line(chance: Random, head: bytes) -> bytes:
    lines = head.split(b"\r\n")
    del lines[chance.randrange(len(lines))]
    return b"\r\n".join(lines)


def _renamed(chance: Random, head: bytes) -> bytes:
    """Give a line another name, of the same length where one has it."""
    lines = head.split(b"\r\n")
    place = chance.randrange(len(lines))
    name, colon, value = lines[place].partition(b":")
    fitting = [one for one in NAMES if len(one) == len(name)] or NAMES
    lines[place] = chance.choice(fitting) + colon + value
    return b"\r\n".join(lines)


_DAMAGES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _edited,
    _swapped_byte,
    _shifted_end,
    _with_line,
    _doubled,
    _without_line,
    _renamed,
)


def main(arguments: list[str]) -> int:
    """Try so many heads, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("heads", type=int)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    tally = tried(asked.seed, asked.heads)
    print(f"{tally.heads:,} heads: {tally.taken:,} taken, {tally.missed:,} left that could be,")
    print(f"{len(tally.wrong):,} taken wrongly")
    for head in tally.wrong[:10]:
        print(repr(head))
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
