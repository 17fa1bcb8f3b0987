"""Many orders through the real SDK: what was quoted is what the events tell, and no rao comes or goes."""

import random

import bittensor as bt

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.state.derived_accounts import subnet_account
from tests.practice.nodes import PRACTICE, a_client, a_node, hotkey_of, through

SUBNETS = 5
ORDERS = 100


async def test_every_order_fills_as_it_was_quoted_and_all_sums_hold():
    chance = random.Random(7)
    async with a_node(subnets=SUBNETS) as node, a_client(node) as client:
        alpha = {netuid: pools.alpha_issuance(node.chain.storage, netuid) for netuid in range(1, SUBNETS + 1)}
        for number in range(ORDERS):
            netuid = 1 + number % SUBNETS
            if number < SUBNETS or chance.random() < 0.5:
                await _buys_as_quoted(node, client, netuid, chance.randrange(10**7, 20 * 10**9))
            else:
                await _sells_as_quoted(node, client, netuid, chance.uniform(0.1, 0.5))
            _check_sums(node, alpha)
        assert node.chain.height == ORDERS


async def _buys_as_quoted(node: Node, client: bt.Client, netuid: int, rao: int) -> None:
    amount = bt.Balance.from_rao(rao)
    quote = await client.prices.quote_stake(netuid, str(amount.decimal))
    order = bt.AddStake(
        hotkey_ss58=hotkey_of(node, netuid), netuid=netuid, amount_tao=amount, slippage_protection=False
    )
    paid, received, fee = await _filled(node, client, order, "StakeAdded")
    assert (paid, received, fee) == (rao, quote.alpha.rao, quote.tao_fee.rao)


async def _sells_as_quoted(node: Node, client: bt.Client, netuid: int, part: float) -> None:
    hotkey = hotkey_of(node, netuid)
    held = await client.staking.get(PRACTICE.ss58_address, hotkey, netuid)
    amount = bt.Balance.from_rao(int(held.rao * part), netuid)
    quote = await client.prices.quote_unstake(netuid, str(amount.decimal))
    order = bt.RemoveStake(hotkey_ss58=hotkey, netuid=netuid, amount_alpha=amount, slippage_protection=False)
    received, sold, fee = await _filled(node, client, order, "StakeRemoved")
    assert (received, sold, fee) == (quote.tao.rao, quote.alpha.rao, quote.alpha_fee.rao)


async def _filled(node: Node, client: bt.Client, order: bt.AddStake, event: str) -> tuple[int, int, int]:
    """TAO, alpha and fee in rao, as the chain tells of the order."""
    result = await through(node, client.execute(order, PRACTICE, wait_for_finalization=False), blocks=1)
    assert result.success, result.message
    [told] = [each["attributes"] for each in result.events if each["event_id"] == event]
    return told[2], told[3], told[5]


def _check_sums(node: Node, alpha: dict[int, int]) -> None:
    """All TAO is on accounts, fees among it; the vaults cover the reserves; no alpha came or went."""
    storage = node.chain.storage
    free = sum(balances.free(storage, key[0]) for key, _ in storage.entries(balances.ACCOUNT))
    assert free == storage.number(balances.ISSUANCE) == storage.number("SubtensorModule.TotalIssuance")
    for netuid, issued in alpha.items():
        assert balances.free(storage, subnet_account(netuid)) == storage.number(pools.TAO_IN, netuid)
        assert pools.alpha_issuance(storage, netuid) == issued
