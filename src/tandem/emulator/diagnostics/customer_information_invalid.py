"""Is customer information sent that cannot match anybody?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.placeholders import is_hash_of_nothing

REFUSED_FOR = frozenset({"identity_unhashed", "identity_too_thin", "lead_id_malformed", "fbc_malformed"})


def ask(sample: Sample) -> Iterator[Hit]:
    for refused in sample.refused:
        if refused.rule in REFUSED_FOR:
            key = refused.about.get("key", "user_data")
            yield Hit(refused, f"{key} could not be taken, and the batch was refused: {refused.rule}")
    identity = sample.rules.identity
    for event, fields in sample.events:
        for key, value in fields.user_data.items():
            if value and key in identity.hash_required and is_hash_of_nothing(value, identity.placeholders):
                yield Hit(event, f"user_data.{key} is the hash of nothing, or of a placeholder")


QUESTION = Question(
    key="customer_information_invalid",
    title="Customer information is not hashed, or invalid",
    trigger="Customer information is refused as clear text, malformed or too broad; or it is the hash of an empty "
    "field, or of a word such as null.",
    cure="Leave a key out when there is no value for it. Hash what is left with SHA-256, after normalising it.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
