"""Random quantities as pure inverse CDFs: one uniform in, one value out.

A new family is one class in a module here, one line in `families.py`, rows in its test.
"""

from sanic_mock.distributions.base import Distribution, Parameter, ParameterError, Show
from sanic_mock.distributions.empirical import Empirical
from sanic_mock.distributions.families import FAMILIES, build, family, has, parameter
from sanic_mock.distributions.gammas import Exponential, Gamma, Weibull
from sanic_mock.distributions.mixture import Mixture
from sanic_mock.distributions.normals import LogNormal, Normal
from sanic_mock.distributions.percentiles import Percentiles
from sanic_mock.distributions.simple import Constant, Jitter, Uniform
from sanic_mock.distributions.tails import LogT, Pareto

__all__ = [
    "FAMILIES",
    "Constant",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "Jitter",
    "LogNormal",
    "LogT",
    "Mixture",
    "Normal",
    "Parameter",
    "ParameterError",
    "Pareto",
    "Percentiles",
    "Show",
    "Uniform",
    "Weibull",
    "build",
    "family",
    "has",
    "parameter",
]
