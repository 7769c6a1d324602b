"""The domain of the Pixel's cookies: what the origins share, and never one that browsers refuse."""

from __future__ import annotations

import pytest

from tandem.config.cookie_domain import cookie_domain
from tandem.config.schema import BadSettings, Site


def domain_of(*origins: str, wanted: str = "auto") -> str:
    return cookie_domain(Site(name="shop", origins=origins, cookie_domain=wanted))


@pytest.mark.parametrize(
    ("origins", "domain"),
    [
        (["https://www.example.com"], "example.com"),
        (["https://example.com", "https://shop.example.com:8443"], "example.com"),
        (["https://shop.example.co.uk", "https://www.example.co.uk"], "example.co.uk"),
        (["https://ada.github.io"], "ada.github.io"),
        (["https://www.example.com", "https://www.example.org"], ""),
        (["https://ada.github.io", "https://bob.github.io"], ""),
        (["https://www.example.com", "null"], "example.com"),
        (["http://localhost:8002"], ""),
        (["http://127.0.0.1:8002", "http://localhost:8002"], ""),
        (["http://[::1]:8002"], ""),
        ([], ""),
    ],
)
def test_by_itself_it_is_what_one_owner_holds_of_all_origins(origins: list[str], domain: str) -> None:
    """Where the Pixel would set it; where origins share none, each host keeps its own."""
    assert domain_of(*origins) == domain


@pytest.mark.parametrize(
    ("wanted", "domain"),
    [
        ("", ""),
        ("example.com", "example.com"),
        (".Example.com", "example.com"),
        ("shop.example.com", "shop.example.com"),
    ],
)
def test_the_owners_own_choice_stands(wanted: str, domain: str) -> None:
    assert domain_of("https://shop.example.com", wanted=wanted) == domain


@pytest.mark.parametrize("wanted", ["com", "co.uk", "github.io"])
def test_a_public_suffix_is_refused_with_a_cure(wanted: str) -> None:
    with pytest.raises(BadSettings, match=r"is a public suffix, .* Write the domain you registered"):
        domain_of("https://www.example.co.uk", wanted=wanted)


@pytest.mark.parametrize("wanted", ["example.org", "ample.com", "www.example.com", "127.0.0.1"])
def test_a_domain_of_no_origin_is_refused_with_a_cure(wanted: str) -> None:
    with pytest.raises(BadSettings, match=r"none of the origins lies in cookie-domain .* Write a domain"):
        domain_of("https://example.com", wanted=wanted)


def test_a_site_of_several_domains_may_name_one_of_them() -> None:
    """Pages of the other keep their cookies to their own host."""
    assert domain_of("https://www.example.com", "https://www.example.org", wanted="example.org") == "example.org"
