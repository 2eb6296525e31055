"""A mock in one word from a test: where it is, what it is to do, and what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

import yaml

from sanic_mock.errors import SettingsError
from sanic_mock.profile.resolve import resolve
from sanic_mock.settings import Settings
from sanic_mock.testing.asked import AskedFault, AskedRequest, Recorder
from sanic_mock.testing.embedded import EmbeddedServer

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
    """

    def __init__(self, profile: str | None, values: Mapping[str, object]) -> None:
        self._profile = profile
        self._own = {"port": 0, "grace": GRACE, **values}
        self._values: dict[str, object] = {}
        self._faults: list[AskedFault] = []
        self._answers: list[dict[str, object]] = []
        self._recorder = Recorder()
        self._server = EmbeddedServer(self._settings(), self._recorder.note)

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
        self._change({**self._values, **values}, self._faults, self._answers)

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
        rule = {**({"match": dict(match)} if match else {}), **given, **further}
        earlier = [one for one in self._answers if match and one.get("match") != match]
        self._change(self._values, self._faults, [rule, *earlier])

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
        self._change(self._values, [fault, *self._faults], self._answers)

    def reset(self) -> None:
        """Be as at the start, and forget what was asked."""
        self._recorder.clear()
        if self._values or self._faults or self._answers:
            self._change({}, [], [])

    # What it was asked

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

    async def __aenter__(self) -> MockServer:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _change(
        self,
        values: dict[str, object],
        faults: list[AskedFault],
        answers: list[dict[str, object]],
    ) -> None:
        before = self._values, self._faults, self._answers
        self._values, self._faults, self._answers = values, faults, answers
        try:
            settings = self._settings()
        except BaseException:
            self._values, self._faults, self._answers = before
            raise
        self._server.change(settings)

    def _settings(self) -> Settings:
        values = {**self._own, **self._values}
        total = self._recorder.total
        left = [entry for one in self._faults if (entry := one.entry_after(total))]
        if left:
            values["faults"] = [*left, *_entries_of(values, "faults")]
        if self._answers:
            is_all = "match" not in self._answers[-1]
            values["answers"] = [
                *self._answers,
                *([] if is_all else _entries_of(values, "answers")),
            ]
        return resolve(profile=self._profile, values=yaml.safe_dump(values, sort_keys=False))


def _entries_of(values: Mapping[str, object], key: str) -> list[object]:
    """Return a list that others are put before; raises SettingsError for anything else."""
    listed = values.get(key, ())
    if isinstance(listed, list | tuple):
        return list(listed)
    raise SettingsError([f"{key}: {listed} is no list, so others cannot be put before it"])


def serve(profile: str | None = None, **values: object) -> MockServer:
    """Return a mock for a `with` or an `async with` block, in a thread of this process.

    Several may run at once.

    Args:
        profile: a name or a path; None is no profile.
        values: over the profile, as a profile says them: `latency="50ms"`, `seed=7`,
            `itl={"token": "10ms"}`, `faults=[{"type": "cut", "p": 0.1}]`.

    Raises:
        SettingsError: with all that is wrong in them.
    """
    return MockServer(profile, values)
