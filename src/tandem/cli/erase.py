"""`tandem erase`: a person asked to be forgotten."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from tandem.app import paths
from tandem.app.errands import NotDone, erase_here_or_there
from tandem.cli.asked import bar, who
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded
from tandem.event.person import Unusable
from tandem.identity.browser_ids import parse_fbp
from tandem.identity.traces import traces
from tandem.ledger.erasing import Person
from tandem.upkeep.erase import Erased
from tandem.upkeep.residue import files_with


class Told(Erased, frozen=True, kw_only=True):
    """As it is printed. `remains`: the files of the data folder that still hold something; none, if all went well."""

    remains: tuple[str, ...]


def erase(
    *,
    email: str = "",
    phone: str = "",
    external_id: str = "",
    fbp: str = "",
    event_id: str = "",
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Take a person out of everything: journal, visits, ledger. What waits to be sent is stopped; facts of orders stay.

    What you give is hashed first, in every form in which it may lie in the files, and never written down. It works
    while the gateway runs and while it does not. The exit code is 1 when something remains. With - as a value it is
    read from standard input, and stands in nobody's shell history.

    Parameters
    ----------
    email
        An e-mail address, or its SHA-256.
    phone
        A phone number, or its SHA-256; without country code it is read by each site's region.
    external_id
        Your own id of the customer, or its SHA-256.
    fbp
        The browser's _fbp cookie, whole.
    event_id
        One event: whoever was in it, its order and its visit.
    json
        Write the report as JSON.
    config
        The settings.
    """
    loaded = load(config)
    told = {"email": email, "phone": phone, "external_id": external_id, "fbp": fbp}
    person = _person({kind: _read(text) for kind, text in told.items() if text}, _read(event_id), loaded)
    kinds = tuple(kind for kind, text in {**told, "event_id": event_id}.items() if text)
    try:
        with bar("erasing", quiet=json) as tell:
            erased = erase_here_or_there(loaded, person, kinds, who(), tell)
    except NotDone as problem:
        sys.exit(f"tandem: {problem}")
    _tell(Told(**msgspec.structs.asdict(erased), remains=_remains(loaded.data, person)), json=json)


def _person(identifiers: dict[str, str], event_id: str, loaded: Loaded) -> Person:
    if not identifiers and not event_id:
        raise BadSettings("say who: --email, --phone, --external-id, --fbp or --event-id.")
    if "fbp" in identifiers and isinstance(parse_fbp(identifiers["fbp"]), Unusable):
        raise BadSettings("--fbp takes the whole cookie, e.g. fb.1.1763812800000.1098115397.")
    if not paths.ledger(loaded.data).exists() and not paths.journal(loaded.data).exists():
        raise BadSettings(f"there are no data in {loaded.data}: nobody is known there.")
    regions = [site.region or None for site in loaded.settings.site]
    return Person(traces(identifiers, regions), (event_id,) if event_id else ())


def _read(text: str) -> str:
    return sys.stdin.readline().strip() if text == "-" else text


def _remains(data: Path, person: Person) -> tuple[str, ...]:
    return files_with(data, person.sought()) if person.needles else ()


def _tell(told: Told, *, json: bool) -> None:
    if json:
        print(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        print(
            f"{told.conversions} conversions, {told.visits} visits, {told.order_facts} facts of orders and"
            f" {told.journal_entries} journal entries hold nobody any more; {told.stopped} sendings were stopped."
        )
        where = f"Something remains in {', '.join(told.remains)}: run it again, the log says what held it up."
        print(where if told.remains else "The bytes of all files were searched: nothing remains.")
    sys.exit(1 if told.remains or not told.clean else 0)
