"""Calls inside a call are signed only as rules allow them, however deep they lie and whatever the bytes hide."""

import pytest
from bittensor_core import Runtime, ss58_encode
from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.practice.runtime.metadata import SPEC_VERSION
from dtao_tui.wallet.signer.calls.call_layout import OtherLayout
from dtao_tui.wallet.signer.calls.call_reading import is_same, read_by_table
from dtao_tui.wallet.signer.calls.call_table import InnerCall
from dtao_tui.wallet.signer.calls.signing_policy import judge
from dtao_tui.wallet.signer.calls.signing_rules import RULES, Leaf, NotAllowed, Rules, Wraps, any_value
from dtao_tui.wallet.signer.signer_messages import CallReading
from tests.metadata.tree import read
from tests.wallet.signer.orders import HOTKEY, a_call, description
from tests.wallet.signer.wrapper_rules import (
    ACCOUNT,
    ADD,
    BATCH,
    PROXY,
    REAL,
    STAKES,
    SWAP,
    a_batch_rule,
    a_proxy_rule,
    batch,
    bytes_of,
    move,
    proxied,
    rules,
    stake,
)

U64_MAX = 2**64 - 1
BOTH = STAKES | {"Utility.batch_all", "Proxy.proxy"}
EACH_OF_ANY = rules(a_batch_rule(BOTH), a_proxy_rule(BOTH))
PROXIED_BATCH = rules(a_batch_rule(), a_proxy_rule(STAKES | {"Utility.batch_all"}))


def judged(call: InnerCall | bytes, table: Rules) -> CallReading:
    data = call if isinstance(call, bytes) else bytes_of(call)
    return judge(description().runtime, data, table).reading


def refusal(call: InnerCall | bytes, table: Rules) -> str:
    with pytest.raises(NotAllowed) as refused:
        judged(call, table)
    return str(refused.value)


def test_a_batch_of_allowed_calls_is_read_as_a_tree() -> None:
    found = judged(batch(stake(5), stake(7, netuid=9)), rules())
    (name, inside) = found.arguments[0]
    assert (found.full_name, name) == ("Utility.batch_all", "calls")
    assert isinstance(inside, tuple)
    amounts = [(each.name, dict(each.arguments)["amount_staked"], dict(each.arguments)["netuid"]) for each in inside]
    assert amounts == [("add_stake_limit", 5, 3), ("add_stake_limit", 7, 9)]


def test_a_proxied_call_is_read_as_a_tree_and_acts_for_the_account_it_names() -> None:
    judgement = judge(description().runtime, bytes_of(proxied(stake())), rules())
    values = dict(judgement.reading.arguments)
    assert judgement.acts_for == values["real"] == ss58_encode(REAL, 42)
    assert values["force_proxy_type"] == "Staking"
    assert values["call"] == judged(stake(), RULES)


def test_an_unwrapped_call_and_a_batch_act_for_the_signers_own_account() -> None:
    for call in (stake(), batch(stake(), stake())):
        assert judge(description().runtime, bytes_of(call), rules()).acts_for is None


def test_a_batch_behind_a_proxy_is_as_deep_as_calls_may_lie() -> None:
    judgement = judge(description().runtime, bytes_of(proxied(batch(stake(), stake()))), PROXIED_BATCH)
    assert judgement.acts_for == ss58_encode(REAL, 42)
    too_deep = proxied(batch(stake(), proxied(stake())))
    assert "more deeply than is signed" in refusal(too_deep, EACH_OF_ANY)


@pytest.mark.parametrize("depth", [3, 4, 7, 8, 9, 60])
def test_rules_that_allow_any_depth_are_bounded_all_the_same(depth: int) -> None:
    assert judged(bytes([*BATCH.numbers, 1 << 2]) * 2 + bytes_of(stake()), EACH_OF_ANY)
    nested = bytes([*BATCH.numbers, 1 << 2]) * depth + bytes_of(stake())
    is_readable = depth < 8
    expected = "wraps calls more deeply than is signed" if is_readable else "not a call of this chain"
    assert expected in refusal(nested, EACH_OF_ANY)


def test_a_batch_of_the_programs_own_rules_holds_limited_calls_and_no_other_batch() -> None:
    assert judged(batch(stake(), stake()), RULES)
    inner = "Utility.batch_all is not among the calls that are signed inside Utility.batch_all."
    assert refusal(batch(batch(stake())), RULES) == inner


@pytest.mark.parametrize(("count", "is_signed"), [(0, False), (1, True), (3, True), (4, False), (70, False)])
def test_a_batch_holds_from_one_call_to_the_most_that_its_rule_names(count: int, is_signed: bool) -> None:
    call = batch(*[stake() for _ in range(count)])
    if is_signed:
        assert judged(call, rules())
    else:
        assert refusal(call, rules()) == f"Utility.batch_all holds {count} calls; from 1 to 3 are signed here."


def test_a_forbidden_call_among_allowed_ones_is_refused_by_its_name() -> None:
    transfer = a_call("transfer_keep_alive", "Balances", dest=HOTKEY, value=1)
    hidden = bytes([*BATCH.numbers, 2 << 2]) + bytes_of(stake()) + transfer
    assert refusal(hidden, rules()) == (
        "Balances.transfer_keep_alive is not among the calls that are signed inside Utility.batch_all."
    )


def test_a_call_of_the_table_that_no_rule_names_is_refused_inside_too() -> None:
    values = {"hotkey": ACCOUNT, "origin_netuid": 1, "destination_netuid": 2, "alpha_amount": 5}
    inside = InnerCall(SWAP, values)
    assert "swap_stake is not among the calls that are signed inside Proxy.proxy" in refusal(proxied(inside), rules())


def test_a_call_of_a_rule_that_the_wrapper_does_not_name_is_refused_inside() -> None:
    assert judged(move(), rules())
    assert "move_stake is not among the calls that are signed inside" in refusal(batch(move()), rules())


def test_a_wrapper_hidden_in_a_wrapper_is_refused_where_only_leaves_are_named() -> None:
    for call in (
        batch(stake(), proxied(stake())),
        batch(batch(stake())),
        proxied(batch(stake())),
        proxied(proxied(stake())),
    ):
        assert "is not among the calls that are signed inside" in refusal(call, rules())


@pytest.mark.parametrize("call", [stake(0), stake(U64_MAX), InnerCall(ADD, {**stake().values, "limit_price": 0})])
def test_the_checks_of_a_call_hold_inside_a_wrapper(call: InnerCall) -> None:
    alone = refusal(call, rules())
    assert refusal(batch(stake(), call), rules()) == alone
    assert refusal(proxied(call), rules()) == alone


def test_calls_that_act_for_several_accounts_are_refused() -> None:
    table = rules(a_batch_rule(BOTH), a_proxy_rule())
    assert judged(batch(proxied(stake()), proxied(stake(7))), table)
    for call in (batch(stake(), proxied(stake())), batch(proxied(stake()), proxied(stake(), real=ACCOUNT))):
        assert refusal(call, table) == "The calls inside act for more than one account."


@pytest.mark.parametrize("junk", [b"\0", b"\0\0\0\0", bytes_of(stake())])
def test_trailing_bytes_inside_or_after_a_wrapper_are_refused(junk: bytes) -> None:
    good = bytes_of(batch(stake(), stake()))
    for call in (good + junk, good[: 3 + len(bytes_of(stake()))] + junk + good[3 + len(bytes_of(stake())) :]):
        assert refusal(call, rules())
    assert refusal(bytes_of(proxied(stake())) + junk, rules())
    with pytest.raises(OtherLayout):
        BATCH.read(good + junk)


def test_a_count_that_is_written_longer_than_it_needs_to_be_is_refused() -> None:
    good = bytes_of(batch(stake()))
    assert good[2] == 1 << 2
    assert refusal(good[:2] + (1 << 2 | 1).to_bytes(2, "little") + good[3:], rules())


def test_an_inner_call_that_the_chain_numbers_otherwise_is_refused() -> None:
    tree = read(description().metadata).copy()
    tree.call("SubtensorModule", "remove_stake_limit").index = 211
    runtime = Runtime(tree.encoded(), SPEC_VERSION, 1, 42)
    sale = bytearray(a_call("remove_stake_limit"))
    sale[1] = 211
    table = rules()
    assert judge(runtime, bytes(sale), table).renumbered is not None
    with pytest.raises(NotAllowed, match="lays out batch_all otherwise than it is known here"):
        judge(runtime, bytes([*BATCH.numbers, 1 << 2]) + bytes(sale), table)


def test_a_move_within_a_subnet_is_signed_and_one_between_subnets_is_not() -> None:
    assert dict(judged(move(5, 9, 9), rules()).arguments)["alpha_amount"] == 5
    assert "only where origin_netuid and destination_netuid are the same" in refusal(move(5, 9, 8), rules())


def test_a_move_of_nothing_or_of_whatever_is_held_is_never_signed() -> None:
    assert "not above zero" in refusal(move(0), rules())
    assert "stands for all that there is" in refusal(move(U64_MAX), rules())


def test_a_rule_that_leaves_an_argument_unjudged_cannot_be_made() -> None:
    for checks in ({}, {**dict.fromkeys(ADD.arguments, any_value), "more": any_value}):
        with pytest.raises(ValueError, match="does not tell what is signed of each argument"):
            Leaf(ADD, checks)
    with pytest.raises(ValueError, match="does not tell"):
        Wraps(PROXY, "call", STAKES, 1, {"real": any_value})
    with pytest.raises(ValueError, match="does not tell"):
        Wraps(PROXY, "real", STAKES, 1, {"call": any_value, "force_proxy_type": any_value})


def test_yes_and_one_are_different_readings() -> None:
    one = read_by_table(ADD, {**stake().values, "allow_partial": 1})
    yes = read_by_table(ADD, {**stake().values, "allow_partial": True})
    assert one == yes
    assert not is_same(one, yes)
    assert not is_same(CallReading("Utility", "batch_all", (("calls", (one,)),)), read_by_table(BATCH, {"calls": ()}))


def is_safe(call: CallReading, depth: int = 0) -> bool:
    values = dict(call.arguments)
    inside = values.get("calls", values.get("call"))
    if isinstance(inside, CallReading | tuple):
        calls = inside if isinstance(inside, tuple) else (inside,)
        return depth < 2 and 1 <= len(calls) <= 3 and all(is_safe(each, depth + 1) for each in calls)
    limit = values["limit_price"]
    return call.full_name in STAKES and isinstance(limit, int) and 0 < limit < U64_MAX


@given(
    st.sampled_from([batch(stake(), stake(7)), proxied(stake()), proxied(batch(stake(), stake()))]),
    st.integers(0, 200),
    st.integers(0, 255),
    st.sampled_from(["change", "cut", "add", "insert", "wrap"]),
)
@settings(max_examples=400, deadline=None)
def test_a_changed_wrapper_is_refused_or_read_as_changed(wrapper: InnerCall, at: int, byte: int, how: str) -> None:
    data = bytearray(bytes_of(wrapper))
    at %= len(data)
    match how:
        case "change":
            data[at] = byte
        case "cut":
            del data[at:]
        case "add":
            data.append(byte)
        case "insert":
            data.insert(at, byte)
        case _:
            data[:0] = bytes([*BATCH.numbers, 1 << 2])
    try:
        found = judge(description().runtime, bytes(data), EACH_OF_ANY)
    except NotAllowed:
        return
    values = BATCH.read(bytes(data)) if found.call is BATCH else PROXY.read(bytes(data))
    assert found.call.compose(values) == bytes(data)
    assert is_safe(found.reading)
