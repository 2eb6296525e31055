"""Zeros of the heap are given back, and all that is there stays as it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os
from sanic_mock.server import heap
from tests.processes import memory_bytes

SIZE, COUNT = 100_000, 400  # of which each lies on the heap, not in a mapping of its own

def make():
    blocks = [bytearray(b"x" * SIZE) for _ in range(COUNT)]
    for place, block in enumerate(blocks):
        block[:] = bytes(SIZE) if place % 2 else place.to_bytes(2, "big") * (SIZE // 2)
    return blocks

earlier = make()
with heap.without_zeros():
    blocks = make()
    before = memory_bytes(os.getpid())
print(before - memory_bytes(os.getpid()) > COUNT * SIZE / 8)
assert blocks == earlier == make()
blocks[1][:] = b"y" * SIZE
assert blocks[1] == b"y" * SIZE
"""


def printed(environ: dict[str, str]) -> str:
    """Return what the program prints; it ends well only where all is as it was."""
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environ, capture_output=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.decode().strip()


@pytest.mark.skipif(sys.platform != "linux", reason="zeros are looked for where proc(5) tells")
def test_zeros_are_given_back_and_nothing_else() -> None:
    assert printed({}) == "True"


def test_nothing_is_given_back_where_python_keeps_small_objects_on_the_heap() -> None:
    assert printed({"PYTHONMALLOC": "malloc"}) == "False"
