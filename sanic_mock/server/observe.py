"""What each worker counts, and what becomes of an answer that is over."""

from __future__ import annotations

# Names of sanic_mock.shared.counters: answers that took time, by how they ended; then moments.
COUNTED = (
    "completed",
    "left",
    "failed",
    "parked",
    "late_at_s",
    "late_permille",
)
