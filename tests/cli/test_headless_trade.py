"""Orders by commands: reviewed, confirmed or refused, carried out through the app's own pipeline, and listed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import run
from tests.journeys.stage import node

pytestmark = pytest.mark.journey

AGREED = ("--yes", "--no-shield")


def trade(home: Path, address: str, *arguments: str) -> tuple[int, dict[str, Any], str]:
    done = run(home, "trade", *arguments, "-n", address, "--json")
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_orders_are_carried_out_and_listed_as_they_were_quoted(home: Path) -> None:
    """On the practice network of the home itself, whose account is funded."""
    status, review, _ = (lambda done: (done.returncode, json.loads(done.stdout), done.stderr))(
        run(home, "trade", "stake", "--netuid", "3", "--tao", "12.5", "--dry-run", "--json")
    )
    assert status == 0
    assert review["call_text"].startswith("SubtensorModule.add_stake_limit")
    assert (review["amount_rao"], review["recipient"]) == (12_500_000_000, None)
    unnamed = run(home, "trade", "stake", "--netuid", "3", "--tao", "12.5", *AGREED)
    assert unnamed.returncode == 1
    assert "name the validator with --hotkey" in unnamed.stderr
    hotkey = review["call_text"].split("hotkey")[1].split()[0]
    done = run(home, "trade", "stake", "--netuid", "3", "--tao", "12.5", "--hotkey", hotkey, *AGREED, "--json")
    assert done.returncode == 0, done.stderr
    assert {"signed", "sent", "final"} <= set(done.stderr.splitlines())
    assert any(line.startswith("you pay  ") for line in done.stderr.splitlines())
    order = json.loads(done.stdout)
    assert (order["state"], order["paid_rao"]) == ("final", 12_500_000_000)
    assert order["received_rao"] >= order["worst_rao"]
    swapped = run(home, "trade", "swap", "--netuid", "3", "--to-netuid", "9", "--alpha", "25%", *AGREED, "--json")
    assert swapped.returncode == 0, swapped.stderr
    assert json.loads(swapped.stdout)["operation"] == "swap"
    listed = run(home, "orders", "--resume", "--json")
    assert listed.returncode == 0
    assert [one["operation"] for one in json.loads(listed.stdout)["orders"]] == ["swap", "stake"]
    assert "stake  subnet 3" in run(home, "orders").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("gamble",), 2, "“gamble” is no operation; there are stake"),
        (("stake", "--netuid", "3"), 2, "Name how much with --tao."),
        (("stake", "--netuid", "3", "--tao", "1", "--to-netuid", "4"), 2, "Stake takes no --to-netuid."),
        (("stake", "--netuid", "3", "--alpha", "max"), 2, "Stake is counted in tao; name it with --tao."),
        (("claim", "--netuid", "3"), 2, "Claim takes no --netuid: it is on root"),
        (("stake", "--tao", "1"), 2, "Name the subnet with --netuid; 0 is root."),
        (("unstake", "--netuid", "3", "--alpha", "1", "--hotkey", "5X"), 2, "name it with --from-hotkey"),
        (("pay", "--tao", "1", "--to", "5Nobody"), 1, "is no address here"),
        (("stake", "--netuid", "9999", "--tao", "1"), 1, "There is no subnet 9999"),
        (("stake", "--netuid", "3", "--tao", "1,5"), 3, "Write 1.5"),
        (("stake", "--netuid", "3", "--tao", "99999"), 3, "You can pay at most"),
        (("stake", "--netuid", "3", "--tao", "1", "--hotkey", "5Nobody"), 1, "is no address here"),
        (("stake", "--netuid", "3", "--tao", "1"), 1, "Nobody can be asked here"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_status(
    home: Path, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    done = run(home, "trade", *arguments)
    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chain_without_an_account_of_ours_trades_nothing(home: Path) -> None:
    with node("--still") as address:
        status, document, told = trade(home, address, "stake", "--netuid", "3", "--tao", "1", *AGREED)
    assert (status, document) == (1, {})
    assert "There is no account here" in told
