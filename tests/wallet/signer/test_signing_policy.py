"""Whatever bytes come, the judge either refuses in words or has read exactly what would be signed."""

import pytest
from bittensor_core import Runtime
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.operations.operation_rows import ROWS
from dtao_tui.wallet.signer.calls.call_reading import inner_calls, recomposed
from dtao_tui.wallet.signer.calls.signing_policy import judge
from dtao_tui.wallet.signer.calls.signing_rules import RULES, NotAllowed
from dtao_tui.wallet.signer.signer_messages import CallReading
from tests.wallet.signer.orders import HOTKEY, a_call, description

TRADES = ("add_stake_limit", "remove_stake_limit", "remove_stake_full_limit")
U64 = st.integers(0, 2**64 - 1)


def verdict(call: bytes) -> CallReading | None:
    try:
        return judge(description().runtime, call).reading
    except NotAllowed:
        return None


def is_safe(reading: CallReading, call: bytes) -> bool:
    """Whether the bytes are the reading's own, and nothing in it trades without a limit or gives across subnets."""
    return recomposed(description().runtime, reading) == call and all(map(is_bounded, leaves_of(reading)))


def leaves_of(reading: CallReading) -> list[CallReading]:
    inside = [each for _, value in reading.arguments for each in inner_calls(value)]
    return [leaf for each in inside for leaf in leaves_of(each)] or [reading]


def is_bounded(leaf: CallReading) -> bool:
    values = dict(leaf.arguments)
    limit = values.get("limit_price", 1)
    stays = "limit_price" in values or values.get("origin_netuid") == values.get("destination_netuid")
    amounts = [value for name, value in values.items() if name.startswith(("amount", "alpha_amount", "value"))]
    is_sized = all(isinstance(amount, int) and 0 < amount < 2**64 - 1 for amount in amounts)
    return isinstance(limit, int) and 0 < limit < 2**64 - 1 and stays and is_sized and values.get("enabled") is not True


@given(st.binary(max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_or_read_exactly(call: bytes) -> None:
    reading = verdict(call)
    assert reading is None or is_safe(reading, call)


@given(
    st.sampled_from(TRADES),
    st.integers(0, 80),
    st.integers(0, 255),
    st.sampled_from(["change", "cut", "add", "double"]),
)
@settings(max_examples=500, deadline=None)
def test_a_good_call_with_a_change_is_refused_or_read_as_changed(name: str, at: int, byte: int, how: str) -> None:
    good = bytearray(a_call(name))
    at %= len(good)
    match how:
        case "change":
            good[at] = byte
        case "cut":
            del good[at:]
        case "add":
            good.append(byte)
        case _:
            good.extend(bytes(good))
    call = bytes(good)
    reading = verdict(call)
    assert reading is None or is_safe(reading, call)


@given(st.integers(0, 2**16 - 1), U64, U64, st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_stake_is_signed_exactly_when_it_pays_something_within_a_limit(
    netuid: int, amount: int, limit: int, is_partial: bool
) -> None:
    call = a_call(netuid=netuid, amount_staked=amount, limit_price=limit, allow_partial=is_partial)
    reading = verdict(call)
    assert (reading is not None) == (0 < amount < 2**64 - 1 and 0 < limit < 2**64 - 1)
    if reading is not None:
        assert reading.arguments == (
            ("hotkey", HOTKEY),
            ("netuid", netuid),
            ("amount_staked", amount),
            ("limit_price", limit),
            ("allow_partial", is_partial),
        )


def renamed(true: bytes, false: bytes) -> Runtime:
    """The chain with one name in its description changed to another of the same length."""
    told, metadata = description(), description().metadata
    assert len(true) == len(false)
    assert true in metadata
    return Runtime(metadata.replace(true, false), told.runtime.spec_version, told.runtime.transaction_version, 42)


@pytest.mark.parametrize("name", TRADES)
def test_the_bytes_of_a_trade_are_not_signed_where_the_chain_calls_them_otherwise(name: str) -> None:
    call = a_call(name)
    for true in (name, "SubtensorModule"):
        runtime = renamed(true.encode(), true[:-1].encode() + b"Z")
        with pytest.raises(NotAllowed, match="not among the calls"):
            judge(runtime, call)


@pytest.mark.parametrize("name", ["limit_price", "allow_partial", "amount_staked"])
def test_a_trade_whose_arguments_are_called_otherwise_is_not_signed(name: str) -> None:
    runtime = renamed(name.encode(), name[:-1].encode() + b"Z")
    with pytest.raises(NotAllowed, match="other arguments"):
        judge(runtime, a_call())


MOVE = {"origin_hotkey": HOTKEY, "destination_hotkey": HOTKEY, "origin_netuid": 7, "alpha_amount": 10**9}


def test_a_move_is_signed_within_one_subnet_alone() -> None:
    within = a_call("move_stake", **MOVE, destination_netuid=7)
    assert judge(description().runtime, within).reading.name == "move_stake"
    with pytest.raises(NotAllowed, match="origin_netuid and destination_netuid are the same"):
        judge(description().runtime, a_call("move_stake", **MOVE, destination_netuid=8))


@pytest.mark.parametrize("rao", [0, 2**64 - 1])
def test_a_move_of_nothing_or_of_whatever_there_is_is_never_signed(rao: int) -> None:
    arguments = {**MOVE, "destination_netuid": 7, "alpha_amount": rao}
    with pytest.raises(NotAllowed, match="amount"):
        judge(description().runtime, a_call("move_stake", **arguments))


def every_call() -> list[tuple[str, str]]:
    found = description().runtime.metadata_ir()["pallets"]
    return [(pallet["name"], call["name"]) for pallet in found for call in pallet.get("calls") or []]


def test_what_is_signed_is_what_operations_call() -> None:
    called = {call for spec in ROWS for call in spec.pallet_calls}
    assert {(rule.call.pallet, rule.call.name) for rule in RULES.values()} == {*called, ("Proxy", "proxy")}


def test_of_all_calls_of_the_chain_none_is_signed_that_trades_without_a_limit() -> None:
    assert len(every_call()) > 10
    signed = {rule.call.name for rule in RULES.values()}
    assert {(rule.call.pallet, rule.call.name) for rule in RULES.values()} <= set(every_call())
    unlimited = {"add_stake", "remove_stake", "unstake_all", "unstake_all_alpha", "swap_stake", "transfer_all"}
    assert not signed & unlimited


@pytest.mark.parametrize("name", ["transfer_stake", "transfer_stake_and_hotkey"])
def test_stake_is_given_away_within_a_subnet_alone(name: str) -> None:
    assert judge(description().runtime, a_gift(name, 3, 3)).reading.name == name
    with pytest.raises(NotAllowed, match="only where origin_netuid and destination_netuid are the same"):
        judge(description().runtime, a_gift(name, 3, 4))


def a_gift(name: str, origin: int, destination: int) -> bytes:
    hotkeys = (
        {"hotkey": HOTKEY}
        if name == "transfer_stake"
        else dict.fromkeys(("origin_hotkey", "destination_hotkey"), HOTKEY)
    )
    netuids = {"origin_netuid": origin, "destination_netuid": destination}
    return a_call(name, destination_coldkey=HOTKEY, alpha_amount=10**9, **hotkeys, **netuids)


def test_a_lock_is_ended_and_never_made_perpetual() -> None:
    assert judge(description().runtime, a_call("set_perpetual_lock", netuid=3, enabled=False))
    with pytest.raises(NotAllowed, match="never made perpetual"):
        judge(description().runtime, a_call("set_perpetual_lock", netuid=3, enabled=True))
