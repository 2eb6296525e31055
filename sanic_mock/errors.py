"""Every error that sanic_mock raises on purpose, on one screen.

MockError
├── SettingsError   wrong flag, environment variable or profile; the command exits with 2
├── StartError      nothing is wrong with the settings, but it could not run; exits with 1
├── Lengthy         this work is not for the event loop (engine.offload); a thread does it
│   ├── UnreadFile  a file is to be read, which mostly takes milliseconds
│   ├── Sliced      the answer is long, and is to be sent as its client reads it
│   └── Abandoned   nobody waits for this work any more
├── Unprepared      who is to answer is not made yet (server.dispatcher); the Sanic lane waits
├── HeldError       what workers share is held by one that does not go on (shared.memory)
├── OversizedError  a value is larger than what is kept of one (shared.store); a dialect words it
├── SchemaError     a JSON schema that is refused (engine.schema.refs); a dialect words it
├── RefusedError    why a request is not answered (engine.refusal); a dialect words it
└── Problem         an answer to a client that is not a completion; a dialect gives it a body
"""

from collections.abc import Sequence


class MockError(Exception):
    """Base of all errors raised on purpose; never raised itself."""


class SettingsError(MockError):
    """What the person at the keyboard asked for cannot be done.

    Args:
        problems: one line for each, complete in itself (file, line, key, value, what is
            allowed).
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StartError(MockError):
    """The settings are right, but the server could not start (port in use, no permission)."""


class Lengthy(MockError):  # noqa: N818, nothing is wrong: it tells who is to do the work
    """What was begun takes too long for the event loop; it is begun again on a thread."""


class HeldError(MockError):
    """What workers share is held by one of them that does not go on."""


class OversizedError(MockError):
    """A value is larger than what is kept of one; what was kept before it stays."""


class UnreadFile(Lengthy):
    """A file is to be read first, which mostly takes milliseconds, and may take seconds."""


class Sliced(Lengthy):
    """The answer is long, though it is made quickly: it is to be sent as its client reads it."""


class WishInBody(Lengthy):
    """A body asks for something itself: another route answers it, as if this had not been."""


class Abandoned(Lengthy):
    """Nobody waits any more for what was begun."""


class Unprepared(MockError):  # noqa: N818, nothing is wrong: it is to be waited for
    """Who is to answer a request is not made yet, which takes long; it is asked again then."""


class Problem(MockError):  # noqa: N818, it is the value a dialect renders, raised or not
    """An error a client is to receive, before any vendor's envelope is put around it.

    Args:
        status: the HTTP status, 400 to 599.
        message: the vendor's own sentence.
        kind: the vendor's error type.
        param: the request's key at fault, or None.
        code: the vendor's machine-readable code, a word or a number, or None.
        retry_s: seconds until a retry may succeed; None sends no retry header.
        headers: further response headers, as (name, value).
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        param: str | None = None,
        code: str | int | None = None,
        retry_s: float | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.param = param
        self.code = code
        self.retry_s = retry_s
        self.headers = headers
