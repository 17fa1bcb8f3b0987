"""The validators of an order: chosen, known, registered where the stake goes, and with a permit there."""

from dataclasses import replace

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Stake
from tests.fakes import ALICE, HOTKEY, OTHER_HOTKEY, a_holding, a_stake, a_validator
from tests.trading.preflight.checking import around, checked, found, move, outcome, stake, swap, unstake


def test_a_validator_of_the_subnet_is_registered_and_so_are_both_of_two() -> None:
    assert outcome(found("hotkey", stake())) == ("✓", "hotkey", "registered")
    assert outcome(found("hotkey", move())) == ("✓", "hotkeys", "both registered")
    assert outcome(found("hotkey", swap())) == ("✓", "hotkeys", "both registered")


def test_one_that_is_not_chosen_or_not_known_fails() -> None:
    assert outcome(found("hotkey", stake(hotkey=""))) == ("✗", "hotkey", "none chosen")
    unknown = around(unknown_hotkeys=frozenset({OTHER_HOTKEY}))
    assert outcome(found("hotkey", swap(), unknown)) == ("✗", "hotkeys", "not known to the chain")
    assert outcome(found("hotkey", stake(), unknown)) == ("✓", "hotkey", "registered")


def test_a_subnet_that_is_still_to_be_chosen_is_not_told_as_a_missing_validator() -> None:
    assert outcome(found("hotkey", replace(swap(), destination=None))) == ("✓", "hotkeys", "registered")


def test_before_the_validators_were_heard_of_nothing_is_claimed() -> None:
    assert outcome(found("hotkey", stake(), around(validators={}, holdings=a_holding()))) == ("✓", "hotkey", "chosen")
    assert checked("permit", stake(), around(validators={})) is None


def test_stake_that_goes_to_one_who_left_the_subnet_is_noted_and_leaving_such_a_one_is_not() -> None:
    left = around(validators={3: ()}, holdings=a_holding(stakes=[a_stake(3, "100", is_registered=False)]))
    assert outcome(found("hotkey", stake(), left)) == ("!", "hotkey", "5DAA…TXFy is not on 3")
    assert found("hotkey", stake(), left).sentence.endswith("stake with it earns nothing there.")
    assert outcome(found("hotkey", unstake(), left)) == ("✓", "hotkey", "5DAA…TXFy is not registered any more")


def test_the_permit_of_the_validator_that_stake_goes_to_is_told() -> None:
    assert outcome(found("permit", stake())) == ("✓", "permit", "RoundTable has one")
    assert outcome(found("permit", swap())) == ("✓", "permit", "OpenTau has one")
    assert checked("permit", unstake()) is None
    assert checked("permit", Stake(ROOT, HOTKEY, stake().amount)) is None


def test_a_validator_without_a_permit_among_others_with_one_is_noted() -> None:
    weak = a_validator(3, ALICE, "Weak", has_permit=False)
    among = around(validators={3: (a_validator(3), a_validator(3, OTHER_HOTKEY, "OpenTau"), weak)})
    assert outcome(found("permit", stake(hotkey=ALICE), among)) == ("!", "permit", "Weak has none")
    not_listed = around(validators={3: (a_validator(3), a_validator(3, OTHER_HOTKEY, "OpenTau"))})
    assert outcome(found("permit", stake(hotkey=ALICE), not_listed)) == ("!", "permit", "5Grw…utQY has none")


def test_before_the_other_subnet_is_chosen_nothing_is_said_of_a_permit_there() -> None:
    assert checked("permit", replace(swap(), destination=None)) is None


def test_under_null_consensus_or_where_nobody_has_a_permit_no_alarm_is_raised() -> None:
    two = (a_validator(3, OTHER_HOTKEY, "Sole"), a_validator(3, has_permit=False))
    null = around(validators={3: tuple(replace(each, all_earn=True) for each in two)})
    assert outcome(found("permit", stake(), null)) == ("✓", "permit", "one has it, all stake earns")
    yuma = around(validators={3: two})
    assert outcome(found("permit", stake(), yuma)) == ("!", "permit", "RoundTable has none")
    none = around(validators={3: (a_validator(3, has_permit=False),)})
    assert outcome(found("permit", stake(), none)) == ("✓", "permit", "no validator has one")


def test_the_same_validator_is_no_move() -> None:
    assert checked("another_hotkey", move()) is None
    assert outcome(found("another_hotkey", move(hotkey=HOTKEY))) == ("✗", "to another", "the same validator")
