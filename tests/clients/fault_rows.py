"""The table of what clients do about faults, in profiles/README.md."""

from __future__ import annotations

from tests.house.pages import PROFILES

# The columns: what is asked for, then pairs of in one piece and streamed.
FAULT = 0
PYTHON, NODE, CURL = slice(2, 4), slice(4, 6), slice(6, 8)


def fault_rows() -> list[list[str]]:
    """Return the cells of each row, without the head; that of the fault without its marks."""
    lines = PROFILES.between("client-faults").strip().splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[row[FAULT].strip("`"), *row[1:]] for row in rows]
