"""A kept world goes on where it was, in a folder that belongs to one node."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import bittensor as bt
import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.persistence import world_store
from dtao_tui.practice.persistence.world_rows import WorldIdentity
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.state.storage import Discarded
from dtao_tui.settings import NotASetting
from tests.practice.nodes import PRACTICE, a_client, through
from tests.practice.persistence.saved_worlds import all_of, grown, kept

OTHER = bytes([7]) * 32
TRANSFER = bt.Transfer(dest_ss58=bt.sp_core.Keypair.create_from_uri("//Bob").ss58_address, amount_tao="1")


@pytest.mark.parametrize("blocks", [0, 1, 64, 65, 130])
def test_a_world_goes_on_with_all_that_it_was(tmp_path: Path, blocks: int) -> None:
    before = grown(tmp_path, blocks)
    with kept(tmp_path) as node:
        assert all_of(node) == before
        assert node.step().header.number == blocks + 1


def test_a_world_that_was_interrupted_is_as_one_that_was_not(tmp_path: Path) -> None:
    pieces, whole = tmp_path / "pieces", tmp_path / "whole"
    for _ in range(4):
        grown(pieces, 20)
    grown(whole, 80)
    with kept(pieces) as one, kept(whole) as other:
        stored, also = one.chain.storage.copied(), other.chain.storage.copied()
        timed = ("Timestamp.", "System.", "Aura.")
        assert {item: values for item, values in stored.items() if not item.startswith(timed)} == {
            item: values for item, values in also.items() if not item.startswith(timed)
        }


def test_the_past_is_kept_as_far_as_an_order_lives(tmp_path: Path) -> None:
    with kept(tmp_path) as node:
        node.step(150)
        then = node.chain.view(100)
        pool, events = then.number("SubtensorModule.SubnetTAO", 1), then.get("System.Events")
    with kept(tmp_path) as node:
        then = node.chain.view(100)
        assert then.number("SubtensorModule.SubnetTAO", 1) == pool
        assert then.get("System.Events") == events
        with pytest.raises(Discarded):
            node.chain.view(10).get("System.Events")


def test_every_world_has_a_genesis_of_its_own_until_it_goes_on(tmp_path: Path) -> None:
    first, again, other = grown(tmp_path / "a", 1)[1], grown(tmp_path / "a", 1)[1], grown(tmp_path / "b", 1)[1]
    assert first == again != other
    with kept(tmp_path / "a", reset=True) as node:
        assert node.chain.height == 0
        assert node.chain.genesis not in (first, other)
        assert node.chain.storage.number("SubtensorModule.SubnetTAO", 1)


def test_files_are_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    grown(folder, 70)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_folder_belongs_to_one_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_store, "PATIENCE_SECONDS", 0.1)
    with kept(tmp_path), pytest.raises(NotASetting, match="Another practice node"), WorldStore(tmp_path):
        pass


def test_a_kept_world_goes_on_as_it_was_made_and_refuses_to_be_another(tmp_path: Path) -> None:
    with kept(tmp_path, seed=9, subnets=3, intensity=40, block_seconds=2.0):
        pass
    with kept(tmp_path, seed=1, subnets=128, block_seconds=3.0) as node:
        options = node.options
        assert (options.seed, options.subnets, options.intensity, options.block_seconds) == (9, 3, 40, 2.0)
    with pytest.raises(NotASetting, match=r"another --seed \(9\)"), kept(tmp_path, seed=1, asked=frozenset({"seed"})):
        pass
    with kept(tmp_path, seed=9, asked=frozenset({"seed"})) as node:
        assert node.chain.height == 0


async def test_nonces_go_on_and_nothing_can_be_sent_twice(tmp_path: Path) -> None:
    async with served(tmp_path) as (node, client):
        await through(node, client.execute(TRANSFER, PRACTICE))
        bodies = [node.chain.block(number) for number in range(1, node.chain.height + 1)]
        [sent] = [each for body in bodies if body is not None for each in body.extrinsics[1:]]
    async with served(tmp_path) as (node, client):
        assert node.chain.next_nonce(PRACTICE.public_key) == 1
        with pytest.raises(TransactionRefused, match="outdated"):
            node.chain.submit(sent)
        result = await through(node, client.execute(TRANSFER, PRACTICE))
        assert result.success, result.message
        assert node.chain.next_nonce(PRACTICE.public_key) == 2


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[Node, bt.Client]]:
    """The node of the world in this folder, and the SDK connected to it."""
    with kept(folder, still=True) as node:
        async with node, a_client(node) as client:
            yield node, client


def test_a_faucet_works_for_any_address_and_lasts(tmp_path: Path) -> None:
    with kept(tmp_path) as node:
        node.chain.grant(OTHER, Tao.parse("5").rao)
        node.step()
    with kept(tmp_path) as node:
        account = node.chain.storage.get("System.Account", OTHER)
        assert isinstance(account, dict)
        data = account["data"]
        assert isinstance(data, dict)
        assert data["free"] == Tao.parse("5").rao


def test_saving_a_block_is_quick(tmp_path: Path) -> None:
    """Measured 0.9 ms at 128 subnets; the bound is the budget of 20."""
    took = []
    with kept(tmp_path / "world", subnets=128) as node, WorldStore(tmp_path / "other") as store:
        store.begin(node.chain, WorldIdentity({}, b"", b""))
        for _ in range(10):
            node.step()
            began = time.process_time()
            store.save(node.chain)
            took.append(time.process_time() - began)
    assert min(took) < 0.02
