"""What a sale leaves is sold as well when it is worth too little to stay, worked out by hand.

A pool of even weights has 8,000 τ and 4,000 α, and no fee unless a test sets one. Alice has 4,000 α and a rest. Selling
4,000 α doubles the alpha and halves the TAO: 4,000 τ for 8,000 α, a price of ½ τ. A rest must be worth 2,000,000 rao
× 10,000,000 millionths = 0.02 τ, which is 0.04 α at that price.
"""

from fractions import Fraction

import pytest
from bittensor_core import ss58_encode

from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Event
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.pallets.staking import LEAST_NOMINATION
from dtao_tui.practice.runtime.metadata import defaults
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.state.internal_items import PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Storage, Value
from dtao_tui.practice.world.genesis import GenesisWorld
from dtao_tui.practice.world.world_file import world_from
from tests.practice.economy import ALICE, TAO, Economy

VALIDATOR = account_named("swept validator")
NET, OTHER, ROOT = 1, 2, 0
SOLD = 4_000 * TAO
KEPT = 40_000_000
"""0.04 α, worth 0.02 τ after the sale."""


def ss58(account: bytes) -> str:
    return str(ss58_encode(account, 42))


def an_economy_with_a_rest(rest: int) -> Economy:
    """Alice holds what she is about to sell, and the rest that it leaves."""
    pool = {"tao_in": 8_000 * TAO, "alpha_in": 4_000 * TAO}
    validators = [{"hotkey": ss58(VALIDATOR), "stake": 10_000 * TAO}]
    stake = {"coldkey": ss58(ALICE), "hotkey": ss58(VALIDATOR)}
    document: dict[str, object] = {
        "pools": [{"netuid": each, "pool": pool, "validators": validators} for each in (NET, OTHER)],
        "stakes": [{**stake, "netuid": each, "amount": SOLD + rest} for each in (NET, ROOT)],
        "root": validators,
        "root_stake": 50_000 * TAO,
        "issuance": 10_500_000 * TAO,
    }
    storage = Storage({**defaults(), **PRIVATE_ITEMS})
    GenesisWorld(world_from(document, emits=False), b"").fill(storage)
    for netuid in (NET, OTHER):
        storage.put(pools.FEE_RATE, netuid, value=0)
    storage.seal(0)
    economy = Economy(storage, block=100)
    economy.give(ALICE, 10 * TAO)
    assert economy.stake(ALICE, NET) == SOLD + rest
    return economy


def sell(economy: Economy, netuid: int = NET, amount: int = SOLD, **limits: Value) -> list[Event]:
    arguments = {"hotkey": VALIDATOR, "netuid": netuid, "amount_unstaked": amount}
    name = "remove_stake_limit" if limits else "remove_stake"
    return economy.call(ALICE, f"SubtensorModule.{name}", **arguments, **limits)


def sales(events: list[Event]) -> list[tuple[object, ...]]:
    """TAO, alpha, netuid and fee of each `StakeRemoved`."""
    return [event.values[2:] for event in events if event.name == "StakeRemoved"]


def test_a_rest_worth_just_enough_stays():
    economy = an_economy_with_a_rest(KEPT)
    assert sales(sell(economy)) == [(4_000 * TAO, SOLD, NET, 0)]
    assert economy.stake(ALICE, NET) == KEPT


def test_a_rest_worth_a_rao_less_is_a_second_sale():
    rest = KEPT - 1
    economy = an_economy_with_a_rest(rest)
    free = economy.free(ALICE)
    own, swept = sales(sell(economy))
    assert own == (4_000 * TAO, SOLD, NET, 0)
    # y × dx ÷ (x + dx) = 4,000 τ × 0.039999999 ÷ 8,000.039999999 = 0.0199998995… τ.
    paid = int(Fraction(4_000 * TAO * rest, 8_000 * TAO + rest))
    assert paid == 19_999_899
    assert swept == (paid, rest, NET, 0)
    assert economy.stake(ALICE, NET) == 0
    assert economy.free(ALICE) == free + 4_000 * TAO + paid


def test_the_rest_pays_the_pools_fee_as_any_sale():
    economy = an_economy_with_a_rest(20_000_000)
    economy.storage.put(pools.FEE_RATE, NET, value=6_553)
    _, (_, net, _, fee) = sales(sell(economy))
    # A tenth, nearly: 20,000,000 × 6,553 ÷ 65,535 = 1,999,847.4…
    assert (net, fee) == (20_000_000 - 1_999_847, 1_999_847)
    assert economy.stake(ALICE, NET) == 0


def test_an_orders_limit_does_not_bind_the_rest():
    economy = an_economy_with_a_rest(KEPT - 1)
    # The price after the order's own sale is the limit; the rest sells below it.
    events = sell(economy, limit_price=500_000_000, allow_partial=False)
    assert [sale[1] for sale in sales(events)] == [SOLD, KEPT - 1]
    assert pools.pool_of(economy.storage, NET).price.rao < 500_000_000


def test_what_a_partial_fill_leaves_is_a_rest_too():
    economy = an_economy_with_a_rest(0)
    economy.storage.put(LEAST_NOMINATION, value=2 * 10**12)
    events = sell(economy, limit_price=1_000_000_000, allow_partial=True)
    assert len(sales(events)) == 2
    assert economy.stake(ALICE, NET) == 0


def test_the_owner_of_the_hotkey_keeps_the_smallest_rest():
    economy = an_economy_with_a_rest(KEPT - 1)
    economy.storage.put(OWNER, VALIDATOR, value=ALICE)
    assert len(sales(sell(economy))) == 1
    assert economy.stake(ALICE, NET) == KEPT - 1


def test_nothing_is_swept_where_the_chain_asks_for_no_least_nomination():
    economy = an_economy_with_a_rest(1)
    economy.storage.put(LEAST_NOMINATION, value=0)
    assert len(sales(sell(economy))) == 1
    assert economy.stake(ALICE, NET) == 1


def test_a_whole_sale_leaves_nothing_to_sweep():
    economy = an_economy_with_a_rest(0)
    assert len(sales(sell(economy))) == 1
    assert economy.stake(ALICE, NET) == 0


def test_a_move_leaves_the_smallest_rest_alone():
    economy = an_economy_with_a_rest(1)
    places = {"origin_netuid": NET, "destination_netuid": OTHER, "alpha_amount": SOLD}
    events = economy.call(ALICE, "SubtensorModule.swap_stake", hotkey=VALIDATOR, **places)
    assert len(sales(events)) == 1
    assert economy.stake(ALICE, NET) == 1


def test_root_sweeps_below_two_hundredths_even_within_its_hold():
    economy = an_economy_with_a_rest(19_999_999)
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=50)
    events = sell(economy, ROOT)
    assert sales(events) == [(SOLD, SOLD, ROOT, 0), (19_999_999, 19_999_999, ROOT, 0)]
    assert economy.stake(ALICE, ROOT, VALIDATOR) == 0


@pytest.mark.parametrize("rest", [20_000_000, 20_000_001])
def test_root_keeps_two_hundredths(rest: int):
    economy = an_economy_with_a_rest(rest)
    assert len(sales(sell(economy, ROOT))) == 1
    assert economy.stake(ALICE, ROOT, VALIDATOR) == rest


def test_a_locked_rest_that_is_too_small_is_lost_with_its_lock():
    economy = an_economy_with_a_rest(KEPT - 1)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=VALIDATOR, netuid=NET, amount=KEPT - 1)
    free = economy.free(ALICE)
    assert len(sales(sell(economy))) == 1
    assert economy.stake(ALICE, NET) == 0
    assert economy.free(ALICE) == free + 4_000 * TAO
    assert stake_locks.lock_of(economy.storage, economy.block, ALICE, NET) is None


def test_a_rest_that_brings_nothing_is_lost_and_stays_counted_as_issued():
    """One rao at ½ τ is worth no rao: the pool refuses it, and the chain takes it off the position alone."""
    economy = an_economy_with_a_rest(1)
    free, staked, out = economy.free(ALICE), economy.alpha_staked(NET), economy.storage.number(pools.ALPHA_OUT, NET)
    assert len(sales(sell(economy))) == 1
    assert economy.stake(ALICE, NET) == 0
    assert economy.free(ALICE) == free + 4_000 * TAO
    assert economy.alpha_staked(NET) == staked - SOLD - 1
    assert economy.storage.number(pools.ALPHA_OUT, NET) == out - SOLD


def test_a_whole_position_may_leave_a_rao_by_the_rounding_of_shares():
    """13 of 43 rao by shares that are a hair under 14: sold are 13, and what is left reads as one again."""
    economy = an_economy_with_a_rest(0)
    storage, alice = economy.storage, (VALIDATOR, ALICE, OTHER)
    storage.put(shares.VALUE, VALIDATOR, OTHER, value=43)
    storage.put(shares.DENOMINATOR, VALIDATOR, OTHER, value={"mantissa": 51 * 10**19, "exponent": -19})
    storage.put(shares.SHARE, *alice, value={"mantissa": 166046511627906976744, "exponent": -19})
    storage.put(pools.ALPHA_IN, OTHER, value=16_000 * TAO)
    assert economy.stake(ALICE, OTHER) == 13
    out = storage.number(pools.ALPHA_OUT, OTHER)
    events = sell(economy, OTHER, 13)
    assert [sale[1] for sale in sales(events)] == [13]
    assert economy.stake(ALICE, OTHER) == 0
    assert economy.alpha_staked(OTHER) == 43 - 13 - 1
    assert storage.number(pools.ALPHA_OUT, OTHER) == out - 13


def test_a_lock_with_another_hotkey_shrinks_by_what_was_swept():
    economy = an_economy_with_a_rest(KEPT - 1)
    other = account_named("another validator")
    economy.storage.put(OWNER, other, value=other)
    shares.deposit(economy.storage, other, ALICE, NET, 100 * TAO)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=other, netuid=NET, amount=60 * TAO)
    economy.block += 1
    economy.storage.put(stake_locks.DECAYING, ALICE, NET, value=False)
    before = stake_locks.lock_of(economy.storage, economy.block, ALICE, NET)
    assert before is not None
    assert len(sales(sell(economy))) == 2
    after = stake_locks.lock_of(economy.storage, economy.block, ALICE, NET)
    assert after is not None
    assert after.locked == 60 * TAO - (KEPT - 1)
    left = Fraction(after.conviction_bits, before.conviction_bits)
    assert left == pytest.approx(float(Fraction(after.locked, before.locked)), rel=1e-12)


def test_all_tao_is_where_it_was_before():
    economy = an_economy_with_a_rest(20_000_000)
    economy.storage.put(pools.FEE_RATE, NET, value=33)
    before = economy.tao_everywhere()
    reserve = economy.number("SubnetTAO", NET)
    events = sell(economy)
    assert len(sales(events)) == 2
    assert economy.tao_everywhere() == before
    out = reserve - economy.number("SubnetTAO", NET)
    paid = sum(event.values[2] for event in events if event.name == "Transfer" and isinstance(event.values[2], int))
    assert paid == out


def test_unstake_all_leaves_no_rest_behind():
    economy = an_economy_with_a_rest(KEPT - 1)
    events = economy.call(ALICE, "SubtensorModule.unstake_all", hotkey=VALIDATOR)
    assert {sale[2] for sale in sales(events)} == {ROOT, NET}
    assert economy.stake(ALICE, NET) == economy.stake(ALICE, ROOT, VALIDATOR) == 0
