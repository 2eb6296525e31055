"""The tables of the pages that the code knows better: what each of them must say, and where."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sanic_mock.distributions import FAMILIES, Constant, Distribution, Parameter, Show
from sanic_mock.flag_tables import markdown_table, own_markdown_table
from sanic_mock.profile import listing, presets, schema
from sanic_mock.profile.find import names
from sanic_mock.profile.resolve import resolve
from sanic_mock.profile.sections.about import GROUPS
from sanic_mock.report.figures import FIGURES
from sanic_mock.settings import Settings
from sanic_mock.units import show_seconds
from tests.house.pages import CONTROL, PROFILES, REPORT, Page


def profiles_table() -> str:
    """Return the table of shipped profiles."""
    lines = [
        "| profile | description | `ttft.base` | gap between tokens | text |",
        "| --- | --- | --- | --- | --- |",
    ]
    for group in GROUPS:
        lines.append(f"| **{group}** | | | | |")
        lines += [_profile(name) for name in names() if listing.group_of(name) == group]
    return "\n".join(lines)


def _profile(name: str) -> str:
    one = resolve(profile=name)
    cells = (f"`{name}`", listing.description(name), _first(one), _gap(one), _text(one))
    return f"| {' | '.join(cells)} |"


def _first(one: Settings) -> str:
    if one.load.step is not None:
        return "when an engine has read the prompt"
    if one.ttft is None:
        return "at once"
    if one.jitter_s:
        low, high = max(0.0, one.latency_s - one.jitter_s), one.latency_s + one.jitter_s
        return f"{show_seconds(low)} to {show_seconds(high)}"
    return _spread(one.ttft.base, _rounded)


def _gap(one: Settings) -> str:
    if one.load.step is not None:
        return f"a step, {show_seconds(one.load.step.base_s)} and more"
    if one.chunking.burst_gap is not None:
        return f"bursts, {_spread(one.chunking.burst_gap, _rounded)}"
    return "none" if one.itl is None else _spread(one.itl.token, _rounded)


def _text(one: Settings) -> str:
    output = one.tokens.output
    return one.payload if output is None else f"{_spread(output, lambda n: f'{n:.0f}')} tokens"


def _rounded(seconds: float) -> str:
    return show_seconds(float(f"{seconds:.3g}"))


def _spread(drawn: Distribution, shown: Show) -> str:
    if isinstance(drawn, Constant):
        return shown(drawn.value)
    return f"p50 {shown(drawn.quantile(0.5))}, p99 {shown(drawn.quantile(0.99))}"


def distributions_table() -> str:
    """Return the table of distributions."""
    lines = ["| `dist` | parameters | what is drawn |", "| --- | --- | --- |"]
    for name, family in FAMILIES.items():
        first = (family.__doc__ or "").partition("\n\n")[0].rstrip(":").replace("|", "\\|")
        parameters = "<br>".join(map(_parameter, family.PARAMETERS))
        lines.append(f"| `{name}` | {parameters} | {' '.join(first.split())} |")
    return "\n".join(lines)


def _parameter(one: Parameter) -> str:
    named = f"`{one.name}`" if one.required else f"[`{one.name}`]"
    return f"{named}: {one.doc}"


def figures_table() -> str:
    """Return the table of figures of a report."""
    lines = ["| figure | is a | of | |", "| --- | --- | --- | --- |"]
    for one in FIGURES:
        of = "all" if one.is_exact else "the last"
        lines.append(f"| `{one.name}` | {one.unit.value} | {of} | {one.doc} |")
    return "\n".join(lines)


TABLES: dict[str, tuple[Page, Callable[[], str]]] = {
    "profiles": (PROFILES, profiles_table),
    "keys": (PROFILES, schema.markdown_table),
    "presets": (PROFILES, presets.markdown_table),
    "distributions": (PROFILES, distributions_table),
    "flags": (PROFILES, markdown_table),
    "verify-flags": (PROFILES, partial(own_markdown_table, "verify")),
    "control-flags": (CONTROL, partial(own_markdown_table, "control")),
    "assert-flags": (REPORT, partial(own_markdown_table, "assert")),
    "figures": (REPORT, figures_table),
}
