"""What the dialects of most vendors have in common; see vendor.Dialect."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Generic, Self, TypeVar

import msgspec

from sanic_mock.dialects import model_member
from sanic_mock.dialects.answer import Events, Whole
from sanic_mock.dialects.vendor import AtOnce, InTime, ShortWay
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.tokens import ENCODING
from sanic_mock.engine.usage import completion_tokens

A = TypeVar("A", bound=Ask)


class DialectBase(Generic[A]):
    """Base of dialects.

    Attributes:
        REHEARSAL: see vendor.Dialect.
        ENCODING: see vendor.Dialect.
        NAME: see vendor.Dialect.
        PICKS: see vendor.Dialect.
        converses: whether its Asks say what rules see of a request.
    """

    REHEARSAL: tuple[bytes, ...] = ()
    ENCODING: str = ENCODING
    NAME: str = ""
    PICKS: bool = False
    converses: bool = False

    def conversing(self) -> Self:
        """See vendor.Dialect."""
        if self.converses:
            return self
        other = copy(self)
        other.converses = True
        return other

    def repeating(self, client_id: str) -> Self:
        """See vendor.Dialect; most repeat nothing."""
        return self

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """See vendor.Dialect; most know pieces when they are first sent."""

    def parse(self, body: bytes) -> A:
        """Read a request; raises Problem where the vendor would refuse it."""
        raise NotImplementedError

    def conversation(self, body: bytes) -> ConversationView | None:
        """See vendor.Dialect; where nobody converses there is none."""
        return None

    def whole(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece; `now_s` is the time of day, unix seconds."""
        raise NotImplementedError

    def sliced(self, ask: A, reply: Reply, now_s: int) -> Whole:
        """Render an answer whose text is long; joined for each client, for most."""
        return self.whole(ask, reply, now_s)

    def events(self, ask: A, reply: Reply, now_s: int) -> Events:
        """Render an answer as events; for dialects whose requests can ask for them."""
        raise NotImplementedError

    def completion_tokens(self, ask: A, reply: Reply) -> int:
        """See vendor.Dialect."""
        return completion_tokens(reply)

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """See vendor.Dialect; few have one."""
        return None

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """See vendor.Dialect; few have one."""
        return None


class BodyDialect(DialectBase[A]):
    """One whose requests name their model in their bodies.

    Attributes:
        any_model: the one that answers where none is named.
    """

    any_model: str = ""

    def seen_model(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return model_member.named_model(body)

    def named(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return model_member.named_model(body) or self.any_model

    def asked_model(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return model_member.asked_model(body, self.any_model)

    def with_model(self, body: bytes, model: str) -> bytes:
        """See vendor.Dialect."""
        return model_member.with_model(body, msgspec.json.encode(model))


class PathDialect(DialectBase[A]):
    """One whose requests name their model in their paths, and no body does.

    Attributes:
        model: the one that is asked.
    """

    model: str

    def seen_model(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return self.model

    def named(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return self.model

    def asked_model(self, body: bytes) -> str:
        """See vendor.Dialect."""
        return self.model

    def with_model(self, body: bytes, model: str) -> bytes:
        """See vendor.Dialect."""
        return body
