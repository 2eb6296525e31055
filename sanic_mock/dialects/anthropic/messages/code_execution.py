"""Code that Anthropic runs for an answer, in a container: what, and what it prints [sdk-2026].

It is run where it is forced, or where the prompt asks for it; the numbers of the prompt are added
up, and nothing is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sanic_mock.dialects import hosted_tools
from sanic_mock.dialects.anthropic.messages import history, server_run
from sanic_mock.dialects.anthropic.messages.citing import CitationSource
from sanic_mock.dialects.anthropic.messages.request import MessagesRequest
from sanic_mock.engine.tokens import encoding

KIND = "code_execution"
# The one whose program is Python; later ones run commands.
_OLDEST = f"{KIND}_20250522"
_encode = msgspec.json.Encoder().encode


class CodeExecution(NamedTuple):
    """A program that is run.

    Attributes:
        numbers: what it adds up.
        is_command: whether it is told as a command, or else as Python.
    """

    numbers: Sequence[int]
    is_command: bool

    @property
    def tokens(self) -> int:
        """See ServerRun."""
        return encoding().count(self._output)

    @property
    def sources(self) -> tuple[CitationSource, ...]:
        """See ServerRun."""
        return ()

    @property
    def arguments(self) -> str:
        """See ServerRun."""
        code = f"print(sum({list(self.numbers)}))"
        told = {"command": f"python3 -c '{code}'"} if self.is_command else {"code": code}
        return _encode(told).decode()

    @property
    def billed(self) -> bytes:
        """See ServerRun."""
        return b""

    @property
    def has_container(self) -> bool:
        """See ServerRun."""
        return True

    def use_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        return server_run.call_head(self._name, digest)

    def result_block(self, digest: bytes) -> bytes:
        """See ServerRun."""
        told = {"stdout": self._output, "stderr": "", "return_code": 0, "content": []}
        content = {"type": f"{self._name}_result"} | told
        return server_run.result_json(f"{self._name}_tool_result", content, digest)

    @property
    def _name(self) -> str:
        return f"bash_{KIND}" if self.is_command else KIND

    @property
    def _output(self) -> str:
        return f"{sum(self.numbers)}\n"


def read_code(request: MessagesRequest) -> CodeExecution | None:
    """Return the program that is run for an answer; None for none."""
    spec = server_run.offered(request, KIND)
    if spec is None:
        return None
    prompt = history.last_user_text(request.messages)
    is_asked_for = hosted_tools.is_asked_for("code_interpreter", prompt)
    if not server_run.is_used(spec, request, is_asked_for=is_asked_for):
        return None
    return CodeExecution(hosted_tools.numbers_in(prompt), spec.type != _OLDEST)
