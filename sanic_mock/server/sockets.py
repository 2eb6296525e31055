"""Sockets: binds an address, or says in one line why not."""

from __future__ import annotations

import errno
import os
import socket

from sanic_mock.errors import StartError

BACKLOG = 4096


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one.

    Raises:
        StartError: the address cannot be bound; says which and why.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server((address[0], port), family=family, backlog=BACKLOG)
    except OSError as fault:
        raise StartError(_why(host, port, fault)) from None
    listener.setblocking(False)
    return listener


def _why(host: str, port: int, fault: OSError) -> str:
    where = f"port {port} on {host}"
    if isinstance(fault, socket.gaierror):
        return f"host {host} is not known; want an address of this machine with -host"
    if fault.errno == errno.EADDRINUSE:
        return f"{where} is in use; choose another with -port, or stop what listens there"
    if fault.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine; choose another with -host"
    if fault.errno in (errno.EACCES, errno.EPERM):
        return f"{where} is not permitted; ports below 1024 need rights, choose another with -port"
    return f"{where} cannot be listened on: {fault.strerror or os.strerror(fault.errno or 0)}"
