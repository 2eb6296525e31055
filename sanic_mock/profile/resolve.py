"""One server's settings: flag over environment over profile over default, each with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sanic_mock.errors import SettingsError
from sanic_mock.profile import files, find, longest, nodes, rule_profiles
from sanic_mock.profile.added import NOTHING_ADDED, AddedEntries, of_others, with_added
from sanic_mock.profile.bottleneck import idle_rates
from sanic_mock.profile.building import build_settings
from sanic_mock.profile.chosen import ChosenValues
from sanic_mock.profile.dependencies import conflicts, missing
from sanic_mock.profile.entries import ListEntry
from sanic_mock.profile.layers import Layer, put_over
from sanic_mock.profile.mappings import Values
from sanic_mock.profile.phase_problems import wrong_phases
from sanic_mock.profile.phase_profiles import of_phase, phase_profiles
from sanic_mock.profile.places import idle_port
from sanic_mock.profile.schema import KEYS
from sanic_mock.profile.sections.answers.checks import idle_gaps
from sanic_mock.profile.sections.backends import BackendEntry
from sanic_mock.profile.sections.faults.rates import beyond_all
from sanic_mock.profile.sections.match.entry import TrafficEntry
from sanic_mock.profile.sections.server import Settings
from sanic_mock.profile.silences import idle_comments
from sanic_mock.profile.start_values import StartValues

#: Settings.profile where none was asked for.
NO_PROFILE = "default"
_VALUES = "values"


@dataclass(frozen=True, slots=True)
class Given:
    """What a flag or an environment variable was set to.

    Args:
        text: as written.
        origin: "flag -latency" or "environment PORT"; the last word opens its problems.
    """

    text: str
    origin: str

    @property
    def label(self) -> str:
        """What opens a message about it: "-latency", "PORT"."""
        return self.origin.split(" ")[-1]


def resolve(
    flags: Mapping[str, Given] | None = None,
    environ: Mapping[str, Given] | None = None,
    profile: str | None = None,
    values: str = "",
) -> Settings:
    """Return the settings of a server.

    Args:
        flags: by profile key, and "profile"; as `sanic_mock.command_line.parse` gives them.
        environ: likewise; as `sanic_mock.command_line.read_environ` gives them.
        profile: a name or path that goes before what flags and environment say of it.
        values: what a program says over the profile: the text of another.

    Raises:
        SettingsError: with every problem of flags, environment and profile.
    """
    return build_settings(choose(flags or {}, environ or {}, profile, values))


def choose(
    flags: Mapping[str, Given],
    environ: Mapping[str, Given],
    profile: str | None,
    text: str = "",
) -> ChosenValues:
    """Return the winning values; raises as `resolve` does."""
    named = None if profile else flags.get("profile") or environ.get("profile")
    word = profile or (named.text if named else None)
    layers, problems = _profile_layers(word, named) if word is not None else ([], [])
    layers.append(files.read_text(text, _VALUES))
    given = _text_layer(environ), _text_layer(flags)
    texts = _as_given(environ) + _as_given(flags)
    folder = Path(word).absolute().parent if word and find.is_path(word) else None
    start = StartValues(word, _values_of(layers), _values_of(given), texts, folder)
    problems += unwatchable((*layers, *given), word)
    return _choose(start, (*layers, *given), given, problems)


def choose_anew(
    start: StartValues, over: Sequence[Layer] = (), added: AddedEntries = NOTHING_ADDED
) -> ChosenValues:
    """Return the winning values where a running server was given others; raises as `resolve` does.

    They go before what flags and environment said at its start: what is asked of a server that runs
    is said later, by somebody who can see how it was started.

    Args:
        start: what it was started with.
        over: layers over that, each over those before it.
        added: entries before and behind those of lists.
    """
    files, given = map(Layer, start.files), [Layer(one) for one in start.given]
    return _choose(start, (*files, *given, *over), (*given, *over), [], added)


def _choose(
    start: StartValues,
    layers: Sequence[Layer],
    given: Sequence[Layer],
    problems: list[str],
    added: AddedEntries = NOTHING_ADDED,
) -> ChosenValues:
    """Return the winning values of layers; `given` are those that phases' profiles have, too."""

    return _Choosing(start, given, problems, added).running(layers)


@dataclass(frozen=True, slots=True)
class _Choosing:
    """One choice of values, for the profile that runs and for all who answer beside it.

    Args:
        start: what the server was started with.
        given: what all their profiles have over them.
        problems: what is wrong is added here.
        added: entries that all their lists have, too.
    """

    start: StartValues
    given: Sequence[Layer]
    problems: list[str]
    added: AddedEntries

    def running(self, layers: Sequence[Layer]) -> ChosenValues:
        """Return the values of the profile that runs; raises SettingsError where any is wrong."""
        values = self._merged(layers)
        # over these others have values of their own, and what is added once more
        bare = _merged(layers, []) if self.added else values
        chosen = self._with_rules(values, bare, self.start.word)
        backends = [self._backend(one, bare) for one in rule_profiles.backends(values)]
        chosen = replace(chosen, backends=tuple(backends))
        self.problems.extend(idle_comments(chosen))
        if self.problems:
            raise SettingsError(list(dict.fromkeys(self.problems)))
        start = self.start
        return replace(chosen, given=start.texts, folder=start.folder, start=start)

    def _backend(self, entry: ListEntry[BackendEntry], running: Values) -> ChosenValues:
        layers = rule_profiles.backend_layers(entry, running, self.given, self.problems)
        bare = _merged(layers, []) if self.added else {}
        values = self._merged(layers)
        return self._with_rules(values, bare or values, entry.value.profile or self.start.word)

    def _with_rules(self, values: Values, bare: Values, word: str | None) -> ChosenValues:
        """Return the values of a profile by its name or path, and those that its rules lead to."""
        rules = [self._rule(one, bare, word) for one in rule_profiles.traffic_rules(values)]
        others = self._of_phases(values)
        return ChosenValues(_name(word), values, KEYS, others, rules=tuple(rules))

    def _rule(
        self, entry: ListEntry[TrafficEntry], running: Values, word: str | None
    ) -> ChosenValues:
        layers = rule_profiles.rule_layers(entry, running, self.given, self.problems)
        values = self._of_other(layers)
        name = _name(entry.value.profile or word)
        return ChosenValues(name, values, KEYS, self._of_phases(values))

    def _of_phases(self, values: Values) -> dict[str, ChosenValues]:
        """Return the values of the profiles that a profile's phases name."""
        others: dict[str, Values] = {}
        for one in phase_profiles(values):
            self.problems.extend(one.problems)
            if one.layers:
                others[one.word] = self._of_other([*one.layers, *map(_of_phase, self.given)])
        self.problems.extend(wrong_phases(values, others))
        return {word: ChosenValues(_name(word), one, KEYS) for word, one in others.items()}

    def _of_other(self, layers: Sequence[Layer]) -> Values:
        """Return the values of who has no rules of who gets what."""
        return _merged(with_added(of_others(self.added), layers), self.problems)

    def _merged(self, layers: Sequence[Layer]) -> Values:
        return _merged(with_added(self.added, layers), self.problems)


def unwatchable(layers: Iterable[Layer], word: str | None) -> list[str]:
    """Return a problem where files are to be watched, and there is no profile."""
    watched = [layer.values["watch"] for layer in layers if "watch" in layer.values]
    if not watched or not watched[-1].value or word is not None:
        return []
    return [watched[-1].node.problem("does nothing without a profile")]


def _of_phase(layer: Layer) -> Layer:
    """Return what a layer says of a phase's profile, whatever was wrong with it elsewhere."""
    return Layer(of_phase(layer.values))


def _values_of(layers: Iterable[Layer]) -> tuple[Values, ...]:
    return tuple(layer.values for layer in layers)


def _merged(layers: Sequence[Layer], problems: list[str]) -> Values:
    """Return the values of layers, each over those before it; what is wrong goes to `problems`."""
    values: Values = {}
    for layer in layers:
        values = put_over(values, layer)
    problems += [problem for layer in layers for problem in layer.in_order()]
    problems += _inconsistencies(values)
    return values


def _profile_layers(word: str, named: Given | None) -> tuple[list[Layer], list[str]]:
    try:
        return files.chain(find.find(word)), []
    except SettingsError as error:
        is_name = named and not find.is_path(word)
        label = f"{named.label}: " if named and is_name else ""
        return [], [f"{label}{problem}" for problem in error.problems]


def _inconsistencies(values: Values) -> list[str]:
    """Return what is wrong between keys, whichever layers they come from."""
    return [
        *missing(KEYS, values),
        *conflicts(KEYS, values),
        *longest.too_long(values),
        *idle_port(values),
        *beyond_all(values),
        *idle_rates(values),
        *idle_gaps(values),
    ]


def _as_given(texts: Mapping[str, Given]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key, one.text, one.origin) for key, one in texts.items() if key != "profile")


def _text_layer(given: Mapping[str, Given]) -> Layer:
    layer = Layer()
    for name, one in given.items():
        if name != "profile":
            layer.read(name, nodes.given_node(one.text, one.label, one.origin))
    return layer


def _name(word: str | None) -> str:
    if word is None:
        return NO_PROFILE
    return Path(word).stem if find.is_path(word) else word
