"""From the values that were chosen to the settings of a server and of all that answers for it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from sanic_mock.profile.chosen import UNSAID, ChosenValues
from sanic_mock.profile.cores import usable_cores
from sanic_mock.profile.keys import fill
from sanic_mock.profile.sections.answering import BIG, BIG_BYTES, PAYLOAD, SMALL
from sanic_mock.profile.sections.backends import shown_backend
from sanic_mock.profile.sections.match.entry import rule_names
from sanic_mock.profile.sections.server import LEFT_OPEN, OF_CONNECTION, OF_SERVER, Settings
from sanic_mock.profile.start_values import StartValues


def draw_seed() -> int:
    """Return the seed of a server that was given none."""
    return secrets.randbits(31)


def build_settings(chosen: ChosenValues) -> Settings:
    """Return the settings that chosen values make; draws the seed if nobody gave one."""
    seed, payload, workers = chosen("seed"), chosen("payload"), chosen("workers")
    if seed is None:
        seed = draw_seed() if chosen.start.seed is None else chosen.start.seed
    settings = fill(
        Settings,
        chosen,
        profile=chosen.profile,
        payload=PAYLOAD.show(payload),
        payload_bytes={SMALL: None, BIG: BIG_BYTES}.get(payload, payload),
        seed=seed,
        limits=tuple(one.value for one in chosen("limits")),
        workers=usable_cores() if workers == "auto" else workers,
        origins=chosen.origins(),
        given=chosen.given,
        folder=chosen.folder,
        start_values=replace(chosen.start, seed=seed),
    )
    others = tuple((word, _of_phase(other, settings)) for word, other in chosen.others.items())
    rules = zip(chosen.rules, rule_names(settings.match), strict=True) if chosen.rules else ()
    ruled = tuple(inside(under(build_settings(one), settings), rule=name) for one, name in rules)
    backed = tuple(
        _of_backend(one, number, settings) for number, one in enumerate(chosen.backends, 1)
    )
    return replace(settings, others=others, ruled=ruled, backed=backed)


def _of_phase(chosen: ChosenValues, server: Settings) -> Settings:
    """Return the settings of a profile that is a phase: what it leaves open is the server's."""
    own = build_settings(chosen)
    return replace(
        own,
        seed=own.seed if "seed" in chosen.values else server.seed,
        **{name: getattr(server, name) for name in OF_SERVER},
    )


def _of_backend(chosen: ChosenValues, number: int, server: Settings) -> Settings:
    """Return the settings of a backend."""
    entry = server.backends[number - 1].value
    own = under(build_settings(chosen), server)
    return inside(own, backend=shown_backend(entry, number), health=entry.health)


def inside(own: Settings, **names: Any) -> Settings:
    """Return settings that, with all that answers for them, bear these names."""
    others = tuple((word, inside(one, **names)) for word, one in own.others)
    ruled = tuple(inside(one, **names) for one in own.ruled)
    return replace(own, others=others, ruled=ruled, **names)


def under(own: Settings, server: Settings) -> Settings:
    """Return the settings of a profile that answers some requests of a server."""
    said = {name for name, origin in own.origins if origin not in UNSAID}
    left_open = (one for one in LEFT_OPEN if one not in said)
    names = (*OF_SERVER, *OF_CONNECTION, *left_open)
    taken: dict[str, Any] = {name: getattr(server, name) for name in names}
    others = tuple((word, under(one, server)) for word, one in own.others)
    ruled = tuple(under(one, server) for one in own.ruled)
    return replace(own, others=others, ruled=ruled, start_values=StartValues(), **taken)
