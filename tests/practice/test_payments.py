import pytest

from dtao_tui.practice import balances, payments, pools
from dtao_tui.practice.dispatch import CannotPayFee, Context, Event
from dtao_tui.practice.keys import AUTHOR
from dtao_tui.practice.payments import Charge
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
    context = Context(economy.storage, 1, ALICE, AUTHOR)
    payments.pay(context, charge)
    return context.events


def test_tao_pays_while_it_suffices(economy: Economy):
    economy.give(ALICE, TAO)
    held, author = economy.stake(ALICE, NET), economy.free(AUTHOR)
    pay(economy, a_charge(economy))
    assert economy.stake(ALICE, NET) == held
    assert economy.free(AUTHOR) == author + FEE


def test_alpha_worth_the_fee_is_sold_when_tao_is_short(economy: Economy):
    held, free, author = economy.stake(ALICE, NET), economy.free(ALICE), economy.free(AUTHOR)
    price = pools.pool_of(economy.storage, NET).price.rao
    events = pay(economy, a_charge(economy))
    who, netuid, alpha, tao = next(event.values for event in events if event.name == "TransactionFeePaidWithAlpha")
    assert (who, netuid) == (ALICE, NET)
    assert alpha == pytest.approx(FEE * 10**9 / price, rel=1e-6)
    assert tao == pytest.approx(FEE, rel=1e-3)
    assert economy.stake(ALICE, NET) == pytest.approx(held - alpha, abs=1)
    assert economy.free(ALICE) == free
    assert economy.free(AUTHOR) == author + tao


def test_a_position_worth_less_than_the_fee_gives_all(economy: Economy):
    held = economy.stake(ALICE, NET)
    charge = Charge(ALICE, 20 * TAO, "SubtensorModule.remove_stake", a_charge(economy).arguments)
    events = pay(economy, charge)
    assert economy.stake(ALICE, NET) == 0
    assert events[-1].values[2] == held


@pytest.mark.parametrize(
    ("call", "netuid"), [("SubtensorModule.add_stake", NET), ("Balances.transfer_keep_alive", NET), ("x", NET)]
)
def test_other_calls_pay_in_tao_alone(economy: Economy, call: str, netuid: int):
    charge = a_charge(economy, call, netuid)
    assert not payments.can_pay(economy.storage, charge)
    with pytest.raises(CannotPayFee):
        pay(economy, charge)


def test_without_stake_there_the_fee_cannot_be_paid(economy: Economy):
    assert not payments.can_pay(economy.storage, a_charge(economy, netuid=4))
    assert payments.can_pay(economy.storage, a_charge(economy))


def test_unstake_all_pays_in_alpha_only_when_one_subnet_is_involved(economy: Economy):
    charge = Charge(ALICE, FEE, "SubtensorModule.unstake_all", {"hotkey": economy.validator(NET)})
    assert payments.can_pay(economy.storage, charge)
    economy.give(ALICE, 5 * TAO)
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=4, amount_staked=4 * TAO)
    balances.set_free(economy.storage, ALICE, 500)
    assert not payments.can_pay(economy.storage, charge)


def test_locked_alpha_pays_no_fee(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    with pytest.raises(CannotPayFee):
        pay(economy, a_charge(economy))
