"""Who buys: the fields of the checkout and of a test ride, and what of them an ad platform may be told."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.demo.shop.catalogue import rideable
from tandem.demo.shop.forms import COUNTRIES, EMAIL, PHONE, Field

EMAIL_FIELD = Field(
    name="email",
    label="Email",
    type="email",
    autocomplete="email",
    pattern=EMAIL,
    cure="Enter an email address, like name@example.com.",
    sample="Ada.Lovelace@Example.com",
)
PHONE_FIELD = Field(
    name="phone",
    label="Phone",
    type="tel",
    autocomplete="tel",
    pattern=PHONE,
    hint="With the country code.",
    cure="Enter a phone number of 7 to 15 digits, like +49 30 23125 042.",
    sample="+49 30 23125 042",
)
FIRST_NAME = Field(
    name="first_name",
    label="First name",
    autocomplete="given-name",
    cure="Enter your first name.",
    sample="Ada",
)
LAST_NAME = Field(
    name="last_name",
    label="Last name",
    autocomplete="family-name",
    cure="Enter your last name.",
    sample="Lovelace",
)

CHECKOUT = (
    EMAIL_FIELD,
    PHONE_FIELD,
    FIRST_NAME,
    LAST_NAME,
    Field(
        name="street",
        label="Street and number",
        autocomplete="street-address",
        cure="Enter a street and a house number.",
        sample="Pedalweg 2",
    ),
    Field(
        name="postcode",
        label="Postcode",
        autocomplete="postal-code",
        pattern=r"[A-Za-z0-9 \-]{3,10}",
        cure="Enter a postcode of 3 to 10 letters or digits, like 10115.",
        sample="10115",
    ),
    Field(name="city", label="City", autocomplete="address-level2", cure="Enter a city.", sample="Berlin"),
    Field(
        name="country",
        label="Country",
        autocomplete="country",
        options=COUNTRIES,
        cure="Choose a country from the list.",
        sample="DE",
    ),
)

TEST_RIDE = (
    Field(
        name="bicycle",
        label="Bicycle",
        autocomplete="off",
        options=tuple((product.id, product.name) for product in rideable()),
        cure="Choose one of our bicycles.",
        sample="half-crazy",
    ),
    FIRST_NAME,
    LAST_NAME,
    EMAIL_FIELD,
    PHONE_FIELD,
)

PARAMETERS = {
    "email": "em",
    "phone": "ph",
    "first_name": "fn",
    "last_name": "ln",
    "city": "ct",
    "postcode": "zp",
    "country": "country",
}
"""
Our field names and Meta's customer information parameters. A street has none, so it is never sent.
Source: https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
"""


class Customer(msgspec.Struct, frozen=True):
    """A person and the number this shop knows them by."""

    number: str
    details: Mapping[str, str]

    @property
    def first_name(self) -> str:
        return self.details.get("first_name", "")

    def user_data(self) -> dict[str, str]:
        """Meta's names, values as typed: normalising and hashing are the gateway's work."""
        known = {theirs: self.details.get(ours, "") for ours, theirs in PARAMETERS.items()}
        return {name: value for name, value in known.items() if value} | {"external_id": self.number}
