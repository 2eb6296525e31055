"""Who has a part of a running server: listing them, and forgetting what one of them said."""

from __future__ import annotations

from typing import Any

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.control.change_errors import followed
from sanic_mock.dialects.control.controls import Controls, TenantRow
from sanic_mock.dialects.control.json_answer import answer
from sanic_mock.dialects.operation import Call
from sanic_mock.errors import Problem

NAME = "name"


def list_tenants(controls: Controls, call: Call) -> Whole:
    """List those who have said something, who was asked for last first."""
    rows = sorted(controls.tenants(), key=lambda one: -one.used_s)
    return answer({"tenants": [_row(one, call.now_s) for one in rows]})


def remove_tenant(controls: Controls, call: Call) -> Whole:
    """Let a tenant have said nothing."""
    name = call.parts[NAME]
    tenant = controls.tenant(name)
    if tenant is None or name not in {one.name for one in controls.tenants()}:
        raise Problem(404, f"No tenant '{name}' has said anything.", param=NAME, code="not_found")
    return followed(tenant.reset(), lambda present: {"removed": [name]})


def _row(one: TenantRow, now_s: float) -> dict[str, Any]:
    return {
        NAME: one.name,
        "bytes": one.size,
        "used_s_ago": max(0, int(now_s) - one.used_s),
        "expires_in_s": max(0, one.ends_s - int(now_s)),
    }
