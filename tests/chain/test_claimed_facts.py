"""What an endpoint says of its chain is bounded where it enters: a name drives no terminal, a block time no clock."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.domain.accounts import ProxyDeposits
from dtao_tui.domain.amounts import Tao
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.networks import FINNEY_GENESIS, network_of
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import a_desk, a_node
from tests.chain.middleman import Middleman, metadata_lie
from tests.cli.command_line import run

WRITES_TO_THE_CLIPBOARD = "\x1b]52;c;cHduZWQ=\x1b\\"
LARGEST = 2**64 - 1
OUR_GENESIS = "0x" + "5a" * 32


def with_constants(node: Node, values: Mapping[str, int]) -> bytes:
    """The node's metadata with other values of constants of eight bytes."""
    metadata = node.chain.description.metadata
    for name, value in values.items():
        constant = re.compile(rb"(" + bytes([4 * len(name)]) + name.encode() + rb"..?\x20)(.{8})", re.DOTALL)
        told = value.to_bytes(8, "little")
        metadata, count = constant.subn(lambda found, told=told: found[1] + told, metadata)
        assert count == 1, name
    return metadata


async def facts_by(cache: Path, genesis: str, **constants: int) -> ChainFacts:
    async with a_node(genesis=genesis) as node, Middleman(node.url) as liar:
        liar.lies["state_call"] = metadata_lie(with_constants(node, constants), node)
        connection = NetworkConnection(network_of(liar.url), cache)
        try:
            return await connection.connect()
        finally:
            await connection.close()


@pytest.mark.parametrize(("milliseconds", "seconds"), [(0, 12), (1, 12), (12_000, 12), (24_000, 24), (LARGEST, 60)])
async def test_blocks_of_a_public_chain_take_a_possible_time(tmp_path: Path, milliseconds: int, seconds: int) -> None:
    assert (await facts_by(tmp_path, FINNEY_GENESIS, SlotDuration=milliseconds)).block_seconds == seconds


@pytest.mark.parametrize(("milliseconds", "seconds"), [(0, 0.001), (250, 0.25), (3_000, 3), (LARGEST, 3600)])
async def test_a_chain_of_this_machine_may_be_fast(tmp_path: Path, milliseconds: int, seconds: float) -> None:
    assert (await facts_by(tmp_path, OUR_GENESIS, SlotDuration=milliseconds)).block_seconds == seconds


@pytest.mark.parametrize(("told", "taken"), [(0, 1), (1, 1), (LARGEST, 10)])
async def test_deposits_of_a_public_chain_are_possible_ones(tmp_path: Path, told: int, taken: int) -> None:
    facts = await facts_by(tmp_path, FINNEY_GENESIS, ExistentialDeposit=told, ProxyDepositBase=told)
    assert facts.existential_deposit == Tao(500 * taken)
    assert facts.proxy_deposits == ProxyDeposits(Tao(60_000_000 * taken), Tao(33_000_000))


async def test_a_chain_of_this_machine_may_hold_any_deposit(tmp_path: Path) -> None:
    facts = await facts_by(tmp_path, OUR_GENESIS, ExistentialDeposit=0, ProxyDepositFactor=LARGEST)
    assert facts.existential_deposit == Tao(0)
    assert facts.proxy_deposits == ProxyDeposits(Tao(60_000_000), Tao(LARGEST))


async def test_the_name_of_a_runtime_drives_no_terminal(tmp_path: Path, own_home: Path) -> None:
    async with a_node() as node, Middleman(node.url) as liar:
        named = f"node-subtensor{WRITES_TO_THE_CLIPBOARD}"
        liar.twists["state_getRuntimeVersion"] = lambda version: {**version, "specName": named}
        async with a_desk(liar.url, cache=tmp_path) as desk:
            assert desk.facts.spec_name.isprintable()
            assert desk.facts.spec_name.startswith("node-subtensor�")
        done = await asyncio.to_thread(run, own_home, "doctor", "-n", liar.url)
    assert "node-subtensor" in done.stdout
    assert done.stdout.replace("\n", "").isprintable()
