"""A certificate made here, so that a phone gives its camera to the page."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kneecave.errors import OutputError

_FILE = "certificate.pem"
_VALID = timedelta(days=397)
"""As long as browsers take: 398 days from September 2020 on."""
_RENEW_BEFORE = timedelta(days=30)
_CLOCKS_APART = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A file with a certificate and its key; ``fingerprint`` is SHA-256, as browsers show it."""

    file: Path
    fingerprint: str


def certificate_for(
    names: Iterable[str], *, folder: Path, at: datetime | None = None
) -> Certificate:
    """Return the certificate kept in a folder; a new one if it lacks a name or is to end soon.

    Parameters
    ----------
    names
        Host names and addresses a browser may call the server by.
    at
        The time now; None: by the clock.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    at, wanted = at or datetime.now(UTC), frozenset(names)
    file = folder / _FILE
    with suppress(OSError, ValueError):
        kept = x509.load_pem_x509_certificate(file.read_bytes())
        if wanted <= _names_in(kept) and kept.not_valid_after_utc - at > _RENEW_BEFORE:
            return Certificate(file, _fingerprint(kept))
    key = ec.generate_private_key(ec.SECP256R1())
    made = _made(key, wanted, at)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_secret(file, private + made.public_bytes(Encoding.PEM))
    except OSError as error:
        raise OutputError(
            f"the certificate cannot be kept in {folder}: {error.strerror}; "
            "choose another folder with --data"
        ) from error
    return Certificate(file, _fingerprint(made))


def _made(key: ec.EllipticCurvePrivateKey, names: Iterable[str], at: datetime) -> x509.Certificate:
    """Return a certificate that only speaks for itself."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kneecave on this machine")])
    return (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _CLOCKS_APART)
        .not_valid_after(at + _VALID)
        .add_extension(x509.SubjectAlternativeName(list(map(_alternative, sorted(names)))), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_in(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*found.get_values_for_type(x509.DNSName)} | {
        str(address) for address in found.get_values_for_type(x509.IPAddress)
    }


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _write_secret(file: Path, content: bytes) -> None:
    """Write a file that nobody else may read, as a whole."""
    new = file.with_name(f".{file.name}")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    new.replace(file)
