"""Forked workers share memory, and no identifiers."""

from __future__ import annotations

import os

from sanic_mock.dialects.ids import names, random_part, request_id

DIGEST = bytes(range(64))


def in_a_fork() -> bytes:
    """Return the identifiers that a forked process makes of one digest."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(writer, random_part(DIGEST) + request_id(DIGEST))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        made = pipe.read()
    os.waitpid(pid, 0)
    return made


def test_two_workers_never_make_the_same_identifiers() -> None:
    made = {in_a_fork(), in_a_fork(), random_part(DIGEST) + request_id(DIGEST)}

    assert len(made) == 3
    assert len({one[:24] for one in made}) == 3
    assert len({one[24:] for one in made}) == 3


def test_what_is_named_in_one_call_has_the_names_of_two() -> None:
    assert names(DIGEST) == (request_id(DIGEST), random_part(DIGEST))
