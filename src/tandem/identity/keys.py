"""The names under which senders give a match key: Meta's short ones, and those of its SDKs, of shops and of forms."""

from __future__ import annotations

import re

HASHED = ("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id")
"""What is normalised and hashed. `country` is read first: it tells how to read a state, a postal code and a phone."""

PARTS = ("f5first", "f5last", "fi", "dobd", "dobm", "doby")
"""Parts of names and birthdays, which Meta's SDKs still know. Taken as SHA-256 alone, as these SDKs send them."""

PASSING = (
    "fbp",
    "fbc",
    "subscription_id",
    "lead_id",
    "fb_login_id",
    "anon_id",
    "madid",
    "page_id",
    "page_scoped_user_id",
    "ctwa_clid",
    "ig_account_id",
    "ig_sid",
    "whatsapp_business_account_id",
    "instagram_business_account_id",
    *PARTS,
)
"""
What is passed on unchanged: ids that Meta never wants hashed, none of which can be read back to a person by anyone but
Meta or the site, and hashes that have no readable form here.
"""

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
KEYS = {key: key for key in (*HASHED, *PASSING)}
"""Meta's own names, which nearly every sender uses: each stands for itself."""

are_metas_own = frozenset(KEYS).issuperset
"""
Of all names in a mapping. Bound once: of a name that was imported, CPython 3.11 looks a method up anew for each call,
as if it were a module's.
"""

_SEPARATOR = re.compile(r"[_\-\s.]")
_TELLABLE = re.compile(r"[A-Za-z][A-Za-z_.\-]{0,39}")


def canonical(name: str) -> str | None:
    """Meta's key for a sender's name of it (`firstName`, `postal_code`, `e-mail`), or None."""
    return KEYS.get(name) or _BY_SPELLING.get(_SEPARATOR.sub("", name[:40]).lower())


def tellable(name: str, instead: str = "user_data") -> str:
    """The name as it may be repeated in a message. A key that could itself be a person's data is not repeated."""
    return name if _TELLABLE.fullmatch(name) else instead
