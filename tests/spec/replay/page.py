"""The tables of ../README.md, which are made of what was counted.

`python -m tests.spec.replay.page` counts, and writes them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.spec.replay.running import replayed
from tests.spec.replay.tally import Tally, endpoints_table, prompts_table, reasons_table, tally

PAGE = Path(__file__).parents[1] / "README.md"
AGAIN = "write it again with: python -m tests.spec.replay.page"
TABLES: Mapping[str, Callable[[Tally], Iterator[str]]] = {
    "identical": endpoints_table,
    "weak": reasons_table,
    "billed": prompts_table,
}


def between(mark: str, text: str) -> str:
    """Return what a page says between two marks."""
    return _marked(mark, text)[1]


def rewritten(text: str, found: Tally) -> str:
    """Return a page with the tables of what was counted."""
    for mark, table in TABLES.items():
        lines = "".join(f"{line}\n" for line in table(found))
        start, end = _marked(mark, text).span(1)
        text = text[:start] + lines + text[end:]
    return text


def tells_of(found: Tally, text: str) -> bool:
    """Return whether a page tells of the same recordings."""
    told = between("identical", text).splitlines()
    return compared(told) == compared(endpoints_table(found))


def compared(lines: Iterable[str]) -> dict[tuple[str, int], int]:
    """Return how many were compared, by the name of the row and the place in it."""
    return {
        (cells[1].strip(), place): int(found[1])
        for line in lines
        if (cells := line.split("|")) and len(cells) > 2
        for place, cell in enumerate(cells)
        if (found := re.fullmatch(r"\s*\d+ of (\d+)\s*", cell))
    }


def _marked(mark: str, text: str) -> re.Match[str]:
    found = re.search(rf"<!-- {mark}\b[^\n]*-->\n(.*?)<!-- /{mark} -->", text, re.S)
    assert found, f"no <!-- {mark} --> in {PAGE}"
    return found


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8"), tally(replayed())), "utf-8")
