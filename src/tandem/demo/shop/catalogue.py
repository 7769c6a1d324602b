"""What the shop sells. Prices are gross, in euros."""

from __future__ import annotations

from decimal import Decimal

import msgspec

CURRENCY = "EUR"


class Product(msgspec.Struct, frozen=True):
    """One thing for sale. `id` is also its place in the address, and its `content_id` in every event."""

    id: str
    name: str
    kind: str
    price: Decimal
    promise: str
    story: str
    facts: tuple[tuple[str, str], ...]
    rideable: bool = False


PRODUCTS = (
    Product(
        "daisy",
        "Daisy",
        "City tandem",
        Decimal("2490.00"),
        "Upright, unhurried, fond of markets.",
        "The one we are named after. Both riders sit upright and see the same street, the basket holds a weekend's "
        "shopping, and the step is low enough for whoever wears the good coat.",
        (
            ("Frame", "Lugged steel, bottle green"),
            ("Gears", "8, in the hub"),
            ("Weight", "21.4 kg"),
            ("Riders", "1.55 m to 1.95 m, both seats"),
        ),
        rideable=True,
    ),
    Product(
        "half-crazy",
        "Half Crazy",
        "Touring tandem",
        Decimal("3890.00"),
        "Two people, one bad idea, no regrets.",
        "For the road that stops being one. Drop bars for the captain, wide tyres for the gravel, and room in the "
        "frame for the tent. The other half of the crazy is up to you.",
        (
            ("Frame", "Oversize steel, tomato"),
            ("Gears", "2 × 11"),
            ("Weight", "17.9 kg"),
            ("Tyres", "50 mm, tubeless"),
        ),
        rideable=True,
    ),
    Product(
        "carriage",
        "Carriage",
        "Family tandem, electric",
        Decimal("5490.00"),
        "The carriage you can afford.",
        "Two in the saddle, two in the box, and a motor that takes the hill personally. The bench folds flat when "
        "the passengers have outgrown it.",
        (
            ("Frame", "Aluminium, harbour blue"),
            ("Motor", "Mid drive, 85 Nm"),
            ("Battery", "750 Wh, about 90 km"),
            ("Box", "Two belts, 60 kg"),
        ),
        rideable=True,
    ),
    Product(
        "answer-do",
        "Answer, Do",
        "Bell",
        Decimal("38.00"),
        "One clear question, in brass.",
        "Spun from one piece of brass and tuned to a polite A. It asks once; nobody has ever needed to be asked twice.",
        (("Material", "Solid brass"), ("Note", "A, 880 Hz"), ("Fits", "Bars of 22.2 to 25.4 mm")),
    ),
    Product(
        "sweet-seats",
        "Sweet Seats",
        "Pair of saddles",
        Decimal("149.00"),
        "Because it is not one without the other.",
        "Two sprung saddles cut from the same hide, so that they age at the same pace as each other, and as you.",
        (("Leather", "Vegetable tanned"), ("Springs", "Two coils each"), ("In the box", "2 saddles, 1 tin of fat")),
    ),
    Product(
        "picnic",
        "Picnic",
        "Wicker basket",
        Decimal("89.00"),
        "Holds lunch for two, or one argument about it.",
        "Woven by hand from peeled willow, with leather straps that hold it to any handlebar we have met so far.",
        (("Willow", "Peeled, unvarnished"), ("Volume", "18 l"), ("Carries", "5 kg")),
    ),
)

_BY_ID = {product.id: product for product in PRODUCTS}


def find(product_id: str) -> Product | None:
    return _BY_ID.get(product_id)


def rideable() -> tuple[Product, ...]:
    """What a test ride can be booked on."""
    return tuple(product for product in PRODUCTS if product.rideable)
