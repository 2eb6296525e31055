"""The tables of ../README.md, which are made of what was counted.

`python -m tests.spec.replay.page` counts, and writes them again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tests.spec.replay.running import replayed
from tests.spec.replay.tally import Tally, endpoints_table, prompts_table, tally

PAGE = Path(__file__).parents[1] / "README.md"
AGAIN = "write it again with: python -m tests.spec.replay.page"
TABLES: Mapping[str, Callable[[Tally], Iterator[str]]] = {
    "identical": endpoints_table,
    "billed": prompts_table,
}


def between(mark: str, text: str) -> str:
    """Return what a page says between two marks."""
    found = _marked(mark).search(text)
    assert found, f"no <!-- {mark} --> in {PAGE}"
    return found[2]


def rewritten(text: str, found: Tally) -> str:
    """Return a page with the tables of what was counted."""
    for mark, table in TABLES.items():
        lines = "".join(f"{line}\n" for line in table(found))
        text = text.replace(between(mark, text), lines, 1)
    return text


def compared(lines: Iterable[str]) -> dict[tuple[str, int], int]:
    """Return how many were compared, by the name of the row and the place in it."""
    return {
        (cells[1].strip(), place): int(found[1])
        for line in lines
        if (cells := line.split("|")) and len(cells) > 2
        for place, cell in enumerate(cells)
        if (found := re.fullmatch(r"\s*\d+ of (\d+)\s*", cell))
    }


def _marked(mark: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {mark}\b[^\n]*-->\n)(.*?)(<!-- /{mark} -->)", re.S)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8"), tally(replayed())), "utf-8")
