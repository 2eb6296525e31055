"""Which vendor answers which request: all that the server knows of vendors. Both lanes ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.anthropic.vendor import Anthropic
from sanic_mock.dialects.bedrock.vendor import Bedrock
from sanic_mock.dialects.control.vendor import Control
from sanic_mock.dialects.gemini.vendor import Gemini
from sanic_mock.dialects.loading import is_loaded
from sanic_mock.dialects.ollama.vendor import Ollama
from sanic_mock.dialects.openai import cors, gateway_errors
from sanic_mock.dialects.openai.azure.vendor import Azure
from sanic_mock.dialects.openai.flavours.vendor import Services
from sanic_mock.dialects.openai.vendor import OpenAI
from sanic_mock.dialects.operation import State
from sanic_mock.dialects.paths import Paths, Place, usual_path
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.vendor import Admission, Dialect, Vendor
from sanic_mock.dialects.vllm.vendor import VLLM

# The first that claims a request answers it; the last one claims all.
_OTHERS = (Control, Bedrock, Azure, Gemini, VLLM, Ollama, Anthropic, Services)
VENDORS: tuple[type[Vendor], ...] = (*_OTHERS, OpenAI)
# Header fields that decide something, in lower case.
FIELDS = tuple(dict.fromkeys(field for vendor in VENDORS for field in vendor.FIELDS))
# Those that only operations read.
CALL_FIELDS = tuple(field for vendor in VENDORS for field in vendor.CALL_FIELDS)


class Claim(NamedTuple):
    """Whose a request is, and what its path is to them; None where it is nothing."""

    vendor: Vendor
    place: Place | None


class Router:
    """The vendors of one server.

    Args:
        state: what they have in common.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self._vendors = [
            (vendor, Paths(vendor.TEMPLATES, vendor.OPERATIONS))
            for vendor in (make(state) for make in VENDORS)
        ]

    def dialects(self) -> Iterator[Dialect]:
        """Yield the endpoints that answer unless a request says otherwise."""
        for vendor, _ in self._vendors:
            yield from vendor.dialects()

    def find(self, head: RequestHead) -> Claim:
        """Return whose a request is; a lenient one may write its path in another way."""
        claim = self._claimed(head)
        if claim.place is None and not claim.vendor.is_strict(head):
            usual = usual_path(head.path)
            return claim if usual == head.path else self._claimed(head._replace(path=usual))
        return claim

    def unclaimed(self) -> Claim:
        """Return whose a path is that nobody else has, and that it is nothing to them."""
        return Claim(self._vendors[-1][0], None)

    def _claimed(self, head: RequestHead) -> Claim:
        vendor, paths = next(one for one in self._vendors if one[0].claims(head))
        return Claim(vendor, paths.find(head.path))

    def admit(self, head: RequestHead) -> Admission | None:
        """Return who answers a POST; None where no model does."""
        vendor, place = self.find(head)
        if place is None or not _is_answered(head, place):
            return None
        return vendor.admit(head, place)

    def unloaded(self, head: RequestHead) -> str:
        """Return the module that is to be loaded before a POST is answered, "" for none."""
        vendor, place = self.find(head)
        if place is None or head.method != "POST" or is_loaded(vendor.ANSWERED_BY):
            return ""
        return vendor.ANSWERED_BY

    def is_answered(self, head: RequestHead) -> bool:
        """Return whether a model answers a request."""
        return _is_answered(head, self.find(head).place)

    def endpoint(self, path: str) -> str:
        """Return what a path that a model answers is, whichever model it names."""
        places = (paths.find(path) for _, paths in self._vendors)
        return next((one.endpoint for one in places if one and one.is_answered), path)

    def provider(self, head: RequestHead) -> str:
        """Return what OpenTelemetry calls who answers a request."""
        return self.find(head).vendor.provider(head)

    def key_of(self, head: RequestHead) -> str:
        """Return the key that a request bears, "" for none."""
        return self.find(head).vendor.key_of(head)

    def preflight(self, head: RequestHead, wanted: str | None, now_s: int) -> Whole:
        """Answer a browser that asks what it may send; `wanted` are the fields it names.

        A lenient server lets it use every method that the path has.
        """
        vendor, place = self.find(head)
        is_open = place is not None and not vendor.is_strict(head)
        methods = {*cors.OPENAIS, *place.allowed()} if place and is_open else cors.OPENAIS
        return cors.preflight(sorted(methods), wanted, now_s)

    # What HTTP itself does not allow is worded alike for all.

    body_too_large = staticmethod(gateway_errors.body_too_large)
    head_too_large = staticmethod(gateway_errors.head_too_large)
    timed_out = staticmethod(gateway_errors.timed_out)
    bad_request = staticmethod(gateway_errors.bad_request)
    bad_field = staticmethod(gateway_errors.bad_field)
    no_backend = staticmethod(gateway_errors.no_backend)
    closed_prefix = staticmethod(gateway_errors.closed_prefix)


def _is_answered(head: RequestHead, place: Place | None) -> bool:
    return place is not None and place.is_answered and head.method == "POST"
