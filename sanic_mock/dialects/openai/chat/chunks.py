"""The chunks of answers that are more than one text: openings, steps and ends.

A call that is alone streams as cheaply as a text: its fragments have tails of their own, which all
streams share. What is interleaved, or told with probabilities, is rendered step by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from sanic_mock.dialects.answer import Tails as AnyTails
from sanic_mock.dialects.openai.chat import logprobs, rich, voice
from sanic_mock.dialects.openai.chat.ask import ChatAsk
from sanic_mock.dialects.openai.chat.suffixes import TEXT, Shape, Shelf, Tails
from sanic_mock.dialects.openai.sse import Rendered
from sanic_mock.engine.ask import Call, Choice, Reply

_RENDERED = Rendered()
_NOTHING = b'"logprobs":{"content":[],"refusal":null},'
_FUNCTION_CALL = (b'"function_call":{"arguments":"', b'"}')
_TRANSCRIPT = (b'"audio":{"transcript":"', b'"}')
_SOUND = (b'"audio":{"data":"', b'"}')


class Chunks:
    """The chunks of one stream.

    Args:
        shelf: the tails of all shapes.
        shape: what this stream's tails are made of.
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
        self._voice = voice.wanted(ask.request, created_s)

    def opening(self) -> list[bytes]:
        """Return each choice's first chunk: one call comes with it, several follow it."""
        return [self._opening(place, one) for place, one in enumerate(self._reply.choices)]

    def pieces(self, prefix: bytes) -> tuple[tuple[bytes, ...], AnyTails]:
        """Return what is sent piece by piece, and the tails that make it events.

        Several answers are interleaved, a piece of each in a step [otel-2026] [sdk-2024].
        """
        first, *others = self._reply.choices
        if not others and len(first.calls) < 2 and first.logprobs is None:
            if first.calls:
                call = first.calls[0]
                return call.arguments.pieces or (b"",), self._fragments(0, first, 0)
            if self._voice is None:
                return first.body.pieces, self._texts(0)
        steps = zip_longest(*map(self._steps, range(len(others) + 1), self._reply.choices))
        rows = ((tail for tails in step if tails for tail in tails) for step in steps)
        return tuple(prefix.join(row) for row in rows), _RENDERED

    def closing(self) -> list[bytes]:
        """Return the last chunks, in the order of their index [sdk-2024]."""
        numbered = list(enumerate(self._reply.choices))
        before = [tail for place, one in numbered for tail in self._before_end(place, one)]
        ends = [
            self._texts(place).choice(b"", b'"%b"' % one.finish_reason.encode())
            for place, one in numbered
        ]
        return before + ends

    def _texts(self, place: int) -> Tails:
        if not place:
            return self._shelf.tails(*self._shape)
        return self._shelf.fragments(self._shape, place, TEXT)

    def _fragments(self, place: int, one: Choice, number: int) -> Tails:
        """Return the tails of a call's arguments."""
        if one.is_deprecated:
            return self._shelf.fragments(self._shape, place, _FUNCTION_CALL)
        inner = (
            b'"custom":{"input":"' if one.calls[number].is_custom else b'"function":{"arguments":"'
        )
        delta = b'"tool_calls":[{"index":%d,%b' % (number, inner), b'"}}]'
        return self._shelf.fragments(self._shape, place, delta)

    def _opening(self, place: int, one: Choice) -> bytes:
        first: rich.Json = {"role": "assistant", "content": None if one.calls else ""}
        if one.is_deprecated:
            call = one.calls[0]
            first["function_call"] = {"name": call.name, "arguments": ""}
        elif len(one.calls) == 1:
            first["tool_calls"] = [rich.header(place, 0, one.calls[0], self._reply)]
        elif self._voice is not None and not one.calls:
            made = voice.audio_id(place, self._reply)
            first |= {"content": None, "audio": {"id": made, "transcript": ""}}
        if len(one.calls) < 2:
            first["refusal"] = None
        delta, texts = rich.encode(first)[1:-1], self._texts(place)
        if one.logprobs is None:
            return texts.choice(delta, b"null")
        return texts.told(delta, _NOTHING, b"null")

    def _steps(self, place: int, one: Choice) -> Iterator[list[bytes]]:
        """Yield the tails of each step of one choice."""
        texts = self._texts(place)
        if one.logprobs is not None:
            for piece, entry in zip(one.body.pieces, one.logprobs, strict=True):
                member = b'"logprobs":%b,' % logprobs.rendered((entry,))
                yield [texts.told(b'"content":"%b"' % piece, member, b"null")]
        elif self._voice is not None and not one.calls:
            yield from self._sounds(place, one, self._voice)
        else:
            yield from ([texts[piece]] for piece in one.body.pieces)
        for number, call in enumerate(one.calls):
            yield from self._calls(place, one, number, call)

    def _sounds(self, place: int, one: Choice, heard: voice.Voice) -> Iterator[list[bytes]]:
        said = self._shelf.fragments(self._shape, place, _TRANSCRIPT)
        sound = self._shelf.fragments(self._shape, place, _SOUND)[voice.fragment(heard)]
        yield from ([said[piece], sound] for piece in one.body.pieces)

    def _calls(self, place: int, one: Choice, number: int, call: Call) -> Iterator[list[bytes]]:
        """Yield a call's fragments; where there are several, its header comes with the first."""
        fragments = self._fragments(place, one, number)
        first, *rest = call.arguments.pieces or (b"",)
        headers = []
        if len(one.calls) > 1:
            header = rich.encode(rich.header(place, number, call, self._reply))
            headers = [self._texts(place).choice(b'"tool_calls":[%b]' % header, b"null")]
        yield [*headers, fragments[first]]
        yield from ([fragments[piece]] for piece in rest)

    def _before_end(self, place: int, one: Choice) -> list[bytes]:
        """Return what comes once all of a text is said: its sources, or how long it is kept."""
        texts = self._texts(place)
        if one.sources:
            named = rich.encode(rich.cited(one.sources))
            return [texts.choice(b'"annotations":%b' % named, b"null")]
        if self._voice is not None and not one.calls:
            held = b'"audio":{"expires_at":%d}' % self._voice.expires_s
            return [texts.choice(held, b"null")]
        return []
