"""A kept world goes on where it was, whatever happened to its files."""

import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest

from dtao_tui import private_files
from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.persistence import world_store as keeping
from dtao_tui.practice.persistence.world_files import base_file, read_base
from dtao_tui.practice.persistence.world_store import WorldStore
from dtao_tui.practice.state.storage import Discarded
from dtao_tui.settings import NotASetting
from tests.practice.nodes import PRACTICE, a_client, through

OTHER = bytes([7]) * 32
TRANSFER = bt.Transfer(dest_ss58=bt.sp_core.Keypair.create_from_uri("//Bob").ss58_address, amount_tao="1")


@contextmanager
def kept(folder: Path, complaints: list[str] | None = None, **options: Any) -> Iterator[Node]:
    """The node of the world in this folder, not listening; it ends in good order."""
    chosen = PracticeOptions(**{"block_seconds": 0, "subnets": 2, "state": folder, **options})
    said = complaints if complaints is not None else []
    with WorldStore(folder, said.append) as keeper:
        yield open_node(chosen, keeper)


def all_of(node: Node) -> tuple[object, ...]:
    """Everything that a world that goes on must have kept."""
    chain = node.chain
    hashes = [chain.hash_of(number) for number in range(chain.height + 1)]
    bodies = [chain.block(number) for number in range(chain.height + 1)]
    written = [(body.header, body.extrinsics) for body in bodies if body is not None]
    return chain.height, chain.genesis, hashes, written, chain.storage.root, chain.storage.copied()


def grown(folder: Path, blocks: int) -> tuple[object, ...]:
    with kept(folder) as node:
        if blocks:
            node.step(blocks)
        return all_of(node)


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


def test_only_two_bases_and_their_logs_stay(tmp_path: Path) -> None:
    grown(tmp_path, 200)
    assert [path.name for path in sorted(tmp_path.glob("*.base"))] == ["000000000128.base", "000000000192.base"]
    assert [path.name for path in sorted(tmp_path.glob("*.log"))] == ["000000000128.log", "000000000192.log"]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_damaged_base_costs_nothing(tmp_path: Path, which: int, harm: str) -> None:
    before = grown(tmp_path, 140)
    base = sorted(tmp_path.glob("*.base"))[which]
    damage(base, harm)
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        assert all_of(node)[:3] == before[:3]
        assert all_of(node)[4:] == before[4:]
    assert len(complaints) == 1
    assert "damaged and was moved to" in complaints[0]
    assert base.with_suffix(".damaged").exists()
    with kept(tmp_path, complaints) as node:
        assert len(complaints) == 1


def damage(file: Path, harm: str) -> None:
    data = bytearray(file.read_bytes())
    if harm == "flip":
        data[len(data) // 2] ^= 1
    kept_bytes = {"cut": len(data) // 2, "flip": len(data), "empty": 0}[harm]
    file.write_bytes(data[:kept_bytes])


def test_without_any_whole_base_another_world_begins(tmp_path: Path) -> None:
    genesis = grown(tmp_path, 3)[1]
    damage(next(tmp_path.glob("*.base")), "cut")
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        assert node.chain.height == 0
        assert node.chain.genesis != genesis
        assert complaints
        node.step(5)
    assert grown(tmp_path, 0)[0] == 5


def test_a_log_may_end_anywhere(tmp_path: Path) -> None:
    """What `kill -9` or a full disk leaves: every length of the log gives the blocks that are whole in it."""
    grown(tmp_path, 3)
    log = next(tmp_path.glob("*.log"))
    data = log.read_bytes()
    heights = set()
    for length in range(0, len(data), len(data) // 40):
        log.write_bytes(data[:length])
        with WorldStore(tmp_path) as keeper:
            found = keeper.found()
            assert found is not None
            heights.add(len(found.steps))
    assert heights == {0, 1, 2}


def test_blocks_after_a_damage_are_never_taken_for_later_ones(tmp_path: Path) -> None:
    grown(tmp_path, 70)
    damage(sorted(tmp_path.glob("*.base"))[1], "cut")
    damage(sorted(tmp_path.glob("*.log"))[0], "flip")
    with kept(tmp_path) as node:
        height = node.chain.height
        assert 0 < height < 64
        node.step(70 - height + 5)
        before = all_of(node)
    with kept(tmp_path) as node:
        assert all_of(node)[:2] == before[:2]
        assert all_of(node)[4:] == before[4:]


def test_a_folder_belongs_to_one_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.1)
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


def test_a_world_of_another_version_is_set_aside(tmp_path: Path) -> None:
    genesis = grown(tmp_path, 2)[1]
    base = next(tmp_path.glob("*.base"))
    identity, state = read_base(base.read_bytes())
    base.write_bytes(base_file(replace(identity, vocabulary=b"another"), state))
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        assert node.chain.genesis != genesis
    assert "was made by another version" in complaints[0]
    [aside] = tmp_path.glob("older-*")
    assert (aside / base.name).exists()


def test_a_world_in_another_form_is_set_aside(tmp_path: Path) -> None:
    grown(tmp_path, 1)
    base = next(tmp_path.glob("*.base"))
    base.write_bytes(base.read_bytes().replace(b"world 1\n", b"world 2\n", 1))
    complaints: list[str] = []
    with kept(tmp_path, complaints) as node:
        assert node.chain.height == 0
    assert "was written by another version" in complaints[0]


def test_a_full_disk_is_said_once_and_mended_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints: list[str] = []
    is_full = True

    def write(file: int, data: bytes) -> None:
        if is_full:
            raise OSError(28, "No space left on device")
        os.write(file, data)

    with kept(tmp_path, complaints) as node:
        node.step(5)
        monkeypatch.setattr(private_files, "write_all", write)
        node.step(40)
        assert len(complaints) == 1
        assert "No space left on device" in complaints[0]
        is_full = False
        node.step(20)
        before = all_of(node)
    with kept(tmp_path) as node:
        assert all_of(node)[4:] == before[4:]


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


def test_keeping_a_block_is_quick(tmp_path: Path) -> None:
    """Measured 0.7 ms at 128 subnets; the bound is the budget of 20."""
    took = []
    with kept(tmp_path / "world", subnets=128) as node, WorldStore(tmp_path / "other") as keeper:
        keeper.begin(node.chain, read_base(next((tmp_path / "world").glob("*.base")).read_bytes())[0])
        for _ in range(10):
            node.step()
            began = time.process_time()
            keeper.keep(node.chain)
            took.append(time.process_time() - began)
    assert min(took) < 0.02
