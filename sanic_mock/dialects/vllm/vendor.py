"""vLLM's own paths beside OpenAI's: load tools and routers ask for them.

They are there for lenient requests alone: OpenAI has none of them. As at vLLM, nobody needs a key
for them [vllm-2026].
"""

from __future__ import annotations

from typing import ClassVar

from sanic_mock.dialects import own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.modelless import Modelless
from sanic_mock.dialects.operation import Call, Operation, State
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vllm import errors
from sanic_mock.dialects.vllm.tokenization import detokenize, tokenize
from sanic_mock.errors import Problem

# Whose paths and answers these are.
VERSION = "0.11.0"


def version(state: State, call: Call) -> Whole:
    """Return whose API this is."""
    return answer({"version": VERSION}, end=b"")


def load(state: State, call: Call) -> Whole:
    """Return how many answers are under way; of the worker that is asked."""
    return answer({"server_load": state.waiting()}, end=b"")


def ping(state: State, call: Call) -> Whole:
    """Say that the process lives, as SageMaker asks."""
    return Whole(200, b"", b"")


class VLLM(Modelless):
    """vLLM for one server; see dialects.vendor.Vendor."""

    FIELDS: ClassVar[tuple[str, ...]] = (own_fields.MODE,)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        Operation(method, path, made, errors.error, errors.no_key)
        for method, path, made in (
            ("POST", "/tokenize", tokenize),
            ("POST", "/detokenize", detokenize),
            ("GET", "/version", version),
            ("GET", "/load", load),
            ("GET", "/v1/load", load),
            ("GET", "/ping", ping),
            ("POST", "/ping", ping),
        )
    )

    _PATHS = frozenset(one.template for one in OPERATIONS)

    def __init__(self, state: State) -> None:
        self._mode = state.settings.mode

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        return head.path in self._PATHS and own_fields.mode(head, self._mode) == "lenient"

    def is_strict(self, head: RequestHead) -> bool:
        """See Vendor."""
        return False

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor."""
        return Problem(405, "Method Not Allowed", headers=(("allow", ", ".join(allowed)),))

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return errors.error(problem, digest, now_s)
