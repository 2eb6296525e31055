"""The chunks of answers that are more than one text: openings, steps and ends.

A call that is alone streams as cheaply as a text: its fragments have suffixes of their own,
which all streams share. What is interleaved, or told with probabilities, is rendered step by step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, zip_longest

from sanic_mock.dialects.answer import Renderer
from sanic_mock.dialects.openai.chat import logprobs, rich, voice
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.suffixes import TEXT, ChunkSuffixes, Shape, Shelf
from sanic_mock.dialects.openai.sse import DONE
from sanic_mock.dialects.rendering import SharedEvents, StepEvents
from sanic_mock.engine.reply import Choice, Reply, ToolCall

_NOTHING = b'"logprobs":{"content":[],"refusal":null},'
# Where probabilities were asked for, also of models that have no such member else [cassettes-2026].
_NONE = b'"logprobs":null,'
_FUNCTION_CALL = (b'"function_call":{"arguments":"', b'"}')
_TRANSCRIPT = (b'"audio":{"transcript":"', b'"}')
_REFUSAL = (b'"refusal":"', b'"')
_SOUND = (b'"audio":{"data":"', b'"}')
# What is heard begins so, its transcript and its sound [dotnet-2026].
_FIRST_TRANSCRIPT = b'"content":null,"audio":{"id":"%b","transcript":"%b"}'
_FIRST_SOUND = b'"role":"assistant","content":null,"refusal":null,"audio":{"id":"%b","data":"%b"}'


class Chunks:
    """The chunks of one stream.

    Args:
        shelf: the suffixes of all shapes.
        shape: what this stream's suffixes are made of.
        ask: what is answered.
        reply: what is said; it has choices.
        created_s: unix seconds.
    """

    def __init__(
        self, shelf: Shelf, shape: Shape, ask: ChatAsk, reply: Reply, created_s: int
    ) -> None:
        self._shelf = shelf
        self._shape = shape
        self._reply = reply
        self._voice = voice.voice_of(ask.request, created_s)
        self._thought = (b'"%b":"' % ask.thought_member.encode(), b'"')

    def _openings(self) -> list[bytes]:
        """Return each choice's first chunk: one call comes with it, several follow it."""
        return [self._opening(place, one) for place, one in enumerate(self._reply.choices)]

    def events(self, prefix: bytes, after: Sequence[bytes]) -> tuple[Sequence[bytes], Renderer]:
        """Return what is sent piece by piece, and the renderer that makes it events.

        Several answers are interleaved, a piece of each in a step [otel-2026] [sdk-2024].

        Args:
            prefix: of all the stream's events.
            after: suffixes of the events behind the last one of every choice.
        """
        opening, closing = self._openings(), [*self._closings(), *after, *self._held()]
        if alone := self._alone():
            pieces, suffixes = alone
            return pieces, SharedEvents(prefix, opening, suffixes, closing, DONE)
        steps = zip_longest(*map(self._steps, count(), self._reply.choices))
        rows = ((suffix for suffixes in step if suffixes for suffix in suffixes) for step in steps)
        return tuple(map(prefix.join, rows)), StepEvents(prefix, opening, closing, DONE)

    def _alone(self) -> tuple[Sequence[bytes], ChunkSuffixes] | None:
        """Return pieces and suffixes of one text or call; None where events are interleaved."""
        first, *others = self._reply.choices
        if others or len(first.calls) > 1 or first.logprobs is not None:
            return None
        if first.thought is not None:
            return None
        if first.calls:
            return first.calls[0].arguments.pieces or (b"",), self._fragments(0, first, 0)
        return None if self._is_spoken(first) else (first.body.pieces, self._said(0, first))

    def _closings(self) -> list[bytes]:
        """Return each choice's last chunks, in the order of their index [sdk-2024]."""
        numbered = list(enumerate(self._reply.choices))
        before = [suffix for place, one in numbered for suffix in self._sources(place, one)]
        return before + [self._end(place, one) for place, one in numbered if self._is_ended(one)]

    def _is_ended(self, one: Choice) -> bool:
        """Return whether an end is told: not of what is heard, but where a limit makes it."""
        return not self._is_spoken(one) or one.finish_reason != "stop"

    def _held(self) -> list[bytes]:
        """Return what comes last of all: how long what was heard is kept."""
        voice_ = self._voice
        if voice_ is None:
            return []
        delta = b'"audio":{"expires_at":%d}' % voice_.expires_s
        spoken = (place for place, one in enumerate(self._reply.choices) if self._is_spoken(one))
        return [self._texts(place).unfinished(delta) for place in spoken]

    def _end(self, place: int, one: Choice) -> bytes:
        texts, reason = self._texts(place), b'"%b"' % one.finish_reason.encode()
        if one.logprobs is None:
            return texts.choice(b"", reason)
        return texts.with_logprobs(b"", _NONE, reason)

    def _texts(self, place: int) -> ChunkSuffixes:
        if not place:
            return self._shelf.suffixes(*self._shape)
        return self._shelf.fragments(self._shape, place, TEXT)

    def _said(self, place: int, one: Choice) -> ChunkSuffixes:
        """Return the suffixes of a choice's text."""
        if one.is_refusal:
            return self._shelf.fragments(self._shape, place, _REFUSAL)
        return self._texts(place)

    def _is_spoken(self, one: Choice) -> bool:
        return self._voice is not None and one.is_content

    def _fragments(self, place: int, one: Choice, number: int) -> ChunkSuffixes:
        """Return the suffixes of a call's arguments."""
        if one.is_deprecated:
            return self._shelf.fragments(self._shape, place, _FUNCTION_CALL)
        inner = (
            b'"custom":{"input":"' if one.calls[number].is_custom else b'"function":{"arguments":"'
        )
        delta = b'"tool_calls":[{"index":%d,%b' % (number + one.calls[number].shift, inner), b'"}}]'
        return self._shelf.fragments(self._shape, place, delta)

    def _opening(self, place: int, one: Choice) -> bytes:
        first: rich.Json = {"role": "assistant", "content": "" if one.is_content else None}
        if one.is_deprecated:
            call = one.calls[0]
            first["function_call"] = {"name": call.name, "arguments": ""}
        elif len(one.calls) == 1 and one.thought is None:
            first["tool_calls"] = [rich.header(place, 0, one.calls[0], self._reply)]
        elif self._is_spoken(one):
            del first["content"]
        if len(one.calls) < 2:
            first["refusal"] = "" if one.is_refusal else None
        delta, texts = rich.encode(first)[1:-1], self._texts(place)
        if one.logprobs is None:
            return texts.choice(delta, b"null")
        return texts.with_logprobs(delta, _NOTHING, b"null")

    def _steps(self, place: int, one: Choice) -> Iterator[list[bytes]]:
        """Yield the suffixes of each step of one choice."""
        texts = self._texts(place)
        if one.thought is not None:
            shown = self._shelf.fragments(self._shape, place, self._thought)
            yield from ([shown[piece]] for piece in one.thought.pieces)
        if one.logprobs is not None:
            for piece, entry in zip(one.body.pieces, one.logprobs, strict=True):
                member = b'"logprobs":%b,' % logprobs.rendered((entry,))
                yield [texts.with_logprobs(b'"content":"%b"' % piece, member, b"null")]
        elif self._voice is not None and self._is_spoken(one):
            yield from self._sounds(place, one, self._voice)
        else:
            said = self._said(place, one)
            yield from ([said[piece]] for piece in one.body.pieces)
        for number, call in enumerate(one.calls):
            yield from self._calls(place, one, number, call)

    def _sounds(self, place: int, one: Choice, heard: voice.Voice) -> Iterator[list[bytes]]:
        """Yield a transcript, and the sound of each of its pieces; the first of both have an id."""
        said = self._shelf.fragments(self._shape, place, _TRANSCRIPT)
        fragment = voice.fragment(heard)
        sound = self._shelf.fragments(self._shape, place, _SOUND)[fragment]
        first, *rest = one.body.pieces or (b"",)
        made, texts = voice.id_of(place, one, self._reply).encode(), self._texts(place)
        yield [
            texts.choice(_FIRST_TRANSCRIPT % (made, first), b"null"),
            texts.choice(_FIRST_SOUND % (made, fragment), b"null"),
        ]
        yield from ([said[piece], sound] for piece in rest)

    def _calls(self, place: int, one: Choice, number: int, call: ToolCall) -> Iterator[list[bytes]]:
        """Yield a call's fragments; where it is not the first, its header comes with them."""
        fragments = self._fragments(place, one, number)
        first, *rest = call.arguments.pieces or (b"",)
        headers = []
        if len(one.calls) > 1 or (one.thought is not None and not one.is_deprecated):
            header = rich.encode(rich.header(place, number, call, self._reply))
            headers = [self._texts(place).choice(b'"tool_calls":[%b]' % header, b"null")]
        yield [*headers, fragments[first]]
        yield from ([fragments[piece]] for piece in rest)

    def _sources(self, place: int, one: Choice) -> list[bytes]:
        """Return what comes once all of a text is said: its sources, where it has some."""
        if not one.sources:
            return []
        named = rich.encode(rich.cited(one.sources))
        return [self._texts(place).choice(b'"annotations":%b' % named, b"null")]
