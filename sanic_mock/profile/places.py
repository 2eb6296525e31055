"""Where a server is reached; refuses what is about a port beside a UNIX socket, which has none."""

from __future__ import annotations

from sanic_mock.profile.mappings import Values

UNIX = "unix:"
NO_TLS, SELF_SIGNED = "none", "self-signed"
NO_FILE = "none"

_RANKS = {"flag": 2, "environment": 1}


def idle_port(values: Values) -> list[str]:
    """Return problems at what is about a port, unless the host is set where it goes before."""
    host = values.get("host")
    if host is None or not str(host.value).startswith(UNIX):
        return []
    why = f"does nothing with host {host.value}; a UNIX socket has no port"
    idle = (one for key in ("port", "port_file") if (one := values.get(key)))
    return [
        one.node.problem(why)
        for one in idle
        if one.value != NO_FILE and _rank(host.origin) <= _rank(one.origin)
    ]


def _rank(origin: str) -> int:
    return _RANKS.get(origin.split(" ")[0], 0)
