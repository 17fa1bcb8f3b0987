from collections.abc import Sequence

import pytest

from dtao_tui.practice.pallets import balances, fee_payment, pools
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.fee_payment import Charge
from dtao_tui.practice.pallets.fees import fee_of, weight_of
from dtao_tui.practice.pallets.registry import CannotPayFee, Context, Event
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET = 3
FEE = 1_400_000


@pytest.fixture
def economy() -> Economy:
    """Alice has stake and too little TAO for a fee."""
    economy = an_economy()
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=10 * TAO)
    balances.set_free(economy.storage, ALICE, 500 + FEE - 1)
    return economy


def a_charge(economy: Economy, call: str = "SubtensorModule.remove_stake_limit", netuid: int = NET) -> Charge:
    return Charge(ALICE, FEE, call, {"hotkey": economy.validator(NET), "netuid": netuid})


def pay(economy: Economy, charge: Charge) -> list[Event]:
    context = Context(economy.storage, economy.block, ALICE, AUTHOR)
    fee_payment.settle(context, fee_payment.withdraw(context, charge), charge.fee)
    return context.events


def removing(economy: Economy, alpha: int, netuid: int = NET) -> dict[str, object]:
    return {"hotkey": economy.validator(NET), "netuid": netuid, "amount_unstaked": alpha}


def the(name: str, events: Sequence[Event]) -> tuple[Value, ...]:
    [values] = [event.values for event in events if event.name == name]
    return tuple(value for value in values if not isinstance(value, Exception))


def test_tao_pays_while_it_suffices(economy: Economy):
    economy.give(ALICE, TAO)
    held, free = economy.stake(ALICE, NET), economy.free(ALICE)
    pay(economy, a_charge(economy))
    assert economy.stake(ALICE, NET) == held
    assert economy.free(ALICE) == free - FEE


def test_a_fee_in_tao_is_taken_before_the_call_and_recycled_after_it(economy: Economy):
    """As a transfer was recorded at 461: nothing is given back, which is told, and nobody gets the fee."""
    economy.give(ALICE, TAO)
    issued, author, free = economy.number("TotalIssuance"), economy.free(AUTHOR), economy.free(ALICE)
    events = economy.include(ALICE, "Balances.transfer_keep_alive", dest=bytes(32), value=TAO // 2)
    fee = fee_of(weight_of("Balances.transfer_keep_alive"), 200)
    listed = [f"{event.pallet}.{event.name}" for event in events if event.pallet != "System"]
    assert listed == [
        *("Balances.Withdraw", "Balances.Endowed", "Balances.Transfer", "Balances.Deposit"),
        "TransactionPayment.TransactionFeePaid",
    ]
    assert the("Withdraw", events) == (ALICE, fee)
    assert the("Deposit", events) == (ALICE, 0)
    assert the("TransactionFeePaid", events) == (ALICE, fee, 0)
    assert economy.free(ALICE) == free - fee - TAO // 2
    assert (economy.free(AUTHOR), economy.number("TotalIssuance")) == (author, issued - fee)


def test_alpha_worth_the_fee_is_sold_when_tao_is_short(economy: Economy):
    held, free, issued = economy.stake(ALICE, NET), economy.free(ALICE), economy.number("TotalIssuance")
    price = pools.pool_of(economy.storage, NET).price.rao
    who, netuid, alpha, tao = the("TransactionFeePaidWithAlpha", pay(economy, a_charge(economy)))
    assert (who, netuid) == (ALICE, NET)
    assert alpha == pytest.approx(FEE * 10**9 / price, rel=1e-6)
    assert tao == pytest.approx(FEE, rel=1e-3)
    assert economy.stake(ALICE, NET) == pytest.approx(held - alpha, abs=1)
    assert economy.free(ALICE) == free
    assert economy.number("TotalIssuance") == issued - tao


def test_the_alpha_is_the_fee_at_the_price_cut_to_whole_rao(economy: Economy):
    economy.storage.put(pools.WEIGHT, NET, value={"quote": 5 * 10**17})
    economy.storage.put(pools.TAO_IN, NET, value=30_000 * TAO)
    economy.storage.put(pools.ALPHA_IN, NET, value=90_000 * TAO)
    # At a third of a TAO, which no binary fraction is: 4,200,000 and a little, cut to whole rao.
    assert the("TransactionFeePaidWithAlpha", pay(economy, a_charge(economy)))[2] == 3 * FEE


def test_the_sale_for_the_fee_is_told_before_the_calls_own_and_named_after_it(economy: Economy):
    """`unstake_from_subnet` tells of every unstake: the first is the fee's, without a pool fee, and none of Alice's."""
    balances.set_free(economy.storage, ALICE, 500)
    held, free = economy.stake(ALICE, NET), economy.free(ALICE)
    events = economy.include(ALICE, "SubtensorModule.remove_stake", **removing(economy, held // 2))
    told = [event for event in events if event.pallet in ("SubtensorModule", "TransactionPayment")]
    names = ["StakeRemoved", "StakeRemoved", "TransactionFeePaidWithAlpha", "TransactionFeePaid"]
    assert [event.name for event in told] == names
    for_fee, own, paid, _ = (event.values for event in told)
    hotkey = economy.validator(NET)
    assert for_fee == (ALICE, hotkey, paid[3], paid[2], NET, 0)
    assert economy.free(ALICE) - free == own[2]
    assert held - economy.stake(ALICE, NET) == pytest.approx(paid[2] + own[3] + own[5], abs=2)


def test_a_failed_call_has_cost_its_alpha_all_the_same(economy: Economy):
    balances.set_free(economy.storage, ALICE, 500)
    held = economy.stake(ALICE, NET)
    events = economy.include(ALICE, "SubtensorModule.remove_stake", **removing(economy, 1))
    alpha = the("TransactionFeePaidWithAlpha", events)[2]
    assert "ExtrinsicFailed" in [event.name for event in events]
    assert isinstance(alpha, int)
    assert economy.stake(ALICE, NET) == pytest.approx(held - alpha, abs=1)


def test_a_position_that_became_too_small_for_the_fee_gives_all(economy: Economy):
    held = economy.stake(ALICE, NET)
    charge = Charge(ALICE, 20 * TAO, "SubtensorModule.remove_stake", a_charge(economy).arguments)
    assert not fee_payment.can_pay(economy.storage, charge)
    events = pay(economy, charge)
    assert economy.stake(ALICE, NET) == 0
    assert the("TransactionFeePaidWithAlpha", events)[2] == held


def test_root_pays_one_for_one_and_keeps_its_claim(economy: Economy):
    hotkey = economy.validator(NET)
    economy.give(ALICE, 20 * TAO)
    root = {"hotkey": hotkey, "netuid": 0}
    economy.call(ALICE, "SubtensorModule.add_stake", **root, amount_staked=10 * TAO)
    economy.storage.put(basket_fund.RATE, hotkey, value={"bits": 2**31})
    economy.storage.put(basket_fund.SHARES, hotkey, value=10**15)
    balances.set_free(economy.storage, ALICE, 500)
    owed = basket_fund.owed_shares(economy.storage, hotkey, ALICE)
    assert owed == 5 * TAO
    pay(economy, Charge(ALICE, FEE, "SubtensorModule.remove_stake", root))
    assert economy.stake(ALICE, 0, hotkey) == 10 * TAO - FEE
    assert basket_fund.owed_shares(economy.storage, hotkey, ALICE) == owed


@pytest.mark.parametrize(
    ("call", "netuid"), [("SubtensorModule.add_stake", NET), ("Balances.transfer_keep_alive", NET), ("x", NET)]
)
def test_other_calls_pay_in_tao_alone(economy: Economy, call: str, netuid: int):
    charge = a_charge(economy, call, netuid)
    if call == "SubtensorModule.add_stake":
        charge = Charge(ALICE, FEE, call, {"hotkey": economy.validator(NET), "netuid": 4})
    assert not fee_payment.can_pay(economy.storage, charge)
    with pytest.raises(CannotPayFee):
        pay(economy, charge)


def test_without_stake_there_the_fee_cannot_be_paid(economy: Economy):
    assert not fee_payment.can_pay(economy.storage, a_charge(economy, netuid=4))
    assert fee_payment.can_pay(economy.storage, a_charge(economy))


def test_unstake_all_pays_in_alpha_only_when_one_open_subnet_is_involved(economy: Economy):
    charge = Charge(ALICE, FEE, "SubtensorModule.unstake_all", {"hotkey": economy.validator(NET)})
    assert fee_payment.can_pay(economy.storage, charge)
    economy.give(ALICE, 5 * TAO)
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=4, amount_staked=4 * TAO)
    balances.set_free(economy.storage, ALICE, 500)
    assert not fee_payment.can_pay(economy.storage, charge)
    economy.storage.put(pools.IS_OPEN, 4, value=False)
    assert fee_payment.can_pay(economy.storage, charge)


def test_locked_alpha_pays_no_fee(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    assert not fee_payment.can_pay(economy.storage, a_charge(economy))
    with pytest.raises(CannotPayFee):
        pay(economy, a_charge(economy))
