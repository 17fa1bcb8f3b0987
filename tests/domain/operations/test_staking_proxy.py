"""What a staking proxy may carry out for its coldkey, and what it is told that it cannot."""

import pytest

from dtao_tui.domain.accounts import STAKING_PROXY, OwnerAddress
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.operations.operation_rows import ROWS
from dtao_tui.domain.operations.staking_proxy import (
    STAKING_PROXY_CALLS,
    AsProxy,
    as_signed,
    objection_to_call_by_proxy,
    objection_to_operation_by_proxy,
)
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import Limits, MoveStake, NotAnOrder, Op, Stake
from dtao_tui.practice.pallets.batch_and_proxy import may_call
from dtao_tui.practice.runtime.plain_values import Invocation
from tests.fakes import ALICE, BOB, HOTKEY, OTHER_HOTKEY, a_proxied_account, an_account

LIMITS = Limits((Price(51 * 10**6),))
STAKE = Stake(7, HOTKEY, Tao.parse("2"))


def test_an_intent_is_wrapped_for_the_coldkey_and_bound_to_the_staking_kind() -> None:
    call = AsProxy(STAKE, OwnerAddress(BOB)).call(LIMITS)
    assert call == Call("Proxy", "proxy", {"real": BOB, "force_proxy_type": STAKING_PROXY, "call": STAKE.call(LIMITS)})
    assert call.leaves == (STAKE.call(LIMITS),)


def test_the_wrapper_is_the_same_operation_on_the_same_subnets() -> None:
    move = MoveStake(7, HOTKEY, OTHER_HOTKEY, Alpha.parse("5", 7))
    for intent in (STAKE, move):
        wrapped = AsProxy(intent, OwnerAddress(BOB))
        assert (wrapped.op, wrapped.touches(), wrapped.route()) == (intent.op, intent.touches(), intent.route())


def test_an_account_with_its_own_key_signs_the_call_itself() -> None:
    assert as_signed(STAKE, an_account()).call(LIMITS) == STAKE.call(LIMITS)
    assert as_signed(STAKE, a_proxied_account("cold", BOB, ALICE)).call(LIMITS).title == ("Proxy", "proxy")


@pytest.mark.parametrize(
    ("pallet", "name", "told"),
    [
        ("Balances", "transfer_keep_alive", "cannot pay TAO"),
        ("SubtensorModule", "transfer_stake", "cannot give stake to another account"),
        ("SubtensorModule", "claim_root_with_hotkey", "cannot claim root dividends"),
        ("SubtensorModule", "lock_stake", "cannot lock stake"),
        ("Proxy", "add_proxy", "cannot change who is a proxy"),
        ("SubtensorModule", "burned_register", "cannot call SubtensorModule.burned_register"),
    ],
)
def test_what_a_staking_proxy_cannot_do_is_told_in_words(pallet: str, name: str, told: str) -> None:
    assert told in objection_to_call_by_proxy(Call(pallet, name, {}))


def test_a_batch_is_told_to_be_none_of_its_calls() -> None:
    batch = Call("Utility", "batch_all", {"calls": (STAKE.call(LIMITS),)})
    assert "cannot carry several calls at once" in objection_to_call_by_proxy(batch)


def test_a_wrapper_around_what_is_forbidden_is_no_call() -> None:
    class Forbidden:
        op = Op.PAY

        def call(self, limits: Limits) -> Call:
            return Call("Balances", "transfer_all", {})

    with pytest.raises(NotAnOrder, match="cannot pay TAO"):
        AsProxy(Forbidden(), OwnerAddress(BOB)).call(Limits())  # type: ignore[arg-type]  # a part of an intent


@pytest.mark.parametrize("spec", ROWS, ids=lambda spec: spec.op)
def test_a_row_that_names_the_staking_kind_has_a_call_that_such_a_proxy_may_make(spec: object) -> None:
    can = any(call in STAKING_PROXY_CALLS for call in spec.pallet_calls)  # type: ignore[attr-defined]  # a row
    if spec.proxy_type == STAKING_PROXY:  # type: ignore[attr-defined]  # a row
        assert can
        assert objection_to_operation_by_proxy(spec) == ""  # type: ignore[arg-type]  # a row
    else:
        assert "A staking proxy cannot" in objection_to_operation_by_proxy(spec)  # type: ignore[arg-type]  # a row


def test_the_practice_chain_lets_a_staking_proxy_make_the_same_calls() -> None:
    names = {f"{pallet}.{name}" for pallet, name in STAKING_PROXY_CALLS}
    assert all(may_call(STAKING_PROXY, Invocation(name, {})) for name in names)
    others = ("Utility.batch_all", "Balances.transfer_all", "SubtensorModule.lock_stake", "Proxy.proxy")
    assert not any(may_call(STAKING_PROXY, Invocation(name, {})) for name in others)
