"""Instants, as what Anthropic keeps tells them [messages-2026]."""

from __future__ import annotations

from sanic_mock.units import utc_second


def printed(at_s: float) -> str:
    """Print a unix second with its thousandths, in the six digits that there are."""
    whole, thousandths = divmod(round(at_s * 1000), 1000)
    return f"{utc_second(whole)}.{thousandths:03}000Z"
