"""Every typed read of the SDK about what this chain simulates, over the socket."""

from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from tests.practice.nodes import a_client, a_node, done, hotkey_of

SIMULATED = (
    *("Subnets", "Prices & swaps", "Staking", "Delegation", "Identity & commitments", "Epochs & timing"),
    *("Locks & conviction", "Hyperparameters", "Chain", "Mining & collateral"),
)
"""Categories of the SDK's own catalogue. Every read of theirs answers; so do most of those below."""

LEFT_OUT = {
    "neurons": "the metagraph tells the same, and this chain has no axons",
    "timelocked_weight_commits": "nobody sets weights here",
    "crowdloan": "crowdloans have nothing to do with stake",
    "crowdloans": "crowdloans have nothing to do with stake",
    "crowdloan_contributors": "crowdloans have nothing to do with stake",
    "multisig": "no key here is shared",
    "lease": "no subnet is leased here",
    "leases": "no subnet is leased here",
}


def _values(node: Node) -> dict[str, Any]:
    hotkey = hotkey_of(node, 1)
    return {
        **{"netuid": 1, "netuids": [1], "uid": 0, "mechid": 0, "block": 1},
        **{"hotkey_ss58": hotkey, "hotkey_ss58s": [hotkey], "coldkey_ss58": ADDRESS, "coldkey_ss58s": [ADDRESS]},
        **{"amount_tao": "1", "amount_alpha": "1", "account_ss58": ADDRESS, "call_hash": "0x" + "00" * 32},
    }


async def test_every_read_about_what_is_simulated_is_answered():
    async with a_node(still=False) as node, a_client(node) as client:
        node.step(3)
        known = _values(node)
        failed = {}
        for read in client.reads():
            wanted = {name: known[name] for name in read.get("params", {}) if name in known}
            if read["name"] in LEFT_OUT:
                assert read["category"] not in SIMULATED
                continue
            try:
                await client.read(read["name"], **wanted)
            except (bt.BittensorError, ValueError, TypeError, LookupError) as error:
                failed[read["name"]] = f"{type(error).__name__}: {error}"
        assert failed == {}


async def test_every_read_of_a_past_block_tells_of_that_block_until_it_is_discarded():
    async with a_node(still=False) as node, a_client(node) as client:
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey_of(node, 1), netuid=1, amount_tao="5"))
        number, known = node.chain.height, _values(node)
        then = await _all_reads(client, known)
        node.step(40)
        assert await _all_reads(await client.at(number), known) == then
        now = await _all_reads(client, known)
        changed = {name for name, answer in now.items() if answer != then[name]}
        assert {"alpha_price", "quote_stake", "stake_value_for_coldkey", "metagraph"} <= changed
        assert node.faults is not None
        node.faults.ask("prune", {})
        gone = {
            name for name, answer in (await _all_reads(await client.at(number), known)).items() if "discarded" in answer
        }
        # These follow from constants, and one reads the block alone.
        assert then.keys() - gone == {"block_info", "block_time", "existential_deposit", "is_fast_blocks"}


async def _all_reads(reader: Any, known: dict[str, Any]) -> dict[str, str]:
    """What every read of a client, or of its view of a past block, answers, or the refusal."""
    answers = {}
    for read in bt.Client("local").reads():
        wanted = {name: known[name] for name in read.get("params", {}) if name in known}
        if read["name"] not in LEFT_OUT:
            try:
                answers[read["name"]] = repr(await reader.read(read["name"], **wanted))
            except bt.ChainError as error:
                answers[read["name"]] = str(error)
    return answers


@pytest.mark.parametrize("name", LEFT_OUT)
async def test_what_is_left_out_is_in_the_sdks_catalogue(name: str):
    assert name in {read["name"] for read in bt.Client("local").reads()}


async def test_the_total_of_a_subnet_is_the_sum_of_its_hotkeys():
    async with a_node(still=False) as node, a_client(node) as client:
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey_of(node, 1), netuid=1, amount_tao="5"))
        rows = await client.query_map(bt.storage.SubtensorModule.TotalHotkeyAlpha)
        total = await client.staking.total_alpha_staked(1)
        assert total.rao == sum(int(alpha) for (_, netuid), alpha in rows if netuid == 1) > 0


async def test_an_account_that_staked_lists_its_hotkeys_and_its_worth():
    async with a_node() as node, a_client(node) as client:
        hotkey = hotkey_of(node, 1)
        await done(node, client, bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="5"))
        assert await client.staking.staking_hotkeys(ADDRESS) == [hotkey]
        worth = await client.staking.stake_value_for_coldkey(ADDRESS)
        assert worth.stake_value.rao == pytest.approx(5 * 10**9, rel=0.01)
        [nomination] = await client.delegation.delegated(ADDRESS)
        assert (nomination.delegate.hotkey, nomination.netuid) == (hotkey, 1)
        assert nomination.stake == await client.staking.get(ADDRESS, hotkey, 1)
