"""What holds for all tests.

Property tests try the same examples in every run of CI, others at the desk. Asserts of support
modules explain themselves as those of tests do. Servers that modules share end with the run. More
processes than cores run all tests, a file each at a time, for many tests wait, for a server or a
time that they ask for; files that are named run in pytest's own.
Servers are started as from a shell, whatever signals whoever runs the tests has ignored.
What is collected is not looked at for garbage: that took half of the time to collect, in each
process, and a second of a test now and then.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from types import FrameType

import pytest
from hypothesis import settings

pytest.register_assert_rewrite(
    "tests.flooding",
    "tests.serving",
    "tests.talking",
    "tests.dialects.openai.errors",
    "tests.dialects.openai.completions.asking",
    "tests.dialects.openai.responses.operating",
    "tests.dialects.openai.responses.responding",
)

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def _ignore(number: int, frame: FrameType | None) -> None:
    """Ignore a signal here alone: what is ignored by SIG_IGN is so in all that is started, too."""


for _one in (signal.SIGHUP, signal.SIGINT):  # by nohup(1), by a script's `&`
    if signal.getsignal(_one) is signal.SIG_IGN:
        signal.signal(_one, _ignore)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what only some runs ask for."""
    parser.addoption("--packages", action="store_true", help="try frameworks and other clients")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes `-n auto` is."""
    is_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return (os.cpu_count() or 1) + 2 if is_all else 0


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage: all that is made lasts as long as the tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _exact_tokens() -> Iterator[None]:
    """Mocks in these processes count as servers do, for all that is tried here counts alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sanic_mock.engine.tokens.stand_in", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stop what was shared; it must stop well.

    Files of a run that is ended otherwise go with pytest's own, when some more have run.
    """
    # not before the asserts of what it imports can be rewritten
    from tests.sharing import keep_profiles_in, stop_shared
    from tests.started import close_nursery

    keep_profiles_in(tmp_path_factory.mktemp("shared"))
    yield
    try:
        stop_shared()
    finally:
        close_nursery()
