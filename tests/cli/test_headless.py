"""The headless commands as scripts use them: a process, its output, its exit status."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.cli import commands
from dtao_tui.domain import practice_account
from dtao_tui.services.practice_node import PracticeNode
from dtao_tui.settings import load, prepare
from tests.cli.command_line import run

U64 = 2**64
QUOTE = """
block kind amount_rao fee_rao received_rao price_before_rao price_after_rao price_impact_pct total_cost_pct
limit_price_rao tolerance_pct worst_received_rao chain_check
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose practice node stays up for all tests here."""
    home = tmp_path_factory.mktemp("home")
    places = load({"DTAO_TUI_HOME": str(home)}).places
    prepare(places)
    link = PracticeNode(places)
    asyncio.run(link.endpoint())
    yield home
    link.release()


def paper(home: Path, *arguments: str) -> Any:
    done = run(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    answer = json.loads(done.stdout, parse_float=pytest.fail)
    assert answer["schema"] == 1
    return answer


def test_market_lists_every_subnet_in_whole_rao(home: Path) -> None:
    answer = paper(home, "market")
    assert {"network", "genesis", "block", "subnets"} <= answer.keys()
    assert len(answer["subnets"]) == 129
    keys = (
        "netuid registered_at is_open name symbol mechanism price_rao tao_in alpha_in alpha_out quote_weight fee_rate "
        "emission_rao market_cap_rao supply tempo blocks_since_last_step"
    )
    for subnet in answer["subnets"]:
        assert set(subnet) == set(keys.split())
        money = [value for value in subnet.values() if not isinstance(value, str)]
        assert all(isinstance(value, int) and 0 <= value < U64 for value in money)


def test_root_stands_first_and_costs_one_tao(home: Path) -> None:
    root = paper(home, "market")["subnets"][0]
    assert (root["netuid"], root["symbol"], root["price_rao"], root["mechanism"]) == (0, "τ", 10**9, 0)


@pytest.mark.parametrize("order", [("stake", "--tao", "10.5"), ("unstake", "--alpha", "250")])
def test_a_quote_names_every_cost_and_the_chain_agrees(home: Path, order: tuple[str, str, str]) -> None:
    kind, option, amount = order
    answer = paper(home, "quote", kind, "--netuid", "3", option, amount)
    assert set(QUOTE.split()) <= answer.keys()
    assert all(re.fullmatch(r"\d+(\.\d+)?", answer[name]) for name in answer if name.endswith("_pct"))
    assert answer["kind"] == kind
    assert answer["amount_rao"] == int(Decimal(amount) * 10**9)
    assert answer["chain_check"] == {"received_rao": answer["received_rao"], "agrees": True}
    assert answer["worst_received_rao"] < answer["received_rao"]
    assert Decimal(0) < Decimal(answer["price_impact_pct"]) < Decimal(answer["total_cost_pct"])
    net = answer["amount_rao"] - answer["fee_rao"]
    limit = answer["limit_price_rao"]
    worst = net * 10**9 // limit if kind == "stake" else net * limit // 10**9
    assert answer["worst_received_rao"] == worst


def test_the_tolerance_sets_the_limit_price(home: Path) -> None:
    answer = paper(home, "quote", "stake", "--netuid", "3", "--tao", "1", "--tolerance", "0.5")
    assert answer["tolerance_pct"] == "0.5"
    assert answer["limit_price_rao"] == answer["price_before_rao"] * 1005 // 1000


def test_the_largest_order_within_an_impact_has_that_impact(home: Path) -> None:
    answer = paper(home, "quote", "stake", "--netuid", "3", "--max-impact", "1")
    assert Decimal("0.999999") < Decimal(answer["price_impact_pct"]) <= 1


def test_the_portfolio_of_a_wallet_is_asked_for_by_its_name(home: Path) -> None:
    answer = paper(home, "portfolio", "--wallet", "practice")
    assert answer["addresses"] == paper(home, "portfolio", "--address", practice_account.ADDRESS)["addresses"]


def test_the_portfolio_of_an_address_counts_its_free_tao(home: Path) -> None:
    answer = paper(home, "portfolio", "--address", practice_account.ADDRESS)
    (held,) = answer["addresses"]
    assert (held["address"], held["subnets"]) == (practice_account.ADDRESS, [])
    assert held["free_rao"] == 10_000 * 10**9


def test_the_doctor_finds_nothing_wrong_on_practice(home: Path) -> None:
    findings = {finding["subject"]: finding for finding in paper(home, "doctor")["findings"]}
    assert set(findings) == {
        "versions",
        "wallets",
        "keyring",
        "endpoint",
        "second endpoint",
        "genesis",
        "fit",
        "memory",
        "settings",
    }
    assert all(finding["is_well"] for finding in findings.values())
    assert "ws://127.0.0.1:" in findings["endpoint"]["sentence"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("quote", "stake", "--netuid", "999", "--tao", "1"), "no subnet 999"),
        (("quote", "stake", "--netuid", "3", "--tao", "1e3"), "exponent"),
        (("quote", "stake", "--netuid", "3", "--max-impact", "much"), "percentage"),
        (("quote", "stake", "--netuid", "3", "--tao", "1", "--tolerance", "99"), "tolerance"),
        (("market", "-n", "nowhere"), "no network"),
        (("market", "-n", "ws://127.0.0.1:9"), "does not answer"),
        (("market", "-n", "ws://192.0.2.1:9944"), "wss://"),
        (("portfolio", "--address", "5Grw"), "has 48 characters, this has 4."),
        (("portfolio", "--wallet", "nobody"), "no wallet “nobody”"),
        (("practice", "--genesis", "0x12"), "genesis"),
        (("practice", "--fund", "nobody=1"), "SS58"),
        (("practice", "--block-time", "-1"), "block"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_status(home: Path, arguments: tuple[str, ...], word: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("stake", "--netuid", "3", "--max-impact", "nan"), "percentage"),
        (("stake", "--netuid", "3", "--max-impact", "-1"), "percentage"),
        (("stake", "--netuid", "3", "--max-impact", "0"), "percentage"),
        (("stake", "--netuid", "3", "--max-impact", "100.1"), "percentage"),
        (("unstake", "--netuid", "0", "--max-impact", "1"), "name an amount"),
        (("stake", "--netuid", "3", "--tao", "0"), "above zero"),
        (("stake", "--netuid", "3", "--tao", ""), "Type an amount"),
    ],
)
def test_an_amount_that_is_none_is_not_quoted(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    word: str,
) -> None:
    monkeypatch.setenv("DTAO_TUI_HOME", str(home))
    assert commands.run(["quote", *arguments]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert word in told.err


def test_help_loads_neither_textual_nor_the_sdk(home: Path) -> None:
    program = (
        "import sys\nfrom dtao_tui.cli.commands import run\nrun(['--help'])\n"
        "print([name for name in ('textual', 'bittensor', 'bittensor_core', 'keyring') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.endswith("[]\n")
    assert "practice" in done.stdout


def test_ledger_of_an_account_that_was_never_seen_begins_and_ends_now(home: Path) -> None:
    answer = paper(home, "ledger", "--address", practice_account.ADDRESS)
    assert answer["start"] == answer["end"]
    assert answer["start_rao"] == answer["end_rao"] > 0
    assert answer["gained_rao"] == 0
    done = run(home, "ledger", "--since", "yesterday")
    assert done.returncode != 0
    assert "“yesterday” is no time; there are today, monday, 7d, 30d, all, or a day such as 2026-11-23." in done.stderr


def test_an_export_is_written_once_to_a_file_and_says_what_the_chain_holds(home: Path, tmp_path: Path) -> None:
    journal = tmp_path / "desk.journal"
    asked = ("export", "hledger", "--address", practice_account.ADDRESS, "--to", str(journal))
    done = run(home, *asked)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    opening, check = journal.read_text().split("\n\n")[1:]
    assert "  equity:opening  -" in opening
    assert re.search(r"  0\.000000000 TAO = \d+\.\d{9} TAO\n", check)
    assert run(home, *asked).returncode == 1
