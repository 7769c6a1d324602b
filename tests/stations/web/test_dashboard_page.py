from __future__ import annotations

import pytest
from msgspec.structs import replace

from tandem.kit.built import NotBuilt
from tandem.web.guard import allowed_hosts
from tandem.web.view import View
from tests.support.dashboard import HOST, RunningDashboard, running_dashboard


@pytest.mark.parametrize(
    "path", ["/", "/events", "/events/12", "/orders", "/recovered", "/match-quality", "/reference"]
)
def test_every_view_has_an_address_that_can_be_sent_to_a_colleague(dashboard: RunningDashboard, path: str) -> None:
    """The same page at each address, also when it is opened there first."""
    answer = dashboard.ask(path)

    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b'src="/assets/dashboard.js"' in answer.body


def test_the_page_loads_nothing_from_elsewhere(dashboard: RunningDashboard) -> None:
    """Script, style and icon are the dashboard's own."""
    page = dashboard.ask("/").body.decode()

    assert "http" not in page
    assert dashboard.ask("/assets/dashboard.js").headers["content-type"].startswith("text/javascript")
    assert dashboard.ask("/assets/dashboard.css").headers["content-type"].startswith("text/css")
    assert dashboard.ask("/favicon.svg").headers["content-type"].startswith("image/svg+xml")


def test_only_the_pages_own_files_are_served(dashboard: RunningDashboard) -> None:
    """Not the tag, and nothing by way of a path."""
    assert {dashboard.ask(f"/assets/{name}").status for name in ("tag.js", "..%2fpage.html", "x")} == {404}


def test_a_checkout_that_is_not_built_says_how_to_build_it(view: View) -> None:
    """A page in plain words instead of a blank one; the API answers all the same."""

    def nothing(name: str) -> bytes:
        raise NotBuilt(name)

    with running_dashboard(replace(view, built=nothing)) as dashboard:
        answer = dashboard.ask("/")
        assert (answer.status, b"make build" in answer.body) == (503, True)
        assert dashboard.ask("/assets/dashboard.js").status == 404
        assert dashboard.ask("/api/reasons").status == 200


@pytest.mark.parametrize("path", ["/", "/api/reasons", "/api/nothing", "/schema/openapi.json", "/assets/dashboard.js"])
def test_every_answer_is_strict_with_the_browser(dashboard: RunningDashboard, path: str) -> None:
    """Own sources only, in nobody's frame, never stored, never guessed at; and no cookie."""
    headers = dashboard.ask(path).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers.get_all("cache-control") == ["no-store"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:8003", "127.0.0.1", "127.0.0.1:1", "[::1]:8003", HOST])
def test_the_dashboard_answers_to_its_own_names(dashboard: RunningDashboard, name: str) -> None:
    """Loopback by any name and port, for a tunnel, and the host of the settings."""
    assert dashboard.ask("/api/reasons", host=name).status == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8003", "localhost.evil.example", "127.0.0.1.nip.example", ""]
)
def test_a_page_that_points_its_own_name_here_reads_nothing(dashboard: RunningDashboard, name: str) -> None:
    """DNS rebinding: a request that does not call the dashboard by its name gets no figure, only what to do."""
    answer = dashboard.ask("/api/reasons", host=name)

    assert answer.status == 421
    assert b"tandem.toml" in answer.body
    assert b"reason" not in answer.body


def test_a_host_given_as_an_ipv6_address_is_known_as_browsers_write_it() -> None:
    """Browsers put an IPv6 address in brackets."""
    assert "[fd00::5]" in allowed_hosts("fd00::5")


def test_a_dashboard_on_every_address_answers_to_the_names_of_the_settings() -> None:
    """`host = "0.0.0.0"` names no host that a browser sends; `allowed-hosts` does, however it is spelt."""
    hosts = allowed_hosts("0.0.0.0", ("Dash.Internal", "fd00::5"))

    assert {"dash.internal", "[fd00::5]", "localhost"} <= hosts
    assert "evil.example" not in hosts
