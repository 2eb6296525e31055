"""What a vendor is, and one of its endpoints: all that the server knows of either.

A vendor's completions are dialects: they go through the engine and the scheduler. Its operations
(listings, what was stored) are answered as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from sanic_mock.dialects.answer import Events, Framing, Renderer, Whole
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.engine.answers.conversation import ConversationView
from sanic_mock.engine.answers.picks import Pick
from sanic_mock.engine.ask import Ask
from sanic_mock.engine.body import Body
from sanic_mock.engine.faults.behaviour import Omission
from sanic_mock.engine.limits.standing import Standing
from sanic_mock.engine.refusal import Refusal
from sanic_mock.engine.reply import Reply
from sanic_mock.engine.timeline import WholeTimes
from sanic_mock.errors import Problem
from sanic_mock.profile.sections.answers.wish import Wish
from sanic_mock.profile.sections.faults.entry import FaultEntry

# Lets a request in, given its client's key, its model, and the tokens of its prompt, those that its
# answer may have (0 where it does not say), and has; raises RefusedError where a limit is reached.
LetIn = Callable[[str, str, int, int, int], Standing]
# An answer that is counted: framed, the model that gives it, tokens of its prompt and its own, how
# many of its own were thought, and the bytes of its content.
Counted = tuple[bytes, str, int, int, int, int]


class Unpicked(NamedTuple):
    """A request for which no text is picked.

    Attributes:
        body: its bytes.
    """

    body: bytes


# Answers a body with its chance at a unix second, framed, given its client's key, which limits may
# ask for; or parses it, where that goes in steps; or, where texts are picked, leaves it as it is.
AtOnce = Callable[[bytes, bytes, int, str], bytes | Counted | Ask | Unpicked]
# A response with the offset in ns at which it is due.
Timed = tuple[bytes, int]
# The same, of an answer that is counted: as Counted, the offset, and the pieces of its text.
CountedTimed = tuple[bytes, str, int, int, int, int, int, int]
# As AtOnce, with when an answer is due.
InTime = Callable[[bytes, bytes, int, str], Timed | CountedTimed | Ask | Unpicked]


class ShortWay(NamedTuple):
    """What a shorter way to answers is to know of a profile, where a Reply is one of its texts.

    Attributes:
        bodies: the texts, of which chance chooses one.
        framing: how an answer is framed.
        let_in: is asked for each request; None where there are no limits.
        is_counted: whether what it returns tells what is to be counted.
        pick: picks the text by what a request says; None leaves that to its chance.
        times: says when an answer in one piece is due; None where answers take no time.
    """

    bodies: Sequence[Body]
    framing: Framing
    let_in: LetIn | None = None
    is_counted: bool = False
    pick: Pick | None = None
    times: WholeTimes | None = None


class Dialect(Protocol):
    """One endpoint of a vendor's API: the only thing that knows its bytes.

    The Asks that it renders are those that it read itself, of a type that nobody else knows.

    Attributes:
        REHEARSAL: requests that touch everything it makes lazily.
        ENCODING: the tokenizer that its requests are counted with.
        NAME: what rules call it: `chat`, `responses`, …
        PICKS: whether its shorter way can pick texts by what a request says.
    """

    REHEARSAL: tuple[bytes, ...]
    ENCODING: str
    NAME: str
    PICKS: bool

    def conversing(self) -> Dialect:
        """Return the same endpoint, whose Asks say what rules see of a request, where there is any.

        It may be asked for by each request that has a wish.
        """

    def repeating(self, client_id: str) -> Dialect:
        """Return the same endpoint, whose answers repeat what a client calls its request."""

    def learn(self, vocabulary: Iterable[bytes]) -> None:
        """Know the pieces that texts are made of, before the first request."""

    def parse(self, body: bytes) -> Ask:
        """Read a request; raises Problem where the vendor would refuse it."""

    def seen_model(self, body: bytes) -> str:
        """Return the model that a request names, as far as that is seen without reading it."""

    def named(self, body: bytes) -> str:
        """Return the same, or the one that answers where none is seen."""

    def asked_model(self, body: bytes) -> str:
        """Return the model that a request asks for, "" where that cannot be read."""

    def with_model(self, body: bytes, model: str) -> bytes:
        """Return a body that asks for another model, or the same where it cannot be read."""

    def conversation(self, body: bytes) -> ConversationView | None:
        """Return what a request says, and remember nothing of it; None where it says nothing.

        Raises as `parse` does.
        """

    def whole(self, ask: Any, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece."""

    def completion_tokens(self, ask: Any, reply: Reply) -> int:
        """Return what an answer bills for all that it says."""

    def sliced(self, ask: Any, reply: Reply, now_s: int) -> Whole:
        """Render an answer in one piece whose text is long; may take long."""

    def at_once(self, wanted: ShortWay) -> AtOnce | None:
        """Return a shorter way to the same bytes, None where there is none.

        It is asked for one that picks texts only where `PICKS` says that there is.
        """

    def in_time(self, wanted: ShortWay) -> InTime | None:
        """Return the same where answers take time; what it raises is what `parse` raises."""

    def events(self, ask: Any, reply: Reply, now_s: int) -> Events:
        """Render an answer as server-sent events."""

    def without(self, event: bytes, what: Omission) -> bytes:
        """Return an event of a stream without that; nothing where it says nothing else."""

    def refused(self, refusal: Refusal, model: str) -> Problem:
        """Word a refusal of a request for a model."""

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render an error."""

    def stream_error(self, problem: Problem, digest: bytes, renderer: Renderer, sent: int) -> bytes:
        """Render an error in the midst of a stream, and all that ends it.

        Args:
            problem: the error.
            digest: the request's chance.
            renderer: makes the events of the stream.
            sent: how many of them were sent.
        """


class Admission(NamedTuple):
    """Who answers a request, and why nobody will.

    Attributes:
        dialect: reads the request and renders the answer, or the error.
        refusal: what it is answered instead, or None; a Refusal is worded by the dialect.
        key: the key that the client gave, "" for none.
        faults: what goes wrong of the answer, where the request itself asks for that.
        wish: what else it asks for itself; None for nothing.
    """

    dialect: Dialect
    refusal: Problem | Refusal | None = None
    key: str = ""
    faults: tuple[FaultEntry, ...] = ()
    wish: Wish | None = None


class Vendor(Protocol):
    """One vendor's API, for one server.

    Attributes:
        FIELDS: header fields that it reads, in lower case.
        CALL_FIELDS: those that its operations read, and that decide nothing before.
        TEMPLATES: paths of POSTs that a model answers, with `<name>` for any one part.
        OPERATIONS: what is answered without a model.
        ANSWERED_BY: the module that POSTs are answered by, where it is loaded for the first of
            them (`dialects.loading`); "" where it is there from the start.
        READS_GZIP: whether it reads bodies that come compressed; a lenient one does in any case.
    """

    FIELDS: ClassVar[tuple[str, ...]]
    CALL_FIELDS: ClassVar[tuple[str, ...]]
    TEMPLATES: ClassVar[tuple[str, ...]]
    OPERATIONS: ClassVar[tuple[Operation, ...]]
    ANSWERED_BY: ClassVar[str]
    READS_GZIP: ClassVar[bool]

    def __init__(self, state: State) -> None: ...

    def dialects(self) -> Iterable[Dialect]:
        """Return the endpoints that it brings, each once, as they are unless a request differs."""

    def claims(self, head: RequestHead) -> bool:
        """Return whether a request is this vendor's; of several, the first one answers."""

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """Return who answers a POST to one of its templates."""

    def provider(self, head: RequestHead) -> str:
        """Return what OpenTelemetry calls who answers a request (gen_ai.provider.name)."""

    def key_of(self, head: RequestHead) -> str:
        """Return the key that a request bears, "" for none."""

    def refusal(self, head: RequestHead, operation: Operation) -> Problem | None:
        """Return why a call of an operation is not let in, or None."""

    def is_strict(self, head: RequestHead) -> bool:
        """Return whether what the vendor refuses is to be refused."""

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """Answer a path that this vendor does not have."""

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """Word that a path is there, but not for this method."""

    def refused(self, refusal: Refusal) -> Problem:
        """Word a refusal that no dialect was asked about."""

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """Render an error that no dialect was asked about."""
