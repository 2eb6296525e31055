"""What Sanic imports for others is no part of a server, and is there for who calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sanic_mock.server.set_aside import UNUSED, set_aside
from tests.requests import chat, post
from tests.serving import ANY_PORT, ROOT, wait_ready
from tests.talking import ask

# of what Sanic, and some request or other, would have imported
FOREIGN = {"aiofiles", "html5tagger", "multiprocessing", "pypdf", "tracerite", "websockets"}
FOREIGN |= {"html", "importlib.metadata", "sanic_mock.engine.media.zipped_documents"}
# of the standard library, and imported by nobody here
MODULE, PACKAGE, INNER = "colorsys", "wsgiref", "wsgiref.util"


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody have imported what is set aside here."""
    for name in (MODULE, PACKAGE, INNER):
        monkeypatch.delitem(sys.modules, name, raising=False)


def printed(code: str) -> str:
    """Return what a new interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def is_caught(error: Exception, kind: Any) -> bool:
    """Return whether an error is caught by who catches a kind."""
    try:
        raise error
    except kind:
        return True
    except Exception:
        return False


def imported_by_a_server(folder: Path) -> set[str]:
    """Return the names of all modules that a server had imported when it had answered."""
    told = folder / "imports"
    with told.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "sanic_mock", *ANY_PORT],
            cwd=ROOT,
            env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        server = wait_ready(process)
        try:
            assert ask(server, post(chat())).status == 200
        finally:
            assert server.stop() == 0
            process.communicate()
    lines = told.read_text().splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def test_a_server_imports_nothing_that_it_never_asks_for(tmp_path: Path) -> None:
    imported = imported_by_a_server(tmp_path)

    assert {"sanic", "toktok"} <= imported
    assert {*FOREIGN, *UNUSED} & imported == set()


def test_what_is_called_is_imported_then() -> None:
    with set_aside([MODULE]):
        from colorsys import rgb_to_hsv
    assert MODULE not in sys.modules

    assert rgb_to_hsv(0.5, 0.5, 0.5) == (0.0, 0.0, 0.5)

    assert MODULE in sys.modules


def test_a_part_of_a_package_is_set_aside_with_it_or_alone() -> None:
    with set_aside([PACKAGE, INNER]):
        import wsgiref.util as both
    assert {PACKAGE, INNER} & set(sys.modules) == set()
    assert both.guess_scheme({"HTTPS": "on"}) == "https"
    sys.modules.pop(INNER)

    with set_aside([INNER]):
        import wsgiref.util as alone
    assert alone.guess_scheme({"HTTPS": "on"}) == "https"


def test_who_imports_it_afterwards_gets_it_whole() -> None:
    with set_aside([PACKAGE, INNER]):
        import wsgiref.util
    import wsgiref.util

    assert wsgiref.util.__file__


def test_what_is_there_already_stays() -> None:
    with set_aside([sys.__name__, MODULE]):
        import colorsys

        assert sys.modules["sys"] is sys
    assert not hasattr(colorsys, "__file__")


def test_a_stand_in_is_one_class_which_nothing_is_an_instance_of() -> None:
    with set_aside([MODULE]):
        import colorsys

        assert colorsys.rgb_to_hsv is colorsys.rgb_to_hsv
        assert not isinstance(ValueError(), colorsys.rgb_to_hsv)  # type: ignore[arg-type]
        assert not is_caught(ValueError(), colorsys.rgb_to_hsv)


def test_a_call_while_it_is_set_aside_says_so() -> None:
    with set_aside([MODULE]):
        from colorsys import rgb_to_hsv

        with pytest.raises(ImportError, match=r"colorsys\.rgb_to_hsv is called while it is set"):
            rgb_to_hsv(0.5, 0.5, 0.5)


def test_sanics_own_error_page_is_made_when_somebody_wants_one() -> None:
    code = (
        "import sys; from sanic_mock.server.set_aside import set_aside\n"
        "with set_aside():\n"
        "    from sanic import errorpages, Sanic\n"
        "app = Sanic('a', configure_logging=False)\n"
        "from types import SimpleNamespace as N\n"
        "request = N(app=app, name='r', method='GET', path='/', headers={})\n"
        "page = errorpages.ErrorPage(False, 'Oh', 'dear', request, ValueError('x'))\n"
        "print('dear' in str(page.render()), 'tracerite' in sys.modules)"
    )

    assert printed(code) == "True True"


def test_a_users_own_process_has_sanic_whole() -> None:
    code = "import sys, sanic_mock.testing.embedded; print('websockets' in sys.modules)"

    assert printed(code) == "True"
