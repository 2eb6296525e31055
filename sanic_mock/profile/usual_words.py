"""What a profile calls that which other tools have another word for."""

from __future__ import annotations

from collections.abc import Mapping

_DELAY, _ERRORS, _LIMITS = ("latency", "ttft", "itl"), ("error_rate", "faults"), ("limits",)
_ANSWERS, _TLS, _NETWORK = ("answers",), ("tls",), ("network",)
_PER = ("per",)  # of an entry of `answers`, `faults` or `limits`

#: Keys by a word that is none, and that no key is like.
USUAL_WORDS: Mapping[str, tuple[str, ...]] = {
    "auth": ("api_keys",),
    "bandwidth": _NETWORK,
    "certificate": _TLS,
    "chaos": _ERRORS,
    "concurrency": ("limits", "load"),
    "conditions": ("match",),
    "delay": _DELAY,
    "delays": _DELAY,
    "errors": _ERRORS,
    "failures": _ERRORS,
    "fixtures": _ANSWERS,
    "https": _TLS,
    "limit_by": _PER,
    "logging": ("observe",),
    "mocks": _ANSWERS,
    "overrides": ("match",),
    "processes": ("workers",),
    "quota": _LIMITS,
    "quotas": _LIMITS,
    "rate_limit": _LIMITS,
    "rpm": _LIMITS,
    "rps": _LIMITS,
    "tpm": _LIMITS,
    "response": _ANSWERS,
    "responses": _ANSWERS,
    "routes": ("match",),
    "rules": ("answers", "match"),
    "scope": _PER,
    "server": ("host", "port", "workers"),
    "ssl": _TLS,
    "streaming": ("chunking", "itl"),
    "stubs": _ANSWERS,
    "threads": ("workers",),
    "throttle": _LIMITS,
    "throughput": ("itl",),
    "timeouts": ("body_timeout", "head_timeout"),
    "tokens_per_second": ("itl",),
    "tps": ("itl",),
    "users": ("api_keys",),
}


def usual(word: str) -> tuple[str, ...]:
    """Return the keys that a word may stand for; none for one that is not usual."""
    return USUAL_WORDS.get(word.casefold().replace("-", "_"), ())
