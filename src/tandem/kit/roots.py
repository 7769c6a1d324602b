"""The certificate authorities that this machine trusts: the same as for every TLS connection opened from here."""

from __future__ import annotations

import ssl
import warnings

from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import Certificate, load_der_x509_certificate


def trusted_roots() -> list[Certificate]:
    """Empty where the machine knows none: then it can open no TLS connection either."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # odd serial numbers of old roots
        return [found for raw in ssl.create_default_context().get_ca_certs(binary_form=True) if (found := _read(raw))]


def _read(raw: bytes) -> Certificate | None:
    """Some old roots are written in ways that nobody should read any more."""
    try:
        return load_der_x509_certificate(raw)
    except ValueError:
        return None
