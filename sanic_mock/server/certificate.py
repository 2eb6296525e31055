"""A certificate that signs itself; imported only where one is wanted (`sanic-mock[tls]`)."""

from __future__ import annotations

import datetime
import ipaddress
import socket
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_NAMES = ("localhost", "127.0.0.1", "::1")
_VALID = datetime.timedelta(days=365)
_SKEW = datetime.timedelta(days=1)  # clocks of clients differ


def self_signed(host: str) -> bytes:
    """Return a new key and a certificate for it, in PEM; `host` is one more name of the server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sanic-mock")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectAlternativeName(list(_general_names(host))), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, lock = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(pem, form, lock) + certificate.public_bytes(pem)


def _general_names(host: str) -> Iterator[x509.GeneralName]:
    for name in dict.fromkeys((*_NAMES, socket.gethostname(), host)):
        try:
            yield x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            if name.isascii() and ":" not in name:
                yield x509.DNSName(name)
