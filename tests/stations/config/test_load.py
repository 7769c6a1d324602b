"""tandem.toml: what is written is what holds, and a mistake is told in one line that says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.config.load import load
from tandem.config.schema import BadSettings, Settings
from tandem.config.schema import Site as SiteSettings

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n'
META = '[[site.meta]]\ndataset-id = "1234567890"\ntoken = "{}"\n'


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return tmp_path / "tandem.toml"


def refusal_of(toml: Path, text: str) -> str:
    toml.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load(toml)
    said = str(caught.value)
    assert "\n" not in said
    assert "tandem.toml" in said or "tandem init" in said
    return said


def test_the_least_that_can_be_written_has_safe_defaults(toml: Path) -> None:
    """Loopback, opt-in, Global Privacy Control honoured, no proxy believed, no country guessed."""
    toml.write_text(SITE)
    settings = load(toml).settings
    assert settings == Settings(site=(SiteSettings(name="shop", origins=("https://www.example.com",)),))
    assert (settings.gateway.host, settings.dashboard.host) == ("127.0.0.1", "127.0.0.1")
    assert (settings.gateway.trusted_proxies, settings.gateway.private_addresses) == ((), False)
    (site,) = settings.site
    assert (site.consent.policy, site.consent.honour_gpc, site.region) == ("opt-in", True, "")


def test_everything_written_is_read(toml: Path) -> None:
    toml.write_text(
        '[gateway]\nport = 9000\npublic-url = "https://gw.example.com"\ntrusted-proxies = ["10.0.0.0/8", "::1"]\n'
        "[limits]\nbody-seconds = 2\nevents = 10\n"
        '[dashboard]\nport = 9003\n'
        + SITE
        + 'mode = "api-only"\nregion = "DE"\n[site.consent]\npolicy = "opt-out"\nwait = 5\n'
        + META.format("literal-token")
        + "timeout = 3\n"
    )  # fmt: skip
    settings = load(toml).settings
    assert (settings.gateway.port, settings.dashboard.port, settings.limits.events) == (9000, 9003, 10)
    assert settings.limits.body_seconds == 2.0
    (site,) = settings.site
    assert (site.mode, site.region, site.consent.policy, site.consent.wait) == ("api-only", "DE", "opt-out", 5.0)
    assert site.meta[0].timeout == 3.0


def test_data_lie_beside_the_settings_wherever_one_stands(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text(SITE)
    monkeypatch.chdir("/")
    assert load(toml).data == toml.parent / "data"
    toml.write_text('[gateway]\ndata = "/var/lib/tandem"\n' + SITE)
    assert load(toml).data == Path("/var/lib/tandem")


def test_the_token_is_fetched_from_its_place(toml: Path) -> None:
    (toml.parent / "meta.token").write_text("EAAfromafile\n")
    toml.write_text(SITE + META.format("file:meta.token"))
    assert load(toml).tokens["1234567890"].reveal() == "EAAfromafile"


def test_the_plan_beside_the_settings_is_read(toml: Path) -> None:
    toml.write_text(SITE)
    assert load(toml).events == {}
    (toml.parent / "events.toml").write_text('[BookTestRide]\nlegs = ["server"]\n')
    assert load(toml).events == {"BookTestRide": {"legs": ["server"]}}


def test_without_a_file_the_operator_is_told_how_to_get_one(toml: Path) -> None:
    with pytest.raises(BadSettings, match=r"there is no file .*tandem\.toml\. `tandem init` writes one"):
        load(toml)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[site]\n", "is not valid TOML"),
        ("", "missing required field `site`"),
        ("site = []\n", "give one [[site]] or more"),
        (SITE + "orgins = []\n", "unknown field `orgins`"),
        ('[[site]]\nname = "shop"\n', "missing required field `origins`"),
        (SITE + 'mode = "server"\n', "Invalid enum value 'server'"),
        ('[gateway]\nport = "8000"\n' + SITE, "Expected `int`, got `str` - at `$.gateway.port`"),
        (SITE + SITE, "the site shop stands twice"),
        (SITE + SITE.replace("shop", "bikes"), "the origin https://www.example.com stands twice"),
        (SITE + 'keys = ["ab", "ab"]\n', "the key ab stands twice"),
        (SITE + META.format("x") + META.format("y"), "the dataset 1234567890 stands twice"),
        (
            SITE + META.format("env:TANDEM_NOT_SET"),
            "dataset 1234567890: the variable TANDEM_NOT_SET is not set",
        ),
        (SITE + META.format("file:gone"), "the token of dataset 1234567890: there is no file"),
        (SITE.replace("www.example.com", "www.example.com/shop"), "is no origin. Write scheme, host and port"),
        (SITE.replace("www.example.com", "WWW.example.com"), "https://WWW.example.com is no origin"),
        (SITE.replace("https://", ""), "www.example.com is no origin"),
        (SITE + '[site.consent]\nregions = { USA = "opt-out" }\n', "consent.regions: USA is no region. Write ISO 3166"),
        (SITE + '[site.consent]\nregions = { US = "ldu" }\n', "Invalid enum value 'ldu'"),
        (
            SITE + '[site.consent]\nregion-header = "cf-ipcountry"\n',
            "Name the proxies that do in gateway.",
        ),
        (SITE + '[site.consent]\nserver-signals = ["iab"]\n', "Invalid enum value 'iab'"),
        (SITE + 'cookie-domain = "com"\n', "site shop: cookie-domain com is a public suffix"),
        ('[gateway]\ntrusted-proxies = ["10.0.0.1/8"]\n' + SITE, "trusted-proxies: 10.0.0.1/8 has host bits set"),
        (
            '[dashboard]\nallowed-hosts = ["https://dash.internal"]\n' + SITE,
            "dash.internal' is no host",
        ),
        ('[dashboard]\nallowed-hosts = ["dash.internal:8003"]\n' + SITE, "no scheme, no port"),
        ('[gateway]\ntrusted-proxies = ["proxy"]\n' + SITE, "Write networks such as 10.0.0.0/8"),
    ],
)
def test_a_mistake_is_told_with_its_place(toml: Path, text: str, said: str) -> None:
    assert said in refusal_of(toml, text)


def test_one_dataset_of_two_sites_is_refused(toml: Path) -> None:
    """Its events would be sent under the consent rules of either."""
    other = '[[site]]\nname = "bikes"\norigins = ["https://bikes.example.org"]\n'
    said = refusal_of(toml, SITE + META.format("x") + other + META.format("y"))
    assert "the dataset 1234567890 stands twice; each may stand once, at one site" in said


def test_a_broken_plan_is_told_by_its_own_name(toml: Path) -> None:
    toml.write_text(SITE)
    (toml.parent / "events.toml").write_text("[Purchase\n")
    with pytest.raises(BadSettings, match=r"events\.toml is not valid TOML"):
        load(toml)


def test_a_platform_that_says_nothing_without_names_is_told_to_the_owner(toml: Path) -> None:
    """Else the tag would wait for ever, or allow what nobody allowed."""
    said = refusal_of(toml, SITE + '[site.tag.cmp]\nadapter = "klaro"\n')
    assert "klaro says nothing without the names of what stands for advertising" in said
    assert "[site.consent.banners]: klaro-services" in said
    named = '[site.consent.banners]\nklaro-services = ["meta-pixel"]\n'
    toml.write_text(SITE + named + '[site.tag.cmp]\nadapter = ["tcf", "klaro"]\n')
    assert load(toml).settings.site[0].tag.cmp is not None
    assert "cookiebt" in refusal_of(toml, SITE + '[site.tag.cmp]\nadapter = "cookiebt"\n')
