"""One server's settings: flag over environment over profile over default, each with its origin."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from sanic_mock.distributions import Constant, Distribution, Jitter
from sanic_mock.errors import SettingsError
from sanic_mock.profile import find, layers, load, longest, nodes
from sanic_mock.profile.layers import Values
from sanic_mock.profile.load import Layer
from sanic_mock.profile.schema import KEYS
from sanic_mock.settings import (
    BIG_BYTES,
    Chunking,
    Itl,
    Load,
    Settings,
    Stall,
    Step,
    Tokens,
    Ttft,
)

#: Settings.profile where none was asked for.
NO_PROFILE = "default"
DRAWN = "drawn at start"


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
        return self.origin.split(" ")[-1]


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """The winning value of each key that somebody set, and the profile's name."""

    profile: str
    values: Values

    def __call__(self, name: str) -> Any:
        """Return a key's value, or its default."""
        return self.values[name].value if name in self.values else KEYS[name].default

    def origin(self, name: str) -> str:
        """Return where a key's value comes from."""
        if name in self.values:
            return self.values[name].origin
        return DRAWN if name == "seed" else "default"

    def has(self, section: str) -> bool:
        """Tell whether anybody set a key of a mapping such as "ttft"."""
        return any(name.startswith(f"{section}.") for name in self.values)


def resolve(
    flags: Mapping[str, Given] | None = None,
    environ: Mapping[str, Given] | None = None,
    profile: str | None = None,
) -> Settings:
    """Return the settings of a server.

    Args:
        flags: by profile key, and "profile"; as `sanic_mock.flags.parse` gives them.
        environ: likewise; as `sanic_mock.flags.read_environ` gives them.
        profile: a name or path that goes before what flags and environment say of it.

    Raises:
        SettingsError: with every problem of flags, environment and profile.
    """
    return build(choose(flags or {}, environ or {}, profile))


def choose(
    flags: Mapping[str, Given], environ: Mapping[str, Given], profile: str | None
) -> ChosenValues:
    """Return the winning values; raises as `resolve` does."""
    named = None if profile else flags.get("profile") or environ.get("profile")
    word = profile or (named.text if named else None)
    files, problems = _profile_layers(word, named) if word is not None else ([], [])
    values: Values = {}
    every = [*files, _text_layer(environ), _text_layer(flags)]
    for layer in every:
        values = layers.put_over(values, layer)
    problems += (
        [problem for layer in every for problem in layer.in_order()]
        + layers.missing(values)
        + layers.conflicts(values)
        + longest.too_long(values)
    )
    if problems:
        raise SettingsError(list(dict.fromkeys(problems)))
    return ChosenValues(_name(word), values)


def build(chosen: ChosenValues) -> Settings:
    """Return the settings that chosen values make; draws the seed if nobody gave one."""
    seed = chosen("seed")
    payload = chosen("payload")
    return Settings(
        profile=chosen.profile,
        port=chosen("port"),
        host=chosen("host"),
        workers=_workers(chosen("workers")),
        seed=secrets.randbits(31) if seed is None else seed,
        locale=chosen("locale"),
        model=chosen("model"),
        models=chosen("models"),
        mode=chosen("mode"),
        payload=KEYS["payload"].kind.show(payload),
        payload_bytes={"small": None, "big": BIG_BYTES}.get(payload, payload),
        prompt_tokens=chosen("prompt_tokens"),
        fixed_prompt_tokens=chosen("fixed_prompt_tokens"),
        api_keys=chosen("api_keys"),
        tool_call_rate=chosen("tool_call_rate"),
        max_body_bytes=chosen("max_body"),
        latency_s=chosen("latency"),
        jitter_s=chosen("jitter"),
        ttft=_long_ttft(chosen) if chosen.has("ttft") else _short_ttft(chosen),
        itl=_itl(chosen),
        tokens=Tokens(chosen("tokens.output"), chosen("tokens.reasoning")),
        chunking=_chunking(chosen),
        load=_load(chosen),
        time_scale=chosen("time_scale"),
        trace=chosen("trace"),
        late_budget_s=chosen("late_budget"),
        origins=tuple((name, chosen.origin(name)) for name in KEYS),
    )


def _profile_layers(word: str, named: Given | None) -> tuple[list[Layer], list[str]]:
    try:
        return load.chain(find.find(word)), []
    except SettingsError as error:
        is_name = named and not find.is_path(word)
        label = f"{named.label}: " if named and is_name else ""
        return [], [f"{label}{problem}" for problem in error.problems]


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


def _workers(wanted: int | str) -> int:
    if isinstance(wanted, int):
        return wanted
    return max(1, min(_cores(), _quota()))


def _cores() -> int:
    """Return how many cores this process may use, which may be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quota(file: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Return how many cores a container's time is worth, at least in part; many if unlimited.

    Two numbers of microseconds, or `max` and one: cgroup-v2.rst, cpu.max.
    """
    try:
        quota, period = file.read_text().split()
        return ceil(int(quota) / int(period))
    except (OSError, ValueError):
        return 1 << 16


def _short_ttft(chosen: ChosenValues) -> Ttft | None:
    latency_s, jitter_s = chosen("latency"), chosen("jitter")
    if not latency_s and not jitter_s:
        return None
    return Ttft(Jitter(latency_s, jitter_s) if jitter_s else Constant(latency_s))


def _long_ttft(chosen: ChosenValues) -> Ttft | None:
    chance, pause = chosen("ttft.stall.p"), chosen("ttft.stall.dist")
    ttft = Ttft(
        base=chosen("ttft.base") or Constant(0.0),
        per_prompt_token_s=chosen("ttft.per_prompt_token"),
        per_prompt_token_sq_s=chosen("ttft.per_prompt_token_sq"),
        per_cached_token_s=chosen("ttft.per_cached_token"),
        stall=Stall(chance, pause) if chance else None,
    )
    return None if ttft == Ttft(Constant(0.0)) else ttft


def _itl(chosen: ChosenValues) -> Itl | None:
    token: Distribution | None = chosen("itl.token")
    if token is None:
        return None
    itl = Itl(token, chosen("itl.request_cv"), chosen("itl.min"))
    return None if token == Constant(0.0) and not itl.min_s else itl


def _chunking(chosen: ChosenValues) -> Chunking:
    return Chunking(
        mode=chosen("chunking.mode"),
        tokens_per_chunk=chosen("chunking.tokens_per_chunk"),
        clock_s=chosen("chunking.clock") or 0.0,
        burst_records=chosen("chunking.burst.records"),
        burst_gap=chosen("chunking.burst.gap"),
        obfuscation=chosen("chunking.obfuscation"),
    )


def _load(chosen: ChosenValues) -> Load:
    return Load(
        model=chosen("load.model"),
        slots=chosen("load.slots"),
        queue=chosen("load.queue"),
        on_full=chosen("load.on_full"),
        retry_after_s=chosen("load.retry_after"),
        itl_slope=chosen("load.itl_slope"),
        ttft_slope=chosen("load.ttft_slope"),
        ttft_by_running=chosen("load.ttft_by_running") or (),
        step=_step(chosen) if chosen("load.model") == "step" else None,
        cache_blocks=chosen("load.prefix_cache.blocks"),
        cache_block_tokens=chosen("load.prefix_cache.block"),
    )


def _step(chosen: ChosenValues) -> Step:
    return Step(
        base_s=chosen("load.step.base"),
        per_running_s=chosen("load.step.per_running"),
        per_prefill_token_s=chosen("load.step.per_prefill_token"),
        per_kv_ktoken_s=chosen("load.step.per_kv_ktoken"),
        token_budget=chosen("load.step.token_budget"),
    )
