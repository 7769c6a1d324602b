"""
Asks a Python package, in whatever interpreter has it: `python -I python_peers.py NAME`.

Speaks the protocol of `conformance/program.py`. Imports nothing of Tandem: the interpreter need not have it.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module, metadata
from typing import Any

Ask = Callable[[str, str, "str | None"], "str | None"]


ARGUMENTS = {
    "em": "email",
    "ph": "phone",
    "fn": "first_name",
    "ln": "last_name",
    "db": "date_of_birth",
    "ct": "city",
    "st": "state",
    "zp": "zip_code",
    "country": "country_code",
    "external_id": "external_id",
}
"""What the Business SDK calls the keys; the parameter builder says `country`, and knows a gender."""


class NotHere(Exception):
    """The peer cannot be asked; the text says why."""


def facebook_business() -> tuple[str, Ask]:
    """Meta's Business SDK, as its users call it: fill in a `UserData`, let it make the payload."""
    serverside = "facebook_business.adobjects.serverside"
    normalize = import_module(f"{serverside}.normalize").Normalize
    user_data = import_module(f"{serverside}.user_data").UserData

    def ask(key: str, text: str, country: "str | None") -> "str | None":
        if key == "ge":  # UserData takes an enum of two; what the SDK makes of text, Normalize tells
            hashed: str | None = normalize.normalize_field(key, text)
            return hashed
        given = {"country_code": country} if country else {}
        payload = user_data(**(given | {ARGUMENTS[key]: text})).normalize()
        values: list[str | None] = payload.get(key) or [None]
        return values[0]

    return metadata.version("facebook_business"), ask


def capi_param_builder_python() -> tuple[str, Ask]:
    """Meta's parameter builder. Its Node and PHP editions hash personal data; the Python edition may not."""
    builder = import_module("capi_param_builder").ParamBuilder([])
    version = metadata.version("capi-param-builder-python")
    make = getattr(builder, "get_normalized_and_hashed_pii", None)
    if make is None:
        raise NotHere(f"{version} has no functions for personal data, only for fbp and fbc")
    names = ARGUMENTS | {"country": "country", "ge": "gender"}
    return version, lambda key, text, _: make(text, names[key])


PEERS = {"facebook_business": facebook_business, "capi-param-builder-python": capi_param_builder_python}


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(name: str) -> None:
    try:
        version, ask = PEERS[name]()
    except ImportError:
        return say({"missing": f"not installed: pip install {name}"})
    except NotHere as reason:
        return say({"missing": str(reason)})
    say({"version": version})
    for line in sys.stdin:
        question = json.loads(line)
        try:
            say({"sent": ask(question["key"], question["input"], question.get("country"))})
        except Exception as problem:  # noqa: BLE001 - in its user's program this ends the request
            say({"raised": type(problem).__name__})
    return None


if __name__ == "__main__":
    main(sys.argv[1])
