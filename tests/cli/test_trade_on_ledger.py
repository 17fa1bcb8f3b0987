"""Orders of a Ledger's account by command: approved on the device, rejected there, and refused for other devices."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bittensor_core import Keypair

from dtao_tui.cli import commands, composition
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.settings import places_of
from dtao_tui.wallet.outside_signing.ledger_client import LedgerClient
from dtao_tui.wallet.watchlist import Watchlist
from tests.journeys.stage import node
from tests.wallet.ledger.polkadot_app import Person, PolkadotApp
from tests.wallet.ledger.usb_device import plugged

pytestmark = pytest.mark.journey

PATH = LedgerPath()


@pytest.fixture
def app() -> PolkadotApp:
    return PolkadotApp()


@pytest.fixture
def address(app: PolkadotApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of a practice node on which the Ledger's account has TAO; the home knows the account as vault."""
    monkeypatch.setenv("DTAO_TUI_HOME", str(tmp_path))
    key = app.key(PATH).ss58_address
    Watchlist(places_of({"DTAO_TUI_HOME": str(tmp_path)}).watched).add_ledger("vault", key, PATH)
    with plugged(app) as there, node("--still", "--fund", f"{key}=100") as running:
        monkeypatch.setattr(composition, "LedgerClient", lambda: LedgerClient(there.environment))
        yield running


def staked(address: str, *arguments: str, wallet: str = "vault") -> int:
    """The status of a stake by a wallet; without a validator it is the one that the chain names first."""
    order = ("--wallet", wallet, "trade", "stake", "--netuid", "3", "--tao", "2.5", "-n", address, "--no-shield")
    return commands.run([*order, *arguments])


def a_validator(address: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert staked(address, "--dry-run", "--json") == 0
    return str(json.loads(capsys.readouterr().out)["call_text"].split("hotkey")[1].split()[0])


def test_an_order_waits_for_the_approval_on_the_device(
    address: str, app: PolkadotApp, capsys: pytest.CaptureFixture[str]
) -> None:
    hotkey = a_validator(address, capsys)
    assert app.apdus == []
    assert staked(address, "--hotkey", hotkey, "--yes", "--json") == 0
    told = capsys.readouterr()
    order = json.loads(told.out)
    assert (order["state"], order["paid_rao"]) == ("final", 2_500_000_000)
    assert "Compare this order on the Ledger, and approve it there." in told.err
    assert len(app.shown) == 1


def test_a_rejected_order_is_not_begun(address: str, app: PolkadotApp, capsys: pytest.CaptureFixture[str]) -> None:
    hotkey = a_validator(address, capsys)
    app.person = Person.REJECTS
    assert staked(address, "--hotkey", hotkey, "--yes", "--json") == 1
    told = capsys.readouterr()
    assert "It was rejected on the Ledger. Nothing was signed." in told.err
    assert commands.run(["orders", "--json", "-n", address]) == 0
    assert json.loads(capsys.readouterr().out)["orders"] == []


def test_no_account_takes_the_place_of_one_that_was_named(
    address: str, app: PolkadotApp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staked(address, "--dry-run", wallet="vualt") == 1
    assert "There is no wallet “vualt” in" in capsys.readouterr().err
    assert app.apdus == []


def test_an_order_for_another_device_is_left_to_the_app(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cold = Keypair.create_from_uri("//Cold").ss58_address
    Watchlist(places_of({"DTAO_TUI_HOME": str(tmp_path)}).watched).add("cold", cold, scheme="sr25519")
    assert staked(address, "--yes", wallet="cold") == 1
    assert "in the app alone" in capsys.readouterr().err
