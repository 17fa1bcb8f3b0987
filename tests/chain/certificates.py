"""Certificates made for one test, and the contexts of servers that show them."""

import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Issuer:
    """An authority of this test alone."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    file: Path
    """Its certificate, for whoever is to trust it."""


def an_issuer(folder: Path) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("An authority of a test")
    certificate = _builder(name, name, key, 0).add_extension(x509.BasicConstraints(True, None), True)
    signed = certificate.sign(key, hashes.SHA256())
    file = folder / "authority.pem"
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return Issuer(key, signed, file)


def a_context(folder: Path, issuer: Issuer | None = None, host: str = "localhost", days_old: int = 0) -> ssl.SSLContext:
    """A server's context with a certificate for `host`; without an issuer it is signed by itself.

    A certificate is good for ten days; one that is older has expired, one of a negative age is not valid yet.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(host)
    builder = _builder(name, issuer.certificate.subject if issuer else name, key, days_old)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    file = folder / f"{host}-{days_old}-{issuer is None}.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days_old: int
) -> x509.CertificateBuilder:
    begin = datetime.datetime.now(datetime.UTC) - _DAY * days_old - datetime.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + 10 * _DAY)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
