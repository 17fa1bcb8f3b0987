"""The table of operations is whole, and agrees with the intents that it makes and with the SDK's catalogue."""

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import OPERATIONS, Choices, FieldKind, LimitKind, Source, Spec

SPECS = tuple(OPERATIONS.values())
HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"


def choices_for(spec: Spec, *, is_everything: bool = False, hotkey: str = HOTKEY) -> Choices:
    amount = spec.field(FieldKind.AMOUNT)
    assert amount is not None
    paid = Tao(10**9) if amount.source is Source.FREE_BALANCE else Alpha(10**9, 7)
    hotkeys = {field.name: hotkey for field in spec.fields if field.kind is FieldKind.VALIDATOR}
    return Choices(7, paid, hotkeys, is_everything=is_everything)


def limits_of(spec: Spec) -> tuple[Price, ...]:
    return () if spec.limit is LimitKind.NONE else (Price(10**9),)


def test_every_operation_has_its_row() -> None:
    assert set(OPERATIONS) == set(Op)
    assert all(spec.op is op for op, spec in OPERATIONS.items())
    assert len({spec.key for spec in SPECS}) == len(SPECS)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_a_row_names_each_call_that_its_intents_become_and_no_other(spec: Spec) -> None:
    made = {
        spec.intent(choices_for(spec, is_everything=all_of_it)).call(limits_of(spec)).title
        for all_of_it in (False, True)
    }
    assert made == set(spec.pallet_calls)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_an_intent_touches_its_subnet_and_pays_what_was_chosen(spec: Spec) -> None:
    choices = choices_for(spec)
    intent = spec.intent(choices)
    assert intent.op is spec.op
    assert intent.touches() == (7,)
    assert all(hop.netuid == 7 for hop in intent.route())
    assert bool(intent.route()) is (spec.limit is not LimitKind.NONE)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_an_order_without_a_validator_or_with_another_number_of_limits_has_no_call(spec: Spec) -> None:
    with pytest.raises(ValueError, match="needs a validator"):
        spec.intent(choices_for(spec, hotkey="")).call(limits_of(spec))
    with pytest.raises(ValueError, match="limit"):
        spec.intent(choices_for(spec)).call((*limits_of(spec), Price(10**9)))


def test_a_stake_cannot_be_made_of_alpha_nor_an_unstake_of_tao() -> None:
    stake, unstake = OPERATIONS[Op.STAKE], OPERATIONS[Op.UNSTAKE]
    with pytest.raises(TypeError):
        stake.intent(choices_for(unstake))
    with pytest.raises(TypeError):
        unstake.intent(choices_for(stake))


def test_the_fee_can_be_taken_from_the_stake_only_where_stake_is_sold() -> None:
    assert [spec.op for spec in SPECS if spec.fee_in_alpha] == [Op.UNSTAKE]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_the_kind_of_proxy_is_one_that_the_sdk_knows(spec: Spec) -> None:
    intents = pytest.importorskip("bittensor.intents")
    assert spec.proxy_type in intents.PROXY_TYPES
