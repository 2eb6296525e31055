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


def shared(listener: socket.socket) -> socket.socket:
    """Replace a socket by one whose address further sockets may share, and return that.

    The first one is bound without SO_REUSEPORT, so that a second server on the port is noticed.
    The one returned never listens, or the kernel would give it connections that nobody accepts.
    """
    address = listener.getsockname()
    family = listener.family
    listener.close()
    return sibling(family, address)


def sibling(family: int, address: tuple[str, int]) -> socket.socket:
    """Return a further socket on a shared address; it does not listen until a server does."""
    one = socket.socket(family, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(address)
    one.setblocking(False)
    return one


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
