"""A world that lasts, as a process: killed at any moment, begun anew, and used by several programs at once."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from bittensor_core import ss58_encode
from websockets.asyncio.client import connect

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.persistence.world_store import DATABASE, WorldStore
from tests.practice.node.stock_btcli import Btcli
from tests.practice.nodes import PATIENCE, PRACTICE

KILLS = 6
QUICK = ("--block-time", "0.02", "--subnets", "3")


@asynccontextmanager
async def practice(*words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`dtao-tui practice` with these words, at a free port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dtao_tui", "practice", "--port", "0", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=dict(os.environ),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def url_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """The exit status and what was said on standard error."""
    _, complaint = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return process.returncode, complaint.decode()


async def ask(url: str, method: str, *params: object) -> Any:
    async with connect(url, proxy=None) as socket:
        await socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
        return json.loads(await socket.recv())["result"]


async def height_of(url: str) -> int:
    return int((await ask(url, "chain_getHeader"))["number"], 16)


async def until_higher(url: str, than: int) -> int:
    """Wait for a block above this one; its number."""
    async with asyncio.timeout(PATIENCE), connect(url, proxy=None) as socket:
        await socket.send('{"jsonrpc": "2.0", "id": 1, "method": "chain_subscribeNewHeads", "params": []}')
        while True:
            told = json.loads(await socket.recv())
            number = int(told.get("params", {}).get("result", {}).get("number", "0x0"), 16)
            if number > than:
                return number


async def test_a_world_survives_being_killed_at_any_moment(tmp_path: Path) -> None:
    """No block that a client has heard of is lost, and the genesis stays."""
    heard, geneses = 0, set()
    for kill in range(KILLS):
        async with practice("--state", str(tmp_path), *QUICK) as process:
            url = await url_of(process)
            assert await height_of(url) >= heard
            geneses.add(await ask(url, "chain_getBlockHash", 0))
            # Later and later, so that the kills fall before, into and after the writing of a state at block 64.
            heard = await until_higher(url, heard + 2 + 9 * kill)
            process.kill()
            assert (await ended(process))[1] == ""
    with WorldStore(tmp_path) as store:
        found = store.found()
        assert found is not None
        assert found.state.number + len(found.steps) >= heard
    assert len(geneses) == 1
    assert not any(name.startswith("older-") for name in os.listdir(tmp_path))


async def test_a_world_begins_anew_when_told_to(tmp_path: Path) -> None:
    seen = []
    for words in ((), (), ("--reset",)):
        async with practice("--state", str(tmp_path), *QUICK, *words) as process:
            seen.append(await ask(await url_of(process), "chain_getBlockHash", 0))
            process.terminate()
            assert await ended(process) == (0, "")
    assert seen[0] == seen[1] != seen[2]


async def test_a_world_that_is_not_kept_is_the_same_each_time(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        async with practice("--subnets", "2") as process:
            seen.append(await ask(await url_of(process), "chain_getBlockHash", 0))
    assert seen[0] == seen[1]


async def test_another_seed_than_the_kept_one_is_refused_in_a_sentence(tmp_path: Path) -> None:
    async with practice("--state", str(tmp_path), "--seed", "4", *QUICK) as process:
        await url_of(process)
        process.terminate()
        await ended(process)
    async with practice("--state", str(tmp_path), "--seed", "5") as process:
        status, complaint = await ended(process)
        assert status == 1
        assert complaint.startswith(f"dtao-tui: The world kept in {tmp_path} was made with another --seed (4).")
        assert complaint.count("\n") == 1


async def test_the_apps_own_world_is_forgotten_on_request(own_home: Path) -> None:
    folder = own_home / "state" / "practice"
    async with practice("--state", str(folder), *QUICK) as process:
        await url_of(process)
        process.terminate()
        await ended(process)
    assert (folder / DATABASE).exists()
    async with practice("--reset") as process:
        assert await ended(process) == (0, "The app's practice network begins anew at its next start.\n")
    assert not (folder / DATABASE).exists()


async def test_two_clients_trade_at_once(tmp_path: Path) -> None:
    """Two programs of the SDK with an account each, in the same blocks."""
    other = bt.sp_core.Keypair.create_from_uri("//Bob")
    fund = f"{other.ss58_address}=100"
    async with practice("--state", str(tmp_path), "--subnets", "3", "--block-time", "0.1", "--fund", fund) as process:
        url = await url_of(process)
        async with bt.Client(url) as one, bt.Client(url) as two:
            metagraph = await one.subnets.metagraph(1)
            assert metagraph is not None
            hotkey = metagraph.validators[0].hotkey
            order = bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="5")
            async with asyncio.timeout(PATIENCE):
                results = await asyncio.gather(one.execute(order, PRACTICE), two.execute(order, other))
            assert [result.success for result in results] == [True, True]
            held = await asyncio.gather(two.staking.positions(ADDRESS), one.staking.positions(other.ss58_address))
            assert [[position.netuid for position in positions] for positions in held] == [[1], [1]]


@pytest.mark.btcli
async def test_btcli_and_two_clients_use_one_kept_node(tmp_path: Path) -> None:
    options = PracticeOptions(state=tmp_path / "world", subnets=2, block_seconds=0.1)
    with WorldStore(tmp_path / "world") as store:
        async with open_node(options, store) as node, bt.Client(node.url) as one, bt.Client(node.url) as two:
            balance = await Btcli(node, tmp_path).run("wallet", "balance")
            assert ADDRESS in json.dumps(balance)
            seen = await asyncio.gather(one.subnets.metagraph(1), two.subnets.metagraph(1))
            assert all(metagraph is not None and metagraph.validators for metagraph in seen)


@pytest.mark.parametrize("who", [ADDRESS, ss58_encode(bytes([9]) * 32, 42)])
async def test_the_faucet_gives_to_any_address(tmp_path: Path, who: str) -> None:
    async with practice("--subnets", "1", "--block-time", "0.05", "--still") as process:
        url = await url_of(process)
        async with bt.Client(url) as client:
            before = (await client.balances.get(who)).rao
            promised = await ask(url, "practice_faucet", who, 7 * 10**9)
            await until_higher(url, promised["block"])
            assert (await client.balances.get(who)).rao == before + 7 * 10**9
