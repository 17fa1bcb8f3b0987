"""Dividends that wait for baskets, and come into them in turn or when something touches what is owed."""

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.runtime.keyspace import Keyspace
from dtao_tui.practice.runtime.metadata import describe
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET, OTHER = 3, 5


@pytest.fixture
def economy() -> Economy:
    """Alice has 100 τ on root with the first validator."""
    economy = an_economy()
    stake_on_root(economy, ALICE)
    return economy


def stake_on_root(economy: Economy, who: bytes) -> None:
    economy.call(who, "SubtensorModule.add_stake", hotkey=economy.validator(0), netuid=0, amount_staked=100 * TAO)


def queue(economy: Economy, netuid: int, alpha: int, hotkey: bytes | None = None) -> None:
    economy.storage.add(pools.ALPHA_OUT, netuid, amount=alpha)
    basket_dividends.enqueue(economy.storage, hotkey or economy.validator(0), netuid, alpha)


def waits(economy: Economy, netuid: int, hotkey: bytes | None = None) -> int:
    return economy.number("PendingBasketDeposits", hotkey or economy.validator(0), netuid)


def held(economy: Economy, netuid: int, hotkey: bytes | None = None) -> int:
    return shares.stake_of(economy.storage, hotkey or economy.validator(0), basket_fund.ESCROW, netuid)


def brings(economy: Economy, netuid: int, alpha: int) -> int:
    pool = pools.pool_of(economy.storage, netuid)
    return pool.trade(Side.SELL, Alpha(alpha, netuid), drop_fees=True).received.rao


def put_in(economy: Economy) -> Context:
    context = Context(economy.storage, economy.block, None, AUTHOR)
    basket_dividends.deposit(context, economy.validator(0))
    return context


def test_one_deposit_mints_shares_for_all_that_waited_at_what_it_would_bring(economy: Economy) -> None:
    """By hand: the first deposit's shares are what its rows bring, sold alone; the next ones' are in proportion."""
    queue(economy, NET, 40 * TAO)
    queue(economy, OTHER, 90 * TAO)
    worth = brings(economy, NET, 40 * TAO) + brings(economy, OTHER, 90 * TAO)
    first = put_in(economy)
    [told] = [event.values for event in first.events if event.name == "BasketDeposited"]
    assert told == (economy.validator(0), worth, worth)
    assert (held(economy, NET), held(economy, OTHER)) == (40 * TAO, 90 * TAO)
    queue(economy, NET, 7 * TAO)
    added = brings(economy, NET, 47 * TAO) - brings(economy, NET, 40 * TAO)
    second = put_in(economy)
    [told] = [event.values for event in second.events if event.name == "BasketDeposited"]
    assert told == (economy.validator(0), added, added * worth // worth)


def test_a_block_puts_in_what_waits_for_one_validator_and_goes_on_with_the_next(economy: Economy) -> None:
    hotkeys = [economy.storage.raw("SubtensorModule.Keys", 0, uid) for uid in range(3)]
    for hotkey in hotkeys:
        shares.deposit(economy.storage, hotkey, BOB, 0, TAO)
        queue(economy, NET, 50 * TAO, hotkey)
    keyspace = Keyspace(describe())
    in_turn = sorted(hotkeys, key=lambda hotkey: keyspace.raw_key(basket_dividends.PENDING, (hotkey, NET)))
    for place, hotkey in enumerate(in_turn):
        economy.next_block()
        assert [waits(economy, NET, each) == 0 for each in in_turn] == [True] * (place + 1) + [False] * (2 - place)
        cursor = economy.storage.get(basket_dividends.CURSOR)
        assert cursor == keyspace.raw_key(basket_dividends.PENDING, (hotkey, NET))
    economy.next_block()
    assert economy.storage.get(basket_dividends.CURSOR) is None


@pytest.mark.parametrize("touch", ["add_stake", "remove_stake", "move_stake", "claim_root_with_hotkey"])
def test_what_waits_comes_in_before_root_stake_or_shares_change(economy: Economy, touch: str) -> None:
    hotkey, other = economy.validator(0), economy.storage.raw("SubtensorModule.Keys", 0, 1)
    queue(economy, NET, 500 * TAO)
    call = {
        "add_stake": {"hotkey": hotkey, "netuid": 0, "amount_staked": TAO},
        "remove_stake": {"hotkey": hotkey, "netuid": 0, "amount_unstaked": TAO},
        "move_stake": {
            **{"origin_hotkey": hotkey, "destination_hotkey": other, "origin_netuid": 0},
            **{"destination_netuid": 0, "alpha_amount": TAO},
        },
        "claim_root_with_hotkey": {"hotkey": hotkey},
    }[touch]
    events = economy.call(ALICE, f"SubtensorModule.{touch}", **call)
    assert [event.name for event in events].index("BasketDeposited") < len(events) - 1
    assert waits(economy, NET) == 0
    assert held(economy, NET) > 0


def test_who_comes_after_has_no_part_of_what_waited(economy: Economy) -> None:
    queue(economy, NET, 500 * TAO)
    stake_on_root(economy, BOB)
    hotkey = economy.validator(0)
    assert basket_fund.owed_shares(economy.storage, hotkey, BOB) == 0
    assert basket_fund.owed_shares(economy.storage, hotkey, ALICE) > 0


def test_a_preview_counts_what_waits_and_changes_nothing(economy: Economy) -> None:
    hotkey = economy.validator(0)
    queue(economy, NET, 50_000 * TAO)
    told = economy.ask("BetaBasketRuntimeApi.get_basket_claim_preview", hotkey=hotkey, coldkey=ALICE)
    assert waits(economy, NET) == 50_000 * TAO
    assert isinstance(told, dict)
    assert told["flushed_credits"] == 1
    before = economy.stake(ALICE, 0)
    economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=hotkey)
    assert economy.stake(ALICE, 0) - before == told["redeemable_tao"] > 0


def test_dividends_are_recycled_where_nobody_can_have_them(economy: Economy) -> None:
    """Of a validator that left root, of one without root stake, of a removed subnet."""
    gone = economy.storage.raw("SubtensorModule.Keys", 0, 1)
    economy.storage.drop("SubtensorModule.Uids", 0, gone)
    out = economy.number("SubnetAlphaOut", NET)
    queue(economy, NET, 50 * TAO, gone)
    basket_dividends.deposit(Context(economy.storage, economy.block, None, AUTHOR), gone)
    bare = economy.storage.raw("SubtensorModule.Keys", 0, 2)
    for key, _ in list(economy.storage.entries(shares.SHARE, bare)):
        if key[2] == 0:
            whole = shares.stake_of(economy.storage, bare, key[1], 0)
            shares.withdraw(economy.storage, bare, key[1], 0, whole)
    economy.storage.put(shares.VALUE, bare, 0, value=0)
    queue(economy, NET, 50 * TAO, bare)
    basket_dividends.deposit(Context(economy.storage, economy.block, None, AUTHOR), bare)
    assert economy.number("SubnetAlphaOut", NET) == out
    queue(economy, NET, 50 * TAO)
    economy.storage.put(pools.ADDED, NET, value=False)
    put_in(economy)
    assert (waits(economy, NET), economy.number("SubnetAlphaOut", NET)) == (0, out)


def test_a_pool_that_takes_no_sale_any_more_gets_no_dividends(economy: Economy) -> None:
    queue(economy, NET, 500 * TAO)
    put_in(economy)
    economy.storage.put(pools.TAO_IN, NET, value=999_999)
    out = economy.number("SubnetAlphaOut", NET)
    queue(economy, NET, 10**9 * TAO)
    put_in(economy)
    assert (held(economy, NET), economy.number("SubnetAlphaOut", NET)) == (500 * TAO, out)
