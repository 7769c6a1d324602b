"""The names under which senders give a match key: Meta's short ones, and those of its SDKs, of shops and of forms."""

from __future__ import annotations

import re

HASHED = ("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id")
"""What is normalised and hashed. `country` is read first: it tells how to read a state, a postal code and a phone."""

PASSING = ("fbp", "fbc", "subscription_id", "lead_id", "fb_login_id")
"""Ids that Meta never wants hashed; none of them can be read back to a person by anyone but Meta or the site."""

CONTEXT = frozenset({"client_ip_address", "client_user_agent"})
"""Part of Meta's `user_data`, but of the request and not of the person: kept on the event, not read here."""

_SPELLINGS = {
    "em": "email emails emailaddress mail useremail customeremail billingemail",
    "ph": "phone phones phonenumber phonenumbers tel telephone mobile mobilephone mobilenumber billingphone",
    "fn": "firstname firstnames givenname forename fname billingfirstname",
    "ln": "lastname lastnames familyname surname lname billinglastname",
    "ge": "gender genders sex gen",
    "db": "dob dateofbirth datesofbirth birthdate birthday birth",
    "ct": "city cities town billingcity",
    "st": "state states province provincecode statecode billingstate",
    "zp": "zip zips zipcode zipcodes postalcode postcode postalcodes billingpostcode",
    "country": "countrycode countrycodes countries billingcountry",
    "external_id": "externalids externaluserid userid customerid",
    "fbp": "browserid",
    "fbc": "clickid",
    "fb_login_id": "facebookloginid",
}
_BY_SPELLING = {
    spelling: key
    for key in (*HASHED, *PASSING)
    for spelling in (key.replace("_", ""), *_SPELLINGS.get(key, "").split())
}
_BY_NAME = {key: key for key in (*HASHED, *PASSING)}
_SEPARATOR = re.compile(r"[_\-\s.]")
_TELLABLE = re.compile(r"[A-Za-z][A-Za-z_.\-]{0,39}")


def canonical(name: str) -> str | None:
    """Meta's key for a sender's name of it (`firstName`, `postal_code`, `e-mail`), or None."""
    return _BY_NAME.get(name) or _BY_SPELLING.get(_SEPARATOR.sub("", name[:40]).lower())


def tellable(name: str, instead: str = "user_data") -> str:
    """The name as it may be repeated in a message. A key that could itself be a person's data is not repeated."""
    return name if _TELLABLE.fullmatch(name) else instead
