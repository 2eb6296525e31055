"""Traces that agents' libraries send beside their requests: taken, and dropped.

The path and its answer are those of openai-agents, which sends them by itself [issues-2026].
"""

from __future__ import annotations

from sanic_mock.dialects.answer import Whole
from sanic_mock.dialects.http_fields import date_field
from sanic_mock.dialects.openai import envelope, gateway_errors, validation
from sanic_mock.dialects.openai.http import request_id_field
from sanic_mock.dialects.operation import Call, Operation, State


def ingest(state: State, call: Call) -> Whole:
    """Take traces; raises Problem where they are no JSON object."""
    validation.read_object(call.body)
    return Whole(204, date_field(int(call.now_s)) + request_id_field(call.digest), b"")


OPERATIONS = (
    Operation("POST", "/traces/ingest", ingest, envelope.error, gateway_errors.no_bearer),
)
