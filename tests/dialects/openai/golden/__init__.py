"""Responses as they are on the wire, byte for byte: a file each.

A file is a response's head, an empty line, and its content without HTTP's chunks. Holes stand for
what no two answers share (tests.holes). `GOLDEN=write pytest` writes the files anew.
"""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent
