"""Whatever is called, TAO and alpha add up to the rao."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.pool import Simulation
from dtao_tui.practice import balances, pools
from dtao_tui.practice.dispatch import DispatchFailure, Event
from dtao_tui.practice.keys import subnet_account
from dtao_tui.practice.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NETS = (0, 1, 2, 3, 4)
PEOPLE = st.sampled_from((ALICE, BOB))
SIZES = st.one_of(
    st.integers(min_value=0, max_value=2_100_000),
    st.integers(min_value=0, max_value=1_500 * TAO),
    st.integers(min_value=0, max_value=2**64 - 1),
)
PRICES = st.one_of(st.integers(min_value=0, max_value=2**64 - 1), st.integers(min_value=900, max_value=1_100))


@st.composite
def calls(draw: st.DrawFn) -> tuple[bytes, str, dict[str, Value]]:
    """A signer, a call and its arguments; limit prices are either arbitrary or in thousandths of the price."""
    netuid, size = draw(st.sampled_from(NETS)), draw(SIZES)
    limit: dict[str, Value] = {"limit_price": draw(PRICES), "allow_partial": draw(st.booleans())}
    place: dict[str, Value] = {"netuid": netuid}
    between: dict[str, Value] = {"origin_netuid": netuid, "destination_netuid": draw(st.sampled_from(NETS))}
    by_kind: dict[str, tuple[str, dict[str, Value]]] = {
        "add": ("SubtensorModule.add_stake", {**place, "amount_staked": size}),
        "add_limit": ("SubtensorModule.add_stake_limit", {**place, "amount_staked": size, **limit}),
        "remove": ("SubtensorModule.remove_stake", {**place, "amount_unstaked": size}),
        "remove_limit": ("SubtensorModule.remove_stake_limit", {**place, "amount_unstaked": size, **limit}),
        "full": ("SubtensorModule.remove_stake_full_limit", {**place, "limit_price": limit["limit_price"]}),
        "transfer": ("Balances.transfer_allow_death", {"value": size}),
        "swap": ("SubtensorModule.swap_stake", {**between, "alpha_amount": size}),
        "swap_limit": ("SubtensorModule.swap_stake_limit", {**between, "alpha_amount": size, **limit}),
        "give": ("SubtensorModule.transfer_stake", {**between, "alpha_amount": size, "destination_coldkey": BOB}),
        "claim": ("SubtensorModule.claim_root_with_hotkey", {}),
        "all": ("SubtensorModule.unstake_all", {}),
        "all_alpha": ("SubtensorModule.unstake_all_alpha", {}),
    }
    name, arguments = by_kind[draw(st.sampled_from(sorted(by_kind)))]
    return draw(PEOPLE), name, arguments


def completed(economy: Economy, signer: bytes, name: str, arguments: dict[str, Value]) -> dict[str, Value]:
    """The arguments with what depends on the chain: a hotkey that serves everywhere, a price near the present one."""
    if name.startswith("Balances"):
        return {**arguments, "dest": BOB if signer == ALICE else ALICE}
    netuid, limit = arguments.get("netuid", 0), arguments.get("limit_price")
    assert isinstance(netuid, int)
    if isinstance(limit, int) and 900 <= limit <= 1_100:
        arguments = {**arguments, "limit_price": pools.pool_of(economy.storage, netuid).price.rao * limit // 1_000}
    return {**arguments, "hotkey": economy.validator(1)}


def check_sums(economy: Economy, alpha: dict[int, int]) -> None:
    """All TAO is on accounts, the subnets' accounts cover their reserves, and no alpha came or went unseen."""
    storage = economy.storage
    assert economy.tao_everywhere() == storage.number(balances.ISSUANCE)
    for netuid in pools.netuids(storage):
        reserve = storage.number(pools.TAO_IN, netuid) + storage.number(pools.TAO_RESERVOIR, netuid)
        assert economy.free(subnet_account(netuid)) == reserve
        if storage.number(pools.MECHANISM, netuid) == pools.DYNAMIC:
            assert pools.alpha_issuance(storage, netuid) == alpha[netuid]
        assert economy.alpha_staked(netuid) == storage.number(pools.ALPHA_OUT, netuid)


@settings(max_examples=40, deadline=None)
@given(st.lists(calls(), min_size=5, max_size=25))
def test_no_call_makes_or_loses_a_rao(script: list[tuple[bytes, str, dict[str, Value]]]):
    run_script(script)


def run_script(script: list[tuple[bytes, str, dict[str, Value]]]) -> None:
    economy = an_economy(subnets=4)
    alpha = {netuid: pools.alpha_issuance(economy.storage, netuid) for netuid in NETS}
    for signer, name, arguments in script:
        dust = economy.storage.number(balances.ISSUANCE)
        try:
            events = economy.call(signer, name, **completed(economy, signer, name, arguments))
        except DispatchFailure:
            events = []
        lost = sum(_first_number(event) for event in events if event.name == "DustLost")
        assert economy.storage.number(balances.ISSUANCE) == dust - lost
        check_sums(economy, alpha)


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None)
@given(st.lists(calls(), min_size=20, max_size=60))
def test_thousands_of_calls_make_or_lose_no_rao(script: list[tuple[bytes, str, dict[str, Value]]]):
    run_script(script)


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


def test_blocks_with_emission_and_market_makers_add_up_too():
    economy = an_economy(subnets=8, still=False)
    for _ in range(40):
        issued = economy.number("TotalIssuance")
        economy.next_block()
        new = economy.number("TotalIssuance") - issued
        assert 0 <= new <= 5 * 10**8
        assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)
        for netuid in range(1, 9):
            assert economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid)


def test_alpha_is_either_staked_or_pending_or_the_chains_own_but_for_counted_roundings():
    economy = an_economy(subnets=8, still=False)
    economy.run_to(100)
    for netuid in range(1, 9):
        names = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")
        held = economy.alpha_staked(netuid) + sum(economy.number(name, netuid) for name in names)
        held += economy.number("SubnetProtocolAlpha", netuid)
        lost = economy.number("SubnetAlphaOut", netuid) - held
        # Per block four amounts are cut to whole rao, per epoch four for each of five validators.
        assert 0 <= lost <= 100 * 4 + 5 * 4


def _first_number(event: Event) -> int:
    return next(value for value in event.values if isinstance(value, int))
