"""The prices last seen, over restarts: private, bounded, and nothing that somebody else put there."""

import json
import os
from pathlib import Path

import pytest

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.record_stores import SeenPrice
from dtao_tui.records.chain_files import LARGEST_FILE, MOST_CHAINS
from dtao_tui.records.last_prices import MOST_SUBNETS, LastPrices

GENESIS = "0x" + "ab" * 32
OTHER = "0x" + "cd" * 32
PRICES = {SubnetId(7, 1_000): SeenPrice(50_000_000, 1_780_000_000), SubnetId(3, 5): SeenPrice(9, 1_780_000_001)}


def a_file(prices: object, schema: int = 1) -> str:
    return json.dumps({"schema": schema, "genesis": GENESIS, "prices": prices})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "last-prices"


def test_what_was_saved_is_there_after_a_restart(folder: Path) -> None:
    LastPrices(folder).save(GENESIS, PRICES)
    assert LastPrices(folder).load(GENESIS) == PRICES


def test_chains_do_not_mix(folder: Path) -> None:
    prices = LastPrices(folder)
    prices.save(GENESIS, PRICES)
    assert prices.load(OTHER) == {}
    next(folder.iterdir()).rename(folder / f"{OTHER[2:34]}.json")
    assert prices.load(OTHER) == {}


def test_a_price_of_a_subnet_whose_registration_is_unknown_is_not_kept(folder: Path) -> None:
    LastPrices(folder).save(GENESIS, {**PRICES, SubnetId(9): SeenPrice(1, 1_780_000_002)})
    assert LastPrices(folder).load(GENESIS) == PRICES


def test_nobody_else_may_read_it(folder: Path) -> None:
    LastPrices(folder).save(GENESIS, PRICES)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "[" * 100_000,
        a_file([], schema=2),
        a_file([[7, 1]]),
        a_file([[7, 1, -5, 3]]),
        a_file([[7, 1, True, 3]]),
        a_file([[7, 1, 2**64, 3]]),
        a_file([[7, 1, 5, 3, 4]]),
        a_file(5),
        " " * (LARGEST_FILE + 1),
    ],
)
def test_what_cannot_be_read_counts_as_not_seen(folder: Path, text: str) -> None:
    prices = LastPrices(folder)
    prices.save(GENESIS, PRICES)
    next(folder.iterdir()).write_text(text)
    assert prices.load(GENESIS) == {}
    prices.save(GENESIS, PRICES)
    assert prices.load(GENESIS) == PRICES


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_file_of_ours_is_not_waited_for_or_followed(folder: Path, kind: str) -> None:
    prices = LastPrices(folder)
    prices.save(GENESIS, PRICES)
    path = next(folder.iterdir())
    true = path.rename(folder / "elsewhere")
    {"pipe": lambda: os.mkfifo(path), "link": lambda: path.symlink_to(true), "folder": path.mkdir}[kind]()
    assert prices.load(GENESIS) == {}


def test_it_does_not_grow_without_end(folder: Path) -> None:
    prices = LastPrices(folder)
    many = {SubnetId(netuid, netuid): SeenPrice(2**63, netuid) for netuid in range(MOST_SUBNETS + 10)}
    for number in range(MOST_CHAINS + 3):
        prices.save(f"0x{number:064x}"[:2] + f"{number:032x}" + "0" * 32, many if number == 0 else PRICES)
    assert len(list(folder.iterdir())) == MOST_CHAINS
    prices.save(GENESIS, many)
    assert len(prices.load(GENESIS)) == MOST_SUBNETS
    assert SubnetId(0, 0) not in prices.load(GENESIS)
    assert max(path.stat().st_size for path in folder.iterdir()) < LARGEST_FILE


def test_a_name_that_is_no_genesis_is_no_path(folder: Path) -> None:
    with pytest.raises(ValueError, match="genesis"):
        LastPrices(folder).save("../../x", PRICES)
    assert LastPrices(folder).load("../../x") == {}


def test_what_is_kept_holds_no_address(folder: Path) -> None:
    LastPrices(folder).save(GENESIS, PRICES)
    assert {*json.loads(next(folder.iterdir()).read_text())} == {"schema", "genesis", "prices"}
