"""The one table of what a profile may say.

From it come the checks, the JSON Schema, the README's table, and what `profiles show` lists. Keys
are flat, with dots: `ttft.base` is the key `base` of the mapping `ttft`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sanic_mock.profile.amounts import DurationKind, NumberKind, SizeKind, WholeKind
from sanic_mock.profile.curve import CurveKind
from sanic_mock.profile.dist import DistKind
from sanic_mock.profile.kinds import BoolKind, ChoiceKind, Kind, SourceKind, TextKind, TextsKind
from sanic_mock.profile.locale import LocaleKind

_MOST = 1_000_000
_NAME = TextKind("a profile's name, or a path to a file")
_LOCALE = LocaleKind("a locale such as en_US, de_DE or ja_JP", "[a-z]{2,3}(_[A-Z]{2})?")
_COUNT = DistKind("tokens", low=0, high=_MOST)
_SOME = DistKind("tokens", low=1, high=_MOST)
_TIME = DistKind("time")
_SLOTS, _STEP = ("slots",), ("step",)
_LOADED = _SLOTS + _STEP


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Args:
        name: with dots, as in a message.
        kind: how its value is read.
        doc: one line for people.
        default: its value where nobody set it; None where there is none.
        switch: another key on which it depends, "" for none.
        only_with: the switch's values with which it does something; empty: any value.
        required_for: the switch's values with which it must be given.
    """

    name: str
    kind: Kind[Any]
    doc: str
    default: Any = None
    switch: str = ""
    only_with: tuple[str, ...] = ()
    required_for: tuple[str, ...] = ()

    @property
    def shown_default(self) -> str:
        """The default as a profile would say it, or "none"."""
        return "none" if self.default is None else self.kind.show(self.default)


def _simple() -> Iterator[Key]:
    """Keys at the top of a profile."""
    yield Key(
        "description", TextKind("text", r"[\s\S]*\S[\s\S]*"), "shown by `sanic-mock profiles list`"
    )
    yield Key("extends", _NAME, "the profile to start from: a name, or a path beside this file")
    yield Key("source", SourceKind(), "where the numbers come from")
    yield Key("latency", DurationKind(), "time to the first byte; the short form of `ttft`", 0.0)
    yield Key("jitter", DurationKind(), "uniform ± around `latency`, floored at 0", 0.0)
    payload = SizeKind(64, 16 * 2**20, ("small", "big"))
    yield Key("payload", payload, "size of an answer's text; `big` is 10KiB", "small")
    yield Key("model", TextKind("a model's name"), "answer with this model, whatever is asked for")
    yield Key("models", TextsKind(), "names that are served, others get a 404; none serves any", ())
    doc = "`strict` refuses what OpenAI refuses; `lenient` answers whatever can be answered"
    yield Key("mode", ChoiceKind(("strict", "lenient")), doc, "strict")
    yield Key(
        "seed", WholeKind(0, 2**63 - 1), "same seed, same answers; drawn at start if not given"
    )
    yield Key("locale", _LOCALE, "language of the text: any locale of Faker", "en_US")
    yield Key("host", TextKind("an address", "[!-~]+"), "address to listen on", "127.0.0.1")
    yield Key("port", WholeKind(0, 65535), "port to listen on; 0 takes any free one", 8000)
    yield Key("workers", WholeKind(1, 256, ("auto",)), "processes; `auto` is one per core", 1)
    counts = ChoiceKind(("counted", "random", "fixed"))
    yield Key("prompt_tokens", counts, "how `usage.prompt_tokens` is found", "counted")
    fixed = WholeKind(0, _MOST * 10)
    doc = "the number for `prompt_tokens: fixed`"
    yield Key("fixed_prompt_tokens", fixed, doc, 245, "prompt_tokens", ("fixed",))
    rate, doc = (
        NumberKind(0, 1),
        "share of requests with tools that call one under `tool_choice: auto`",
    )
    yield Key("tool_call_rate", rate, doc, 1.0)
    yield Key("api_keys", TextsKind(), "keys that are let in; none lets everybody in", ())
    yield Key("max_body", SizeKind(1024, 2**30), "longest request body; above it 413", 50 * 2**20)
    speed = NumberKind(0, 1e6, above=True)
    yield Key("time_scale", speed, "2 makes every delay half as long", 1.0)
    yield Key("trace", BoolKind(), "each stream ends with its planned and actual times", False)
    late = "a write later than this counts as late"
    yield Key("late_budget", DurationKind(), late, 0.005)


def _time() -> Iterator[Key]:
    """When tokens come."""
    yield Key("ttft.base", _TIME, "time to first token, before what the prompt adds")
    yield Key("ttft.per_prompt_token", DurationKind(), "added for each prompt token", 0.0)
    yield Key("ttft.per_prompt_token_sq", DurationKind(), "added for prompt tokens squared", 0.0)
    yield Key("ttft.per_cached_token", DurationKind(), "added for each cached prompt token", 0.0)
    stall, chance = "ttft.stall.dist", NumberKind(0, 1)
    yield Key("ttft.stall.p", chance, "share of requests that stall", None, stall)
    yield Key(stall, _TIME, "how long a stall takes", None, "ttft.stall.p")
    yield Key("itl.token", _TIME, "gap between two tokens")
    varies = "spread of one factor per request (its coefficient of variation)"
    yield Key("itl.request_cv", NumberKind(0, 10), varies, 0.0, "itl.token")
    yield Key("itl.min", DurationKind(), "no gap is shorter", 0.0, "itl.token")


def _shape() -> Iterator[Key]:
    """How many tokens, and how they are put into events and writes."""
    yield Key("tokens.output", _SOME, "tokens of an answer, before the request's own cap")
    yield Key("tokens.reasoning", _COUNT, "hidden tokens, which take time and are counted")
    mode = "chunking.mode"
    modes = ChoiceKind(("token", "tokens", "clock", "burst", "full"))
    yield Key(mode, modes, "what one event of a stream holds", "token")
    each, both = "tokens in one event", ("tokens", "burst")
    yield Key("chunking.tokens_per_chunk", _SOME, each, None, mode, both, ("tokens",))
    every, clock = "events leave at multiples of this", ("clock",)
    yield Key("chunking.clock", DurationKind(1e-4), every, None, mode, clock, clock)
    burst = ("burst",)
    yield Key("chunking.burst.records", _SOME, "events in one burst", None, mode, burst, burst)
    yield Key("chunking.burst.gap", _TIME, "pause between bursts", None, mode, burst, burst)
    yield Key("chunking.obfuscation", BoolKind(), "pad chunks as OpenAI does", True)


def _load() -> Iterator[Key]:
    """What requests that run side by side do to each other."""
    model, models = "load.model", ChoiceKind(("none", *_LOADED))
    yield Key(model, models, "how the service slows down under load; per worker", "none")
    most = WholeKind(1, _MOST)
    yield Key("load.slots", most, "requests that run at once", 256, model, _LOADED)
    yield Key("load.queue", WholeKind(0, _MOST), "requests that wait", 1000, model, _LOADED)
    full = ChoiceKind(("429", "503", "wait"))
    yield Key("load.on_full", full, "the answer when the queue is full", "429", model, _LOADED)
    yield Key("load.retry_after", DurationKind(), "told with it", 1.0, model, _LOADED)
    slope = NumberKind(0, 1000)
    itl, ttft = "gaps grow by this much at full load", "TTFT grows by this much at full load"
    yield Key("load.itl_slope", slope, itl, 0.0, model, _SLOTS)
    yield Key("load.ttft_slope", slope, ttft, 0.0, model, _SLOTS)
    curve = "measured instead of `ttft_slope`: factor of TTFT by requests running"
    yield Key("load.ttft_by_running", CurveKind(), curve, None, model, _SLOTS)
    base = "time of a step of the engine"
    yield Key("load.step.base", DurationKind(), base, None, model, _STEP, _STEP)
    for name, doc in (
        ("per_running", "added for each running request"),
        ("per_prefill_token", "added for each prompt token of the step"),
        ("per_kv_ktoken", "added for each 1,000 tokens in memory"),
    ):
        yield Key(f"load.step.{name}", DurationKind(), doc, 0.0, model, _STEP)
    budget = "most tokens of a step"
    yield Key("load.step.token_budget", most, budget, 8192, model, _STEP)
    blocks, block = "blocks of prompts remembered; 0 is none", "tokens of a block"
    yield Key("load.prefix_cache.blocks", WholeKind(0, 10**9), blocks, 0, model, _LOADED)
    yield Key("load.prefix_cache.block", WholeKind(1, 65536), block, 16, model, _LOADED)


KEYS: dict[str, Key] = {key.name: key for part in (_simple, _time, _shape, _load) for key in part()}


def children(path: str) -> list[str]:
    """Return the names that a mapping at `path` ("" is the whole profile) may hold, in order."""
    start = f"{path}." if path else ""
    names = (name[len(start) :].split(".")[0] for name in KEYS if name.startswith(start))
    return list(dict.fromkeys(names))


def markdown_table() -> str:
    """Return the README's table of profile keys."""
    lines = ["| key | value | default | |", "| --- | --- | --- | --- |"]
    for key in KEYS.values():
        default = "drawn at start" if key.name == "seed" else key.shown_default
        lines.append(f"| `{key.name}` | {key.kind.describe()} | {default} | {key.doc} |")
    return "\n".join(lines)
