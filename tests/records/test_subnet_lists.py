"""The file of watch lists."""

import os
import stat
from pathlib import Path

import pytest

from dtao_tui.domain.filters.watch_lists import WatchLists
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.subnet_lists import MOST_CHAINS, WatchedSubnets
from tests.fakes.values import GENESIS

SEVEN = SubnetId(7, 1000)
ON_SEVEN = WatchLists().toggled(SEVEN)


def test_what_is_watched_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "watched.json"
    lists = ON_SEVEN.toggled(SubnetId(3, 0)).adding("Deep pools").toggled(SEVEN).adding("mine").using("Deep pools")
    WatchedSubnets(path).watch(GENESIS, lists)
    found = WatchedSubnets(path).watched(GENESIS)
    assert found == lists
    assert found.names == ("watched", "Deep pools", "mine")
    assert WatchedSubnets(path).watched("0x" + "cd" * 32) == WatchLists()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_the_chain_that_was_not_changed_for_longest_gives_way(tmp_path: Path) -> None:
    lists = WatchedSubnets(tmp_path / "watched.json")
    chains = [f"0x{number:064x}" for number in range(MOST_CHAINS + 1)]
    for chain in chains:
        lists.watch(chain, ON_SEVEN)
    assert [bool(lists.watched(chain).subnets) for chain in chains] == [False] + [True] * MOST_CHAINS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"schema": 1, "watched": {}}',
        b'{"schema": 3, "chains": {}}',
        b'{"schema": 2, "chains": {"x": {"current": "a", "lists": []}}}',
        b'{"schema": 2, "chains": {"x": {"current": "a", "lists": [{"name": "a", "subnets": [[-1, 2]]}]}}}',
        b'{"schema": 2, "chains": {"x": {"current": "a", "lists": [{"name": "a\\"", "subnets": []}]}}}',
        b'{"schema": 2, "chains": {"x": {"current": "a", "lists": [{"name": "a", "subnets": []}, '
        b'{"name": "A", "subnets": []}]}}}',
        b"\xff" * 20,
    ],
)
def test_a_file_that_cannot_be_read_counts_as_empty_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "watched.json"
    path.write_bytes(content)
    lists = WatchedSubnets(path)
    assert lists.watched(GENESIS) == WatchLists()
    lists.watch(GENESIS, ON_SEVEN)
    assert lists.watched(GENESIS) == ON_SEVEN


def test_only_chains_have_lists(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a genesis"):
        WatchedSubnets(tmp_path / "watched.json").watch("../x", WatchLists())


def test_any_block_of_registration_that_a_chain_claims_can_be_read_back(tmp_path: Path) -> None:
    lists = WatchedSubnets(tmp_path / "watched.json")
    other = "0x" + "cd" * 32
    lists.watch(other, ON_SEVEN)
    claimed = WatchLists().toggled(SubnetId(7, 2**63)).toggled(SubnetId(8, 2**64 - 1))
    lists.watch(GENESIS, claimed)
    assert lists.watched(GENESIS) == claimed
    assert lists.watched(other) == ON_SEVEN


def test_a_file_that_cannot_be_read_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "watched.json"
    path.write_bytes(b"{half")
    WatchedSubnets(path).watch(GENESIS, ON_SEVEN)
    assert path.with_name("watched.json.unreadable").read_bytes() == b"{half"


def test_the_one_list_of_before_goes_on_as_the_first(tmp_path: Path) -> None:
    path, before = tmp_path / "lists.json", tmp_path / "watched.json"
    before.write_text(f'{{"schema": 1, "watched": {{"{GENESIS}": [[7, 1000]]}}}}')
    lists = WatchedSubnets(path, before)
    assert lists.watched(GENESIS) == ON_SEVEN
    lists.watch(GENESIS, ON_SEVEN.adding("mine"))
    assert WatchedSubnets(path, before).watched(GENESIS).names == ("watched", "mine")
    assert before.read_text().startswith('{"schema": 1')


def test_a_list_of_before_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    path, before = tmp_path / "lists.json", tmp_path / "watched.json"
    before.write_text("{half")
    lists = WatchedSubnets(path, before)
    assert lists.watched(GENESIS) == WatchLists()
    lists.watch(GENESIS, ON_SEVEN)
    assert lists.watched(GENESIS) == ON_SEVEN
    assert before.read_text() == "{half"


def test_lists_that_are_too_long_for_the_file_are_refused_and_those_of_other_chains_give_way(tmp_path: Path) -> None:
    lists = WatchedSubnets(tmp_path / "watched.json")
    lists.watch("0x" + "cd" * 32, ON_SEVEN)
    many = frozenset(SubnetId(netuid, 10**17 + netuid) for netuid in range(4096))
    full = WatchLists({f"list {number}": many for number in range(9)}, "list 1")
    lists.watch(GENESIS, full)
    assert lists.watched(GENESIS) == full
    with pytest.raises(OSError, match="too long"):
        lists.watch(GENESIS, WatchLists({f"list {number}": many for number in range(12)}, "list 1"))
    assert lists.watched(GENESIS) == full
