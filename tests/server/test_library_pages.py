"""What was only read of libraries is let go, and all is as it was for who needs it again."""

from __future__ import annotations

import ctypes
import mmap
import subprocess
import sys
from pathlib import Path

import pytest

from sanic_mock.server.library_pages import drop_library_pages

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="proc(5) tells what was written")

LIBRARIES = """
import hashlib, re, ssl, zlib
import msgspec, toktok, uvloop, xxhash, yaml
from sanic_mock.server.library_pages import drop_library_pages

def file_kib():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile:"))

def made():
    loop = uvloop.new_event_loop()
    try:
        return (
            toktok.batch_count(["Hello, what is this?", "x" * 900], "o200k_base"),
            hashlib.sha3_256(b"x").hexdigest(), xxhash.xxh3_128(b"x" * 999).hexdigest(),
            zlib.compress(b"x" * 999), yaml.safe_load("a: [1, {b: 2.5}]"),
            msgspec.json.decode(msgspec.json.encode({"a": [1.5, None]})),
            len(ssl.create_default_context().get_ciphers()), loop.run_until_complete(wait()),
        )
    finally:
        loop.close()

async def wait():
    return 7

earlier, before = made(), file_kib()
drop_library_pages()
print(before - file_kib())
for _ in range(3):
    assert made() == earlier
    drop_library_pages()
"""
WRITTEN, READ_ONLY = b"written by this process", mmap.PROT_READ


def test_libraries_are_read_again_where_they_are_needed() -> None:
    done = subprocess.run([sys.executable, "-c", LIBRARIES], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 3_000  # the vocabulary's library alone


@pytest.mark.parametrize("is_writable", [False, True])
def test_what_was_written_of_a_mapped_file_stays(tmp_path: Path, is_writable: bool) -> None:
    file = tmp_path / "mapped"
    file.write_bytes(b"on the disk".ljust(4 * mmap.PAGESIZE))
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY) as own:
        own[: len(WRITTEN)] = WRITTEN
        address = ctypes.addressof(ctypes.c_char.from_buffer(own))
        if not is_writable:  # as a library's relocations are
            protect(address, len(own), READ_ONLY)

        drop_library_pages()

        assert own[: len(WRITTEN)] == WRITTEN


def protect(address: int, size: int, how: int) -> None:
    """Set how a mapping may be accessed."""
    call = ctypes.CDLL(None).mprotect
    call.argtypes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    assert call(address, size, how) == 0


def test_where_nothing_is_told_of_mappings_none_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refuse)

    drop_library_pages()
