"""What a browser's own request tells of its visitor, before a word of the page is read."""

from __future__ import annotations

from tandem.doors.cookies import Stored
from tandem.doors.hall import Entrance, Hall
from tandem.doors.region import region_of
from tandem.doors.request import Scope
from tandem.identity.address import client_address
from tandem.sources.arrival import Arrival


def arrival_of(scope: Scope, stored: Stored, entrance: Entrance, hall: Hall) -> Arrival:
    """`stored` are its cookies, as `cookies.read` found them."""
    fbp, fbc = stored.ids()
    return Arrival(
        source="tag",
        received_at=hall.clock(),
        client_ip_address=client_address(scope.client, _forwarded_for(scope), hall.trusted, allow_private=True),
        client_user_agent=scope.headers.get("user-agent"),
        fbp=fbp,
        fbc=fbc,
        gpc=scope.headers.get("sec-gpc") == "1",
        region=region_of(scope, entrance.site.consent, hall.trusted),
        cookies=scope.headers.get("cookie") or "",
    )


def _forwarded_for(scope: Scope) -> str | None:
    """The whole way: a proxy may add a line of its own instead of lengthening the one it was sent."""
    return ",".join(scope.headers.get_all("x-forwarded-for")) or None
