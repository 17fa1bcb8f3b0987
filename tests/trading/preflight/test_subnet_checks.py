"""The subnets that an order touches: open, transferable, far from being removed, the same as reviewed."""

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.market import StakingRules
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Stake
from tests.fakes import HOTKEY, a_subnet
from tests.trading.preflight.checking import BLOCK, around, block, checked, found, outcome, stake, subnet, swap, unstake


def test_an_open_subnet_is_on_and_each_of_two_is_named() -> None:
    assert outcome(found("open", stake())) == ("✓", "subtoken", "on")
    assert outcome(found("open", swap())) == ("✓", "subtoken", "on for 3 and 9")
    shut = around(block(subnet(9, is_open=False)))
    assert outcome(found("open", swap(), shut)) == ("✗", "subtoken", "off for 9")
    assert found("open", swap(), shut).sentence == "Subnet 9 is not open for staking yet."


def test_the_switch_for_transfers_is_told_where_it_is_known() -> None:
    assert outcome(found("transfers", swap())) == ("✓", "transfers", "on for 3 and 9")
    shut = around(block(subnet(9, transfers_are_on=False)))
    assert outcome(found("transfers", swap(), shut)) == ("✗", "transfers", "off for 9")
    assert outcome(found("transfers", stake(), shut)) == ("✓", "transfers", "on")
    assert checked("transfers", swap(), around(block(subnet(9, transfers_are_on=None)))) is None


def test_rank_and_immunity_are_told_for_each_subnet() -> None:
    others = [a_subnet(netuid, moving_price=Price(netuid)) for netuid in range(20, 30)]
    many = around(block(*others))
    assert outcome(found("removal", stake(), many)) == ("✓", "removal", "rank 2 of 12")
    assert outcome(found("removal", swap(), many)) == ("✓", "removal", "ranks 2 and 1 of 12")
    fresh = around(block(*others, subnet(9, registered_at=BLOCK - 100)))
    assert outcome(found("removal", swap(), fresh)) == ("✓", "removal", "3 rank 1 of 11, 9 immune for 900 blocks")


@pytest.mark.parametrize(("before", "turn"), [(0, "first"), (1, "second"), (2, "third")])
def test_stake_that_goes_to_one_of_the_next_to_be_removed_is_noted(before: int, turn: str) -> None:
    others = [a_subnet(20 + place, moving_price=Price(place + 1)) for place in range(before)]
    others += [a_subnet(30 + place, moving_price=Price(10**9)) for place in range(5)]
    check = found("removal", stake(), around(block(*others)))
    assert check.is_note
    assert check.fact.endswith(f", {turn} to go")
    assert check.sentence.startswith(f"Subnet 3 is the {turn} to be removed")
    assert not found("removal", unstake(), around(block(*others))).is_note


def test_the_fourth_to_go_and_any_while_there_is_room_is_only_told() -> None:
    others = [a_subnet(20 + place, moving_price=Price(place + 1)) for place in range(3)]
    assert outcome(found("removal", stake(), around(block(*others)))) == ("✓", "removal", "rank 2 of 5")
    room = StakingRules(least_rest=Tao(0), immunity_blocks=1_000, most_subnets=128)
    assert outcome(found("removal", stake(), around(block(rules=room)))) == ("✓", "removal", "rank 2 of 2")


def test_root_is_never_removed_and_an_unknown_average_tells_nothing() -> None:
    assert outcome(found("removal", Stake(ROOT, HOTKEY, Tao.parse("1")))) == ("✓", "removal", "root is never removed")
    assert checked("removal", stake(), around(block(subnet(3, moving_price=None)))) is None


def test_a_curve_says_something_only_where_it_forbids() -> None:
    assert checked("curve", swap()) is None
    strange = around(block(subnet(9, curve_is_known=False)))
    assert outcome(found("curve", swap(), strange)) == ("✗", "curve", "not computed here")
    silent = around(can_simulate=False)
    assert outcome(found("curve", stake(), silent)) == ("✗", "curve", "no simulation confirms it")
    assert checked("curve", stake(), around(can_simulate=False, is_here=True)) is None
