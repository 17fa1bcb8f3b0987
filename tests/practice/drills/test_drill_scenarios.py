"""Scenarios of drills: each situation is there, and the drill tells what the order met."""

import pytest
from websockets.exceptions import ConnectionClosedError

from dtao_tui.domain.amounts import RAO_PER_TAO, Price, Tao
from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.pools.front_running import room_before
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.drills.drill_scenarios import BLOCKS_TO_REMOVAL, CLIMB_BLOCKS, NO_LIMIT_PERCENT, THIN_TAO
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.state.derived_accounts import account_named, subnet_account
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.drills.players import ME, SUBNETS, Player, within
from tests.practice.nodes import a_node
from tests.practice.wires import a_wire


def test_the_holders_of_a_thin_pool_have_left_it_by_selling() -> None:
    player = Player(Drill.THIN_POOL)
    assert player.before.tao_in.rao > THIN_TAO
    assert THIN_TAO * 99 // 100 < player.pool.tao_in.rao <= THIN_TAO
    assert player.pool.alpha_in > player.before.alpha_in
    assert player.state["kind"] == "stake"
    owner = player.chain.storage.raw("SubtensorModule.SubnetOwner", player.netuid)
    assert balances.free(player.chain.storage, owner) > 0


def test_in_a_thin_pool_a_small_stake_moves_the_price_by_much() -> None:
    player = Player(Drill.THIN_POOL)
    price = player.pool.price
    player.stakes("10", within(player.pool, "50"))
    player.chain.make_block()
    assert player.held
    assert player.pool.price.rao > price.rao * 115 // 100
    assert player.met.price == price


def test_a_rival_buys_first_and_takes_all_that_the_limit_leaves() -> None:
    player = Player(Drill.FRONT_RUN)
    quiet, limit = player.pool, within(player.pool, "2")
    player.stakes("10", limit)
    player.chain.make_block()
    fair, got = quiet.trade(Side.BUY, Tao.parse("10")).received, player.held
    assert got
    assert fair.rao * 97 // 100 < got.rao < fair.rao * 99 // 100
    paid = Tao(player.state["rival_paid"])
    assert paid == room_before(quiet, Tao.parse("10"), limit, quiet.tao_in)
    assert player.met == quiet.after(quiet.trade(Side.BUY, paid))
    assert player.met.trade(Side.BUY, Tao.parse("10")).received == got


def test_an_order_without_a_limit_is_run_before_as_well() -> None:
    player = Player(Drill.FRONT_RUN)
    quiet = player.pool
    player.chain.submit(player.signed("add_stake", netuid=player.netuid, amount_staked=10 * RAO_PER_TAO))
    player.chain.make_block()
    assert player.state["rival_paid"] == quiet.tao_in.rao * NO_LIMIT_PERCENT // 100
    assert player.held.rao < quiet.trade(Side.BUY, Tao.parse("10")).received.rao * 92 // 100


def test_orders_on_other_subnets_and_of_other_accounts_are_left_alone() -> None:
    player = Player(Drill.FRONT_RUN)
    other = next(netuid for netuid in player.quiet if netuid != player.netuid)
    player.chain.submit(player.signed("add_stake", netuid=other, amount_staked=10 * RAO_PER_TAO))
    player.chain.make_block()
    assert player.state["met"] is None
    assert player.state["rival_paid"] == 0


def test_a_subnet_without_a_validator_is_not_played_on() -> None:
    player = Player(Drill.FRONT_RUN)
    first = player.netuid
    player.chain.storage.drop("SubtensorModule.Keys", first, 0)
    player.drills.begin(ME, Drill.FRONT_RUN.value)
    assert player.netuid != first


def test_the_rival_sells_behind_the_order_and_has_won() -> None:
    player = Player(Drill.FRONT_RUN)
    quiet = player.pool
    player.stakes("10", within(quiet, "2"))
    player.chain.make_block()
    crowded = player.pool.price
    player.chain.make_block()
    assert quiet.price < player.pool.price < crowded
    rival = balances.free(player.chain.storage, account_named("drill", "front run", ME.hex()))
    assert rival > player.state["rival_paid"]


def test_a_limit_as_tight_as_the_order_leaves_nobody_room() -> None:
    player = Player(Drill.FRONT_RUN)
    quiet = player.pool
    after = quiet.after(quiet.trade(Side.BUY, Tao.parse("10"))).price
    player.stakes("10", Price(after.rao + 1))
    player.chain.make_block()
    assert player.state["rival_paid"] <= 10**7
    assert player.held.rao >= quiet.trade(Side.BUY, Tao.parse("10")).received.rao * 9999 // 10_000


def test_only_the_first_order_is_run_before() -> None:
    player = Player(Drill.FRONT_RUN)
    player.stakes("10", within(player.pool, "2"))
    player.chain.make_block()
    player.chain.make_block()
    state, pool, held = player.state, player.pool, player.held
    player.stakes("10", within(pool, "2"))
    player.chain.make_block()
    assert player.state == state
    assert abs(player.held.rao - held.rao - pool.trade(Side.BUY, Tao.parse("10")).received.rao) <= 1


def test_a_price_that_runs_away_climbs_each_block_for_a_while() -> None:
    player = Player(Drill.RUNAWAY)
    first = player.pool.price
    player.chain.make_block()
    assert first.rao * 1003 // 1000 < player.pool.price.rao < first.rao * 1006 // 1000
    for _ in range(CLIMB_BLOCKS):
        player.chain.make_block()
    top = player.pool.price
    player.chain.make_block()
    assert player.pool.price == top


@pytest.mark.parametrize("tolerance", ["0.5", "2", "10", "50"])
def test_it_runs_past_any_limit_and_the_order_is_refused(tolerance: str) -> None:
    player = Player(Drill.RUNAWAY)
    quiet, free = player.pool, player.free
    player.stakes("10", within(quiet, tolerance))
    player.chain.make_block()
    assert not player.held
    assert 0 < free - player.free < RAO_PER_TAO // 100
    assert player.met.price > within(quiet, tolerance)
    player.chain.make_block()
    assert player.pool.price.rao == pytest.approx(quiet.price.rao, rel=0.01)


def test_a_removal_gives_a_position_and_names_its_block() -> None:
    player = Player(Drill.REMOVAL)
    assert player.state["kind"] == "unstake"
    assert player.state["removal_block"] == player.chain.height + BLOCKS_TO_REMOVAL
    assert player.held == player.before.trade(Side.BUY, Tao(player.state["amount"])).received


def test_who_waits_for_the_removal_is_paid_out_of_the_pool_pro_rata() -> None:
    player = Player(Drill.REMOVAL)
    netuid, storage, free = player.netuid, player.chain.storage, player.free
    pot, held = player.pool.tao_in.rao, player.held.rao
    everything = sum(deregistration.holders(storage, netuid).values())
    issued = storage.number(balances.ISSUANCE)
    for _ in range(BLOCKS_TO_REMOVAL):
        player.chain.make_block()
    state = player.state
    assert state["is_removed"]
    assert state["payout"] - pot * held // everything in (0, 1)
    assert player.free - free == state["payout"]
    assert not pools.exists(storage, netuid)
    assert deregistration.holders(storage, netuid) == {}
    assert storage.number(balances.ISSUANCE) == issued
    player.chain.make_block()


def test_what_is_paid_out_is_the_whole_pool_to_the_last_rao() -> None:
    player = Player(Drill.REMOVAL)
    assert sum(deregistration.payouts(player.chain.storage, player.netuid).values()) == player.pool.tao_in.rao


def test_who_sells_in_time_learns_what_waiting_would_have_paid() -> None:
    player = Player(Drill.REMOVAL)
    expected = deregistration.payouts(player.chain.storage, player.netuid)[ME]
    lowest = Price(player.pool.price.rao // 2)
    player.chain.submit(player.signed("remove_stake_full_limit", netuid=player.netuid, limit_price=lowest.rao))
    player.chain.make_block()
    assert not player.held
    assert player.state["payout"] == expected
    for _ in range(BLOCKS_TO_REMOVAL):
        player.chain.make_block()
    assert player.state["payout"] == expected


def test_a_living_world_goes_on_after_a_removal_and_adds_up() -> None:
    options = PracticeOptions(block_seconds=0, subnets=SUBNETS)
    player = Player(Drill.REMOVAL, Node(genesis_world(options), options))
    netuid, storage = player.netuid, player.chain.storage
    for _ in range(BLOCKS_TO_REMOVAL + 20):
        player.chain.make_block()
        assert sum(balances.free(storage, key[0]) for key, _ in storage.entries(balances.ACCOUNT)) == storage.number(
            balances.ISSUANCE
        )
    assert player.state["is_removed"]
    # What the chain's own alpha stood for was recycled, and no account is emptied for that.
    assert balances.free(storage, subnet_account(netuid)) == balances.EXISTENTIAL_DEPOSIT
    assert netuid not in pools.netuids(storage)


async def test_the_line_breaks_once_and_the_order_lands_all_the_same() -> None:
    async with a_node(subnets=SUBNETS) as node:
        async with a_wire(node) as wire:
            begun = await wire.result("practice_drill", ADDRESS, "lost line")
            assert begun["amount"] == 10 * RAO_PER_TAO
            node.step()
            player = Player.__new__(Player)
            player.node, player.chain, player.drills = node, node.chain, node.drills
            order = {"amount_staked": RAO_PER_TAO, "limit_price": 10**12, "allow_partial": False}
            first = player.signed("add_stake_limit", netuid=begun["netuid"], **order)
            with pytest.raises(ConnectionClosedError):
                await wire.call("author_submitExtrinsic", "0x" + first.hex())
        node.step()
        async with a_wire(node) as wire:
            assert (await wire.result("practice_drill_state", ADDRESS))["met"]["block"] == 2
            second = player.signed("add_stake_limit", netuid=begun["netuid"], **order)
            assert await wire.result("author_submitExtrinsic", "0x" + second.hex())
        assert player.held
