"""What single operations need: another subnet, an account, positions to sell, dividends to claim, a lock to end."""

from dataclasses import replace

import pytest

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Holdings
from dtao_tui.domain.operations.account_intents import ClaimRoot, EndLock, LockStake, Pay
from dtao_tui.domain.operations.proxy_intents import AllowProxy, RemoveProxy
from dtao_tui.domain.operations.swap_intents import MOST_POSITIONS, ExitSubnet, SwapStake, TransferStake
from dtao_tui.domain.trades.operations import SoldPosition
from tests.fakes import BOB, HOTKEY, OTHER_HOTKEY, PRACTICE_ADDRESS, a_holding, a_stake
from tests.trading.preflight.checking import around, checked, found, outcome, stake, swap


def transfer(alpha: str = "10", recipient: str = BOB, destination: int | None = None) -> TransferStake:
    return TransferStake(3, HOTKEY, HOTKEY, Alpha.parse(alpha, 3), recipient, destination)


def an_exit(*amounts: str) -> ExitSubnet:
    return ExitSubnet(3, tuple(SoldPosition(f"5Hot{at}", Alpha.parse(rao, 3)) for at, rao in enumerate(amounts)))


def test_a_swap_needs_another_subnet() -> None:
    assert outcome(found("another_subnet", swap())) == ("✓", "to subnet", "9 ι pretrain")
    nowhere = SwapStake(3, HOTKEY, OTHER_HOTKEY, Alpha.parse("10", 3))
    assert found("another_subnet", nowhere).sentence == "Choose the subnet to swap to."


def test_a_swap_must_sell_for_more_than_the_least_stake() -> None:
    assert found("least_swap", swap("1")).passed
    few = found("least_swap", swap("0.09"))
    assert not few.passed
    assert few.sentence.startswith("The chain swaps nothing that sells for 0.002 τ or less")


def test_a_transfer_needs_an_account_that_is_not_the_givers() -> None:
    assert outcome(found("recipient", transfer())) == ("✓", "to account", f"{BOB[:6]}…{BOB[-6:]}")
    assert found("recipient", transfer(recipient="")).sentence.startswith("Type the account that gets it")
    assert found("recipient", transfer(recipient=PRACTICE_ADDRESS)).sentence.startswith("This is the account that pays")


@pytest.mark.parametrize(("amount", "passed"), [("0.005", True), ("0.004", False)])
def test_a_transfer_within_a_subnet_is_worth_the_least_transfer(amount: str, passed: bool) -> None:
    assert found("least_transfer", transfer(amount)).passed is passed


def test_a_transfer_across_subnets_must_sell_for_more_than_the_least_stake() -> None:
    assert not found("least_transfer", transfer("0.05", destination=9)).passed
    assert found("least_transfer", transfer("1", destination=9)).passed


def test_a_payment_leaves_no_account_below_what_must_stay() -> None:
    assert found("least_payment", Pay(Tao(500), BOB)).passed
    assert not found("least_payment", Pay(Tao(499), BOB)).passed


def test_an_exit_needs_positions_that_can_leave_and_that_fit_a_batch() -> None:
    assert outcome(found("positions", an_exit("60", "40"))) == ("✓", "positions", "100.000 γ with 2 validators")
    assert found("positions", ExitSubnet(3, ())).sentence == "Nothing of this account is staked on this subnet."
    locked = around(holdings=a_holding(stakes=[a_stake(3, "100")], locked={3: "60"}))
    assert "40.000 γ of 100.000 γ can" in found("positions", an_exit("100"), locked).sentence
    many = an_exit(*["1"] * (MOST_POSITIONS + 1))
    assert found("positions", many).sentence.startswith(f"At most {MOST_POSITIONS} positions are sold at once")
    assert checked("positions", stake()) is None


def test_a_claim_says_what_is_owed_and_notes_where_the_fee_eats_it() -> None:
    claim = ClaimRoot(HOTKEY)
    assert checked("claimable", claim) is None
    owed = around(claimable={HOTKEY: Tao.parse("1.5")})
    assert outcome(found("claimable", claim, owed)) == ("✓", "owed", "1.500 τ, paid as root stake")
    assert outcome(found("claimable", claim, around(claimable={HOTKEY: Tao(1000)})))[0] == "!"
    assert not found("claimable", claim, around(claimable={HOTKEY: Tao(0)})).passed
    assert outcome(found("claimable", claim, around(claimable={HOTKEY: None}))) == ("✗", "owed", "not known")


def test_no_more_is_locked_than_is_held_and_not_locked_yet() -> None:
    lock = LockStake(3, HOTKEY, Alpha.parse("40", 3))
    held = around(holdings=a_holding(stakes=[a_stake(3, "100")], locked={3: "60"}))
    assert outcome(found("lockable", lock, held)) == ("!", "lock", "40.000 γ can be locked")
    more = LockStake(3, HOTKEY, Alpha.parse("41", 3))
    assert found("lockable", more, held).sentence.startswith("Only 40.000 γ can be locked here")


def test_only_a_lock_that_does_not_decay_is_ended() -> None:
    end = EndLock(3, Alpha(0, 3))
    held = a_holding(stakes=[a_stake(3, "100")], locked={3: "60"})
    assert checked("perpetual", end) is None
    assert found("perpetual", end, around(holdings=held, perpetual_locks={3: True})).passed
    decaying = found("perpetual", end, around(holdings=held, perpetual_locks={3: False}))
    assert decaying.sentence == "This lock decays already; no call makes it faster."
    free = a_holding(stakes=[a_stake(3, "100")], locked={})
    assert not found("perpetual", end, around(holdings=free, perpetual_locks={3: True})).passed


@pytest.mark.parametrize("holdings", [None, replace(a_holding(stakes=[a_stake(3, "100")]), locked=None)])
def test_an_unknown_lock_is_neither_none_nor_ended_nor_added_to(holdings: Holdings | None) -> None:
    lock, end = LockStake(3, HOTKEY, Alpha.parse("1", 3)), EndLock(3, Alpha(0, 3))
    unread = around(holdings=holdings, perpetual_locks={3: True})
    assert outcome(found("lockable", lock, unread)) == ("✗", "lock", "not known")
    assert outcome(found("perpetual", end, unread)) == ("✗", "lock", "not known")


def test_a_lock_of_which_the_chain_does_not_tell_whether_it_decays_is_not_ended() -> None:
    held = a_holding(stakes=[a_stake(3, "100")], locked={3: "60"})
    untold = found("perpetual", EndLock(3, Alpha(0, 3)), around(holdings=held, perpetual_locks={3: None}))
    assert outcome(untold) == ("✗", "lock", "not known")


@pytest.mark.parametrize("holdings", [None, a_holding(proxies=None)])
def test_proxies_that_were_not_read_are_neither_there_nor_absent(holdings: Holdings | None) -> None:
    unread = around(holdings=holdings)
    for name, intent in (
        ("new_proxy", AllowProxy(SignerAddress(BOB))),
        ("old_proxy", RemoveProxy(SignerAddress(BOB))),
    ):
        assert outcome(found(name, intent, unread)) == ("✗", "proxy", "not known yet")
