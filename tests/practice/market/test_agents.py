from random import Random

import pytest

from dtao_tui.practice.market import agents, market_orders
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.internal_items import PACE
from dtao_tui.practice.world.definition import trader_account, trend_account, whale_account
from tests.practice.economy import TAO, Economy, an_economy, economy_of

NET = 3


@pytest.fixture
def economy() -> Economy:
    return an_economy(still=False)


def at(economy: Economy, block: int) -> Context:
    return Context(economy.storage, block, None, AUTHOR)


def price(economy: Economy, netuid: int) -> int:
    return pools.pool_of(economy.storage, netuid).price.rao


def pool_held(economy: Economy, who: bytes) -> list[int]:
    return [
        n
        for n in market_orders.markets(economy.storage)
        if market_orders.held(economy.storage, market_orders.place_of(economy.storage, who, n))
    ]


class TestWhale:
    def visit(self, economy: Economy, blocks: range) -> None:
        for block in blocks:
            agents.bring_the_whale(at(economy, block), seed=11)

    def test_it_enters_one_pool_stays_and_leaves_it_whole(self, economy: Economy):
        prices = {netuid: price(economy, netuid) for netuid in range(1, 13)}
        self.visit(economy, range(300))
        [netuid] = pool_held(economy, whale_account())
        assert price(economy, netuid) > prices[netuid] * 115 // 100
        inside = economy.free(whale_account())
        self.visit(economy, range(300, 500))
        assert economy.free(whale_account()) == inside
        self.visit(economy, range(500, agents.WHALE_TERM))
        assert pool_held(economy, whale_account()) == []
        assert price(economy, netuid) == pytest.approx(prices[netuid], rel=0.01)

    def test_it_goes_elsewhere_in_another_term(self, economy: Economy):
        seen = set()
        for term in range(6):
            begin = term * agents.WHALE_TERM
            self.visit(economy, range(begin, begin + 300))
            seen.update(pool_held(economy, whale_account()))
            self.visit(economy, range(begin + 300, begin + agents.WHALE_TERM))
        assert len(seen) > 1


def test_the_pace_follows_the_price_slowly(economy: Economy):
    agents.keep_pace(at(economy, 1))
    first = economy.storage.number(PACE, NET)
    economy.storage.add(pools.TAO_IN, NET, amount=10_000 * TAO)
    agents.keep_pace(at(economy, 2))
    moved = economy.storage.number(PACE, NET) - first
    now = pools.pool_of(economy.storage, NET).price_bits
    assert moved == (now - first) >> agents.PACE_SHIFT


def test_followers_buy_what_rises_and_sell_what_falls(economy: Economy):
    agents.keep_pace(at(economy, 1))
    for netuid in range(1, 13):
        economy.storage.put(PACE, netuid, value=economy.storage.number(PACE, netuid) * 9 // 10)
    followers = [trend_account(place) for place in range(4)]
    for block in range(40):
        agents.follow_trends(at(economy, block), Random(block))
    bought = [netuid for who in followers for netuid in pool_held(economy, who)]
    assert len(bought) > 8
    for netuid in range(1, 13):
        economy.storage.put(PACE, netuid, value=economy.storage.number(PACE, netuid) * 2)
    for block in range(200):
        agents.follow_trends(at(economy, block), Random(block))
    assert len([netuid for who in followers for netuid in pool_held(economy, who)]) < len(bought) // 2


def test_owner_and_miners_sell_most_of_what_an_epoch_paid(economy: Economy):
    economy.storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
    economy.storage.put("SubtensorModule.PendingEpochAt", NET, value=360)
    economy.block = 355
    economy.run_to(360)
    owner = economy.storage.raw("SubtensorModule.SubnetOwner", NET)
    hotkey = economy.storage.raw("SubtensorModule.SubnetOwnerHotkey", NET)
    before, free = economy.stake(owner, NET, hotkey), economy.free(owner)
    agents.sell_earnings(at(economy, 360))
    cut = 360 * 10**9 * 11_796 // 65_535
    assert before - economy.stake(owner, NET, hotkey) == pytest.approx(cut * 60 // 100, rel=1e-6)
    assert economy.free(owner) > free
    miner = economy.storage.raw("SubtensorModule.Keys", NET, 5)
    assert economy.free(economy.storage.raw("SubtensorModule.Owner", miner)) > 0


def test_nobody_sells_between_epochs(economy: Economy):
    before = economy.snapshot()
    agents.sell_earnings(at(economy, 7))
    assert economy.snapshot() == before


def test_the_subnet_that_is_worth_least_declines(economy: Economy):
    netuid = agents.declining(economy.storage)
    assert netuid is not None
    cheapest = min(
        range(1, 13), key=lambda each: economy.storage.get("SubtensorModule.SubnetMovingPrice", each)["bits"]
    )
    assert netuid == cheapest
    before = price(economy, netuid)
    makers = [trader_account(place) for place in range(12)]
    for block in range(200):
        agents.let_decline(at(economy, block), Random(block), makers)
    assert price(economy, netuid) < before * 95 // 100


@pytest.mark.parametrize(("intensity", "fewest", "most"), [(0, 0, 60), (100, 60, 200), (500, 250, 700)])
def test_the_market_is_as_busy_as_one_asks(intensity: int, fewest: int, most: int):
    economy = economy_of(PracticeOptions(subnets=12, intensity=intensity))
    trades = 0
    for _ in range(16):
        trades += sum(event.name in ("StakeAdded", "StakeRemoved") for event in economy.next_block())
    assert fewest <= trades <= most


def test_what_the_chain_refuses_is_not_made(economy: Economy):
    context = at(economy, 1)
    position = market_orders.place_of(economy.storage, trader_account(0), NET)
    economy.storage.put(pools.IS_OPEN, NET, value=False)
    before = economy.snapshot()
    economy.storage.put(pools.TAO_IN, NET, value=0)
    market_orders.buy(context, position, 10 * TAO)
    economy.storage.put(pools.TAO_IN, NET, value=pools.pool_of(an_economy(still=False).storage, NET).tao_in.rao)
    assert economy.snapshot() == before
    assert context.events == []
