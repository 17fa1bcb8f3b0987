"""The table of operations is whole, and agrees with the intents that it makes and with the SDK's catalogue."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.operations.operation_rows import LIMITED_MOVE, OPERATIONS, ROW_OF, ROWS
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import Limits, NotAnOrder, Op, SingleIntent
from dtao_tui.domain.trades.operations import Choices, FieldKind, LimitKind, SoldPosition, Spec

SPECS = ROWS
HOTKEY = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy"
OTHER_HOTKEY = "5F4tQyWrhfGVcNhoqeiNsR6KjD4wMZ2kfhLj4oHYuyHbZAc3"
RECIPIENT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


def choices_for(
    spec: Spec,
    *,
    is_everything: bool = False,
    hotkeys: tuple[str, str] = (HOTKEY, HOTKEY),
    destination: int | None = 9,
    positions: int = 1,
    has_limited_move: bool = True,
) -> Choices:
    return Choices(
        7,
        Tao(10**9) if spec.pays(7).is_tao else Alpha(10**9, 7),
        dict(zip((field.name for field in spec.validators), hotkeys, strict=False)),
        is_everything=is_everything,
        destination=destination,
        recipient=RECIPIENT,
        positions=tuple(SoldPosition(HOTKEY, Alpha(10**9, 7)) for _ in range(positions)),
        calls=frozenset((LIMITED_MOVE,)) if has_limited_move else frozenset(),
    )


def forms_of(spec: Spec) -> list[SingleIntent]:
    """An intent for each call that it may become."""
    both = (HOTKEY, OTHER_HOTKEY)
    return [
        spec.intent(choices)
        for choices in (
            choices_for(spec),
            choices_for(spec, is_everything=True),
            choices_for(spec, positions=3),
            choices_for(spec, hotkeys=both),
            choices_for(spec, hotkeys=both, has_limited_move=False),
            choices_for(spec, destination=None, hotkeys=both) if spec.op is Op.TRANSFER_STAKE else choices_for(spec),
            choices_for(spec, destination=None) if spec.op is Op.TRANSFER_STAKE else choices_for(spec),
        )
    ]


def limits_of(intent: SingleIntent) -> Limits:
    route = intent.route()
    if len({hop.netuid for hop in route}) > 1:
        return Limits((PriceRatio(10**9),), Alpha(10**9, 9))
    return Limits((Price(10**9),) * len(route))


def calls_in(call: Call) -> set[tuple[str, str]]:
    return {call.title, *(leaf.title for leaf in call.leaves)}


def test_every_operation_has_its_row_and_a_key_of_its_own() -> None:
    assert [spec.op for spec in SPECS] == list(Op)
    assert all(spec.op is op for op, spec in OPERATIONS.items())
    keys = [spec.key for spec in SPECS if spec.key]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_a_row_names_each_call_that_its_intents_become_and_no_other(spec: Spec) -> None:
    made = set[tuple[str, str]]().union(*(calls_in(intent.call(limits_of(intent))) for intent in forms_of(spec)))
    assert made == set(spec.pallet_calls)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_an_intent_touches_its_subnets_and_passes_pools_where_it_has_a_limit(spec: Spec) -> None:
    intent = spec.intent(choices_for(spec))
    assert intent.op is spec.op
    assert {hop.netuid for hop in intent.route()} <= set(intent.touches()) <= {0, 7, 9}
    assert bool(intent.route()) is (spec.limit is not LimitKind.NONE)
    assert intent.unfilled() == ()
    assert intent.recipient == (RECIPIENT if spec.field(FieldKind.ACCOUNT) else "")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.verb)
def test_an_order_with_another_number_of_limits_has_no_call(spec: Spec) -> None:
    intent = spec.intent(choices_for(spec))
    limits = limits_of(intent)
    with pytest.raises(NotAnOrder, match="limit"):
        intent.call(replace(limits, prices=(*limits.prices, Price(10**9))))


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.validators], ids=lambda spec: spec.verb)
def test_an_order_without_a_validator_has_no_call(spec: Spec) -> None:
    intent = spec.intent(choices_for(spec, hotkeys=("", "")))
    assert set(intent.unfilled()) == {field.name for field in spec.validators}
    with pytest.raises(NotAnOrder, match="needs a validator"):
        intent.call(limits_of(intent))


def test_a_swap_without_another_subnet_has_no_call() -> None:
    for destination in (None, 7):
        swap = ROW_OF[Op.SWAP_STAKE].intent(choices_for(ROW_OF[Op.SWAP_STAKE], destination=destination))
        with pytest.raises(NotAnOrder, match="another subnet"):
            swap.call(Limits((PriceRatio(10**9),)))


def test_what_is_passed_on_must_be_known_and_of_the_other_subnet() -> None:
    spec = ROW_OF[Op.TRANSFER_STAKE]
    transfer = spec.intent(choices_for(spec))
    for passed_on in (None, Alpha(10**9, 7)):
        with pytest.raises(NotAnOrder):
            transfer.call(Limits((PriceRatio(10**9),), passed_on))


def test_a_stake_cannot_be_made_of_alpha_nor_an_unstake_of_tao() -> None:
    stake, unstake = ROW_OF[Op.STAKE], ROW_OF[Op.UNSTAKE]
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
