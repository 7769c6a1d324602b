import re

from shop import make_shop


def test_an_order_is_counted_once(meta):
    browser = make_shop(graph=meta.url).test_client()
    page = browser.post("/buy", data={"order": "1001", "email": " Ada@Example.com"}).text
    event_id = re.search(r'"eventID": "(\w+)"', page)[1]
    meta.pixel("Purchase", event_id, value=49.90, currency="EUR")
    assert meta.counted("Purchase") == 1
    assert meta.pair("Purchase").same_event_id
    assert meta.no_personal_data_in_clear()
