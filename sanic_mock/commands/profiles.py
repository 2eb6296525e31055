"""What can be done with profiles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from sanic_mock.errors import SettingsError
from sanic_mock.invocation import OK, Invocation
from sanic_mock.output import width_of
from sanic_mock.profile import find, listing, schema, show
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.nodes import shown
from sanic_mock.profile.resolve import choose


def list_profiles(call: Invocation) -> int:
    """Print the names and descriptions of the shipped profiles."""
    return call.print(listing.listing(width_of(call.out), date.today().toordinal()))


def show_profile(call: Invocation) -> int:
    """Print every key with its value and origin, flags and all; then what is to be expected."""
    chosen = call.choose(profile_of(call))
    return call.print(chain(show.values(chosen), [""], expected(chosen)))


def expected(chosen: ChosenValues) -> Iterator[str]:
    """Yield what a profile does to time; where the seed is drawn at start, under seed 0."""
    from sanic_mock import expectations  # the engine's import is needed by no other of these

    seed = chosen("seed") or 0
    return expectations.lines(replace(build_settings(chosen), seed=seed))


def check_profiles(call: Invocation) -> int:
    """Print a line for each file that is right; raises with all problems of all others."""
    problems: list[str] = []
    for word in call.words:
        try:
            choose({}, {}, word)
            print(f"{find.find(word).label}: ok", file=call.out)
        except SettingsError as error:
            problems += error.problems
    if problems:
        raise SettingsError(problems)
    return OK


def print_schema(call: Invocation) -> int:
    """Print the JSON Schema of profiles."""
    return call.print(iter([json.dumps(schema.json_schema(), indent=2, ensure_ascii=False)]))


def profile_of(call: Invocation) -> str | None:
    """Return the profile that the command's own word names, if any."""
    name = call.words[0] if call.words else None
    if name and "profile" in call.line.given:
        raise SettingsError([f"{shown(name)} and -profile both name a profile; give one"])
    return name
