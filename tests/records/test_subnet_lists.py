"""The file of watched subnets."""

import os
import stat
from pathlib import Path

import pytest

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.subnet_lists import MOST_CHAINS, WatchedSubnets
from tests.fakes.values import GENESIS

SEVEN = SubnetId(7, 1000)


def test_what_is_watched_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "watched.json"
    WatchedSubnets(path).watch(GENESIS, frozenset({SEVEN, SubnetId(3, 0)}))
    assert WatchedSubnets(path).watched(GENESIS) == {SEVEN, SubnetId(3, 0)}
    assert WatchedSubnets(path).watched("0x" + "cd" * 32) == frozenset()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_the_chain_that_was_not_changed_for_longest_gives_way(tmp_path: Path) -> None:
    lists = WatchedSubnets(tmp_path / "watched.json")
    chains = [f"0x{number:064x}" for number in range(MOST_CHAINS + 1)]
    for chain in chains:
        lists.watch(chain, frozenset({SEVEN}))
    assert [bool(lists.watched(chain)) for chain in chains] == [False] + [True] * MOST_CHAINS


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema": 2, "watched": {}}', b'{"schema": 1, "watched": {"x": [[-1, 2]]}}', b"\xff" * 20],
)
def test_a_file_that_cannot_be_read_counts_as_empty_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "watched.json"
    path.write_bytes(content)
    lists = WatchedSubnets(path)
    assert lists.watched(GENESIS) == frozenset()
    lists.watch(GENESIS, frozenset({SEVEN}))
    assert lists.watched(GENESIS) == {SEVEN}


def test_only_chains_have_lists(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a genesis"):
        WatchedSubnets(tmp_path / "watched.json").watch("../x", frozenset())


def test_any_block_of_registration_that_a_chain_claims_can_be_read_back(tmp_path: Path) -> None:
    lists = WatchedSubnets(tmp_path / "watched.json")
    other = "0x" + "cd" * 32
    lists.watch(other, frozenset({SEVEN}))
    claimed = frozenset({SubnetId(7, 2**63), SubnetId(8, 2**64 - 1)})
    lists.watch(GENESIS, claimed)
    assert lists.watched(GENESIS) == claimed
    assert lists.watched(other) == {SEVEN}


def test_a_file_that_cannot_be_read_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "watched.json"
    path.write_bytes(b"{half")
    WatchedSubnets(path).watch(GENESIS, frozenset({SEVEN}))
    assert path.with_name("watched.json.unreadable").read_bytes() == b"{half"
