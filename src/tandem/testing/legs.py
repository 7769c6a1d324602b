"""One action's two legs, as a test asks about them and as a person compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Leg = Mapping[str, Any]
"""One event as the emulator tells it: `event_id`, `source`, and `fields` in the words of the Conversions API."""

Action = Mapping[str, Any]
"""What the emulator takes for one thing that happened: one leg or two."""

WIDTH = 44
"""Characters of a value that are shown; hashes are longer, and nobody compares them by eye."""

NAME = 30


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """The newest browser leg and the newest server leg of one event name. A leg that never came is None."""

    event_name: str
    browser: Leg | None
    server: Leg | None
    difference: Mapping[str, Any] | None = None
    """The first field in which both speak and disagree: `field`, `browser`, `server`, and `at`, a position."""

    @property
    def same_event_id(self) -> bool:
        """Both legs are there and carry one event_id: Meta counts them once."""
        ids = [leg["event_id"] for leg in (self.browser, self.server) if leg]
        return len(ids) == 2 and ids[0] is not None and ids[0] == ids[1]

    def __repr__(self) -> str:
        return f"<{self.event_name}: browser {_id(self.browser)}, server {_id(self.server)}>"

    def __str__(self) -> str:
        """Every field of both legs, side by side; the first that differs is marked."""
        differing = self.difference["field"] if self.difference else None
        return "\n".join(_lines(self, differing))


def paired(event_name: str, actions: Sequence[Action]) -> Pair | None:
    """
    The pair of these actions (newest first), None when there are none. An action with two legs goes before others;
    else the newest leg of each side stands for itself, which is what happens when the ids differ.
    """
    for action in actions:
        if action["browser"] and action["server"]:
            return Pair(event_name, action["browser"], action["server"], action["difference"])
    browser = next((action["browser"] for action in actions if action["browser"]), None)
    server = next((action["server"] for action in actions if action["server"]), None)
    if browser and server:
        ids = {"field": "event_id", "browser": browser["event_id"], "server": server["event_id"], "at": 0}
        return Pair(event_name, browser, server, ids)
    return Pair(event_name, browser, server) if browser or server else None


def beside_each_other(actions: Sequence[Action]) -> Iterator[Pair]:
    """
    Every action as a pair. Two that have one leg each, of one name, were probably meant as one: they stand together.
    """
    left = list(actions)
    while left:
        first = left.pop(0)
        other = next((one for one in left if _complete(first, one)), None)
        if other:
            left.remove(other)
        pair = paired(first["event_name"], [first, other] if other else [first])
        if pair:
            yield pair


def _complete(one: Action, other: Action) -> bool:
    legs = [bool(action[side]) for action in (one, other) for side in ("browser", "server")]
    return one["event_name"] == other["event_name"] and legs in ([True, False, False, True], [False, True, True, False])


def _id(leg: Leg | None) -> str:
    return repr(leg["event_id"]) if leg else "never came"


def _lines(pair: Pair, differing: str | None) -> Iterator[str]:
    left, right = dict(_flat(pair.browser)), dict(_flat(pair.server))
    yield _line(pair.event_name, _heading("browser", pair.browser), _heading("server", pair.server))
    for name in dict.fromkeys([*right, *left]):
        mark = "   <- first difference" if name == differing else ""
        yield _line(f"  {name}", left.get(name, ""), right.get(name, "")) + mark


def _heading(side: str, leg: Leg | None) -> str:
    return side if leg else f"{side}: never came"


def _line(name: str, left: str, right: str) -> str:
    return f"{name:{NAME}}  {_cut(left):{WIDTH}}  {_cut(right)}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _flat(leg: Leg | None) -> Iterator[tuple[str, str]]:
    for name, value in (leg["fields"] if leg else {}).items():
        if name == "event_name":
            continue
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", str(item)) for key, item in value.items())
        else:
            yield name, str(value)
