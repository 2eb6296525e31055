"""Sockets: binds an address, or says in one line why not."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import socket
import sys
import termios
from dataclasses import dataclass

from sanic_mock.errors import StartError
from sanic_mock.profile.places import NO_FILE, UNIX
from sanic_mock.server.port_file import PortFile
from sanic_mock.server.syn_filter import drop_new_connections
from sanic_mock.server.unix import BACKLOG, UnixListener

EVERYWHERE = ("0.0.0.0", "::")
# what an address has in a URL, and an address of IPv6 in part
_OF_URLS = frozenset("[]/:")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens.

    Args:
        socket: listens, and does not block.
        unix: its file, if it has one.
        port_file: the file that says which port it is, if one does.
    """

    socket: socket.socket
    unix: UnixListener | None = None
    port_file: PortFile | None = None

    @property
    def port(self) -> int:
        """The port, 0 where there is none."""
        return 0 if self.unix else int(self.socket.getsockname()[1])

    def tell_port(self) -> None:
        """Let others know that it answers."""
        if self.port_file is not None:
            self.port_file.write(self.port)

    def let_none_come(self) -> None:
        """Let no further connection come, and lose none that has: what has come can be accepted.

        Who tries meets nobody; once the socket is closed it is refused.
        """
        self.remove()
        if self.unix is None and sys.platform == "linux":
            drop_new_connections(self.socket)

    def remove(self) -> None:
        """Leave nothing behind; may be called more than once."""
        for file in (self.unix, self.port_file):
            if file is not None:
                file.remove()


def listen(host: str, port: int, port_file: str = NO_FILE) -> Listening:
    """Listen on an address of this machine, or on a path that follows `unix:`.

    Args:
        host: `::` is all addresses, those of IPv4 included where the system can do that.
        port: 0 takes any free one.
        port_file: where to tell which it is.

    Raises:
        StartError: the address cannot be bound, or the file not written; says which and why.
    """
    if host.startswith(UNIX):
        file = UnixListener(host.removeprefix(UNIX))
        return Listening(file.socket, file)
    told = None if port_file == NO_FILE else PortFile(port_file)
    try:
        listener = _bound(host, port)
    except OSError as error:
        if told is not None:
            told.remove()
        raise StartError(_why(host, port, error)) from None
    listener.setblocking(False)
    return Listening(listener, port_file=told)


def has_unread(transport: asyncio.BaseTransport | None) -> bool:
    """Return whether something has arrived that nobody has looked at."""
    connection = None if transport is None else transport.get_extra_info("socket")
    if connection is None or connection.fileno() < 0:
        return False
    return any(fcntl.ioctl(connection.fileno(), termios.FIONREAD, bytes(4)))  # see ioctl_tty(2)


def _bound(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    is_dual = address[0] == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(
        (str(address[0]), port), family=family, backlog=BACKLOG, dualstack_ipv6=is_dual
    )


def _why(host: str, port: int, error: OSError) -> str:
    where = f"port {port} on {host}"
    if isinstance(error, socket.gaierror):
        alone = "alone, the port with -port" if _OF_URLS.intersection(host) else "with -host"
        return f"host {host} is not known; want an address of this machine {alone}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use; choose another with -port, or stop what listens there"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine; choose another with -host"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{where} is not permitted; ports below 1024 need rights, choose another with -port"
    return f"{where} cannot be listened on: {error.strerror or os.strerror(error.errno or 0)}"
