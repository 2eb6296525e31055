"""A profile as a worker has it, on time that a test turns by hand."""

from __future__ import annotations

from sanic_mock.dialects.operation import State
from sanic_mock.server.served_profile import ServedProfile
from sanic_mock.server.variant import Variant, compile_variant
from sanic_mock.settings import Settings
from sanic_mock.shared.store import Store
from tests.server.virtual import Bench


def compiled(settings: Settings) -> Variant:
    """Return what answers by a profile, with a store and a pacer of its own."""
    return compile_variant(ServedProfile(State(settings, Store(1 << 16)), Bench().pacer))
