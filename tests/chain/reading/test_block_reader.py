"""One block from the practice node: what is in a snapshot, and how little is asked for it."""

from contextlib import aclosing
from pathlib import Path

import pytest

from dtao_tui.chain.reading import storage_query
from dtao_tui.chain.runtime.runtime_names import TRANSFERS
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.removal import removal_risk
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotUnderstood
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.runtime import metadata
from dtao_tui.practice.world.genesis import IMMUNE_BLOCKS
from tests.chain.conftest import Desk, a_desk, a_node, placed
from tests.chain.middleman import Middleman
from tests.quoting import stake_call

MOST_REQUESTS = 8


@pytest.mark.parametrize("subnets", [128, 1000])
async def test_a_block_takes_at_most_eight_requests_whatever_the_number_of_subnets(
    subnets: int, tmp_path: Path
) -> None:
    async with a_node(subnets) as node, Middleman(node.url) as between, a_desk(between.url, cache=tmp_path) as desk:
        heads = desk.market.heads()
        for _ in range(2):
            node.step()
            head = await anext(heads)
            between.asked.clear()
            snapshot = await desk.market.snapshot(head, (ADDRESS,))
            # The hash of the block was asked for when its head came.
            assert len(between.asked) + 1 <= MOST_REQUESTS, between.asked
            assert len(snapshot.subnets) == subnets + 1
        await heads.aclose()


async def test_every_pool_computes_the_price_that_the_chain_answers(desk: Desk) -> None:
    snapshot = await desk.snapshot()
    assert {n: s.pool.price for n, s in snapshot.subnets.items()} == {n: s.price for n, s in snapshot.subnets.items()}
    assert all(subnet.curve_is_known for subnet in snapshot.subnets.values())


async def test_root_exchanges_one_for_one(desk: Desk) -> None:
    root = (await desk.snapshot()).subnets[ROOT]
    assert (root.price, root.has_pool, root.emission) == (Price(10**9), False, Tao(0))
    assert root.pool.trade(Side.BUY, Tao(5)).received == Alpha(5, ROOT)


async def test_reserves_weights_fees_and_flags_are_the_nodes_own(desk: Desk, node: Node) -> None:
    snapshot = await desk.snapshot()
    for netuid, subnet in snapshot.subnets.items():
        read = node.chain.storage.get
        assert subnet.pool.tao_in.rao == read("SubtensorModule.SubnetTAO", netuid)
        assert subnet.pool.alpha_in.rao == read("SubtensorModule.SubnetAlphaIn", netuid)
        assert subnet.alpha_out.rao == read("SubtensorModule.SubnetAlphaOut", netuid)
        assert subnet.pool.fee_rate == read("Swap.FeeRate", netuid)
        assert subnet.is_open == read("SubtensorModule.SubtokenEnabled", netuid)
        assert subnet.tempo == read("SubtensorModule.Tempo", netuid)
    assert snapshot.tao_weight == node.chain.storage.get("SubtensorModule.TaoWeight")


async def test_holdings_follow_a_stake(desk: Desk, node: Node) -> None:
    before = await desk.snapshot()
    hotkey = await desk.hotkey(1)
    order = await placed(desk, node, stake_call(1, hotkey, Tao(10**10), Price(10**12)))
    after = await desk.snapshot()
    mine, mine_before = after.holdings[ADDRESS], before.holdings[ADDRESS]
    assert mine.staked(1, hotkey) == order.filled.received
    assert order.outcome.network_fee is not None
    assert mine.free == mine_before.free - Tao(10**10) - order.outcome.network_fee


async def test_an_address_without_anything_holds_nothing(desk: Desk) -> None:
    nobody = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
    holdings = (await desk.snapshot(nobody)).holdings[nobody]
    assert (holdings.free, holdings.stakes) == (Tao(0), ())


async def test_a_block_is_read_at_its_own_hash_though_newer_ones_exist(desk: Desk, node: Node) -> None:
    old = await desk.market.head()
    before = await desk.market.snapshot(old, (ADDRESS,))
    await placed(desk, node, stake_call(1, await desk.hotkey(1), Tao(10**10), Price(10**12)))
    again = await desk.market.snapshot(old, (ADDRESS,))
    assert again.subnets == before.subnets
    assert again.holdings == before.holdings


async def test_a_subnet_that_appears_is_read_in_the_same_block(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    storage = node.chain.storage
    storage.put("SubtensorModule.NetworksAdded", 6, value=False)
    node.step()
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        assert 6 not in (await desk.snapshot()).subnets
        storage.put("SubtensorModule.NetworksAdded", 6, value=True)
        node.step()
        head = await desk.market.head()
        middleman.asked.clear()
        snapshot = await desk.market.snapshot(head, (ADDRESS,))
        assert snapshot.subnets[6].pool.price == snapshot.subnets[6].price
        assert len(middleman.asked) + 1 <= MOST_REQUESTS


async def test_several_subnets_that_appear_together_are_read_in_their_block_within_the_same_requests(
    node: Node, middleman: Middleman, tmp_path: Path
) -> None:
    def is_there(answer: bool) -> None:
        for netuid in (4, 5, 6):
            node.chain.storage.put("SubtensorModule.NetworksAdded", netuid, value=answer)
        node.step()

    is_there(False)
    async with a_desk(middleman.url, cache=tmp_path) as desk, aclosing(desk.market.heads()) as heads:
        before = await desk.market.snapshot(await anext(heads), (ADDRESS,))
        middleman.asked.clear()
        is_there(True)
        after = await desk.market.snapshot(await anext(heads), (ADDRESS,))
        assert {*after.subnets} - {*before.subnets} == {4, 5, 6}
        assert all(after.subnets[netuid].pool.price == after.subnets[netuid].price for netuid in (4, 5, 6))
        assert len(middleman.asked) <= MOST_REQUESTS, middleman.asked


async def test_a_head_and_its_block_take_at_most_eight_requests(desk: Desk, node: Node) -> None:
    await desk.snapshot()
    before = desk.connection.client.rpc.messages_sent
    node.step()
    await desk.snapshot()
    assert desk.connection.client.rpc.messages_sent - before <= MOST_REQUESTS


async def test_a_runtime_without_a_list_of_prices_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    older = tuple(_without(api, "current_alpha_price_all") for api in metadata.APIS)
    monkeypatch.setattr(metadata, "APIS", older)
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        subnet = (await desk.snapshot()).subnets[1]
        assert subnet.price == await desk.market.price(1, await desk.market.head())


async def test_a_runtime_without_a_summary_of_subnets_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(metadata, "APIS", tuple(_without(api, "get_all_dynamic_info") for api in metadata.APIS))
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        with pytest.raises(NotUnderstood, match=r"runtime \(version 475\) does not answer .*get_all_dynamic_info"):
            await desk.snapshot()


async def test_validators_come_with_names_takes_and_the_largest_stake_first(desk: Desk, head: Head, node: Node) -> None:
    snapshot = await desk.snapshot()
    validators = await desk.market.validators(1, head)
    weights = [v.stake_weight(snapshot.tao_weight) for v in validators]
    assert len(validators) >= 5
    assert weights == sorted(weights, reverse=True)
    assert all(v.name and v.has_permit and 0 < v.take < 65536 for v in validators)


async def test_a_subnet_that_does_not_exist_has_no_validators(desk: Desk, head: Head) -> None:
    assert await desk.market.validators(4000, head) == ()


async def test_the_chains_simulation_equals_our_own_to_the_rao(desk: Desk, head: Head) -> None:
    pool = (await desk.snapshot()).subnets[1].pool
    tao, alpha = Tao(123_456_789_012), Alpha(98_765_432_101, 1)
    assert await desk.market.simulate(1, Side.BUY, tao, head) == pool.simulate(Side.BUY, tao)
    assert await desk.market.simulate(1, Side.SELL, alpha, head) == pool.simulate(Side.SELL, alpha)


async def test_only_a_hotkey_with_an_owner_exists(desk: Desk, head: Head) -> None:
    assert await desk.market.hotkey_exists(await desk.hotkey(1), head)
    assert not await desk.market.hotkey_exists(ADDRESS, head)


async def test_all_of_an_unlocked_stake_is_available(desk: Desk, node: Node) -> None:
    hotkey = await desk.hotkey(1)
    order = await placed(desk, node, stake_call(1, hotkey, Tao(10**10), Price(10**12)))
    assert await desk.market.available_stake(ADDRESS, 1, await desk.market.head()) == order.filled.received
    assert await desk.market.available_stake(ADDRESS, 2, await desk.market.head()) == Alpha(0, 2)


def _without(api: metadata.Api, method: str) -> metadata.Api:
    return type(api)(api.name, tuple(each for each in api.methods if each.name != method))


async def test_the_switch_for_transfers_is_the_nodes_own(desk: Desk, node: Node) -> None:
    node.chain.storage.put("SubtensorModule.TransferToggle", 2, value=False)
    node.step()
    subnets = (await desk.snapshot()).subnets
    assert [subnets[netuid].transfers_are_on for netuid in (1, 2, 3)] == [True, False, True]


async def test_a_switch_that_the_runtime_does_not_have_is_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(storage_query, "BY_SUBNET", tuple(i for i in storage_query.BY_SUBNET if i != TRANSFERS))
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        assert {subnet.transfers_are_on for subnet in (await desk.snapshot()).subnets.values()} == {None}


async def test_the_first_to_be_removed_is_the_one_that_the_chain_names(desk: Desk, node: Node) -> None:
    node.step(360)
    for netuid, bits in ((1, 900), (2, 800), (3, 801), (4, 800), (5, 0), (6, 7)):
        node.chain.storage.put("SubtensorModule.SubnetMovingPrice", netuid, value={"bits": bits})
    node.chain.storage.put("SubtensorModule.NetworkRegisteredAt", 5, value=node.chain.height)
    order = []
    for _ in range(5):
        node.step()
        snapshot = await desk.snapshot()
        head = Head(snapshot.block, snapshot.block_hash)
        named = await desk.connection.client.call("SubnetInfoRuntimeApi", "get_subnet_to_prune", (), head.hash)
        risks = {netuid: removal_risk(snapshot, netuid) for netuid in snapshot.subnets}
        assert [netuid for netuid, risk in risks.items() if risk is not None and risk.before == 0] == [named]
        order.append(named)
        # What was first is immune from now on, so that the next one shows.
        node.chain.storage.put("SubtensorModule.NetworkRegisteredAt", named, value=node.chain.height)
    assert order == [6, 2, 4, 3, 1]


async def test_a_block_tells_how_long_a_new_subnet_is_immune_and_which_prices_decide(desk: Desk) -> None:
    snapshot = await desk.snapshot()
    assert snapshot.rules.immunity_blocks == IMMUNE_BLOCKS
    assert all(subnet.moving_price is not None for subnet in snapshot.subnets.values() if not subnet.is_root)
