"""Whatever is called, and whatever a block brings, TAO and alpha add up to the rao."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.practice.node import rules
from dtao_tui.practice.pallets import balances, baskets, pools
from dtao_tui.practice.pallets.registry import CannotPayFee, DispatchFailure, Event
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import subnet_account
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NETS = (0, 1, 2, 3, 4)
POOR = b"poor".ljust(32, b"\3")
"""Has stake, and too little TAO for a fee."""

PEOPLE = st.sampled_from((ALICE, BOB, POOR))
SIZES = st.one_of(
    *[st.integers(min_value=1, max_value=1_000)] * 6,
    st.integers(min_value=0, max_value=2_100_000),
    st.integers(min_value=0, max_value=1_500 * TAO),
    st.integers(min_value=0, max_value=2**64 - 1),
)
"""Up to a thousand: so many thousandths of what there is, or of a TAO."""

PRICES = st.one_of(st.integers(min_value=0, max_value=2**64 - 1), *[st.integers(min_value=900, max_value=1_100)] * 5)
"""Around a thousand: so many thousandths of the price, or of the ratio of two."""


ONE_PLACE = {
    "add_stake": "amount_staked",
    "add_stake_limit": "amount_staked",
    "remove_stake": "amount_unstaked",
    "remove_stake_limit": "amount_unstaked",
    "remove_stake_full_limit": "",
    "lock_stake": "amount",
}
"""Calls of one subnet, and what their amount is called."""

TWO_PLACES = (
    *("move_stake", "move_stake_limit", "swap_stake", "swap_stake_limit"),
    *("transfer_stake", "transfer_stake_and_hotkey"),
)
ALL_PLACES = ("unstake_all", "unstake_all_alpha", "claim_root_with_hotkey", "claim_root")
TRANSFERS = ("transfer_keep_alive", "transfer_allow_death", "transfer_all")
NESTED = ("Utility.batch", "Utility.batch_all", "Utility.force_batch", "Proxy.proxy")


@dataclass(frozen=True)
class Step:
    """A transaction, its amounts still to be fitted to the chain; or a block, which nobody signs."""

    signer: bytes | None
    call: Invocation


A_BLOCK = Step(None, Invocation("", {}))


@st.composite
def calls(draw: st.DrawFn, depth: int = 1) -> Invocation:
    """A call of any kind, its amounts and limits still to be fitted to the chain."""
    kinds = (*ONE_PLACE, *TWO_PLACES, *ALL_PLACES, *TRANSFERS, "add_proxy", "remove_proxies", *(NESTED * depth))
    name = draw(st.sampled_from(kinds))
    if name in NESTED:
        inner = draw(st.lists(calls(depth=0), min_size=1, max_size=3))
        whose = {"real": ALICE, "force_proxy_type": None, "call": inner[0]}
        return Invocation(name, whose if name == "Proxy.proxy" else {"calls": inner})
    if name in TRANSFERS:
        whole: dict[str, object] = {"keep_alive": draw(st.booleans())}
        return Invocation(f"Balances.{name}", whole if name == "transfer_all" else {"value": draw(SIZES)})
    if name == "add_proxy":
        kind = draw(st.sampled_from(("Any", "Staking", "NonTransfer")))
        return Invocation("Proxy.add_proxy", {"delegate": BOB, "proxy_type": kind, "delay": 0})
    if name == "remove_proxies":
        return Invocation("Proxy.remove_proxies", {})
    return Invocation(f"SubtensorModule.{name}", draw(arguments_of(name)))


@st.composite
def arguments_of(draw: st.DrawFn, name: str) -> dict[str, object]:
    netuid, size = draw(st.sampled_from(NETS)), draw(SIZES)
    limit: dict[str, object] = {"limit_price": draw(PRICES), "allow_partial": draw(st.booleans())}
    if name == "remove_stake_full_limit":
        return {"netuid": netuid, "limit_price": draw(st.none() | PRICES)}
    if name in ONE_PLACE:
        return {"netuid": netuid, ONE_PLACE[name]: size, **(limit if name.endswith("_limit") else {})}
    if name in TWO_PLACES:
        between = {"origin_netuid": netuid, "destination_netuid": draw(st.sampled_from(NETS)), "alpha_amount": size}
        given_to: dict[str, object] = {"destination_coldkey": BOB} if name.startswith("transfer") else {}
        return {**between, **given_to, **(limit if name.endswith("_limit") else {})}
    return {"subnets": [1]} if name == "claim_root" else {}


STEPS = st.one_of(*[st.builds(Step, PEOPLE, calls())] * 5, st.just(A_BLOCK))


def fitted(economy: Economy, signer: bytes, call: Invocation) -> Invocation:
    """The call with what depends on the chain: hotkeys that serve everywhere, amounts and limits within reach."""
    arguments = dict(call.arguments)
    match call.name.partition("."):
        case "Utility", _, _:
            inner = arguments["calls"]
            assert isinstance(inner, list)
            return Invocation(call.name, {"calls": [fitted(economy, signer, each) for each in inner]})
        case "Proxy", _, "proxy":
            inner = arguments["call"]
            assert isinstance(inner, Invocation)
            return Invocation(call.name, {**arguments, "call": fitted(economy, ALICE, inner)})
        case "Proxy", _, _:
            return call
        case "Balances", _, _:
            return Invocation(
                call.name, {**scaled(economy, signer, arguments), "dest": BOB if signer == ALICE else ALICE}
            )
    if "subnets" in arguments:
        return call
    arguments = limited(economy, scaled(economy, signer, arguments))
    first, second = economy.validator(1), economy.storage.raw("SubtensorModule.Keys", 1, 1)
    if call.name.endswith((".move_stake", ".move_stake_limit", "and_hotkey")):
        return Invocation(call.name, {**arguments, "origin_hotkey": first, "destination_hotkey": second})
    return Invocation(call.name, {**arguments, "hotkey": first})


def scaled(economy: Economy, signer: bytes, arguments: dict[str, object]) -> dict[str, object]:
    """Small amounts as thousandths: of a TAO, or of the stake that they are taken from."""
    netuid = arguments.get("netuid", arguments.get("origin_netuid", 0))
    assert isinstance(netuid, int)
    units = {"amount_staked": TAO, "value": TAO}
    held = economy.stake(signer, netuid, economy.validator(1))
    names = [name for name in arguments if name in units or name in ("amount_unstaked", "alpha_amount", "amount")]
    for name in names:
        size = arguments[name]
        assert isinstance(size, int)
        arguments = {**arguments, name: units.get(name, held) * size // 1_000 if size <= 1_000 else size}
    return arguments


def limited(economy: Economy, arguments: dict[str, object]) -> dict[str, object]:
    """A limit around a thousand as thousandths of the price, or of the ratio of the two prices."""
    limit = arguments.get("limit_price")
    if not isinstance(limit, int) or not 900 <= limit <= 1_100:
        return arguments
    netuids = [arguments[name] for name in ("netuid", "origin_netuid", "destination_netuid") if name in arguments]
    prices = [pools.pool_of(economy.storage, int(str(netuid))).price.rao for netuid in netuids]
    now = prices[0] if len(prices) == 1 else prices[0] * 10**9 // prices[1]
    return {**arguments, "limit_price": now * limit // 1_000}


@dataclass(frozen=True)
class Sums:
    """What no transaction may change."""

    tao: int
    alpha: dict[int, int]
    """All alpha of each pool, inside and outside."""

    unclaimed: dict[int, int]
    """Of the alpha outside: what is neither staked, nor laid aside for an epoch, nor the chain's own."""


PENDING = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")


def sums_of(economy: Economy) -> Sums:
    storage = economy.storage
    unclaimed = {}
    for netuid in NETS:
        held = sum(economy.number(name, netuid) for name in (*PENDING, "SubnetProtocolAlpha"))
        unclaimed[netuid] = storage.number(pools.ALPHA_OUT, netuid) - economy.alpha_staked(netuid) - held
    alpha = {netuid: pools.alpha_issuance(storage, netuid) for netuid in NETS[1:]}
    return Sums(storage.number(balances.ISSUANCE), alpha, unclaimed)


def check_covered(economy: Economy) -> None:
    """All TAO is on accounts, each subnet's account covers its reserves, and nobody has more than the hotkey."""
    storage, hotkey = economy.storage, economy.validator(1)
    assert economy.tao_everywhere() == storage.number(balances.ISSUANCE)
    for netuid in pools.netuids(storage):
        reserve = storage.number(pools.TAO_IN, netuid) + storage.number(pools.TAO_RESERVOIR, netuid)
        assert economy.free(subnet_account(netuid)) == reserve
        known = (ALICE, BOB, POOR, baskets.ESCROW, storage.raw("SubtensorModule.Owner", hotkey))
        held = sum(economy.stake(who, netuid, hotkey) for who in known)
        assert held <= economy.number("TotalHotkeyAlpha", hotkey, netuid)


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
    lost = sum(_first_number(event) for event in events if event.name == "DustLost")
    after = sums_of(economy)
    assert after == Sums(before.tao - lost, before.alpha, before.unclaimed)


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
    for step in script:
        if step is A_BLOCK or step.signer is None:
            block_made(economy)
        else:
            carried_out(economy, step)
        check_covered(economy)


def a_busy_economy() -> Economy:
    """Four subnets with emission, market makers and an epoch every few blocks; people with stake everywhere."""
    economy = an_economy(subnets=4, still=False)
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
    assert set(rules.CALLS) - tried - elsewhere == {"SubtensorModule.start_call"}


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
    assert sums_of(economy) == before
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


def _first_number(event: Event) -> int:
    return next(value for value in event.values if isinstance(value, int))
