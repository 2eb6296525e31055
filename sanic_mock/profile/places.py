"""Where a server is reached; refuses a port beside a UNIX socket, which has none."""

from __future__ import annotations

from sanic_mock.profile.mappings import Values

UNIX = "unix:"
NO_TLS, SELF_SIGNED = "none", "self-signed"

_RANKS = {"flag": 2, "environment": 1}


def idle_port(values: Values) -> list[str]:
    """Return a problem at the port, unless the host is set where it goes before the port."""
    host, port = values.get("host"), values.get("port")
    if host is None or port is None or not str(host.value).startswith(UNIX):
        return []
    if _rank(host.origin) > _rank(port.origin):
        return []
    return [port.node.problem(f"does nothing with host {host.value}; a UNIX socket has no port")]


def _rank(origin: str) -> int:
    return _RANKS.get(origin.split(" ")[0], 0)
