"""JSON as located values, with lines as YAML has them: what somebody says over the network.

Nearly all JSON is YAML. What is not are a few ways to write text, so each text is written anew, and
tabs between values are spaces: no line changes. Such values may name no file: whoever may change a
server over the network need not be one who may read what its machine has.
"""

from __future__ import annotations

import json
import re

from sanic_mock.errors import SettingsError
from sanic_mock.profile.nodes import ValueNode, parse

_TEXT_OR_TAB = re.compile(r'"(?:[^"\\]|\\.)*"|\t')
_PLAIN = re.compile(r'[^ -~]|["\\]')


def parse_json(raw: bytes, label: str, most_values: int) -> tuple[ValueNode, list[str]]:
    """Return the root node of a JSON document and its problems (keys given twice).

    Args:
        raw: the document; nothing at all is an empty mapping.
        label: what opens messages about it.
        most_values: how many values there may be in it.

    Raises:
        SettingsError: it is not JSON.
    """
    try:
        text = raw.decode() or "{}"
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SettingsError([f"{label}:{error.lineno}: not JSON: {error.msg}"]) from None
    except (ValueError, RecursionError) as error:
        raise SettingsError([f"{label}: not JSON: {error}"]) from None
    return parse(_TEXT_OR_TAB.sub(_as_yaml, text), label, None, most_values)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _as_yaml(found: re.Match[str]) -> str:
    if found[0] == "\t":
        return " "
    return f'"{_PLAIN.sub(_escaped, json.loads(found[0]))}"'


def _escaped(found: re.Match[str]) -> str:
    return f"\\U{ord(found[0]):08x}"
