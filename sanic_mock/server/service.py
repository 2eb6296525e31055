"""One worker's answers: what both lanes call, so that they cannot differ.

A request's bytes become an Ask, the Ask a Reply, the Reply bytes and the times they are due.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from time import time

import msgspec

from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.openai import errors
from sanic_mock.dialects.table import Dialect, dialects
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.content import make_bodies, make_scroll
from sanic_mock.engine.draws import Chance
from sanic_mock.engine.simulator import compile_simulator
from sanic_mock.engine.timeline import Plan, Timeline, is_immediate
from sanic_mock.engine.tokens import encoding
from sanic_mock.errors import Problem
from sanic_mock.server.http_head import MAX_HEAD, PostHead
from sanic_mock.settings import Settings, Tokens

log = logging.getLogger("sanic_mock")

# A larger body is Sanic's, and parsed on a thread: on the loop, 1 MB of JSON would hold up every
# other answer for some milliseconds.
LARGE_BODY = 256 * 1024

_BEARER = "bearer "


class Planned(msgspec.Struct, frozen=True, gc=False):
    """An answer and when it is due.

    Attributes:
        answer: what to send.
        plan: when; None is at once.
        tokens: how many pieces of text it has.
    """

    answer: Whole | Events
    plan: Plan | None = None
    tokens: int = 0


class Service:
    """Everything that is decided at start, ready to answer."""

    def __init__(self, settings: Settings) -> None:
        encoding()
        self.settings = settings
        self.dialects: dict[str, Dialect] = dialects(settings)
        self._chance = Chance(settings.seed)
        self.timeline = None if is_immediate(settings) else Timeline(settings)
        scroll = None if settings.tokens == Tokens() else make_scroll(settings)
        self._simulate = compile_simulator(settings, make_bodies(settings), scroll, self.timeline)
        self._keys = frozenset(settings.api_keys)

    def refusal(self, authorization: str | None) -> Problem | None:
        """Return why a key is not let in; None where it is, as every key is without `api_keys`."""
        if not self._keys:
            return None
        if not authorization:
            return errors.no_key()
        key = authorization[len(_BEARER) :].strip()
        if authorization[: len(_BEARER)].lower() == _BEARER and key in self._keys:
            return None
        return errors.bad_key(key)

    def answer(self, admitted: Admitted, body: bytes) -> Planned:
        """Answer one request's body; never raises."""
        digest = self._chance.attempt(self._chance.hash(body))
        try:
            if admitted.refusal is not None:
                raise admitted.refusal
            return self._planned(admitted.dialect, admitted.dialect.parse(body), digest)
        except Exception as fault:
            return self._failed(admitted.dialect, fault, digest)

    async def answer_large(self, admitted: Admitted, body: bytes) -> Planned:
        """Answer a large body, which is hashed and parsed on a thread; never raises."""
        run = asyncio.get_running_loop().run_in_executor
        digest = self._chance.attempt(await run(None, self._chance.hash, body))
        try:
            if admitted.refusal is not None:
                raise admitted.refusal
            ask = await run(None, admitted.dialect.parse, body)
            return self._planned(admitted.dialect, ask, digest)
        except Exception as fault:
            return self._failed(admitted.dialect, fault, digest)

    def _planned(self, dialect: Dialect, ask: Ask, digest: bytes) -> Planned:
        reply = self._simulate(ask, digest)
        render = dialect.events if ask.stream else dialect.whole
        return Planned(render(ask, reply, int(time())), reply.plan, len(reply.body.pieces))

    def _failed(self, dialect: Dialect, fault: Exception, digest: bytes) -> Planned:
        if not isinstance(fault, Problem):  # a bug of ours must reach the client as an answer
            log.error("could not answer a request", exc_info=fault)
            fault = errors.server_error(repr(fault))
        return Planned(dialect.error(fault, digest))

    def digest(self, case: bytes) -> bytes:
        """Return the chance of a request that no dialect answers."""
        return self._chance.attempt(self._chance.hash(case))

    def problem(self, problem: Problem, case: bytes) -> Whole:
        """Render a refusal that no dialect was asked about."""
        return errors.error(problem, self.digest(case))


def settle() -> None:
    """Take all that start has made out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()


class Admitted(msgspec.Struct, frozen=True):
    """What a head decides for every request that bears it.

    Attributes:
        length: bytes of the body.
        dialect: who answers.
        refusal: why nobody will, or None.
    """

    length: int
    dialect: Dialect
    refusal: Problem | None


ReadHead = Callable[[bytes], PostHead | None]


class Heads(dict[bytes, Admitted | None]):
    """Remembers what heads decide, by their bytes; clients send few different ones.

    Args:
        service: who knows the paths and the keys.
        read: the parser of a head.
        most: heads remembered; when it is reached, all are forgotten.
    """

    def __init__(self, service: Service, read: ReadHead, most: int = 1024) -> None:
        super().__init__()
        self._service = service
        self._read = read
        self._most = most

    def __missing__(self, head: bytes) -> Admitted | None:
        if len(head) > MAX_HEAD:
            return None
        if len(self) >= self._most:
            self.clear()
        self[head] = admitted = self._admit(head)
        return admitted

    def _admit(self, head: bytes) -> Admitted | None:
        known = self._read(head)
        if known is None or known.length > LARGE_BODY:
            return None
        dialect = self._service.dialects.get(known.path)
        if dialect is None:
            return None
        return Admitted(known.length, dialect, self._service.refusal(known.authorization))
