"""Refuses a rate that can never be reached: all connections together have less."""

from __future__ import annotations

from collections.abc import Iterator

from sanic_mock.profile.mappings import Values
from sanic_mock.profile.presets import PRESET
from sanic_mock.units import show_rate


def idle_rates(values: Values) -> Iterator[str]:
    """Yield a problem at each connection's rate above the server's, unless a preset set it."""
    for way in ("down", "up"):
        own, all_together = values.get(f"network.{way}"), values.get(f"network.server_{way}")
        if own is None or all_together is None or not own.value or not all_together.value:
            continue
        is_preset = PRESET in values and own.node is values[PRESET].node
        if own.value >= all_together.value and not is_preset:
            rate = show_rate(all_together.value)
            yield own.node.problem(f"does nothing beside network.server_{way} {rate}")
