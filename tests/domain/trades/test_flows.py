"""What accounts gain and lose, as a quote expects it and as events tell it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.assets import TAO, alpha_of
from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent
from dtao_tui.domain.trades.flows import Flow, expected_flows, flows_of, summed
from tests.domain.trades.example_events import SUCCESS, paid_fee, paid_fee_in_alpha, staked, unstaked

ME, PROXY = "5Me", "5Proxy"
flows = st.builds(
    Flow,
    st.sampled_from((ME, PROXY)),
    st.one_of(
        st.builds(Tao, st.integers(-(2**64), 2**64)),
        st.builds(Alpha, st.integers(-(2**64), 2**64), st.integers(0, 2)),
    ),
)

HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"


def amounts(found: tuple[Flow, ...]) -> dict[tuple[str, object], int]:
    return {(flow.account, flow.asset): flow.amount.rao for flow in found}


def test_a_stake_is_expected_to_cost_its_tao_and_the_fee_of_its_signer() -> None:
    expected = expected_flows(ME, PROXY, pays=Tao(1000), receives=Alpha(400, 7), network_fee=Tao(77))
    assert amounts(expected) == {(ME, TAO): -1000, (ME, alpha_of(7)): 400, (PROXY, TAO): -77}


def test_a_sale_by_its_own_signer_is_expected_to_bring_its_tao_less_the_fee() -> None:
    expected = expected_flows(ME, ME, pays=Alpha(405, 7), receives=Tao(1000), network_fee=Tao(77))
    assert amounts(expected) == {(ME, alpha_of(7)): -405, (ME, TAO): 923}


def test_a_fee_that_is_not_known_is_not_expected_to_be_nothing() -> None:
    expected = expected_flows(ME, PROXY, pays=Tao(1000), receives=Alpha(400, 7), network_fee=None)
    assert {flow.account for flow in expected} == {ME}


def test_events_tell_the_flows_that_the_same_trade_was_quoted_with() -> None:
    told = flows_of((staked(ME, 1000, 400, 5), paid_fee(ME, 77), SUCCESS))
    quoted = expected_flows(ME, ME, pays=Tao(1000), receives=Alpha(400, 7), network_fee=Tao(77))
    assert amounts(told) == amounts(quoted)
    sold = flows_of((unstaked(ME, 1000, 400, 5), paid_fee(ME, 77), SUCCESS))
    quoted = expected_flows(ME, ME, pays=Alpha(405, 7), receives=Tao(1000), network_fee=Tao(77))
    assert amounts(sold) == amounts(quoted)


def test_a_fee_in_alpha_costs_the_alpha_and_leaves_the_tao_as_it_was() -> None:
    # The chain may name the TAO of that fee in a second event; it is paid once.
    events = (unstaked(ME, 20, 31_000, 0), paid_fee_in_alpha(ME, 31_000, 20), paid_fee(ME, 20), SUCCESS)
    assert amounts(flows_of(events)) == {(ME, alpha_of(7)): -31_000}


def test_a_move_within_a_subnet_changes_only_the_fee() -> None:
    events = (unstaked(ME, 50, 400, 0), staked(ME, 50, 400, 0, hotkey="5Other"), paid_fee(ME, 77), SUCCESS)
    assert amounts(flows_of(events)) == {(ME, TAO): -77}


def test_a_swap_pays_one_alpha_and_brings_another() -> None:
    events = (unstaked(ME, 50, 400, 3, netuid=7), staked(ME, 50, 90, 0, netuid=9), SUCCESS)
    assert amounts(flows_of(events)) == {(ME, alpha_of(7)): -403, (ME, alpha_of(9)): 90}


def test_events_that_move_no_money_are_left_out() -> None:
    assert flows_of((SUCCESS, ChainEvent("Balances", "Locked", (ME, 5), ("who", "amount")))) == ()


def test_a_transfer_counts_where_no_event_of_staking_tells_the_same() -> None:
    transfer = ChainEvent("Balances", "Transfer", (ME, PROXY, 5), ("from", "to", "amount"))
    assert flows_of((SUCCESS, transfer)) == (Flow(ME, Tao(-5)), Flow(PROXY, Tao(5)))
    staked = ChainEvent("SubtensorModule", "StakeAdded", (ME, HOTKEY, 5, 40, 7, 0))
    assert flows_of((transfer, staked)) == (Flow(ME, Tao(-5)), Flow(ME, Alpha(40, 7)))


def test_stake_given_away_within_a_subnet_moves_no_tao() -> None:
    """Both events name what the stake is worth; the third says that none of it changed hands."""
    events = (
        ChainEvent("SubtensorModule", "StakeRemoved", (ME, HOTKEY, 500, 40, 7, 0)),
        ChainEvent("SubtensorModule", "StakeAdded", (PROXY, HOTKEY, 500, 40, 7, 0)),
        ChainEvent("SubtensorModule", "StakeTransferred", (ME, PROXY, HOTKEY, 7, 7, 500)),
    )
    assert set(flows_of(events)) == {Flow(ME, Alpha(-40, 7)), Flow(PROXY, Alpha(40, 7))}


def test_an_event_of_another_form_is_not_taken_for_nothing() -> None:
    with pytest.raises(UnreadableEvent):
        flows_of((ChainEvent("SubtensorModule", "StakeAdded", (ME, 5)),))


@given(st.lists(flows, max_size=8))
def test_summing_keeps_what_each_account_has_of_each_asset(found: list[Flow]) -> None:
    totals: dict[tuple[str, object], int] = {}
    for flow in found:
        place = (flow.account, flow.asset)
        totals[place] = totals.get(place, 0) + flow.amount.rao
    assert amounts(summed(found)) == {place: rao for place, rao in totals.items() if rao}
