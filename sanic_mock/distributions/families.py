"""The table of families, and how a schema layer makes a distribution from one of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from sanic_mock.distributions.base import Distribution, Parameter, ParameterError, missing
from sanic_mock.distributions.empirical import Empirical
from sanic_mock.distributions.gammas import Exponential, Gamma, Weibull
from sanic_mock.distributions.mixture import Mixture
from sanic_mock.distributions.normals import LogNormal, Normal
from sanic_mock.distributions.percentiles import PERCENTILE, Percentiles
from sanic_mock.distributions.simple import Constant, Jitter, Uniform
from sanic_mock.distributions.tails import LogT, Pareto

FAMILIES: dict[str, type[Distribution]] = {
    family.FAMILY: family
    for family in (
        Constant,
        Uniform,
        Jitter,
        Normal,
        LogNormal,
        LogT,
        Gamma,
        Weibull,
        Exponential,
        Pareto,
        Percentiles,
        Empirical,
        Mixture,
    )
}


def family(name: str) -> type[Distribution]:
    """Return the class behind `dist: name`.

    Raises:
        ParameterError: "dist", with the nearest family or all of them.
    """
    if name in FAMILIES:
        return FAMILIES[name]
    hint = _nearest(name, FAMILIES) or f"want one of {', '.join(FAMILIES)}"
    raise ParameterError("dist", f"{name!r} is unknown; {hint}")


def parameter(family_name: str, key: str) -> Parameter:
    """Return what `key` is in that family, p99.9 included; its kind says how to convert it.

    Raises:
        ParameterError: `key`, with the nearest parameter or all of them.
    """
    known = {p.name: p for p in family(family_name).PARAMETERS}
    if key in known:
        return known[key]
    if "p…" in known and PERCENTILE.fullmatch(key):
        return known["p…"]
    takes = f"{family_name} takes {', '.join(known)}"
    raise ParameterError(key, f"unknown key; {_nearest(key, known) or takes}")


def has(family_name: str, key: str) -> bool:
    """Return whether a family has a parameter of this name."""
    try:
        parameter(family_name, key)
    except ParameterError:
        return False
    return True


def build(family_name: str, parameters: Mapping[str, Any]) -> Distribution:
    """Make a distribution from its family's name and its parameters, already converted.

    Args:
        family_name: a key of FAMILIES.
        parameters: by their names in a profile; a None counts as not given. "value" parameters in
            seconds or counts, `parts` as [(weight, Distribution)], `file` as an absolute Path.

    Raises:
        ParameterError: the first problem found.
    """
    made = family(family_name)
    given = {key: x for key, x in parameters.items() if x is not None}
    for key in given:
        parameter(family_name, key)
    for known in made.PARAMETERS:
        if known.is_needed and known.name not in given:
            raise missing(known.name, known.want)
    return made.from_parameters(given)


def _nearest(name: str, known: Iterable[str]) -> str | None:
    close = get_close_matches(name, known, n=1)
    return f"nearest is {close[0]}" if close else None
