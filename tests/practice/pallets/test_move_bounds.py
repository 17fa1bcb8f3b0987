import pytest

from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy
from tests.practice.pallets.moves import HERE, THERE, other_validator, swapping


@pytest.fixture
def economy() -> Economy:
    """Alice has stake on HERE with its first validator, who serves everywhere."""
    economy = an_economy()
    hotkey = economy.validator(HERE)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=HERE, amount_staked=100 * TAO)
    return economy


def test_stake_given_away_or_moved_within_a_subnet_may_be_less_than_the_least_stake(economy: Economy):
    """`InitialMinTransfer` is 0.0001 TAO (spec 434); across subnets only a gift may be so small."""
    hotkey, other = economy.validator(HERE), other_validator(economy)
    price = pools.pool_of(economy.storage, HERE).price.rao
    small, too_small = (tao * 10**9 // price + 1 for tao in (100_000, 99_998))
    within: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": HERE}
    give: dict[str, Value] = {"destination_coldkey": BOB, "hotkey": hotkey, **within}
    move: dict[str, Value] = {"origin_hotkey": hotkey, "destination_hotkey": other, **within}
    for call, arguments in (("transfer_stake", give), ("move_stake", move)):
        name = f"SubtensorModule.{call}"
        assert economy.failure(ALICE, name, **arguments, alpha_amount=too_small).endswith("AmountTooLow")
        economy.call(ALICE, name, **arguments, alpha_amount=small)
    across = {**give, "destination_netuid": THERE, "alpha_amount": small * 2}
    economy.call(ALICE, "SubtensorModule.transfer_stake", **across)
    assert economy.stake(BOB, THERE, hotkey) > 0
    assert economy.failure(ALICE, "SubtensorModule.swap_stake", **swapping(economy, small * 2)).endswith("AmountTooLow")


def test_a_coldkey_can_have_only_so_many_hotkeys_and_be_given_half_as_many(economy: Economy):
    def crowd(who: bytes, count: int) -> None:
        hotkeys = [bytes([1]) * 30 + number.to_bytes(2, "big") for number in range(count)]
        economy.storage.put(shares.STAKING_HOTKEYS, who, value=[*hotkeys, *shares.hotkeys_of(economy.storage, who)])

    hotkey, other = economy.validator(HERE), other_validator(economy)
    within: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": TAO}
    give: dict[str, Value] = {"destination_coldkey": BOB, "hotkey": hotkey, **within}
    move: dict[str, Value] = {"origin_hotkey": hotkey, "destination_hotkey": other, **within}
    crowd(BOB, 128)
    failure = economy.failure(ALICE, "SubtensorModule.transfer_stake", **give)
    assert failure == "SubtensorModule.TooManyStakingHotkeys"
    add: dict[str, Value] = {"hotkey": hotkey, "netuid": HERE, "amount_staked": TAO}
    economy.call(BOB, "SubtensorModule.add_stake", **add)
    economy.call(ALICE, "SubtensorModule.transfer_stake", **give)

    crowd(ALICE, 255)
    for call, arguments in (("move_stake", move), ("add_stake", {**add, "hotkey": other})):
        failure = economy.failure(ALICE, f"SubtensorModule.{call}", **arguments)
        assert failure == "SubtensorModule.TooManyStakingHotkeys"
    economy.call(ALICE, "SubtensorModule.add_stake", **add)


def test_nobody_gives_stake_to_the_baskets(economy: Economy):
    arguments = swapping(economy, TAO, destination_coldkey=basket_fund.ESCROW)
    failure = economy.failure(ALICE, "SubtensorModule.transfer_stake", **arguments)
    assert failure == "SubtensorModule.CannotUseSystemAccount"


def test_fresh_root_stake_is_left_out_by_unstake_all_and_pays_a_fee_all_the_same(economy: Economy):
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=10)
    hotkey = economy.validator(HERE)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=0, amount_staked=10 * TAO)
    economy.call(ALICE, "SubtensorModule.unstake_all", hotkey=hotkey)
    assert (economy.stake(ALICE, 0, hotkey), economy.stake(ALICE, HERE, hotkey)) == (10 * TAO, 0)
    balances.set_free(economy.storage, ALICE, 500)
    remove: dict[str, Value] = {"hotkey": hotkey, "netuid": 0, "amount_unstaked": TAO}
    events = economy.include(ALICE, "SubtensorModule.remove_stake", **remove)
    told = {event.name: event.values for event in events}
    assert str(told["ExtrinsicFailed"][0]) == "SubtensorModule.RootStakeLocked"
    assert economy.stake(ALICE, 0, hotkey) == 10 * TAO - told["TransactionFeePaidWithAlpha"][2]


@pytest.mark.parametrize("limits", [{}, {"limit_price": 1, "allow_partial": False}])
def test_the_largest_number_moves_whatever_the_position_holds(economy: Economy, limits: dict[str, Value]):
    origin, destination = economy.validator(HERE), economy.storage.raw("SubtensorModule.Keys", HERE, 1)
    held = economy.stake(ALICE, HERE)
    hotkeys = {"origin_hotkey": origin, "destination_hotkey": destination}
    places = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": 2**64 - 1}
    name = "move_stake_limit" if limits else "move_stake"
    economy.call(ALICE, f"SubtensorModule.{name}", **hotkeys, **places, **limits)
    assert economy.stake(ALICE, HERE) == 0
    assert economy.stake(ALICE, HERE, destination) == pytest.approx(held, abs=1)


def test_a_whole_position_that_paid_the_fee_in_alpha_is_less_than_was_named(economy: Economy):
    """What is sold is capped at what is left, what is moved is not (spec 475): the move fails, and its fee is paid."""
    balances.set_free(economy.storage, ALICE, 500)
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    places = {"hotkey": hotkey, "origin_netuid": HERE, "destination_netuid": THERE}
    events = economy.include(ALICE, "SubtensorModule.swap_stake", **places, alpha_amount=held)
    (failed,) = [event.values[0] for event in events if event.name == "ExtrinsicFailed"]
    assert str(failed) == "SubtensorModule.NotEnoughStakeToWithdraw"
    left = economy.stake(ALICE, HERE)
    assert 0 < left < held
    hotkeys = {"origin_hotkey": hotkey, "destination_hotkey": economy.storage.raw("SubtensorModule.Keys", HERE, 1)}
    all_of_it = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": 2**64 - 1}
    events = economy.include(ALICE, "SubtensorModule.move_stake", **hotkeys, **all_of_it)
    assert "ExtrinsicSuccess" in [event.name for event in events]
    assert economy.stake(ALICE, HERE) == 0


def test_root_stake_that_moves_leaves_what_is_owed_and_brings_no_part_in_the_others_basket(economy: Economy):
    old, new = economy.validator(0), economy.storage.raw("SubtensorModule.Keys", 0, 1)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=old, netuid=0, amount_staked=100 * TAO)
    for hotkey in (old, new):
        economy.pay_dividends(hotkey, HERE, 5_000 * TAO)
    owed = basket_fund.owed_shares(economy.storage, old, ALICE)
    hotkeys: dict[str, Value] = {"origin_hotkey": old, "destination_hotkey": new}
    places: dict[str, Value] = {"origin_netuid": 0, "destination_netuid": 0, "alpha_amount": 100 * TAO}
    economy.call(ALICE, "SubtensorModule.move_stake", **hotkeys, **places)
    assert basket_fund.owed_shares(economy.storage, old, ALICE) == pytest.approx(owed, abs=1)
    assert owed > 0
    assert basket_fund.owed_shares(economy.storage, new, ALICE) == 0


@pytest.mark.parametrize("destination", [HERE, THERE])
def test_a_hotkey_that_stake_moves_to_takes_the_usual_part_from_then_on(economy: Economy, destination: int):
    delegates, other = "SubtensorModule.Delegates", other_validator(economy)
    economy.storage.drop(delegates, other)
    hotkeys: dict[str, Value] = {"origin_hotkey": economy.validator(HERE), "destination_hotkey": other}
    places: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": destination, "alpha_amount": TAO}
    economy.call(ALICE, "SubtensorModule.move_stake", **hotkeys, **places)
    # What is not stored reads as the usual part as well.
    assert (economy.storage.has(delegates, other), economy.storage.number(delegates, other)) == (True, 11_796)
