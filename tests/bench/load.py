"""wrk: the load, and what it says about it."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen

from tests.bench.asks import Ask
from tests.bench.servers import Target
from tests.bench.spread import BenchError, median, paired_ratio

_LONG_S = 5.0  # in which whoever answers at all has answered
_LONGER = 5
_REQUESTS = re.compile(r"^\s*(\d+) requests in ", re.M)
_RATE = re.compile(r"^Requests/sec:\s*([\d.]+)", re.M)
_REFUSED = re.compile(r"^\s*Non-2xx or 3xx responses: (\d+)", re.M)
_ERRORS = re.compile(
    r"^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", re.M
)


@dataclass(frozen=True, slots=True)
class Said:
    """What wrk counted.

    Attributes:
        requests: answered.
        rate: answered per second.
        refused: answers that were no success.
        errors: connections that failed or waited too long.
    """

    requests: int
    rate: float
    refused: int
    errors: int


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the load.

    Attributes:
        rate: requests per second.
        per_cpu_s: requests per processor second of the server; None where that is unknown.
    """

    rate: float
    per_cpu_s: float | None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Runs of one load, one in each turn.

    Attributes:
        every: in the order of the turns.
    """

    every: tuple[Round, ...]

    @property
    def rate(self) -> float:
        """Median of the requests per second."""
        return median(one.rate for one in self.every)

    @property
    def per_cpu_s(self) -> float | None:
        """Median of the requests per processor second; None where that is unknown."""
        costs = [one.per_cpu_s for one in self.every if one.per_cpu_s is not None]
        return median(costs) if costs else None

    def share_of(self, other: Rounds) -> float | None:
        """Return how many times the other's requests per processor second, turn by turn."""
        own, others = (tuple(one.per_cpu_s for one in each.every) for each in (self, other))
        return paired_ratio(own, others)


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent, by how many.

    Attributes:
        ask: the request.
        different: whether no request repeats a body, nor a head that has a place for digits.
        connections: at once.
        others: requests that come in turn with it, with digits in as many places.
    """

    ask: Ask
    different: bool
    connections: int
    others: tuple[Ask, ...] = ()


def read_said(text: str) -> Said:
    """Read wrk's report; BenchError where it is none."""
    requests, rate = _REQUESTS.search(text), _RATE.search(text)
    if requests is None or rate is None:
        raise BenchError(f"wrk said: {text.strip() or 'nothing'}")
    refused, errors = _REFUSED.search(text), _ERRORS.search(text)
    return Said(
        int(requests[1]),
        float(rate[1]),
        int(refused[1]) if refused else 0,
        sum(map(int, errors.groups())) if errors else 0,
    )


def script(load: Load) -> str:
    """Return wrk's script: every kind of load runs a function per request, and costs wrk alike."""
    asks = [load.ask, *load.others]
    places = range(len(load.ask.parts))
    joined = " .. digits .. ".join(f"ask[{place + 1}]" for place in places)
    number = "count" if load.different else "0"
    return (
        f"local asks = {{\n{_table(asks)}}}\n"
        "local count, format = 0, string.format\n"
        "function request()\n"
        "  count = count + 1\n"
        f"  local ask, digits = asks[count % {len(asks)} + 1], format('%08d', {number})\n"
        f"  return {joined}\n"
        "end\n"
    )


def _table(asks: Sequence[Ask]) -> str:
    return "".join(f"  {{{', '.join(map(lua_text, ask.parts))}}},\n" for ask in asks)


def lua_text(text: bytes) -> str:
    """Return bytes as a string of Lua."""
    plain = set(b" !#$%&'()*+,-./:;<=>?@[]^_`{|}~") | set(range(48, 58))
    plain |= set(range(65, 91)) | set(range(97, 123))
    return '"' + "".join(chr(byte) if byte in plain else f"\\{byte:03d}" for byte in text) + '"'


def run_load(target: Target, load: Load, seconds: float, scratch: Path) -> Round:
    """Load a server for some time with one thread of wrk.

    For longer where that was short and nothing happened in it: a machine may be busy.
    """
    file = scratch / "load.lua"
    file.write_text(script(load))
    while True:
        before_s = target.cpu_s()
        text = _wrk(target, load, seconds, file)
        after_s = target.cpu_s()
        if seconds >= _LONG_S or not _is_idle(text):
            break
        seconds *= _LONGER
    said = read_said(text)
    if said.refused or said.errors or not said.requests:
        raise BenchError(
            f"{target.name}: {said.requests} answers, {said.refused} of them refusals, "
            f"{said.errors} failed connections"
        )
    if before_s is None or after_s is None:
        return Round(said.rate, None)
    return Round(said.rate, said.requests / max(after_s - before_s, 0.01))


def _is_idle(text: str) -> bool:
    """Return whether wrk had no time to get or to lose an answer, or to say so."""
    requests = _REQUESTS.search(text)
    return not text.strip() or (
        requests is not None and requests[1] == "0" and _ERRORS.search(text) is None
    )


def _wrk(target: Target, load: Load, seconds: float, file: Path) -> str:
    """Return what wrk says; it knows whole seconds only, and is told to stop before."""
    url = f"http://127.0.0.1:{target.port}{target.path}"
    shape = ["-t1", f"-c{load.connections}", f"-d{ceil(seconds)}s", "--timeout", "10s"]
    command = ["wrk", *shape, "-s", str(file), url]
    with Popen(command, stdout=PIPE, stderr=STDOUT, text=True) as wrk:
        try:
            if seconds != ceil(seconds):
                time.sleep(seconds)
                wrk.send_signal(signal.SIGINT)
            return wrk.communicate(timeout=seconds + 30)[0]
        finally:
            wrk.kill()
