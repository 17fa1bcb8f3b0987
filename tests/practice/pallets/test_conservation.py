"""Whatever is called, and whatever a block brings, TAO and alpha add up to the rao."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.practice.node import rules
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools, shares, staking, trades
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund
from dtao_tui.practice.pallets.registry import CannotPayFee, Context, DispatchFailure, Event
from dtao_tui.practice.pallets.trades import StakePosition
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.internal_items import BASKET_ROWS
from dtao_tui.practice.state.storage import Storage
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy, economy_of
from tests.practice.pallets.random_calls import (
    A_BLOCK,
    ALL_PLACES,
    NESTED,
    NETS,
    ONE_PLACE,
    POOR,
    STEPS,
    TRANSFERS,
    TWO_PLACES,
    Step,
    fitted,
)


@dataclass(frozen=True)
class Sums:
    """What no transaction may change."""

    tao: int
    alpha: dict[int, int]
    """All alpha of each pool, inside and outside."""

    unclaimed: dict[int, int]
    """Of the alpha outside: what is neither staked, nor set aside for an epoch, nor the chain's, nor a lost rest."""


PENDING = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")


LOST_RESTS = "Test.LostRests"
"""By netuid: rao of alpha that `watched_sweeps` saw lost; in the storage, so that a failed batch takes it back."""


@contextmanager
def watched_sweeps() -> Iterator[None]:
    """Check each sweep of a small rest, and count what is lost there: the whole rest or nothing.

    `clear_small_nomination_if_required` takes an unsellable rest off the hotkey without lowering `SubnetAlphaOut`.
    """
    sweep = staking.sweep_small_rest

    def watched(context: Context, position: StakePosition) -> None:
        storage, netuid = context.storage, position.netuid
        rest = shares.stake_of(storage, position.hotkey, position.coldkey, netuid)
        least, is_sellable = staking.least_rest(storage, netuid), _can_be_sold(context, position, rest)
        before = _alpha_of(storage, position)
        sweep(context, position)
        taken, sold = (old - new for old, new in zip(before, _alpha_of(storage, position), strict=True))
        if taken != sold:
            assert (taken, sold, is_sellable) == (rest, 0, False)
            assert 0 < rest < least
            storage.add(LOST_RESTS, netuid, amount=rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staking, "sweep_small_rest", watched)
        yield


def _can_be_sold(context: Context, position: StakePosition, rest: int) -> bool:
    mark = context.mark()
    context.storage.begin()
    try:
        trades.unstake_rest(context, position, rest)
    except DispatchFailure:
        return False
    finally:
        context.storage.rollback()
        context.forget_since(mark)
    return True


def _alpha_of(storage: Storage, position: StakePosition) -> tuple[int, int]:
    """The rao of alpha with the position's hotkey, and outside the pool."""
    alpha = shares.hotkey_alpha(storage, position.hotkey, position.netuid)
    return alpha, storage.number(pools.ALPHA_OUT, position.netuid)


def sums_of(economy: Economy) -> Sums:
    storage = economy.storage
    unclaimed = {}
    for netuid in NETS:
        held = sum(economy.number(name, netuid) for name in (*PENDING, "SubnetProtocolAlpha"))
        held += storage.number(LOST_RESTS, netuid) + waiting_dividends(storage, netuid)
        unclaimed[netuid] = storage.number(pools.ALPHA_OUT, netuid) - economy.alpha_staked(netuid) - held
    alpha = {netuid: pools.alpha_issuance(storage, netuid) for netuid in NETS[1:]}
    return Sums(storage.number(balances.ISSUANCE), alpha, unclaimed)


def waiting_dividends(storage: Storage, netuid: int) -> int:
    """The rao of alpha that waits for baskets, which nobody has staked yet."""
    waiting = storage.entries(basket_dividends.PENDING)
    return sum(alpha for key, alpha in waiting if key[1] == netuid and isinstance(alpha, int))


def check_covered(economy: Economy) -> None:
    """All TAO is on accounts, each subnet's account covers its reserves, and nobody has more than the hotkey."""
    storage, hotkey = economy.storage, economy.validator(1)
    assert economy.tao_everywhere() == storage.number(balances.ISSUANCE)
    for netuid in pools.netuids(storage):
        reserve = storage.number(pools.TAO_IN, netuid) + storage.number(pools.TAO_RESERVOIR, netuid)
        assert economy.free(subnet_account(netuid)) == reserve
        known = (ALICE, BOB, POOR, basket_fund.ESCROW, storage.raw("SubtensorModule.Owner", hotkey))
        held = sum(economy.stake(who, netuid, hotkey) for who in known)
        assert held <= economy.number("TotalHotkeyAlpha", hotkey, netuid)
    for key, _ in storage.entries(shares.SHARE):
        if key[1] == basket_fund.ESCROW:
            rows = storage.get(BASKET_ROWS, key[0])
            assert isinstance(rows, list | tuple)
            assert key[2] in rows


def carried_out(economy: Economy, step: Step) -> None:
    """Do a step, and check that it neither made nor lost anything unseen."""
    assert step.signer is not None
    signer = BOB if step.call.name == "Proxy.proxy" else step.signer
    if signer != POOR and economy.free(signer) < 5 * TAO:
        economy.give(signer, 100 * TAO)
    before = sums_of(economy)
    call = fitted(economy, signer, step.call)
    try:
        events = economy.include(signer, call.name, **call.arguments)
    except CannotPayFee:
        events = []
    failures = {str(value) for event in events for value in event.values if isinstance(value, DispatchFailure)}
    assert ".Other" not in failures
    dust = sum(_first_number(event) for event in events if event.name == "DustLost")
    after = sums_of(economy)
    assert after == Sums(before.tao - dust - _recycled(events), before.alpha, before.unclaimed)


def block_made(economy: Economy) -> None:
    """Make a block, and check that it made no more than its emission, and lost no more than roundings."""
    before, issued = sums_of(economy), economy.number("TotalIssuance")
    economy.next_block()
    after, new = sums_of(economy), economy.number("TotalIssuance") - issued
    assert 5 * 10**8 - 3 * len(NETS) <= new <= 5 * 10**8
    dust = sum(_first_number(event) for event in economy.events if event.name == "DustLost")
    assert after.tao == before.tao + new - dust
    for netuid in NETS[1:]:
        made = economy.number("SubnetAlphaInEmission", netuid) + economy.number("SubnetAlphaOutEmission", netuid)
        assert after.alpha[netuid] - before.alpha[netuid] <= made
        # Four amounts are cut to whole rao in each block; at an epoch, four more for each of five validators.
        assert 0 <= after.unclaimed[netuid] - before.unclaimed[netuid] <= 4 + 4 * 5
    assert after.unclaimed[0] == before.unclaimed[0]


def run_script(script: list[Step]) -> None:
    economy = a_busy_economy()
    with watched_sweeps():
        for step in script:
            if step is A_BLOCK or step.signer is None:
                block_made(economy)
            else:
                carried_out(economy, step)
            check_covered(economy)


def a_busy_economy() -> Economy:
    """Four subnets with emission, market makers and an epoch every few blocks; people with stake everywhere."""
    economy = economy_of(PracticeOptions(seed=1, subnets=4), {LOST_RESTS: 0})
    for who in (ALICE, BOB):
        economy.give(who, 1_000 * TAO)
    economy.give(POOR, 100 * TAO)
    economy.storage.put("SubtensorModule.RootClaimableThreshold", 0, value={"bits": 0})
    for netuid in NETS[1:]:
        economy.storage.put("SubtensorModule.Tempo", netuid, value=2 + netuid)
    hotkey = economy.validator(1)
    for who in (ALICE, POOR):
        for netuid in NETS:
            place = {"hotkey": hotkey, "netuid": netuid}
            economy.call(who, "SubtensorModule.add_stake", **place, amount_staked=10 * TAO)
    economy.call(ALICE, "Proxy.add_proxy", delegate=BOB, proxy_type="NonTransfer", delay=0)
    spare = economy.free(POOR) - balances.EXISTENTIAL_DEPOSIT - 1_000
    economy.call(POOR, "Balances.transfer_keep_alive", dest=ALICE, value=spare)
    return economy


@settings(max_examples=50, deadline=None)
@given(st.lists(STEPS, min_size=5, max_size=20))
def test_no_call_no_fee_and_no_block_makes_or_loses_a_rao(script: list[Step]):
    run_script(script)


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None)
@given(st.lists(STEPS, min_size=20, max_size=60))
def test_thousands_of_calls_make_or_lose_no_rao(script: list[Step]):
    run_script(script)


def test_every_call_that_moves_value_is_among_those_that_are_tried():
    tried = {f"SubtensorModule.{name}" for name in (*ONE_PLACE, *TWO_PLACES, *ALL_PLACES)}
    tried |= {f"Balances.{name}" for name in TRANSFERS} | {*NESTED, "Proxy.add_proxy", "Proxy.remove_proxies"}
    # A sealed transaction is a transaction once it is opened; one proxy is taken back as all are.
    elsewhere = {"MevShield.submit_encrypted", "Proxy.remove_proxy"}
    # Registrations have sums of their own in test_registering.
    elsewhere |= {f"SubtensorModule.{name}" for name in ("register_network", "register_network_with_identity")}
    # Trades of baskets have theirs in test_basket_trades.
    elsewhere |= {f"SubtensorModule.{name}" for name in ("swap_basket", "swap_basket_many", "stake_into_basket")}
    # Swaps of hotkeys have theirs in test_hotkey_swaps.
    elsewhere |= {f"SubtensorModule.{name}" for name in ("swap_hotkey", "swap_hotkey_v2")}
    moves_nothing = {"Proxy.set_real_pays_fee", "AdminUtils.sudo_set_epoch_consensus"} | {
        f"SubtensorModule.{name}"
        for name in ("start_call", "set_perpetual_lock", "move_lock", "set_reject_locked_alpha")
    }
    assert set(rules.CALLS) - tried - elsewhere == moves_nothing


@pytest.mark.parametrize(
    "call",
    [
        ("remove_stake", {"netuid": 1, "amount_unstaked": 5 * TAO}),
        ("swap_stake", {"origin_netuid": 2, "destination_netuid": 3, "alpha_amount": 5 * TAO}),
        ("remove_stake", {"netuid": 0, "amount_unstaked": 5 * TAO}),
    ],
)
def test_a_fee_in_alpha_adds_up_too(call: tuple[str, dict[str, object]]):
    economy = a_busy_economy()
    name, arguments = call
    before = sums_of(economy)
    events = economy.include(POOR, f"SubtensorModule.{name}", **arguments, hotkey=economy.validator(1))
    assert {"TransactionFeePaidWithAlpha", "ExtrinsicSuccess"} <= {event.name for event in events}
    assert sums_of(economy) == Sums(before.tao - _recycled(events), before.alpha, before.unclaimed)
    check_covered(economy)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NETS), st.integers(min_value=10_000_000, max_value=900 * TAO), st.integers(0, 10**9))
def test_the_simulation_before_a_trade_equals_the_events_after_it(netuid: int, tao: int, part: int):
    economy = an_economy(subnets=4)
    hotkey = economy.validator(netuid)
    simulated = economy.ask("SwapRuntimeApi.sim_swap_tao_for_alpha", netuid=netuid, tao=tao)
    events = economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=tao)
    _, _, gross, alpha, _, fee = next(event.values for event in events if event.name == "StakeAdded")
    bought = Simulation(**simulated)
    assert (gross, alpha, fee) == (bought.tao_amount + bought.tao_fee, bought.alpha_amount, bought.tao_fee)

    offered = max(economy.stake(ALICE, netuid, hotkey) * part // 10**9, economy.stake(ALICE, netuid, hotkey) // 2)
    simulated = economy.ask("SwapRuntimeApi.sim_swap_alpha_for_tao", netuid=netuid, alpha=offered)
    arguments = {"hotkey": hotkey, "netuid": netuid, "amount_unstaked": offered}
    events = economy.call(ALICE, "SubtensorModule.remove_stake", **arguments)
    _, _, received, net, _, fee = next(event.values for event in events if event.name == "StakeRemoved")
    sold = Simulation(**simulated)
    assert (received, net, fee) == (sold.tao_amount, sold.alpha_amount, sold.alpha_fee)


def test_a_hundred_blocks_lose_no_more_than_counted_roundings():
    economy = a_busy_economy()
    for _ in range(100):
        block_made(economy)
    check_covered(economy)


def test_blocks_with_emission_and_market_makers_add_up_too():
    economy = an_economy(subnets=8, still=False)
    for _ in range(40):
        issued = economy.number("TotalIssuance")
        economy.next_block()
        new = economy.number("TotalIssuance") - issued
        assert 5 * 10**8 - 3 * 8 <= new <= 5 * 10**8
        assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)
        for netuid in range(1, 9):
            assert economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid)


def _recycled(events: Sequence[Event]) -> int:
    """The rao of TAO of a transaction's fee, which nobody gets."""
    in_alpha = [event.values[3] for event in events if event.name == "TransactionFeePaidWithAlpha"]
    paid = in_alpha or [event.values[1] for event in events if event.name == "TransactionFeePaid"]
    return sum(rao for rao in paid if isinstance(rao, int))


def _first_number(event: Event) -> int:
    return next(value for value in event.values if isinstance(value, int))
