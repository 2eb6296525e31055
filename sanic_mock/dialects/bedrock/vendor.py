"""Bedrock's paths: which model and which operation is asked, and who is let in.

The model is one part of the path, percent-encoded: an ARN's slashes do not divide it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sanic_mock.dialects import own_fields
from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.bedrock import errors, keys, refusals
from sanic_mock.dialects.bedrock.model_operation import ModelOperation
from sanic_mock.dialects.bedrock.models import base_id, needs_profile
from sanic_mock.dialects.bedrock.operations import under
from sanic_mock.dialects.operation import Operation, State
from sanic_mock.dialects.own_wishes import led_nowhere, read_suffix
from sanic_mock.dialects.paths import Place
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission
from sanic_mock.dialects.vendor_base import VendorBase
from sanic_mock.engine.refusal import Refusal
from sanic_mock.errors import Problem
from sanic_mock.profile.model_suffix import asked_suffix

KNOWN_OPERATIONS = 1024
# Header fields of InvokeModel: what looks at it, and whether it tells what it found.
GUARDRAIL, TRACE = "x-amzn-bedrock-guardrailidentifier", "x-amzn-bedrock-trace"
LONGEST_ID = 2048
PREFIX = "/bedrock"
_PREFIXES = ("", PREFIX)
_OPENAI = f"{PREFIX}/openai/"  # of a service that speaks OpenAI's API; see openai.flavours
_PROMPT = ":prompt/"  # in the ARN of one that is managed
_ROOTS = (
    "/model/",
    "/foundation-models",
    "/inference-profiles",
    "/guardrail/",
    "/rerank",
    f"{PREFIX}/",
)

# The last parts of the paths of operations on models; see operation_kinds.
_NAMES = ("converse", "converse-stream", "invoke", "invoke-with-response-stream")
_OPERATIONS = {f"{prefix}/model/<model>/{name}": name for prefix in _PREFIXES for name in _NAMES}


class Bedrock(VendorBase):
    """Bedrock for one server; see dialects.vendor.Vendor."""

    ANSWERED_BY: ClassVar[str] = "sanic_mock.dialects.bedrock.operation_kinds"
    FIELDS: ClassVar[tuple[str, ...]] = (keys.FIELD, GUARDRAIL, TRACE, *own_fields.FIELDS)
    TEMPLATES: ClassVar[tuple[str, ...]] = tuple(_OPERATIONS)
    OPERATIONS: ClassVar[tuple[Operation, ...]] = tuple(
        one for prefix in _PREFIXES for one in under(prefix)
    )

    def __init__(self, state: State) -> None:
        super().__init__(state)
        settings = state.settings
        self._models = frozenset(filter(None, (*settings.models, settings.model)))
        self._serves_any = not settings.models
        self._known: dict[tuple[str, str, str], ModelOperation[Any]] = {}

    def claims(self, head: RequestHead) -> bool:
        """See Vendor."""
        return head.path.startswith(_ROOTS) and not head.path.startswith(_OPENAI)

    def admit(self, head: RequestHead, place: Place) -> Admission:
        """See Vendor."""
        name, mode = _OPERATIONS[place.template], own_fields.mode(head, self._mode)
        model, asked = asked_suffix(place.parts["model"], self._state.settings)
        refusal = self._refusal(head) or self._model_refusal(model, name, mode)
        wish, wrong = read_suffix(asked, own_fields.wish(head))
        wrong = led_nowhere(wish, "a model's id") or wrong
        refused = refusal or own_fields.demanded(head) or wrong
        operation = self._model_operation(name, model[:LONGEST_ID], mode)
        if name.startswith("invoke") and (guardrail := head.field(GUARDRAIL)):
            operation = self._guarded(operation, guardrail, head.field(TRACE))
        faults = own_fields.faults(head)
        return Admission(operation, refused, keys.key_of(head), faults, wish)

    def provider(self, head: RequestHead) -> str:
        """See Vendor."""
        return "aws.bedrock"

    def key_of(self, head: RequestHead) -> str:
        """See Vendor."""
        return keys.key_of(head)

    def unknown(self, head: RequestHead, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return self.error(errors.unknown_operation(), digest, now_s)

    def wrong_method(self, head: RequestHead, allowed: tuple[str, ...]) -> Problem:
        """See Vendor; Bedrock does not tell it from a path that is not there."""
        return errors.unknown_operation()

    def refused(self, refusal: Refusal) -> Problem:
        """See Vendor."""
        return refusals.refused(refusal)

    def error(self, problem: Problem, digest: bytes, now_s: int) -> Whole:
        """See Vendor."""
        return errors.rendered(problem, digest, now_s)

    def _call_problem(self, head: RequestHead, operation: Operation) -> Problem | None:
        return self._refusal(head, is_answered=False)

    def _refusal(self, head: RequestHead, *, is_answered: bool = True) -> Problem | None:
        if refused := keys.refusal(head, self._keys):
            return refused
        wrong = own_fields.wrong(head, is_answered=is_answered, has_wishes=self._has_wishes)
        return None if wrong is None else errors.bad_field(wrong)

    def _model_refusal(self, model: str, name: str, mode: str) -> Problem | None:
        is_served = self._serves_any or not self._models.isdisjoint((model, base_id(model)))
        if not is_served or len(model) > LONGEST_ID:
            return errors.no_such_model()
        if _PROMPT in model:
            return errors.no_prompts(model)
        if mode == "strict" and needs_profile(model):
            return errors.on_demand(model)
        # what answers is needed by few servers, and its import takes long
        from sanic_mock.dialects.bedrock.operation_kinds import KINDS, has_no_shape, has_no_words

        if has_no_shape(KINDS[name], model):
            return errors.no_shape(model)
        if has_no_words(KINDS[name], model):
            return errors.no_conversation()
        return None

    def _model_operation(self, name: str, model: str, mode: str) -> ModelOperation[Any]:
        key = name, model, mode
        if found := self._known.get(key):
            return found
        if len(self._known) >= KNOWN_OPERATIONS:
            self._known.clear()
        from sanic_mock.dialects.bedrock.operation_kinds import KINDS  # see _model_refusal

        kind = KINDS[name]
        self._known[key] = made = kind.make(
            self._state, model, is_stream=kind.is_stream, is_strict=mode == "strict"
        )
        return made

    def _guarded(
        self, operation: ModelOperation[Any], guardrail: str, trace: str | None
    ) -> ModelOperation[Any]:
        """Return an operation that a guardrail looks at."""
        # needed by few, and its words take long to compile
        from sanic_mock.dialects.bedrock.invoke.guarded import AskedGuardrail, GuardedInvocation

        asked = AskedGuardrail(guardrail, (trace or "").upper().startswith("ENABLED"))
        return GuardedInvocation(self._settings, operation, asked)
