"""What can be done about dead letters, by what was said of them."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.event.outcome import Reason

_BY_WORD: Mapping[str, str] = {
    "2804009": "Give it a value: `--set custom_data.value=…`, or `--rename custom_data.total=custom_data.value`.",
    "2804010": "Give it the currency it was sold in: `--set custom_data.currency=EUR`.",
    "2804016": "Take the key out that was not hashed: `--remove user_data.KEY`.",
    "2804001": "Take the click id out: `--remove user_data.fbc`.",
    "needs value": "Give it a value: `--set custom_data.value=…`, or `--rename custom_data.total=custom_data.value`.",
    "needs currency": "Give it the currency it was sold in: `--set custom_data.currency=EUR`.",
    "cannot be read": "Start the version of Tandem that wrote it, or a newer one, and replay.",
}

REJECTED = "Read the example's trace, mend what the answer names, and look at the dry run of `tandem replay`."
OUR_FAULT = "Please report it with the line of the log that names it; replay once it is mended."


def cure(reason: Reason, detail: str) -> str:
    """One sentence. Options are those of `tandem replay`."""
    for word, told in _BY_WORD.items():
        if word in detail:
            return told
    return OUR_FAULT if reason is Reason.OUR_FAULT else REJECTED
