"""A mock in one word from a test: where it is, what it is to do, and what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sanic_mock.testing.asked import AskedRequest, Recorder
from sanic_mock.testing.embedded import EmbeddedServer
from sanic_mock.testing.orders import AskedFault, Orders

if TYPE_CHECKING:
    import openai

KEY = "sk-sanic-mock"
# Nobody in a test waits for what is under way when it ends.
GRACE = "0ms"


class MockServer:
    """A running mock; made by `serve`.

    Args:
        profile: a name or a path; None is no profile.
        values: over the profile, as a profile says them.
        strict: see `serve`.
        exact_tokens: likewise.
    """

    def __init__(
        self,
        profile: str | None,
        values: Mapping[str, object],
        *,
        strict: bool = False,
        exact_tokens: bool = False,
    ) -> None:
        own = {"port": 0, "grace": GRACE, **values}
        self._orders = self._first = Orders(profile, own, is_strict=strict)
        self._recorder = Recorder()
        self._settings = self._orders.settings(0)
        self._server = EmbeddedServer(self._settings, self._recorder, exact_tokens=exact_tokens)

    # Where it is

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.port

    @property
    def url(self) -> str:
        """Its root, without a path."""
        return f"{self._server.scheme}://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What OpenAI's clients take as their base URL."""
        return f"{self.url}/v1"

    def client(self, **options: Any) -> openai.OpenAI:
        """Return an official client of it; `options` are the client's own."""
        import openai

        return openai.OpenAI(**{"base_url": self.base_url, "api_key": KEY, **options})

    # What it is to do, from here on

    def profile(self, **values: object) -> None:
        """Have these values over those that it was started with, and over those of earlier calls.

        Raises:
            SettingsError: with all that is wrong in them; nothing is changed.
        """
        self._change(self._orders.with_values(values))

    def answer(
        self,
        text: str | list[str] | None = None,
        *,
        match: Mapping[str, object] | None = None,
        tool: str | None = None,
        arguments: Mapping[str, object] | None = None,
        **further: object,
    ) -> None:
        """Give requests an answer of one's own, before those that earlier calls gave.

        Rules that `serve` or `profile` was given as a list stay behind it; those of the profile's
        own file do not.

        Args:
            text: what it says; several take turns.
            match: which requests, as a rule of `answers` says it; None is all, and takes the place
                of every earlier rule.
            tool: is called instead, with `arguments`.
            further: keys of the rule, such as `finish_reason`.
        """
        given: dict[str, object] = {} if text is None else {"text": text}
        if tool is not None:
            given["call"] = {"name": tool, "arguments": dict(arguments or {})}
        matched = {"match": dict(match)} if match else {}
        self._change(self._orders.with_answer({**matched, **given, **further}))

    def fail(self, code: int | str, *, times: int | None = None, **further: object) -> None:
        """Answer requests with an error, by status or name.

        Args:
            code: which.
            times: so many requests, from the next on; None is all.
            further: keys of the fault, such as `retry_after`.
        """
        self.fault("status", times=times, code=code, **further)

    def stall(
        self, *, after_tokens: int = 5, lasts: str = "ever", times: int | None = None
    ) -> None:
        """Say nothing more behind so many tokens, and keep the connection open."""
        self.fault("stall", times=times, after={"tokens": after_tokens}, **{"for": lasts})

    def fault(self, kind: str, *, times: int | None = None, **keys: object) -> None:
        """Let something go wrong, before what earlier calls asked for.

        Faults that `serve` or `profile` was given stay behind it; those of the profile's own file
        do not.

        Args:
            kind: the fault's `type`.
            times: so many requests, from the next on; None is all.
            keys: of the fault.
        """
        fault = AskedFault({"type": kind, **keys}, times, self._recorder.total)
        self._change(self._orders.with_fault(fault))

    def be_strict(self) -> None:
        """Let each request need an answer that was given, once one was; see `assert_answered`."""
        self._change(replace(self._orders, is_strict=True))

    def reset(self) -> None:
        """Be as at the start, and forget what was asked."""
        self._recorder.clear()
        if self._orders is not self._first:
            self._change(self._first)

    # What it was asked

    @property
    def is_strict(self) -> bool:
        """Whether each request needs an answer that was given."""
        return self._orders.is_strict

    @property
    def requests(self) -> list[AskedRequest]:
        """What models were asked, oldest first; of what was refused, too."""
        return self._recorder.requests

    def assert_asked(self, *, contains: str) -> AskedRequest:
        """Return the last request whose last message holds a text.

        Raises:
            AssertionError: there is none; it tells what was asked.
        """
        for request in reversed(self.requests):
            if contains in request.text:
                return request
        asked = "; ".join(repr(request.text) for request in self.requests) or "nothing"
        raise AssertionError(f"{contains!r} was not asked; {asked} was")

    def assert_answered(self) -> None:
        """Hold that each answer was given, and each request had one.

        Requests without one are known where the mock is strict.

        Raises:
            AssertionError: tells which rule was nearest to each of those, and what was not given.
        """
        rules = self._orders.answers
        entries = [one.value for one in self._settings.answers[: len(rules)]]
        given = map(self._recorder.has_matched, entries)
        unused = [rule for rule, is_given in zip(rules, given, strict=True) if not is_given]
        found = [f"no answer matches a request: {why}" for why in self._recorder.unmatched]
        found += [f"nothing was asked that has this answer: {dict(rule)}" for rule in unused]
        if found:
            raise AssertionError("\n".join(found))

    # From when to when

    def start(self) -> MockServer:
        """Return once it answers; raises StartError where it cannot."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Return once it has stopped."""
        self._server.stop()

    def __enter__(self) -> MockServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        if error is None and self._orders.is_strict:
            self.assert_answered()

    async def __aenter__(self) -> MockServer:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.__exit__, kind, error, traceback)

    def _change(self, orders: Orders) -> None:
        self._settings = orders.settings(self._recorder.total)
        self._orders = orders
        self._server.change(self._settings)


def serve(
    profile: str | None = None,
    *,
    strict: bool = False,
    exact_tokens: bool = False,
    **values: object,
) -> MockServer:
    """Return a mock for a `with` or an `async with` block, in a thread of this process.

    Several may run at once.

    Args:
        profile: a name or a path; None is no profile.
        strict: whether, once it was given an answer, requests that have none get a 404, and are an
            AssertionError at the block's end, as answers that nothing asked for are.
        exact_tokens: whether o200k_base counts tokens of the models that use it, for which it is
            loaded in a quarter of a second; else cl100k_base does, in all mocks of a process.
        values: over the profile, as a profile says them: `latency="50ms"`, `seed=7`,
            `itl={"token": "10ms"}`, `faults=[{"type": "cut", "p": 0.1}]`.

    Raises:
        SettingsError: with all that is wrong in them.
    """
    return MockServer(profile, values, strict=strict, exact_tokens=exact_tokens)
