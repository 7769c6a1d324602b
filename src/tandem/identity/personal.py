"""How personal data is recognised where it does not belong: by the name it stands under, and by an e-mail's shape."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_PREFIXES = "my your user customer client contact billing shipping buyer account guest lead member subscriber delivery"
_NAMES = """
    email emails emailaddress mail em ph phone phones phonenumber tel telephone mobilephone mobilenumber cellphone fax
    fn firstname fname givenname forename ln lastname lname familyname surname fullname username
    f5first f5last db dob dobd dobm doby dateofbirth birthdate birthday
    street streetaddress address address1 address2 addressline1 addressline2
    ip ipaddress clientipaddress
    password passwd passphrase pass pwd pin otp token accesstoken authtoken idtoken refreshtoken resettoken csrftoken
    apikey secret clientsecret sessionid phpsessid sid jwt authorization
    card cardnumber creditcard creditcardnumber ccnumber cvc cvv cvv2 iban bic accountnumber
    ssn socialsecuritynumber nationalid passport passportnumber taxid vatid
"""
_USUAL = """
    value currency order_id content_type content_ids content_name content_category contents num_items search_string
    status predicted_ltv delivery_category id quantity item_price title category brand
    utm_source utm_medium utm_campaign utm_content utm_term utm_id fbclid gclid gad_source msclkid ttclid
"""
NOBODYS = frozenset(_USUAL.split())
"""What orders and addresses are full of, in Meta's words and Google's: known beforehand to be no personal names."""

are_nobodys = NOBODYS.issuperset
"""Of all names in a mapping or a list. Bound once, as `identity.keys.are_metas_own`."""

_PERSONAL = re.compile(rf"(?:{'|'.join(_PREFIXES.split())})?(?:{'|'.join(_NAMES.split())})")
_SEPARATORS = re.compile(r"[^0-9a-z]+")

_IMAGE = r"(?!\d+x\.(?:png|jpe?g|gif|svg|webp|avif)\b)"
_EMAIL = re.compile(rf"[^\s@/?&#=;:,<>\"'()]{{1,64}}@{_IMAGE}[^\s@/?&#=;:,<>\"'()]{{1,250}}\.[^\W\d_]{{2,}}")
"""An e-mail address inside a text. `logo@2x.png` is a picture for sharp screens, `@ada` somebody's handle."""

_ROUNDS = 3
"""How often an address may be percent-encoded: a link in a link in a link."""


@lru_cache(maxsize=4096)
def is_personal_key(name: str) -> bool:
    """
    True for `email`, `billing_phone`, `user[first_name]`, `password`, and for a name that is an e-mail address itself.

    False for names that most often are a product's or a page's: `name`, `gender`, `city`, `mobile`.
    """
    return _PERSONAL.fullmatch(_SEPARATORS.sub("", unquote(name[:80]).lower())) is not None or holds_email(name)


def holds_email(text: str) -> bool:
    """True when an e-mail address stands in the text, even percent-encoded several times."""
    if "@" not in text and "%" not in text:
        return False
    for _ in range(_ROUNDS):
        if _EMAIL.search(text):
            return True
        text = unquote(text)
    return _EMAIL.search(text) is not None
