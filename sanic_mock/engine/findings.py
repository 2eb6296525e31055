"""The text that follows results of calls: a sentence or two that use them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sanic_mock.engine.calls import as_json

_LONGEST_FINDING = 2000


def findings_text(findings: Sequence[str]) -> str:
    """Return a sentence or two that use the results of calls."""
    return "Here is what I found. " + " ".join(_finding_text(one) for one in findings)


def _finding_text(finding: str) -> str:
    try:
        return f"{_json_text(json.loads(finding))}."[:_LONGEST_FINDING]
    except (ValueError, RecursionError):
        return finding.strip()[:_LONGEST_FINDING]


def _json_text(found: Any) -> str:
    if not isinstance(found, dict):
        return _value_text(found)
    return ", ".join(f"{key.replace('_', ' ')}: {_value_text(one)}" for key, one in found.items())


def _value_text(found: Any) -> str:
    return found if isinstance(found, str) else as_json(found)
