"""Prove that a profile's times are what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sanic_mock import command_line
from sanic_mock.commands.profiles import profile_of
from sanic_mock.invocation import Invocation
from sanic_mock.profile import find
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.sections.faults.rates import RATES, FaultRates
from sanic_mock.profile.sections.server import Settings


def verify_profile(call: Invocation) -> int:
    """See sanic_mock.verify."""
    from sanic_mock.verify.command import verify  # as heavy as a server
    from sanic_mock.verify.order import Order

    line, name = call.line, profile_of(call)
    # answers by rule have times of their own, and none of those that are asked for here; what
    # goes wrong has none
    chosen = build_settings(call.choose(name))
    settings = replace(chosen, answers=(), faults=(), fault_rates=FaultRates(), limits=())
    own = ("seed", "profile", "network.preset", "answers", "faults", *RATES)
    given = {key: one for key, one in line.given.items() if key not in own}
    word = name or (line.given["profile"].text if "profile" in line.given else None)
    argv = [*command_line.written(given), f"-seed={settings.seed}", "-port=0", "-host=127.0.0.1"]
    argv += ["-port-file=none", "-tls=none", "-network=none", "-answers=none"]
    argv += ["-faults=none", *(f"-{one.replace('_', '-')}=0" for one in RATES)]
    with _unchanging(word, chosen) as served:
        argv += [f"-profile={served}"] if served else []
        return verify(Order(**line.own), settings, argv, call.environ, call.out, call.err)


@contextmanager
def _unchanging(word: str | None, settings: Settings) -> Iterator[str | None]:
    """Lend the word for a profile without limits and phases: no flag says that of either."""
    if word is None or not (settings.limits or settings.scenario.phases):
        yield word
        return
    without: dict[str, object] = {"limits": [], "phases": [], "scenario": {}}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{settings.profile}.yaml"
        extends = str(Path(word).resolve()) if find.is_path(word) else word
        path.write_text(json.dumps({"extends": extends, **without}), encoding="utf-8")
        yield str(path)
