"""Personal data leaves addresses and custom data; everything else stays as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.identity.personal import NOBODYS, is_personal_key
from tandem.identity.scrub import clean_data, clean_url

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        (f"{SHOP}/thanks?email=ada@example.com&o=1", f"{SHOP}/thanks?email=_removed_&o=1"),
        (f"{SHOP}/thanks?q=ada%40example.com", f"{SHOP}/thanks?q=_removed_"),
        (f"{SHOP}/thanks?q=ada%2540example.com", f"{SHOP}/thanks?q=_removed_"),
        (f"{SHOP}/?utm_source=fb&phone=%2B16505551212", f"{SHOP}/?utm_source=fb&phone=_removed_"),
        (f"{SHOP}/?Billing_Phone=1&x=2", f"{SHOP}/?Billing_Phone=_removed_&x=2"),
        (f"{SHOP}/?user[first_name]=Ada", f"{SHOP}/?user[first_name]=_removed_"),
        (f"{SHOP}/?user%5Bemail%5D=x", f"{SHOP}/?user%5Bemail%5D=_removed_"),
        (f"{SHOP}/?firstName=Ada;lastname=L", f"{SHOP}/?firstName=_removed_;lastname=_removed_"),
        (f"{SHOP}/reset?token=s3cret#password=hunter2", f"{SHOP}/reset?token=_removed_#password=_removed_"),
        (f"{SHOP}/#/app?access_token=abc", f"{SHOP}/#/app?access_token=_removed_"),
        (f"{SHOP}/u/ada@example.com/orders", f"{SHOP}/u/_removed_/orders"),
        (f"{SHOP}/u/ada%2540example.com", f"{SHOP}/u/_removed_"),
        (f"{SHOP}/?ada@example.com", f"{SHOP}/?_removed_"),
        (f"{SHOP}/?back=%2Fthanks%3Femail%3Dada%26x%3D1", f"{SHOP}/?back=_removed_"),
        (f"{SHOP}/?q=j%C3%B6rg%40ex%C3%A4mple.de", f"{SHOP}/?q=_removed_"),
        ("https://ada:hunter2@shop.example/p?x=1", f"{SHOP}/p?x=1"),
        ("/thanks?dob=1815-12-10", "/thanks?dob=_removed_"),
        (
            "/thanks?dobd=10&dobm=12&doby=1815&f5first=ada",
            "/thanks?dobd=_removed_&dobm=_removed_&doby=_removed_&f5first=_removed_",
        ),
    ],
)
def test_personal_data_and_secrets_leave_an_address(url, clean):
    """A visitor's address, name or token in a URL reaches neither the disk nor Meta."""
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    "url", ["", "/", f"{SHOP}/@ada", f"{SHOP}/logo@2x.png", f"{SHOP}/?gender=women&name=Mug&city=Rome"]
)
def test_what_only_looks_personal_stays(url):
    """A handle, a picture for sharp screens, a filter of the catalogue."""
    assert clean_url(url) == url


SAFE = st.text(st.sampled_from("abcXYZ019-_.~+%2é"), max_size=12)
TRACKING = st.sampled_from(
    ["utm_source", "utm_campaign", "fbclid", "gclid", "ttclid", "msclkid", "q", "page", "id", "variant", "name"]
)


@settings(deadline=None)
@given(SAFE, st.lists(st.tuples(TRACKING, SAFE), max_size=6), SAFE)
def test_an_address_without_personal_data_stays_byte_for_byte(path, parameters, fragment):
    """Click ids and utm parameters are never decoded, re-encoded, sorted or trimmed."""
    url = f"{SHOP}/{path}?{'&'.join(f'{name}={value}' for name, value in parameters)}#{fragment}"

    assert clean_url(url) == url


@settings(deadline=None)
@given(st.text(st.sampled_from("ab@.%40=?&#;/:e mail"), max_size=60))
def test_cleaning_an_address_twice_changes_nothing_more(url):
    """What went out clean is clean."""
    once = clean_url(url)

    assert clean_url(once) == once


PURCHASE = {
    "value": 49.9,
    "currency": "EUR",
    "order_id": "10042",
    "content_name": "Mug",
    "content_ids": ["sku-1", 2],
    "contents": [{"id": "sku-1", "quantity": 2, "item_price": 24.95}],
    "city": "Rome",
    "gift": True,
    "coupon": None,
}


def test_a_purchase_without_personal_data_stays_as_it_is():
    """Nothing that Meta knows for custom_data is taken away."""
    assert clean_data(PURCHASE) == (PURCHASE, ())


def test_personal_keys_and_addresses_leave_custom_data():
    """Wherever they stand, they are dropped, and the sender is told where and what to do."""
    dirty = PURCHASE | {
        "email": "ada@example.com",
        "em": "anything",
        "customer": {"first_name": "Ada", "tier": "gold", "note": "call ada@example.com"},
        "contents": [{"id": "sku-1", "engraving": "to bob@example.com", "card_number": "4111"}],
        "tags": ["new", "eve@example.com"],
    }

    cleaned, dropped = clean_data(dirty)

    assert cleaned == PURCHASE | {"customer": {"tier": "gold"}, "contents": [{"id": "sku-1"}], "tags": ["new"]}
    assert {problem.key: problem.problem for problem in dropped} == {
        "custom_data.email": "is personal data or a secret",
        "custom_data.em": "is personal data or a secret",
        "custom_data.customer.first_name": "is personal data or a secret",
        "custom_data.customer.note": "holds an e-mail address",
        "custom_data.contents.engraving": "holds an e-mail address",
        "custom_data.contents.card_number": "is personal data or a secret",
        "custom_data.tags": "holds an e-mail address",
    }
    assert {problem.cure for problem in dropped} == {
        "Send what identifies the customer in user_data, where it is hashed, and nowhere else."
    }


def test_the_senders_own_object_is_not_changed():
    """Cleaning makes a copy: the caller's data stays as it was."""
    given_data = {"a": {"email": "x", "b": 1}}

    clean_data(given_data)

    assert given_data == {"a": {"email": "x", "b": 1}}


def test_what_is_nested_deeper_than_eight_levels_is_dropped():
    """Depth is bounded, so that no message can exhaust the gateway; eight levels are kept."""

    def nest(levels):
        return {"x": nest(levels - 1)} if levels > 1 else {"x": 1}

    assert clean_data(nest(8)) == (nest(8), ())

    cleaned, dropped = clean_data(nest(9))
    assert "1" not in repr(cleaned)
    assert [problem.problem for problem in dropped] == ["is nested deeper than 8 levels"]


def test_a_report_never_repeats_an_address_used_as_a_key():
    """A key can be personal data as well; the report shows where, not what."""
    cleaned, dropped = clean_data({"ada@example.com": 1})

    assert cleaned == {}
    assert [problem.key for problem in dropped] == ["custom_data.…"]


@settings(deadline=None)
@given(
    st.recursive(st.text() | st.floats() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_no_custom_data_stops_the_event(anything):
    """Whatever is sent as custom_data, the event lives."""
    cleaned, _ = clean_data({"anything": anything})

    assert clean_data(cleaned)[1] == ()


def test_a_name_that_is_passed_over_unseen_is_no_personal_one():
    """What is left out of the search to save time would not have been found by it."""
    assert not any(map(is_personal_key, NOBODYS))
