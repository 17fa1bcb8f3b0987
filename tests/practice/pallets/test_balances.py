import pytest

from dtao_tui.practice.pallets import balances
from dtao_tui.practice.pallets.registry import CannotPayFee, Context
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NEWCOMER = bytes([9]) * 32


@pytest.fixture
def economy() -> Economy:
    return an_economy(subnets=2)


def test_a_transfer_moves_the_amount_and_says_so(economy: Economy):
    events = economy.call(ALICE, "Balances.transfer_keep_alive", dest=BOB, value=3 * TAO)
    assert economy.free(ALICE) == 997 * TAO
    assert economy.free(BOB) == 1_003 * TAO
    assert [(event.name, event.values) for event in events] == [("Transfer", (ALICE, BOB, 3 * TAO))]


def test_a_new_account_is_announced(economy: Economy):
    events = economy.call(ALICE, "Balances.transfer_keep_alive", dest=NEWCOMER, value=TAO)
    assert [event.name for event in events] == ["NewAccount", "Endowed", "Transfer"]


def test_nobody_sends_more_than_they_have(economy: Economy):
    for call in ("transfer_keep_alive", "transfer_allow_death"):
        failure = economy.failure(ALICE, f"Balances.{call}", dest=BOB, value=1_000 * TAO + 1)
        assert failure == "Token.FundsUnavailable"


def test_keep_alive_keeps_the_existential_deposit(economy: Economy):
    value = 1_000 * TAO - balances.EXISTENTIAL_DEPOSIT
    assert economy.failure(ALICE, "Balances.transfer_keep_alive", dest=BOB, value=value + 1) == "Token.NotExpendable"
    economy.call(ALICE, "Balances.transfer_keep_alive", dest=BOB, value=value)
    assert economy.free(ALICE) == balances.EXISTENTIAL_DEPOSIT


def test_a_new_account_needs_the_existential_deposit(economy: Economy):
    assert economy.failure(ALICE, "Balances.transfer_allow_death", dest=NEWCOMER, value=499) == "Token.BelowMinimum"
    economy.call(ALICE, "Balances.transfer_allow_death", dest=NEWCOMER, value=500)
    assert economy.free(NEWCOMER) == 500


def test_an_account_that_falls_below_the_deposit_ends_and_its_dust_is_gone(economy: Economy):
    issuance = economy.storage.number(balances.ISSUANCE)
    economy.call(ALICE, "Balances.transfer_allow_death", dest=BOB, value=1_000 * TAO - 499)
    assert economy.free(ALICE) == 0
    assert not economy.storage.has(balances.ACCOUNT, ALICE)
    assert economy.storage.number(balances.ISSUANCE) == issuance - 499
    assert economy.tao_everywhere() == issuance - 499


def test_transfer_all_leaves_the_deposit_only_when_asked_to(economy: Economy):
    economy.call(ALICE, "Balances.transfer_all", dest=NEWCOMER, keep_alive=True)
    assert economy.free(ALICE) == 500
    economy.call(BOB, "Balances.transfer_all", dest=NEWCOMER, keep_alive=False)
    assert economy.free(BOB) == 0
    assert economy.free(NEWCOMER) == 2_000 * TAO - 500


def test_an_account_with_a_deposit_laid_aside_cannot_end(economy: Economy):
    balances.reserve(economy.storage, ALICE, TAO)
    whole = 999 * TAO
    for amount in (whole, whole - 499):
        failure = economy.failure(ALICE, "Balances.transfer_allow_death", dest=BOB, value=amount)
        assert failure == "Token.Frozen"
    stake = {"hotkey": economy.validator(0), "netuid": 0, "amount_staked": whole}
    assert economy.failure(ALICE, "SubtensorModule.add_stake", **stake).endswith("NotEnoughBalanceToStake")
    events = economy.call(ALICE, "Balances.transfer_all", dest=BOB, keep_alive=False)
    assert economy.free(ALICE) == 500
    assert "KilledAccount" not in [event.name for event in events]


def test_sending_to_oneself_changes_nothing(economy: Economy):
    economy.call(ALICE, "Balances.transfer_keep_alive", dest=ALICE, value=TAO)
    assert economy.free(ALICE) == 1_000 * TAO


def test_a_fee_spares_the_deposit_and_its_recycled_part_is_issued_no_more(economy: Economy):
    context = Context(economy.storage, 1, ALICE, AUTHOR)
    author, issued, emitted = economy.free(AUTHOR), economy.number("TotalIssuance"), 1_000 * TAO - 500
    balances.withdraw_fee(context, ALICE, emitted)
    assert economy.free(ALICE) == 500
    balances.give_back_fee(context, ALICE, 700)
    balances.lower_issuance(economy.storage, emitted - 700)
    assert (economy.free(ALICE), economy.free(AUTHOR)) == (1_200, author)
    assert economy.number("TotalIssuance") == issued - emitted + 700
    balances.withdraw_fee(context, ALICE, 700)
    with pytest.raises(CannotPayFee):
        balances.withdraw_fee(context, ALICE, 1)
