"""An authority for tests: a root, an issuer below it, and the certificates that it makes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
YEARS_END = datetime(2026, 12, 31, tzinfo=UTC)


class Authority:
    """`root`: its own certificate as PEM."""

    def __init__(self, name: str = "Authority of tests") -> None:
        self._root_key, self._issuer_key = new_key(), new_key()
        self._root_name, self._issuer_name = _named(name), _named(f"{name}, issuer")
        root = _begun(self._root_name, self._root_name, self._root_key, self._root_key, path_length=1)
        issuer = _begun(self._issuer_name, self._root_name, self._issuer_key, self._root_key, path_length=0)
        self.root = pem(root.sign(self._root_key, SHA256()))
        self._issuer = pem(issuer.sign(self._root_key, SHA256()))

    def chain(self, key: Key, name: str, until: datetime = END) -> str:
        """A certificate for a host of that name, or address, and the one above it."""
        made = _begun(_named(name), self._issuer_name, key, self._issuer_key, path_length=None, until=until)
        made = made.add_extension(x509.SubjectAlternativeName([_host(name)]), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        return pem(made.sign(self._issuer_key, SHA256())) + self._issuer


def new_key() -> Key:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def self_signed(key: Key, name: str, until: datetime = END) -> str:
    """What anybody can make: the right name, and nobody who vouches for it."""
    made = _begun(_named(name), _named(name), key, key, path_length=None, until=until)
    return pem(made.add_extension(x509.SubjectAlternativeName([_host(name)]), critical=False).sign(key, SHA256()))


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    signer: Key,
    *,
    path_length: int | None,
    until: datetime = END,
) -> x509.CertificateBuilder:
    """As the rules of the web want it (RFC 5280); an authority where there is a `path_length`."""
    is_authority = path_length is not None
    made = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(BEGIN).not_valid_after(until)
    made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=path_length), critical=True)
    made = made.add_extension(_usage(is_authority), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return made.add_extension(above, critical=False)


def _usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(name: str) -> x509.GeneralName:
    parts: Sequence[str] = name.split(".")
    return x509.IPAddress(ip_address(name)) if all(part.isdigit() for part in parts) else x509.DNSName(name)
