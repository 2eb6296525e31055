"""HTTPS: a certificate from files, or one that is made at start and kept by nobody."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

from sanic_mock.errors import StartError
from sanic_mock.profile.places import NO_TLS, SELF_SIGNED


def tls_context(tls: str, host: str) -> ssl.SSLContext | None:
    """Return what encrypts connections, None for nothing.

    Args:
        tls: as the profile's key says it.
        host: where the server listens, which a certificate made here names.

    Raises:
        StartError: a file cannot be used, or a package is missing.
    """
    if tls == NO_TLS:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    if tls == SELF_SIGNED:
        _load_self_signed(context, host)
    else:
        _load_files(context, *map(Path, tls.split(",")))
    return context


def _load_files(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    for file in (certificate, key):
        try:
            file.open("rb").close()
        except OSError as error:
            raise StartError(f"-tls: {file} cannot be read: {error.strerror}") from None
    try:
        context.load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError as error:
        why = error.reason or "no certificate and key in PEM"
        raise StartError(f"-tls: {certificate} and {key} are not usable: {why}") from None


def _no_password() -> str:
    raise StartError("-tls: the key is encrypted; want one without a password")


def _load_self_signed(context: ssl.SSLContext, host: str) -> None:
    try:
        from sanic_mock.server.certificate import self_signed
    except ImportError:
        raise StartError(
            "-tls self-signed needs the package cryptography: pip install 'sanic-mock[tls]'"
        ) from None
    pem = self_signed(host)
    with tempfile.NamedTemporaryFile() as file:  # OpenSSL reads files only; gone with the block
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)
