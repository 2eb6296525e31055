"""The chunks of a service's streams: a prefix of the stream, and a suffix that streams share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from sanic_mock.dialects.html_escapes import html_escaped
from sanic_mock.dialects.openai.flavours.bills import usage
from sanic_mock.dialects.openai.flavours.flavour import Flavour
from sanic_mock.dialects.openai.flavours.ids import groq_request
from sanic_mock.dialects.openai.flavours.layout import filled
from sanic_mock.dialects.openai.flavours.whole import encode, native_finish, origin, x_groq
from sanic_mock.dialects.openai.sse import DONE
from sanic_mock.dialects.rendering import SparseEvents
from sanic_mock.engine.reply import Choice, Reply
from sanic_mock.engine.usage import cached_tokens, completion_tokens, thought_tokens

KNOWN_PIECES = 65_536
KNOWN_DELTAS, KNOWN_BILLS = 64, 4096
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_PLACE = b"%b"

Bill = dict[str, Any]


class ServiceEvents(SparseEvents):
    """Events whose pieces are whole steps, of which some say nothing yet.

    Args:
        prefix: start of every event and every step.
        opening: suffixes of the events before the first step.
        closing: suffixes of the events after the last one.
        comments: what is sent before all of them.
    """

    __slots__ = ("_comments",)

    def __init__(
        self, prefix: bytes, opening: Sequence[bytes], closing: Sequence[bytes], comments: bytes
    ) -> None:
        super().__init__(prefix, opening, closing, DONE)
        self._comments = comments

    def opening(self) -> bytes:
        """See Renderer."""
        return self._comments + super().opening()

    def everything(self, pieces: Sequence[bytes]) -> bytes:
        """See Renderer."""
        return self._comments + super().everything(pieces)


class PieceSuffixes(dict[bytes, bytes]):
    """Piece of text to the rest of its event, for all streams of one service.

    Args:
        before: what comes before a piece.
        after: what comes behind it.
        is_padded: whether events are padded.
        escapes_html: whether they are escaped.
    """

    def __init__(self, before: bytes, after: bytes, *, is_padded: bool, escapes_html: bool) -> None:
        super().__init__()
        self._before = before
        self._after = after
        self._is_padded = is_padded
        self._escapes_html = escapes_html

    def __missing__(self, piece: bytes) -> bytes:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        padding = _padding(piece) if self._is_padded else b""
        suffix = b"%b%b%b%b}\n\n" % (self._before, piece, self._after, padding)
        if self._escapes_html:
            suffix = html_escaped(suffix)
        self[piece] = suffix
        return suffix


class ChunkLayout:
    """What all streams of a service share.

    Args:
        flavour: the service.
        thought_member: where its messages show the reasoning.

    Attributes:
        flavour: the same.
        thought: delta of a thought's piece, with a place for it.
    """

    def __init__(self, flavour: Flavour, thought_member: str) -> None:
        self.flavour = flavour
        self._chunks = told = flavour.chunks
        self._tail = told.tail
        member = thought_member.encode() or b"reasoning"
        is_named = told.thought.count(_PLACE) > 1
        self.thought = told.thought % (member, _PLACE) if is_named else told.thought
        self._suffixes: dict[tuple[int, bytes], PieceSuffixes] = {}
        self._bills: dict[tuple[int, int, int, int], Bill] = {}

    def prefix(self, reply: Reply, model: str, now_s: int) -> bytes:
        """Return what all chunks of a stream begin with."""
        values = origin(self.flavour, reply, model, now_s)
        head = encode(filled(self._chunks.head, values))[:-1]
        return b'data: %b,"choices":[' % (html_escaped(head) if self.flavour.escapes_html else head)

    def bill_of(self, reply: Reply) -> Bill:
        """Return what an answer bills."""
        thought, cached = thought_tokens(reply), cached_tokens(reply)
        key = reply.prompt_tokens, completion_tokens(reply), thought, cached
        if key not in self._bills:
            if len(self._bills) >= KNOWN_BILLS:
                self._bills.clear()
            self._bills[key] = usage(self.flavour, reply, is_streamed=True)
        return self._bills[key]

    def suffixes(self, place: int, delta: bytes) -> PieceSuffixes:
        """Return the suffixes of a choice's pieces, told in that delta."""
        key = place, delta
        return self._suffixes.get(key) or self._new(key)

    def suffix(self, place: int, delta: bytes) -> bytes:
        """Return the suffix of an event that only one stream has."""
        return self._piece_suffixes(place, delta)[b""]

    def opening(self, place: int, reply: Reply, *, is_call: bool) -> bytes:
        """Return the suffix of a choice's first event, which says nothing yet."""
        chunks = self._chunks
        assert chunks.opening is not None
        delta = (is_call and chunks.opening_call) or chunks.opening
        told = (chunks.opening_choice or chunks.choice) % (place, delta)
        named = {"x_groq": x_groq(reply)} if chunks.tells_groq else {}
        return _sealed(told, {**self._tail, **chunks.opening_tail, **named})

    def end(
        self, place: int, one: Choice, delta: bytes, reply: Reply, billed: Bill | None
    ) -> bytes:
        """Return the suffix of a choice's last event; it has the usage where there is a bill."""
        told = self._ended(place, one, delta)
        members = {**self._tail}
        if self._chunks.tells_groq:
            members["x_groq"] = {"id": groq_request(reply.digest).decode()}
        if billed is not None:
            if self._chunks.tells_groq:
                members["x_groq"] |= {"usage": billed}
            members["usage"] = billed
        return _sealed(told, members, _padding(delta) if self._chunks.is_padded else b"")

    def bill(self, place: int, one: Choice, billed: Bill) -> bytes:
        """Return the suffix of the event that has only the usage."""
        again = self._ended(place, one, self._chunks.closing) if self._chunks.repeats_end else b""
        return _sealed(again, {"usage": billed, **self._tail})

    def _ended(self, place: int, one: Choice, delta: bytes) -> bytes:
        why = [one.finish_reason.encode()]
        if self.flavour.native_finish:
            why.append(native_finish(self.flavour, one).encode())
        return self._chunks.end % (place, delta, *why)

    def _new(self, key: tuple[int, bytes]) -> PieceSuffixes:
        if len(self._suffixes) >= KNOWN_DELTAS:
            self._suffixes.clear()
        made = self._suffixes[key] = self._piece_suffixes(*key)
        return made

    def _piece_suffixes(self, place: int, delta: bytes) -> PieceSuffixes:
        told = self._chunks.choice % (place, delta)
        before, _, after = told.partition(_PLACE)
        return PieceSuffixes(
            before,
            after + b"]" + _members(self._tail),
            is_padded=self._chunks.is_padded,
            escapes_html=self.flavour.escapes_html,
        )


def _sealed(choice: bytes, members: Mapping[str, Any], padding: bytes = b"") -> bytes:
    """Return a suffix with a choice, or with none, and what follows it."""
    return b"%b]%b%b}\n\n" % (choice, _members(members), padding)


def _members(members: Mapping[str, Any]) -> bytes:
    return b"," + encode(members)[1:-1] if members else b""


def _padding(piece: bytes) -> bytes:
    """Return a member of 1 to 36 letters, of a length that the piece decides."""
    return b',"p":"%b"' % _LETTERS[: crc32(piece) % len(_LETTERS) + 1]
