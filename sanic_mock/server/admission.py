"""Whose a request of the Sanic lane is, and why it is not let in."""

from __future__ import annotations

from sanic import Request

from sanic_mock.dialects.control.vendor import Control, is_control, is_for_tenants, wrong_token
from sanic_mock.dialects.operation import Operation
from sanic_mock.dialects.own_fields import TENANT
from sanic_mock.dialects.request_head import RequestHead
from sanic_mock.dialects.router import Claim
from sanic_mock.dialects.vendor import Vendor
from sanic_mock.errors import Problem
from sanic_mock.server.control_access import Access
from sanic_mock.server.routes import Destination
from sanic_mock.server.worker import Worker


def owner_of(
    request: Request, worker: Worker, head: RequestHead, claim: Claim
) -> tuple[Claim, Problem | None]:
    """Return whose a request is, and why it is not let in where it would change the server."""
    vendor, place = claim
    if not isinstance(vendor, Control) or (place is not None and not is_control(place.template)):
        return claim, None
    control = worker.variant.served.control_access
    if TENANT in head.fields:
        is_open = place is not None and is_for_tenants(place.template)
        key = worker.dispatcher.bearer(head)
        access = control.tenant_access(request.headers, key) if is_open else Access.HIDDEN
    else:
        peer = request.transport.get_extra_info("peername")
        access = control.access(peer, request.headers)
    if access is Access.HIDDEN:
        return worker.router.unclaimed(), None
    return claim, None if access is Access.LET_IN else wrong_token()


def refusal_of(
    request: Request, there: Destination, vendor: Vendor, operation: Operation | None
) -> Problem | None:
    """Return why a request by this name, from that page, or for nobody, is not answered."""
    hosts, head = there.routes.variant.served.allowed_hosts, there.head
    if (refusal := hosts.refusal(head)) or operation is None:
        return refusal
    if refusal := hosts.page_refusal(head, operation, request.headers.get("origin")):
        return refusal
    return there.wrong and (vendor.refusal(head, operation) or there.wrong)
