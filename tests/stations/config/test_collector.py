"""[telemetry]: a collector that cannot be meant is told at the start, in one line, without its secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.config.collector import collector
from tandem.config.load import load
from tandem.config.schema import BadSettings
from tandem.config.telemetry import Telemetry

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n'


def refusal_of(folder: Path, **telemetry: object) -> str:
    with pytest.raises(BadSettings) as caught:
        collector(Telemetry(**telemetry), folder)  # type: ignore[arg-type]
    return str(caught.value)


def test_without_an_endpoint_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "tandem.toml").write_text(SITE)
    assert load(tmp_path / "tandem.toml").collector is None


def test_spans_go_to_the_path_of_their_signal_with_the_secrets_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-secret-of-the-collector\n")
    (tmp_path / "tandem.toml").write_text(
        SITE + '[telemetry]\nendpoint = "https://otel.example.com/otlp/"\nshare = 0.1\n'
        'headers = { authorization = "file:token" }\n'
    )
    found = load(tmp_path / "tandem.toml").collector
    assert found is not None
    assert (found.url, found.share) == ("https://otel.example.com/otlp/v1/traces", 0.1)
    assert found.headers["authorization"].reveal() == "a-secret-of-the-collector"
    assert "secret" not in repr(found).replace("Secret", "")


def test_the_signals_own_path_may_stand_in_the_endpoint(tmp_path: Path) -> None:
    """As some vendors print it."""
    found = collector(Telemetry(endpoint="http://127.0.0.1:4318/v1/traces"), tmp_path)
    assert found is not None
    assert found.url == "http://127.0.0.1:4318/v1/traces"


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:4318", "grpc://127.0.0.1:4317", "http://", "http://[::1", "http://a:b"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, endpoint: str) -> None:
    assert "endpoint is no address" in refusal_of(tmp_path, endpoint=endpoint)


@pytest.mark.parametrize("endpoint", ["https://me:hunter2@otel.example.com", "https://otel.example.com?key=hunter2"])
def test_a_secret_in_the_address_is_refused_and_not_repeated(tmp_path: Path, endpoint: str) -> None:
    told = refusal_of(tmp_path, endpoint=endpoint)
    assert "headers" in told
    assert "hunter2" not in told


def test_a_secret_goes_over_tls_or_nowhere_but_this_machine(tmp_path: Path) -> None:
    """A header that is no secret, as a tenant's name, may go to a collector in the same network."""
    (tmp_path / "token").write_text("hunter2")
    secret = {"authorization": "file:token"}
    assert "https://" in refusal_of(tmp_path, endpoint="http://otel.example.com", headers=secret)
    assert collector(Telemetry(endpoint="http://localhost:4318", headers=secret), tmp_path)
    assert collector(Telemetry(endpoint="http://otel.internal:4318", headers={"x-scope-orgid": "shop"}), tmp_path)


def test_a_secret_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    told = refusal_of(tmp_path, endpoint="http://127.0.0.1:4318", headers={"x-token": "file:nowhere"})
    assert "nowhere" in told


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5, float("nan")])
def test_a_share_is_above_nothing_and_up_to_all(tmp_path: Path, share: float) -> None:
    assert "share" in refusal_of(tmp_path, endpoint="http://127.0.0.1:4318", share=share)


def test_a_header_that_cannot_be_sent_is_refused(tmp_path: Path) -> None:
    assert "header" in refusal_of(tmp_path, endpoint="http://127.0.0.1:4318", headers={"x token": "file:token"})
