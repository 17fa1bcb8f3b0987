"""A picture of a live network: another practice node stands for it."""

import asyncio
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from bittensor_core import ss58_encode

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.cli.console import Stopped
from dtao_tui.cli.fork import MOST_VALIDATORS, Picture, document_of, picture_file
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.ports.networks import network_of
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.world import invented_names
from dtao_tui.settings import NotASetting, load, prepare
from tests.chain.middleman import Middleman
from tests.fakes import a_snapshot
from tests.practice.nodes import a_node

NOMINATOR = ss58_encode(account_named("nominator", invented_names.VALIDATORS[0].name, 0), 42)
ACCOUNTS = (ADDRESS, NOMINATOR)


async def taken(url: str, save: Path | None, accounts: Sequence[str] = ACCOUNTS) -> Path:
    settings = load()
    prepare(settings.places)
    return await asyncio.to_thread(picture_file, settings, url, tuple(accounts), save)


@asynccontextmanager
async def seen_at(url: str, cache: Path) -> AsyncIterator[Snapshot]:
    market = ChainMarket(NetworkConnection(network_of(url), cache))
    await market.connect()
    try:
        yield await market.snapshot(await market.head(), ACCOUNTS)
    finally:
        await market.close()


async def test_a_world_plays_on_from_where_the_network_was(tmp_path: Path) -> None:
    async with a_node(subnets=128, still=False) as live:
        live.step(3)
        file = await taken(live.url, tmp_path / "picture.json")
        async with seen_at(live.url, tmp_path / "cache") as there:
            pass
    async with a_node(world=file, still=True) as practice, seen_at(practice.url, tmp_path / "cache") as here:
        assert here.subnets.keys() == there.subnets.keys()
        for netuid, subnet in there.subnets.items():
            copy = here.subnets[netuid]
            assert copy.pool == subnet.pool
            assert (copy.name, copy.symbol, copy.tempo) == (subnet.name, subnet.symbol, subnet.tempo)
            assert (copy.price, copy.alpha_out, copy.is_open) == (subnet.price, subnet.alpha_out, subnet.is_open)
            assert netuid == ROOT or copy.owner_coldkey == subnet.owner_coldkey
        assert here.tao_weight == there.tao_weight
        assert there.holdings[NOMINATOR].stakes
        for address in ACCOUNTS:
            assert set(here.holdings[address].stakes) == set(there.holdings[address].stakes)
        # The practice account has its practice TAO on top of what it had there.
        assert here.holdings[NOMINATOR].free == there.holdings[NOMINATOR].free


async def test_validators_keep_their_names_takes_and_stakes(tmp_path: Path) -> None:
    async with a_node(subnets=3) as live:
        file = await taken(live.url, tmp_path / "picture.json")
        there = await validators(live.url, tmp_path)
    async with a_node(world=file) as practice:
        here = await validators(practice.url, tmp_path)
    for netuid, rows in there.items():
        assert rows[:MOST_VALIDATORS] == [row for row in here[netuid] if row[1] != "World"][:MOST_VALIDATORS]
        assert rows


async def validators(url: str, folder: Path) -> dict[int, list[tuple[str, str, int, int]]]:
    market = ChainMarket(NetworkConnection(network_of(url), folder / "cache"))
    await market.connect()
    try:
        head = await market.head()
        found = {netuid: await market.validators(netuid, head) for netuid in (1, 2, 3)}
    finally:
        await market.close()
    return {
        netuid: sorted((row.hotkey, row.name, row.take, row.alpha_stake.rao) for row in rows)
        for netuid, rows in found.items()
    }


async def test_the_market_goes_on_in_the_picture(tmp_path: Path) -> None:
    async with a_node(subnets=4) as live:
        file = await taken(live.url, tmp_path / "picture.json")
    async with a_node(world=file, still=False) as practice:
        before = [practice.chain.storage.number("SubtensorModule.SubnetTAO", netuid) for netuid in range(1, 5)]
        practice.step(30)
        after = [practice.chain.storage.number("SubtensorModule.SubnetTAO", netuid) for netuid in range(1, 5)]
        assert all(one != other for one, other in zip(before, after, strict=True))


async def test_hostile_names_are_harmless_in_the_file_and_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with a_node(subnets=120) as live:
        file = await taken(live.url, tmp_path / "picture.json")
    said = capfd.readouterr()
    assert said.out == ""
    for text in (said.err, file.read_text(encoding="utf-8")):
        assert {each for each in text if unicodedata.category(each) in ("Cc", "Cf")} <= {"\n"}
    assert f"saved as {file}" in said.err


async def test_the_picture_is_saved_beside_the_apps_own_files_and_closed_to_others(own_home: Path) -> None:
    async with a_node(subnets=2) as live:
        file = await taken(live.url, None)
    assert file.parent == own_home / "state" / "pictures"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8"))["origin"]["block"] == 0


@pytest.mark.parametrize("calls", [0, 3, 9])
async def test_an_endpoint_that_fails_midway_leaves_nothing(tmp_path: Path, calls: int) -> None:
    async with a_node(subnets=12) as live, Middleman(live.url) as between:
        heard = 0

        def tear(answer: Any) -> Any:
            nonlocal heard
            heard += 1
            if heard > calls:
                between.is_away = True
                between.break_off()
            return answer

        between.twists["state_call"] = tear
        folder = tmp_path / "saved"
        with pytest.raises(Stopped, match="could not be taken, and nothing was saved") as stopped:
            await taken(between.url, folder / "picture.json")
        assert "\n" not in str(stopped.value)
        assert "saved" not in os.listdir(tmp_path)


async def test_accounts_are_checked_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotASetting, match="no SS58 address"):
        await taken("ws://127.0.0.1:1", tmp_path / "picture.json", ["nobody"])


def practice(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dtao_tui", "practice", "--port", "0", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "/nowhere/picture.json"), "dtao-tui: The world file /nowhere/picture.json cannot be read"),
        (("--from", "picture.json", "--account", ADDRESS), "dtao-tui: --account and --save belong to a network"),
        (("--from", "finney", "--world", "w.json"), "dtao-tui: Say either --from or --world."),
        (("--save", "picture.json"), "dtao-tui: --account and --save belong to --from."),
        (("--from", "ws://127.0.0.1:9"), "dtao-tui: The picture could not be taken, and nothing was saved."),
    ],
)
def test_what_is_wrong_is_one_sentence(words: tuple[str, ...], says: str) -> None:
    done = practice(*words)
    assert done.returncode == 1
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


async def test_the_command_plays_on_from_a_network_and_later_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "picture.json"
    async with a_node(subnets=2) as live:
        first = await first_line("--from", live.url, "--save", str(file))
    second = await first_line("--from", str(file))
    assert first.startswith("ws://127.0.0.1:")
    assert second.startswith("ws://127.0.0.1:")


async def first_line(*words: str) -> str:
    """What `dtao-tui practice` prints first."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dtao_tui", "practice", "--port", "0", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        return (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    finally:
        process.kill()
        await process.communicate()


def test_a_tao_weight_that_the_chain_does_not_tell_is_left_to_the_practice_network() -> None:
    assert document_of(Picture(a_snapshot(tao_weight=5), 10**9, {}))["tao_weight"] == 5
    assert "tao_weight" not in document_of(Picture(a_snapshot(tao_weight=None), 10**9, {}))
