"""An error in one word, where faults are said in a line: `429`, or `429x2` for the first two."""

from __future__ import annotations

import re

from sanic_mock.profile.error_names import is_error_name

_TIMES = re.compile(r"(.+?)x([0-9]{1,9})", re.ASCII)


def long_form(text: str) -> str:
    """Return an error's word as a fault with its keys; all else as it is.

    What is to fail so many times is counted by case: a client that tries again has its answer then.
    """
    name, mark, keys = text.partition(";")
    name = name.strip()
    times = _TIMES.fullmatch(name)
    code = times[1] if times else name
    if not is_error_name(code):
        return text
    counted = f";first={times[2]};per=case" if times else ""
    return f"status;code={code}{counted}{mark}{keys}"
