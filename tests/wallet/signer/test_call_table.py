"""The table of known calls, held against the SDK's catalogue and the metadata of real runtimes."""

import inspect
from collections.abc import Callable

import pytest
from bittensor._generated import calls
from bittensor_core import Runtime
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.wallet.signer.calls.call_layout import PROXY_TYPES, Layout, OtherLayout
from dtao_tui.wallet.signer.calls.call_reading import read_by_table, recomposed
from dtao_tui.wallet.signer.calls.call_table import CALLS, InnerCall, KnownCall, Value, known
from dtao_tui.wallet.signer.calls.signing_rules import RULES, Leaf
from tests.metadata.tree import Metadata, read
from tests.wallet.signer.orders import description

REAL = (419, 439, 461)
ACCOUNT = bytes(range(32))
EACH_CALL = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
U64 = st.integers(0, 2**64 - 1)
ACCOUNTS = st.binary(min_size=32, max_size=32)
SCALARS: dict[Layout, st.SearchStrategy[Value]] = {
    Layout.ACCOUNT: ACCOUNTS,
    Layout.ADDRESS: ACCOUNTS,
    Layout.NETUID: st.integers(0, 2**16 - 1),
    Layout.AMOUNT: U64,
    Layout.AMOUNT_COMPACT: U64,
    Layout.LIMIT: U64,
    Layout.LIMIT_IF_ANY: st.one_of(st.none(), U64),
    Layout.YES_OR_NO: st.booleans(),
    Layout.PROXY_TYPE: st.sampled_from(PROXY_TYPES),
    Layout.BLOCKS: st.integers(0, 2**32 - 1),
    Layout.PROXY_TYPE_IF_ANY: st.one_of(st.none(), st.sampled_from(PROXY_TYPES)),
}


@st.composite
def calls_with_values(draw: st.DrawFn, depth: int = 2) -> InnerCall:
    """Any call of the table, with calls inside it to that depth."""
    call = draw(st.sampled_from([each for each in CALLS if depth or not holds_calls(each)]))
    inner = calls_with_values(depth - 1)
    nested: dict[Layout, st.SearchStrategy[Value]] = {
        Layout.CALL: inner,
        Layout.CALLS: st.lists(inner, max_size=3).map(tuple),
    }
    strategies = SCALARS | nested
    return InnerCall(call, {name: draw(strategies[layout]) for name, layout in call.arguments.items()})


def holds_calls(call: KnownCall) -> bool:
    return any(layout.holds_calls for layout in call.arguments.values())


def an_example(call: KnownCall) -> dict[str, Value]:
    examples: dict[Layout, Value] = {
        Layout.ACCOUNT: ACCOUNT,
        Layout.ADDRESS: ACCOUNT,
        Layout.NETUID: 258,
        Layout.AMOUNT: 2**40 + 3,
        Layout.AMOUNT_COMPACT: 2**40 + 3,
        Layout.LIMIT: 5,
        Layout.LIMIT_IF_ANY: 5,
        Layout.YES_OR_NO: True,
        Layout.PROXY_TYPE: "Staking",
        Layout.PROXY_TYPE_IF_ANY: "Staking",
        Layout.BLOCKS: 2**24 + 5,
    }
    if holds_calls(call):
        leaf = InnerCall(CALLS[0], an_example(CALLS[0]))
        examples |= {Layout.CALL: leaf, Layout.CALLS: (leaf, InnerCall(CALLS[1], an_example(CALLS[1])))}
    return {name: examples[layout] for name, layout in call.arguments.items()}


def declared(tree: Metadata, call: KnownCall) -> tuple[tuple[int, int], list[str | None]] | None:
    pallet = tree.pallet(call.pallet)
    assert pallet.calls is not None
    for variant in tree.types[pallet.calls].variants:
        if variant.name == call.name:
            return (pallet.index, variant.index), [field.name for field in variant.fields]
    return None


@EACH_CALL
def test_each_call_is_in_the_catalogue_with_the_same_arguments_in_order(call: KnownCall) -> None:
    catalogued = inspect.signature(getattr(getattr(calls, call.pallet), call.name))
    assert list(call.arguments) == list(catalogued.parameters)


@EACH_CALL
@pytest.mark.parametrize("spec", REAL)
def test_each_call_has_its_numbers_and_names_in_real_runtimes(
    call: KnownCall, spec: int, real_metadata: Callable[..., bytes]
) -> None:
    found = declared(read(real_metadata(spec)), call)
    if spec < call.first_spec:
        assert found is None
    else:
        assert found == (call.numbers, list(call.arguments))


@EACH_CALL
@pytest.mark.parametrize("spec", REAL)
def test_each_call_lies_in_the_bytes_as_real_runtimes_lay_it_out(
    call: KnownCall, spec: int, real_metadata: Callable[..., bytes]
) -> None:
    if spec < call.first_spec:
        return
    runtime, values = Runtime(real_metadata(spec), spec, 1, 42), an_example(call)
    composed = recomposed(runtime, read_by_table(call, values))
    assert composed == call.compose(values)
    assert call.read(composed) == values


@pytest.mark.parametrize("call", [rule.call for rule in RULES.values()], ids=lambda call: call.name)
def test_practice_numbers_what_is_signed_as_mainnet_does(call: KnownCall) -> None:
    assert declared(read(description().metadata), call) == (call.numbers, list(call.arguments))


def test_two_of_the_signed_calls_only_take_out() -> None:
    takes_out = [rule.call.name for rule in RULES.values() if isinstance(rule, Leaf) and rule.takes_out]
    assert takes_out == ["remove_stake_limit", "remove_stake_full_limit"]
    assert len({call.numbers for call in CALLS}) == len(CALLS)


@given(calls_with_values())
def test_what_is_composed_is_read_again(drawn: InnerCall) -> None:
    call, values = drawn.call, drawn.values
    composed = call.compose(values)
    assert call.read(composed) == values
    with pytest.raises(OtherLayout):
        call.read(composed + b"\0")
    with pytest.raises(OtherLayout):
        call.read(composed[:-1])


@EACH_CALL
@pytest.mark.parametrize("value", [b"short", -1, 2**64, "7", 1.0, True, None])
def test_a_value_that_does_not_fit_its_layout_is_never_composed(call: KnownCall, value: Value) -> None:
    fits: dict[Layout, Value] = {
        Layout.YES_OR_NO: True,
        Layout.LIMIT_IF_ANY: None,
        Layout.PROXY_TYPE_IF_ANY: None,
    }
    for name, layout in call.arguments.items():
        if layout in fits and value is fits[layout]:
            continue
        with pytest.raises(OtherLayout):
            call.compose(an_example(call) | {name: value})


@pytest.mark.parametrize("flag", [2, 3, 255])
def test_a_choice_that_is_neither_is_not_read(flag: int) -> None:
    full, limited = known("SubtensorModule", "remove_stake_full_limit"), known("SubtensorModule", "add_stake_limit")
    assert full is not None
    assert limited is not None
    composed = bytearray(full.compose(an_example(full)))
    composed[2 + 32 + 2] = flag
    with pytest.raises(OtherLayout):
        full.read(bytes(composed))
    composed = bytearray(limited.compose(an_example(limited)))
    composed[-1] = flag
    with pytest.raises(OtherLayout):
        limited.read(bytes(composed))


def test_arguments_in_another_order_are_never_composed() -> None:
    call = CALLS[0]
    with pytest.raises(OtherLayout):
        call.compose(dict(reversed(an_example(call).items())))
